"""What a server sent back, read as questions to be judged (pure).

A server may keep to the JSON schema it was given, put the JSON among other words, or ignore it and write lines. What
is read here is not yet fit to be seen by anybody: it has still to pass the gate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reflect.prompts.question import ANGLES

MOST = 12
"""How many candidates are looked at; a model was asked for three."""

_BULLET = re.compile(r"^\s*(?:[-*•–—]|\(?\d{1,2}[.):]|Q(?:uestion)?\s?\d{0,2}[.:])\s*", re.IGNORECASE)
_STARTS = 20
"""At how many brackets a JSON value is looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a model wrote where a question was asked for. `angle` is "" unless it is one of ours."""

    text: str
    angle: str = ""


def candidates(payload: bytes) -> tuple[Candidate, ...]:
    """The candidates in the body of a chat completion.

    Raises ValueError (or RecursionError, for JSON nested too deeply to read) where it is no chat completion.
    """
    match json.loads(payload.decode("utf-8")):
        case {"choices": [{"message": {"content": str(content)}}, *_]}:
            return tuple(_in_text(content))[:MOST]
    raise ValueError("this is no chat completion with text in it")


def _in_text(content: str) -> Iterator[Candidate]:
    found = list(_in_json(content))
    if found:
        yield from found
        return
    for line in content.splitlines():
        if text := _BULLET.sub("", line).strip().strip('"“”').strip():
            yield Candidate(text)


def _in_json(content: str) -> Iterator[Candidate]:
    """The candidates in the first JSON object or array, anywhere in a text, that holds any."""
    decoder = json.JSONDecoder()
    starts = (match.start() for match in re.finditer(r"[{\[]", content))
    for _, start in zip(range(_STARTS), starts, strict=False):
        try:
            value, _ = decoder.raw_decode(content, start)
        except (ValueError, RecursionError):
            continue
        if found := list(_in_value(value)):
            yield from found
            return


def _in_value(value: object) -> Iterator[Candidate]:
    match value:
        case {"questions": list(items)} | list(items):
            for item in items:
                yield from _in_item(item)
        case dict():
            yield from _in_item(value)


def _in_item(item: object) -> Iterator[Candidate]:
    match item:
        case str(text) | {"question": str(text)}:
            yield Candidate(text)
        case {"text": str(text), **more}:
            angle = more.get("angle")
            yield Candidate(text, angle if isinstance(angle, str) and angle in ANGLES else "")

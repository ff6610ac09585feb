"""What a server sent back, read as questions to be judged (pure).

A server may keep to the JSON schema it was given, put the JSON among other words, or ignore it and write lines. What
a model wrote on the way to its answer is no part of that (see `reasoning`). What is read here is not yet fit to be
seen by anybody: it has still to pass the gate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reflect.errors import UnplacedError
from reflect.language import N_, _
from reflect.prompts.question import ANGLES
from reflect.prompts.reasoning import is_reasoning, without_reasoning

MOST = 12
"""How many candidates are looked at; a model was asked for three."""

_BULLET = re.compile(r"^\s*(?:[-*•–—]|\(?\d{1,2}[.):]|Q(?:uestion)?\s?\d{0,2}[.:])\s*", re.IGNORECASE)
_STARTS = 20
"""At how many brackets a JSON value is looked for."""

_BROKEN_OBJECT = re.compile(r'\{\s*"')
_WRAPPERS = ("questions", "prompts", "items", "output", "answer", "answers", "final", "response", "result", "data")
"""Under which keys of an object questions are looked for, the first that holds any."""


_NO_COMPLETION = N_("this is no chat completion with text in it")


class ReplyError(UnplacedError):
    """What a server sent is no chat completion."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a model wrote where a question was asked for. `angle` is "" unless it is one of ours."""

    text: str
    angle: str = ""


def candidates(payload: bytes) -> tuple[Candidate, ...]:
    """The candidates in the body of a chat completion.

    Raises ReplyError where it is no chat completion.
    """
    try:
        reply = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError):  # no JSON, or nested too deeply to read
        raise ReplyError(_(_NO_COMPLETION)) from None
    match reply:
        case {"choices": [{"message": {"content": str(content)}}, *_]}:
            return tuple(_in_text(without_reasoning(content)))[:MOST]
        case {"choices": [{"message": {"content": list(parts)}}, *_]}:
            return tuple(_in_text(without_reasoning("".join(_texts(parts)))))[:MOST]
    raise ReplyError(_(_NO_COMPLETION))


def _texts(parts: list[object]) -> Iterator[str]:
    """The texts of a message in parts, those of another type (a thought, a tool call, a refusal) left out."""
    for part in parts:
        match part:
            case str(text):
                yield text
            case {"type": "text" | "output_text", "text": str(text), **more} if not _thought(more):
                yield text


def _in_text(content: str) -> Iterator[Candidate]:
    found = list(_in_json(content))
    if found:
        yield from found
    elif _BROKEN_OBJECT.search(content):
        yield Candidate(content.strip())  # an object cut short: whose lines these are, nobody can tell
    else:
        for line in content.splitlines():
            if text := _BULLET.sub("", line).strip().strip('"“”').strip():
                yield Candidate(text)


def _in_json(content: str) -> Iterator[Candidate]:
    """The candidates in the last JSON object or array in a text that holds any: what comes before led up to it."""
    decoder = json.JSONDecoder()
    found: list[Candidate] = []
    after = 0
    for _start, bracket in zip(range(_STARTS), re.finditer(r"[{\[]", content), strict=False):
        start = bracket.start()
        if start < after:
            continue  # inside a value that has been read as a whole
        try:
            value, after = decoder.raw_decode(content, start)
        except (ValueError, RecursionError):
            if _BROKEN_OBJECT.match(content, start):
                break
            continue
        found = list(_in_value(value)) or found
    yield from found


def _in_value(value: object) -> Iterator[Candidate]:
    match value:
        case list(items):
            for item in items:
                yield from _in_item(item)
        case dict():
            inside = (list(_in_value(value[key])) for key in _WRAPPERS if isinstance(value.get(key), (list, dict)))
            yield from next(filter(None, inside), list(_in_item(value)))


def _in_item(item: object) -> Iterator[Candidate]:
    match item:
        case str(text):
            yield Candidate(text)
        case dict() if _thought(item):
            return
        case {"question": str(text)}:
            yield Candidate(text)
        case {"text": str(text), **more}:
            angle = more.get("angle")
            yield Candidate(text, angle if isinstance(angle, str) and angle in ANGLES else "")


def _thought(item: Mapping[object, object]) -> bool:
    """Whether a part of a message, or an item of a list, says of itself that it is a thought."""
    kinds = (item.get(key) for key in ("type", "role", "channel", "kind"))
    return item.get("thought") is True or any(isinstance(kind, str) and is_reasoning(kind) for kind in kinds)

"""One entry of a register, and the JSON value it is kept as (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reflect.fields import Value
from reflect.pairs import Pair

LONGEST = 1000
"""Characters of a text, and items of a list, in an entry. Nobody's name comes near."""

_TEXTS = ("mentor", "mentee", "mentor_email", "mentee_email", "programme")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a register says of a pair: who they are, their folder, and the templates that they have workbooks from.

    `folder` is a path from the programme's root, "." for the root itself and "" where it is not known.
    """

    pair: Pair
    folder: str = ""
    templates: frozenset[str] = frozenset()


def to_value(entry: Entry) -> Value:
    """An entry, without the pair's id, as JSON has it."""
    texts = {name: getattr(entry.pair, name)[:LONGEST] for name in _TEXTS}
    return {**texts, "folder": entry.folder, "templates": sorted(entry.templates)}


def from_value(pair: str, value: Value) -> Entry | None:
    """The entry of a pair (by id) in a JSON value; None where there is none that can be used."""
    if not isinstance(value, Mapping) or not 0 < len(pair) <= LONGEST:
        return None
    texts = {name: value.get(name, "") for name in (*_TEXTS, "folder")}
    templates: Any = value.get("templates", [])
    if not isinstance(templates, list) or len(templates) > LONGEST or not all(map(_is_text, texts.values())):
        return None
    if not all(map(_is_text, templates)) or not is_inside(folder := texts.pop("folder")):
        return None
    return Entry(Pair(**texts, id=pair), folder, frozenset(templates))


def is_inside(folder: str) -> bool:
    """Whether a path from a root is written so that it leads nowhere else, on any system."""
    if folder in ("", "."):
        return True
    parts = folder.split("/")
    return not any(mark in folder for mark in ("\\", ":", "\0")) and not {"", ".", ".."}.intersection(parts)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST

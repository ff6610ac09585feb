"""Filled examples of the installed templates: what three fictional pairs wrote.

The words are data, in `examples.json` beside this module, so that they can be edited without touching code.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from reflect.fields import Value
from reflect.pairs import Pair


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a slot was given on a day; `by_mentor` where that is not to be told from the slot."""

    day: dt.date
    slot: str
    value: Value
    by_mentor: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and its answers: template name -> slot -> value. `later` has those of the entries after a first one.

    `occasions` has the occasion of each entry of the templates that repeat.

    A workbook is filled over time. `written` says when its answers were, where that was not on its occasion or at the
    pair's start: pattern of slots -> day, of which the last that fits counts. `earlier` has what stood there before:
    slot -> day -> value. `by_mentor` has patterns of the slots for both that the mentor filled. In all of them a
    workbook is called by its template, and an entry by that and its occasion.
    """

    pair: Pair
    answers: Mapping[str, Mapping[str, Value]]
    later: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    occasions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    by_mentor: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def workbooks(self) -> tuple[tuple[str, str, Mapping[str, Value]], ...]:
        """Each workbook's template, by name, its occasion and its answers; entries in the order of their making."""
        return tuple(
            (name, occasion, answers)
            for name, first in self.answers.items()
            for occasion, answers in zip(
                self.occasions.get(name, ("",)), (first, *self.later.get(name, ())), strict=True
            )
        )

    def given(self, name: str, occasion: str, answers: Mapping[str, Value]) -> tuple[Given, ...]:
        """All that was ever written in one of the `workbooks`, day by day."""
        return tuple(sorted(self._given(f"{name} {occasion}".strip(), occasion, answers), key=lambda each: each.day))

    def _given(self, called: str, occasion: str, answers: Mapping[str, Value]) -> Iterator[Given]:
        for slot, value in answers.items():
            by_mentor = any(fnmatchcase(slot, pattern) for pattern in self.by_mentor.get(called, ()))
            for day, before in self.earlier.get(called, {}).get(slot, {}).items():
                yield Given(dt.date.fromisoformat(day), slot, before, by_mentor)
            days = [day for pattern, day in self.written.get(called, {}).items() if fnmatchcase(slot, pattern)]
            yield Given(
                dt.date.fromisoformat([occasion or self.pair.details["start"], *days][-1]), slot, value, by_mentor
            )


def examples() -> tuple[Example, ...]:
    """The sample pairs, in the order of the file."""
    text = (files(__package__) / "examples.json").read_text(encoding="utf-8")
    return tuple(_example(given) for given in json.loads(text).values())


def _example(given: Mapping[str, Any]) -> Example:
    pair = Pair(
        mentor=given["mentor"],
        mentee=given["mentee"],
        mentor_email=given["mentor_email"],
        mentee_email=given["mentee_email"],
        programme=given["programme"],
        details=MappingProxyType({"start": given["start"], "focus": given["focus"]}),
    )
    return Example(
        pair,
        given["answers"],
        given.get("later", {}),
        given["occasions"],
        given.get("written", {}),
        given.get("earlier", {}),
        given.get("by_mentor", {}),
    )

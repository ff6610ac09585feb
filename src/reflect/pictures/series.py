"""Numbers over the entries of a workbook that repeats: which there are, before anything is drawn (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.fields import Field, Role, Value, role_of
from reflect.template import Template
from reflect.template.occasions import in_order

Entry = tuple[str, Mapping[str, Value]]
"""The occasion of an entry, and its current answers by slot."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number on a day."""

    day: dt.date
    number: float


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one slot, in order of time. `role` is whose they are, None for what both gave together."""

    role: Role | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One question over time: its lines on a scale from `low` to `high`, whose ends may have names.

    `middle` is a number with a meaning of its own, such as what was expected.
    """

    label: str
    low: float
    high: float
    lines: tuple[Line, ...]
    ends: tuple[str, str] = ("", "")
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class OverTime:
    """Questions that are drawn together under a `title`, each in a panel of its own."""

    title: str
    panels: tuple[Panel, ...]


def under(fields: Iterable[Field]) -> dict[str, str]:
    """The titles of the pictures over time, by the id of the field that each stands under: the last that has it."""
    return {last: title for title, last in {field.over_time: field.id for field in fields if field.over_time}.items()}


def over_time(title: str, template: Template, entries: Sequence[Entry]) -> OverTime | None:
    """The questions of a template under one title, over the entries; None where there is not a number yet.

    `entries` are those up to the one that shows it.
    """
    fields = [field for field in template.fields if field.over_time == title]
    found = OverTime(title, tuple(_panel(field, entries) for field in fields))
    return found if any(line.points for panel in found.panels for line in panel.lines) else None


def _panel(field: Field, entries: Sequence[Entry]) -> Panel:
    lines = [Line(role_of(slot), tuple(_points(field, slot, entries))) for slot in field.slots]
    numbers = [point.number for line in lines for point in line.points]
    axis = field.axis
    low = min(numbers, default=0.0) if axis.low is None else axis.low
    high = max(numbers, default=1.0) if axis.high is None else axis.high
    return Panel(field.label, low, high if high > low else low + 1, tuple(lines), axis.ends, axis.middle)


def _points(field: Field, slot: str, entries: Sequence[Entry]) -> Iterator[Point]:
    for occasion, answers in sorted(entries, key=lambda entry: in_order(entry[0])):
        day, value = in_order(occasion)[0], answers.get(slot)
        number = field.as_number(value) if day and field.is_answered(value, slot) else None
        if number is not None:
            yield Point(dt.date.fromisoformat(day), number)

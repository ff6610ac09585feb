"""What a reader is shown of one value (pure).

A log may hold anything under any slot: the template has changed, or the file was written by somebody else. So a value
that does not fit its field is shown as what it is, and never dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from reflect.fields.values import Value, are_texts, is_blank, without_row
from reflect.language import _, decimal

MOST_DOTS = 15
"""A scale with more points than this is shown as a number alone."""

_MOST_FURTHER = 3
"""Columns that only the rows know of share one column where there are more than these."""

_MOST_CELLS = 5000
"""Cells of a table. What somebody has filled in is far below it; a few kilobytes of empty rows could ask for more."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text that somebody wrote, as they typed it."""

    kind: ClassVar = "words"
    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A date, a number, one of the options, yes or no, in words."""

    kind: ClassVar = "plain"
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a scale: `low` to `high` with `point` marked among the `points`, whose ends have names perhaps."""

    kind: ClassVar = "point"
    text: str
    low: int
    high: int
    points: tuple[bool, ...]
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Several:
    """What was picked from a list."""

    kind: ClassVar = "several"
    items: tuple[str, ...]


Simple = Words | Plain | Point | Several


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. `label` is what the template calls the row, where it does; None is an empty cell."""

    label: str
    cells: tuple[Simple | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their column headings. `labelled` says that the template names the rows.

    `rest` has the rows that are too many for a table, a line for each.
    """

    kind: ClassVar = "table"
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labelled: bool = False
    rest: str = ""


Shown = Simple | Table


class Column(Protocol):
    """What a table is told of each of its columns."""

    @property
    def id(self) -> str:
        """The key of its cells in a row."""

    @property
    def label(self) -> str:
        """Its heading."""

    def in_words(self, value: Value, slot: str = "") -> Shown:
        """One of its cells."""


def anything(value: Value) -> Shown:
    """A value of which nothing is known but what it is."""
    if isinstance(value, str):
        return Words(value)
    if isinstance(value, bool):
        return Plain(_("Yes") if value else _("No"))
    if isinstance(value, (int, float)):
        return Plain(figures(value))
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return table((), (), value)
    if are_texts(value):
        return Several(tuple(value))
    return Plain(json.dumps(value, ensure_ascii=False))


def figures(value: Value) -> str:
    """A number in figures, with a minus sign that is one."""
    if isinstance(value, float):
        return decimal(value).replace("-", "−")
    return str(value).replace("-", "−")


def words_of(identifier: str) -> str:
    """An id as words, for want of a label."""
    return identifier[:40].replace("_", " ").strip().capitalize() or identifier[:40]


def point(value: int, low: int, high: int, ends: tuple[str, str] = ("", "")) -> Simple:
    """A number on a scale, or beside it."""
    if not low <= value <= high:
        return Plain(figures(value))
    text = f"{value:+d}".replace("-", "−") if low < 0 < high and value else figures(value)
    dots = high - low < MOST_DOTS
    return Point(text, low, high, tuple(each == value for each in range(low, high + 1)) if dots else (), ends)


def table(columns: Sequence[Column], labels: tuple[str, ...], value: Iterable[Value]) -> Table:
    """Rows with the columns that are known, then those that only the rows know of."""
    rows = [without_row(row) if isinstance(row, dict) else {"": row} for row in value]
    known = {column.id for column in columns}
    unknown = {key: None for row in rows for key in row if key not in known and not is_blank(row[key])}
    further = tuple(unknown) if len(unknown) <= _MOST_FURTHER else ()
    rest = () if further else tuple(unknown)
    headings = (*(column.label for column in columns), *map(words_of, further), *([_("Also")] if rest else []))
    written = [(number, row) for number, row in enumerate(rows) if not is_blank(row)]
    room = max(1, _MOST_CELLS // max(1, len(headings)))
    shown_rows = [
        Row(
            labels[number] if number < len(labels) else "",
            (
                *(_cell(column, row) for column in columns),
                *(_further(row.get(key)) for key in further),
                *([_further({key: row[key] for key in rest if key in row})] if rest else []),
            ),
        )
        for number, row in written[:room]
    ]
    more = "\n".join(_line(row, columns) for _number, row in written[room:])
    return Table(headings, tuple(shown_rows), labelled=bool(labels), rest=more)


def _line(row: Mapping[str, Value], columns: Sequence[Column]) -> str:
    """A row in a line, for want of room for it in a table."""
    labels = {column.id: column.label for column in columns}
    cells = ((labels.get(key, key), value) for key, value in row.items() if not is_blank(value))
    texts = (
        (label, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for label, value in cells
    )
    return " \N{MIDDLE DOT} ".join(f"{label}: {text}" if label else text for label, text in texts)


def _cell(column: Column, row: Mapping[str, Value]) -> Simple | None:
    value = row.get(column.id)
    return None if is_blank(value) else _simple(column.in_words(value), value)


def _further(value: Value) -> Simple | None:
    return None if is_blank(value) else _simple(anything(value), value)


def _simple(found: Shown, value: Value) -> Simple:
    """What fits into a cell: of a table within a table, only that it is one."""
    return Plain(json.dumps(value, ensure_ascii=False)) if isinstance(found, Table) else found

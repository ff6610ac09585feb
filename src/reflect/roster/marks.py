"""What a sheet of an XLSX file says beside the values of its cells (pure): hidden, merged, formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from reflect.errors import UnplacedError
from reflect.language import _

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


class MarksError(UnplacedError):
    """A sheet that no spreadsheet writes: with a document type, or rows out of order, some of which would be lost."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that are merged: their first column, from 0, their rows as a spreadsheet numbers them, and their name."""

    column: int
    top: int
    bottom: int
    name: str


@dataclass(slots=True)
class Marks:
    """What a sheet says beside its values.

    `hidden_columns` are ranges of places, from 0, both ends included. `unvalued` are the names of cells (C2) that hold
    a formula and no value, as programs write them that cannot calculate.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    unvalued: list[str] = field(default_factory=list)

    def hides(self, place: int) -> bool:
        """Whether the column at a place, from 0, is hidden."""
        return any(first <= place <= last for first, last in self.hidden_columns)


def read_marks(source: IO[bytes]) -> Marks:
    """The marks in the XML of a sheet. Raises MarksError, or expat's ExpatError where it is no XML."""
    return _Reader().read(source)


def filled(cells: Mapping[int, list[str]], merged: Iterable[Area]) -> Iterator[str]:
    """Writes what stands in merged cells into each of their rows that are there; gives the names of those areas.

    `cells` are the rows that hold anything, by number. Only the first column of an area is filled in, since people
    merge a mentor's name down over several rows, and a title across.
    """
    ends: dict[int, int] = {}
    for area in sorted(merged, key=lambda area: (area.column, area.top)):
        if area.top not in cells or area.top <= ends.get(area.column, 0):
            continue  # areas do not overlap, so no row is gone through twice for one column
        ends[area.column] = area.bottom
        text = _at(cells[area.top], area.column)
        rows = [row for row in range(area.top + 1, min(area.bottom, max(cells)) + 1) if row in cells]
        for row in rows:
            if not _at(cells[row], area.column):
                cells[row] += [""] * (area.column + 1 - len(cells[row]))
                cells[row][area.column] = text
        if text and rows:
            yield area.name


def place_of(letters: str) -> int:
    """The place of a column, from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


class _Reader:
    """Follows the XML of a sheet from its beginning to its end."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._row = 0
        self._cell: Mapping[str, str] = {}
        self._within = ""
        self._formula = self._value = False

    def read(self, source: IO[bytes]) -> Marks:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ParseFile(source)
        return self._marks

    def _refuse(self, *_doctype: object) -> None:
        raise MarksError(_("the sheet has a document type"))

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        match name:
            case "row":
                self._start_row(attributes)
            case "c":
                self._cell, self._formula, self._value = attributes, False, False
            case "f":
                self._formula = True
            case "v" | "t":
                self._within = name
            case "col" if _is_on(attributes.get("hidden")):
                self._marks.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in ("v", "t"):
            self._within = ""
        elif name == "c" and self._formula and not self._value and self._cell.get("t") != "str":
            self._marks.unvalued.append(self._cell.get("r", "") or _("row {row}").format(row=self._row))

    def _text(self, text: str) -> None:
        self._value = self._value or bool(self._within)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(float(attributes.get("r", self._row + 1)))
        if row <= self._row:
            raise MarksError(_("the rows of the sheet are out of order"))
        self._row = row
        if _is_on(attributes.get("hidden")):
            self._marks.hidden_rows.add(row)

    def _merge(self, ref: str) -> None:
        if (area := _AREA.fullmatch(ref)) and int(area[4]) > int(area[2]):
            self._marks.merged.append(Area(place_of(area[1]), int(area[2]), int(area[4]), ref))


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")

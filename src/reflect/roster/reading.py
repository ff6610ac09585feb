"""A file read as a roster."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from reflect.language import _
from reflect.pairs import Pair
from reflect.pairs.unseen import code_points, folded
from reflect.roster.headings import read_header
from reflect.roster.problems import CellProblem, RosterError, listed, one_line
from reflect.roster.records import RosterTable
from reflect.roster.rows import RosterRow, month_first_columns
from reflect.roster.table import read_table

_FORMULA = re.compile(r"=[A-Z.]+\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster holds: the pairs of its good rows, in order, and what is to be said about the rest.

    `unknown_columns` are the headings of columns that nothing uses. `notes` say how a file was read where a reader
    might have meant something else. `rows` are the numbers of the pairs' rows.
    """

    pairs: tuple[Pair, ...]
    problems: tuple[CellProblem, ...]
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[int, ...] = field(default=(), compare=False)


def read_roster(path: Path, parameters: Collection[str]) -> Roster:
    """The roster in a file: CSV (comma, semicolon or tab) or the sheet of an XLSX workbook that has the columns.

    `parameters` are the names of the template parameters; the cells of columns with such a name go into the `details`
    of a pair, empty ones left out. A parameter called `start` or `date`, or whose name ends in `_on` or `_date`, holds
    a date, which is given as YYYY-MM-DD. A row with a bad cell is left out, and each of its bad cells is reported.
    Raises RosterError if nothing in the file can be used.
    """
    notes: tuple[str, ...] = ()
    try:
        table = read_table(path)
        notes = table.notes
        return _roster(table, parameters)
    except RosterError as error:
        told = RosterError(error.message, " ".join([error.remedy, *notes]))
        raise told.at(one_line(path.name)) from error.__cause__


def _roster(table: RosterTable, parameters: Collection[str]) -> Roster:
    """The roster in a table (pure). Raises RosterError without headings for mentor and mentee, or without rows."""
    if not table.records:
        raise RosterError(_("it is empty"), _("The first row must name the columns, with at least mentor and mentee."))
    header = read_header(table.records[0].cells, parameters)
    month_first = month_first_columns(header, table.records[1:])
    if len(table.records) == 1:
        raise RosterError(_("it has headings but no rows"), _("Write each pair in a row of its own."))
    pairs: list[Pair] = []
    rows: list[int] = []
    problems: list[CellProblem] = []
    said = _Said()
    first_rows: dict[tuple[str, ...], int] = {}
    for record in table.records[1:]:
        row = RosterRow(header, record, month_first)
        pair = row.pair()
        if row.identified:
            # A row left out for another cell counts too, so that one reading of a roster shows all there is to do.
            row.check_first(first_rows.setdefault(_people(pair), record.row))
        problems.extend(row.problems)
        if not row.problems:
            pairs.append(pair)
            rows.append(record.row)
        said.hear(row)
    notes = (*table.notes, *header.notes, *said.notes())
    return Roster(tuple(pairs), tuple(problems), header.unknown, notes, tuple(rows))


def _people(pair: Pair) -> tuple[str, ...]:
    """What is the same for two rows of the same pair, an e-mail address naming a person best."""
    people = (email or name for email, name in zip(pair.emails, pair.names, strict=True))
    return (folded(pair.programme), *people)


class _Said:
    """What is to be said of how cells were read, once for a whole roster."""

    def __init__(self) -> None:
        self._day_first = ""
        self._unseen: dict[str, None] = {}
        self._left_out: list[str] = []
        self._misread: list[str] = []
        self._formulas: list[str] = []

    def hear(self, row: RosterRow) -> None:
        """Note what is to be said of a row."""
        for column, given in row.read.items():
            if given.left_out:
                self._unseen.update(dict.fromkeys(given.left_out))
                self._left_out.append(row.place(column))
            if given.meant:
                misread = _("{place} ('{text}' for '{meant}')")
                text, meant = one_line(given.text), one_line(given.meant)
                self._misread.append(misread.format(place=row.place(column), text=text, meant=meant))
            if _FORMULA.match(given.text):
                self._formulas.append(row.place(column))
            if given.day_first and not self._day_first:
                written, read = given.day_first
                note = _("dates like {written} are read day first ({read})")
                self._day_first = note.format(written=written, read=read)

    def notes(self) -> tuple[str, ...]:
        """All of it, in words."""
        found = {
            _("What cannot be seen ({letters}) was left out of {places}."): self._left_out,
            _("This looks as if it was saved in the wrong encoding: {places}. Correct it if so."): self._misread,
            _("What looks like a formula was read as a text: {places}."): self._formulas,
        }
        letters = code_points(tuple(self._unseen))
        notes = [note.format(letters=letters, places=listed(where)) for note, where in found.items() if where]
        return tuple(filter(None, [*notes, self._day_first]))

"""A roster read into pairs, with an error for each bad cell.

A roster is a table with one pair to a row, under a row of headings. It is made in a spreadsheet by a person who has
never heard of an encoding or a delimiter, so a file is taken as it comes wherever only one reading is possible, and
refused with what to do about it where a guess could lose a pair or alter a name.

There are two halves. `table` is the edge: it opens a file, CSV or XLSX, and gives plain text cells. The rest turns such
a table into a `Roster`, and is pure.

What is done to text: white space is trimmed and collapsed to single spaces, and characters are composed (NFC).
Everything else is kept as written, whatever it looks like: a name is not code, a path or a formula here. The exceptions
are control characters and the marks that override the direction of text (U+202A-202E, U+2066-2069). They cannot be
seen, and can make one name look like another, so they make a bad cell instead of being dropped without a word.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from reflect.pairs import Pair
from reflect.roster.headings import read_header
from reflect.roster.problems import CellProblem, RosterError, shown
from reflect.roster.rows import Row
from reflect.roster.table import Table, read_table

__all__ = ["CellProblem", "Roster", "RosterError", "read_roster"]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster holds: the pairs of its good rows, in order, and what is to be said about the rest.

    `unknown_columns` are the headings of columns that nothing uses. `notes` say how a file was read where a reader
    might have meant something else.
    """

    pairs: tuple[Pair, ...]
    problems: tuple[CellProblem, ...]
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]


def read_roster(path: Path, parameters: Collection[str]) -> Roster:
    """The roster in a file: CSV (comma, semicolon or tab) or the first sheet of an XLSX workbook.

    `parameters` are the names of the template parameters; the cells of columns with such a name go into the `details`
    of a pair, empty ones left out. A parameter called `start` or `date`, or whose name ends in `_on` or `_date`, holds
    a date, which is given as YYYY-MM-DD. A row with a bad cell is left out, and each of its bad cells is reported.
    Raises RosterError if nothing in the file can be used.
    """
    try:
        return _roster(read_table(path), parameters)
    except RosterError as error:
        raise RosterError(f"{shown(path.name)}: {error}") from error.__cause__


def _roster(table: Table, parameters: Collection[str]) -> Roster:
    """The roster in a table (pure). Raises RosterError without headings for mentor and mentee, or without rows."""
    if not table.records:
        raise RosterError("it is empty. The first row must name the columns, with at least mentor and mentee.")
    header = read_header(table.records[0].cells, parameters)
    if len(table.records) == 1:
        raise RosterError("it has headings but no rows. Write each pair in a row of its own.")
    pairs: list[Pair] = []
    problems: list[CellProblem] = []
    day_first = ""
    first_rows: dict[str, int] = {}
    for record in table.records[1:]:
        row = Row(header, record)
        pair = row.pair()
        if row.identified:
            # A row left out for another cell counts too, so that one reading of a roster shows all there is to do.
            row.check_first(first_rows.setdefault(pair.id, record.row))
        problems.extend(row.problems)
        day_first = day_first or row.day_first
        if not row.problems:
            pairs.append(pair)
    notes = (*table.notes, day_first) if day_first else table.notes
    return Roster(tuple(pairs), tuple(problems), header.unknown, notes)

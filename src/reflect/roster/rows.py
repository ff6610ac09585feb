"""From the rows of a table to pairs, with an error for each bad cell (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from reflect.errors import Where, sentence
from reflect.language import _
from reflect.pairs import Pair
from reflect.pairs.unseen import plain, shows
from reflect.roster.headings import STANDARD_COLUMNS, Headings, heading_key
from reflect.roster.problems import CellProblem, is_blank, one_line
from reflect.roster.records import Record
from reflect.template.parameters import (
    Given,
    ParameterError,
    check_two_people,
    is_date_parameter,
    is_month_first,
    read_person,
    read_value,
)

_SHEET_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA"
    r"|ERROR!|EXTERNAL!|PYTHON!|TIMEOUT!|NV|WERT!|BEZUG!|ZAHL!|NOM\?|VALEUR!|NOMBRE!|NOMBRE\?|VALOR!)|Err:\d{3}|#{3,}"
)
"""What Excel, LibreOffice and Google write for a formula that fails, some of it in German, French and Spanish, and what
Excel writes into a CSV file for a column that is too narrow for its numbers."""

_TOTAL = re.compile("(?:grand )?totals?:?|sum|count|subtotal", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d.,]*")


def month_first_columns(header: Headings, records: Sequence[Record]) -> dict[str, int]:
    """The columns of dates in which a date has the month first, and the first row that has one.

    Such a date cannot be read, and the others in its column are not to be read day first beside it.
    """
    found: dict[str, int] = {}
    for column in filter(is_date_parameter, header.places):
        place = header.places[column]
        cells = ((record.row, record.cells[place]) for record in records if place < len(record.cells))
        if row := next((row for row, cell in cells if is_month_first(cell)), None):
            found[column] = row
    return found


class RosterRow:
    """Reads the cells of one record, collecting a problem for each bad one."""

    def __init__(self, header: Headings, record: Record, month_first: Mapping[str, int]) -> None:
        self._header = header
        self._record = record
        self._month_first = month_first
        self.problems: list[CellProblem] = []
        self.identified = False
        """Whether the cells that say who the pair are were all good."""
        self.read: dict[str, Given] = {}
        """What each good cell was read as, by its column."""

    def pair(self) -> Pair:
        """The pair in the record; not to be used if that gave problems."""
        self._check_is_pair()
        mentor, mentor_email = self._person("mentor")
        mentee, mentee_email = self._person("mentee")
        programme = self._value("programme")
        self.identified = not self.problems
        pair = Pair(mentor, mentee, mentor_email, mentee_email, programme)
        if self.identified:
            self._check_two_people(pair)
        details = self._details()
        self._check_headed()
        return replace(pair, details=details)

    def place(self, column: str) -> str:
        """Where the cell of a column is, in words."""
        heading = self._header.heading(self._header.places[column])
        return _("row {row} {column}").format(row=self._record.row, column=heading)

    def check_first(self, row: int) -> None:
        """Reports this record unless `row`, the first with the same pair, is its own."""
        if row != self._record.row:
            remedy = _("Delete one of the two rows; if they are different people, give their e-mail addresses.")
            self._report("mentee", _("the same pair as row {row}").format(row=row), remedy)

    def _person(self, role: Literal["mentor", "mentee"]) -> tuple[str, str]:
        """The name and e-mail address of one person."""
        return self._value(role), self._value(f"{role}_email")

    def _details(self) -> dict[str, str]:
        """What the cells of parameters hold, by parameter; an empty cell leaves the template its own default."""
        columns = [column for column in self._header.places if column not in STANDARD_COLUMNS]
        found = {column: self._value(column) for column in columns}
        return {column: text for column, text in found.items() if text}

    def _value(self, column: str) -> str:
        """What the cell of a column gives; "" where it is empty, or cannot be used."""
        cell = self._cell(column)
        named = column in ("mentor", "mentee")
        try:
            self.read[column] = read_person(column, cell) if named else read_value(column, cell)
        except ParameterError as error:
            otherwise = _otherwise(named=named, empty=not shows(cell))
            self._report(column, error.message, " ".join([sentence(error.remedy), *otherwise]))
            return ""
        self._check_read(column, self.read[column])
        return self.read[column].text

    def _check_read(self, column: str, given: Given) -> None:
        """Reports what could be read, and is still not to be used."""
        if _SHEET_ERROR.fullmatch(given.text):
            self._report(column, _("an error value from the spreadsheet"), _("Correct the formula, or write the text."))
        if given.day_first and column in self._month_first:
            message = _("a date that could be day or month first, and row {row} has the month first")
            remedy = _("Write it as year-month-day, like 2027-02-05.")
            self._report(column, message.format(row=self._month_first[column]), remedy)

    def _check_is_pair(self) -> None:
        """Reports a row that people add to a table and that is nobody."""
        mentor, mentee = (plain(self._cell(role)).strip() for role in ("mentor", "mentee"))
        if (heading_key(mentor), heading_key(mentee)) == ("mentor", "mentee"):
            self._report("mentor", _("the headings again"), _("Delete this row; a roster has its headings once."))
        elif _TOTAL.fullmatch(mentor) and _COUNT.fullmatch(mentee):
            self._report("mentor", _("a row of totals"), _("Delete this row."))

    def _check_two_people(self, pair: Pair) -> None:
        try:
            check_two_people(pair)
        except ParameterError as error:
            self._report(error.where.argument, error.message, error.remedy)

    def _check_headed(self) -> None:
        """Reports the first cell that is under no heading: most often a text with a comma that was not quoted."""
        headings = self._header.headings
        for place, cell in enumerate(self._record.cells):
            if not is_blank(cell) and (place >= len(headings) or not headings[place]):
                self.problems.append(
                    CellProblem(
                        Where(row=self._record.row, column=self._header.heading(place)),
                        _("a cell under no heading"),
                        _(
                            "Empty it or give its column a heading; in a CSV file, put a text that holds the"
                            ' separator in quotation marks, like "Leeds, York".'
                        ),
                        one_line(cell),
                    )
                )
                return

    def _cell(self, column: str) -> str:
        """A cell as it is in the file; "" if the roster has no such column, or the row ends before it."""
        place = self._header.places.get(column)
        return "" if place is None or place >= len(self._record.cells) else self._record.cells[place]

    def _report(self, column: str, message: str, remedy: str) -> None:
        heading = self._header.heading(self._header.places[column])
        where = Where(row=self._record.row, column=heading)
        self.problems.append(CellProblem(where, message, remedy, one_line(self._cell(column))))


def _otherwise(*, named: bool, empty: bool) -> list[str]:
    """What else may be done about a bad cell: one without a name may be part of a row that is to go."""
    if not named:
        return [_("Or leave the cell empty.")]
    return [_("Or empty the whole row.")] if empty else []

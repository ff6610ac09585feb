"""From the rows of a table to pairs, with an error for each bad cell (pure)."""

from __future__ import annotations

import unicodedata
from typing import Literal

from reflect.pairs import Pair
from reflect.roster.cells import MONTHS, SHEET_ERROR, read_date, read_email, shows
from reflect.roster.headings import STANDARD_COLUMNS, Header
from reflect.roster.problems import UNSEEN, CellProblem, shown
from reflect.roster.table import Record

LONGEST_NAME = 200


class Row:
    """Reads the cells of one record, collecting a problem for each bad one."""

    def __init__(self, header: Header, record: Record) -> None:
        self._header = header
        self._record = record
        self.problems: list[CellProblem] = []
        self.identified = False
        """Whether the cells that say who the pair are were all good."""
        self.day_first = ""
        """A note, if a date was read day first that some would read month first."""

    def pair(self) -> Pair:
        """The pair in the record; not to be used if that gave problems."""
        mentor, mentor_email = self._person("mentor")
        mentee, mentee_email = self._person("mentee")
        programme = self._name("programme")
        self.identified = not self.problems
        if self.identified:
            self._check_two_people(mentor, mentor_email, mentee, mentee_email)
        details = self._details()
        self._check_headed()
        return Pair(mentor, mentee, mentor_email, mentee_email, programme, details)

    def check_first(self, row: int) -> None:
        """Reports this record unless `row`, the first with the same pair, is its own."""
        if row != self._record.row:
            remedy = "Delete one of the two rows; if they are different people, give their e-mail addresses."
            self._report("mentee", f"the same pair as row {row}", remedy)

    def _person(self, role: Literal["mentor", "mentee"]) -> tuple[str, str]:
        """The name and e-mail address of one person."""
        name = self._name(role)
        if not shows(name):
            self._report(role, f"no name for the {role}", "Write it in this cell, or empty the whole row.")
        return name, self._email(f"{role}_email")

    def _name(self, column: str) -> str:
        name = self._text(column)
        if len(name) > LONGEST_NAME:
            self._report(column, f"{len(name)} characters is too long", f"Write at most {LONGEST_NAME}.")
        return name

    def _email(self, column: str) -> str:
        """An e-mail address in its standard form, so that one person has one id however it is written."""
        text = " ".join(self._cell(column).split())
        if not text:
            return ""
        address = read_email(text)
        if address is None:
            remedy = "Write it like name@example.org, or leave the cell empty."
            self._report(column, "not an e-mail address", remedy)
        return address or ""

    def _details(self) -> dict[str, str]:
        """What the cells of parameters hold, by parameter; an empty cell leaves the template its own default."""
        columns = [column for column in self._header.places if column not in STANDARD_COLUMNS]
        found = {column: self._date(column) if _is_date(column) else self._text(column) for column in columns}
        return {column: text for column, text in found.items() if text}

    def _date(self, column: str) -> str:
        text = " ".join(self._cell(column).split())
        date = read_date(text)
        if date is None:
            if text:
                self._report(column, "unreadable date", "Write it as year-month-day, like 2027-02-05.")
            return ""
        if "/" in text and date.day <= len(MONTHS) and date.day != date.month:
            meant = f"{date.day} {MONTHS[date.month - 1]} {date.year}"
            self.day_first = f"dates like {text} are read day first ({meant})"
        return date.isoformat()

    def _text(self, column: str) -> str:
        """The text of a cell: composed, trimmed, its white space collapsed."""
        raw = self._cell(column)
        if unseen := UNSEEN.search(raw):
            message = f"a character that cannot be seen (U+{ord(unseen[0]):04X}, shown here as \ufffd)"
            self._report(column, message, "Empty the cell and type the text again, instead of pasting it.")
        text = " ".join(unicodedata.normalize("NFC", raw).split())
        if SHEET_ERROR.fullmatch(text):
            self._report(column, "an error value from the spreadsheet", "Correct the formula, or write the text.")
        return text

    def _check_two_people(self, mentor: str, mentor_email: str, mentee: str, mentee_email: str) -> None:
        """Reports a mentor who is the mentee: by e-mail address if both have one, since people can share a name."""
        if mentor_email and mentee_email:
            if mentor_email.casefold() == mentee_email.casefold():
                remedy = "Give each person an address of their own, or leave one empty."
                self._report("mentee_email", "the same e-mail address as the mentor", remedy)
        elif mentor.casefold() == mentee.casefold():
            remedy = "Correct one of them; if two people share the name, give both their e-mail addresses."
            self._report("mentee", "the same name as the mentor", remedy)

    def _check_headed(self) -> None:
        """Reports the first cell that is under no heading: most often a text with a comma that was not quoted."""
        headings = self._header.headings
        for place, cell in enumerate(self._record.cells):
            if cell.strip() and (place >= len(headings) or not headings[place]):
                self.problems.append(
                    CellProblem(
                        self._record.row,
                        self._header.heading(place),
                        shown(cell),
                        "a cell under no heading",
                        "Empty it or give its column a heading; in a CSV file, put a text that holds the"
                        ' separator in quotation marks, like "Leeds, York".',
                    )
                )
                return

    def _cell(self, column: str) -> str:
        """A cell as it is in the file; "" if the roster has no such column, or the row ends before it."""
        place = self._header.places.get(column)
        return "" if place is None or place >= len(self._record.cells) else self._record.cells[place]

    def _report(self, column: str, message: str, remedy: str) -> None:
        heading = self._header.heading(self._header.places[column])
        self.problems.append(CellProblem(self._record.row, heading, shown(self._cell(column)), message, remedy))


def _is_date(parameter: str) -> bool:
    """Whether a parameter holds a date, by its name; templates declare no types for their parameters."""
    return parameter in ("start", "date") or parameter.endswith(("_on", "_date"))

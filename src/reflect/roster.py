"""A roster read into pairs, with an error for each bad cell.

A roster is a table with one pair to a row, under a row of headings. It is made in a spreadsheet by a person who has
never heard of an encoding or a delimiter, so a file is taken as it comes wherever only one reading is possible, and
refused with what to do about it where a guess could lose a pair or alter a name.

There are two halves. The edge opens a file, CSV or XLSX, and gives its `_Table`: plain text cells, each row with the
number a spreadsheet shows for it. `_roster` turns that table into a `Roster`, and is pure.

What is done to text: white space is trimmed and collapsed to single spaces, and characters are composed (NFC).
Everything else is kept as written, whatever it looks like: a name is not code, a path or a formula here. The exceptions
are control characters and the marks that override the direction of text (U+202A-202E, U+2066-2069). They cannot be
seen, and can make one name look like another, so they make a bad cell instead of being dropped without a word.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

from email_validator import EmailNotValidError, validate_email

from reflect.pairs import Pair

STANDARD_COLUMNS = ("mentor", "mentor_email", "mentee", "mentee_email", "programme")
"""The columns of every roster. Only mentor and mentee must be there."""

MOST_BYTES = 50_000_000
"""The largest file read, and the most that an XLSX file may unpack to, as one with 100,000 pairs just does."""

MOST_ROWS = 100_000
MOST_COLUMNS = 256
LONGEST_NAME = 200

_LAST_SHEET_ROW = 1_048_576  # Excel's own limit; a row that claims a higher number is not from a spreadsheet
_BOMB_RATIO = 100  # real sheets unpack to some 15 times their size, a zip bomb to 1,000 times
_BOMB_BYTES = 1_000_000  # below this nothing that unpacks does harm
_SHOWN = 80

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls files, and XLSX files behind a password
_SAVE_AS = "Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8 (.csv)."

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_SHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[ ,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", re.ASCII)
_WORDED = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4})", re.ASCII)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In English whatever the locale, which `strptime` and `calendar` follow."""


class RosterError(ValueError):
    """A file that cannot be used as a roster; the message names it, says what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that cannot be used: where it is, what it holds, what is wrong with it and what to do.

    `row` is the number that a spreadsheet shows: the headings are row 1. `column` is the heading as written, or the
    letter of a column that has none. `value` is cut short and free of control characters, so it is safe to print.
    """

    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        value = f", '{self.value}'" if self.value else ""
        return f"row {self.row}, column {self.column}{value}: {self.message}. {self.remedy}"


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
    of a pair, empty ones left out. A parameter called `start`, or whose name ends in `_on` or `date`, holds a date,
    which is given as YYYY-MM-DD. A row with a bad cell is left out of the pairs, and each of its bad cells is reported.
    Raises RosterError if nothing in the file can be used.
    """
    try:
        return _roster(_table(path.suffix.lower(), _content(path)), parameters)
    except RosterError as error:
        raise RosterError(f"{_shown(path.name)}: {error}") from error.__cause__


# --- From a file to a table -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Record:
    """One row that is not empty, under the number a spreadsheet shows for it, without the empty cells at its end."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a file that are not empty, the headings first, and notes on how it was read."""

    records: tuple[_Record, ...]
    notes: tuple[str, ...] = ()


def _content(path: Path) -> bytes:
    """The bytes of a file. Raises RosterError if it cannot be opened or is too big for a roster."""
    try:
        if not path.is_file():
            raise RosterError("there is no such file. Check its name and the folder it is in.")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RosterError(f"it cannot be opened ({error.strerror}). Close it elsewhere or copy it first.") from error
    if len(content) > MOST_BYTES:
        raise RosterError(f"it is larger than {MOST_BYTES // 1_000_000} MB, so it is no roster. Check the file.")
    return content


def _table(suffix: str, content: bytes) -> _Table:
    """The table in the content of a file whose name has this ending. Raises RosterError if it is of no kind read."""
    if suffix in (".xls", ".xlsb", ".ods"):
        raise RosterError(f"{suffix} files are not read. {_SAVE_AS}")
    if suffix not in (".xlsx", ".xlsm", ".csv", ".tsv", ".txt"):
        raise RosterError(f"a roster is a .csv or .xlsx file. {_SAVE_AS}")
    if content.startswith(_OLE):
        raise RosterError(f"it is an old Excel file, or has a password. {_SAVE_AS} Leave out the password.")
    # What is in the file decides, since an export is often saved under the wrong ending.
    if content.startswith(_ZIP):
        return _xlsx_table(content)
    if suffix in (".xlsx", ".xlsm"):
        raise RosterError(f"it is damaged, or no Excel workbook in spite of its name. {_SAVE_AS}")
    return _csv_table(content)


def _records(rows: Iterable[Sequence[str]]) -> tuple[_Record, ...]:
    """The rows that are not empty, numbered from 1 with the empty ones. Raises RosterError if there are too many."""
    records: list[_Record] = []
    for row, cells in enumerate(rows, 1):
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if width > MOST_COLUMNS:
            raise RosterError(f"row {row} has more than {MOST_COLUMNS} columns. Keep those that a roster needs.")
        if width and len(records) > MOST_ROWS:
            raise RosterError(f"it has more than {MOST_ROWS:,} rows. Split it into several rosters.")
        if width:
            records.append(_Record(row, tuple(cells[:width])))
    return tuple(records)


def _csv_table(content: bytes) -> _Table:
    """The table in a CSV file. Raises RosterError if it cannot be decoded or its quotation marks do not match."""
    text, notes = _decoded(content)
    delimiter, text = _separated(text)
    return _Table(_records(_csv_rows(text, delimiter)), notes)


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The cells of each row of a CSV text. Raises RosterError at a row whose quotation marks do not match."""
    # Not strict, the csv module takes all that follows a lost quotation mark for one cell, and pairs vanish.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read = 0
    try:
        for cells in reader:
            yield cells
            read += 1
    except csv.Error as error:
        raise RosterError(
            f"row {read + 1} cannot be read ({error}). Look for a quotation mark without its partner; inside a quoted"
            ' cell write "" for each quotation mark, or save the file again from a spreadsheet.'
        ) from error


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a CSV file, and a note if it is UTF-16. Raises RosterError if it is in another encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise RosterError(f'it is damaged UTF-16 ("Unicode text"). {_SAVE_AS}') from error
        return text, ('the file is UTF-16 (Excel\'s "Unicode text"), and was read as that',)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RosterError(
            f"line {line} holds a character that is not in UTF-8; the file is probably in an older encoding such as"
            ' Windows-1252. In the spreadsheet choose Save As and "CSV UTF-8", so that no name is altered.'
        ) from error


def _separated(text: str) -> tuple[str, str]:
    """The delimiter of a CSV text, and the text without a `sep=` line, which a spreadsheet does not count as a row."""
    if named := _SEPARATOR_LINE.match(text):
        return named[1], text[named.end() :]

    def standard(delimiter: str) -> int:
        return len({_key(cell) for cell in _first_cells(text, delimiter)}.intersection(STANDARD_COLUMNS))

    return max((",", ";", "\t"), key=standard), text


def _first_cells(text: str, delimiter: str) -> list[str]:
    """The cells of the first row that is not empty, supposing this delimiter; none if it cannot be read so."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return next((cells for cells in rows if any(map(str.strip, cells))), [])
    except csv.Error:
        return []


def _xlsx_table(content: bytes) -> _Table:
    """The table in the first sheet that shows of an XLSX file; hidden rows and columns of it are read like others.

    Raises RosterError if it is no such file, is damaged or is too big.
    """
    import openpyxl  # a third of a second, which a CSV roster need not wait for

    try:
        _check_unpacked_size(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about styles and extensions, which a roster has no use for
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not shown:
                raise RosterError("it has no sheet. Put the roster in the first sheet.")
            records = _records(_sheet_rows(cast(_Sheet, shown[0])))
    except RosterError:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything, and none of it helps the reader
        raise RosterError(f"it is damaged, or no Excel workbook in spite of its name. {_SAVE_AS}") from error
    left = f"only the first sheet, {_shown(shown[0].title)}, was read"
    return _Table(records, (left,) if len(shown) > 1 else ())


def _check_unpacked_size(content: bytes) -> None:
    """Raises RosterError for a file that unpacks to more than any roster; a zip cannot give more than it declares."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    bombs = [part for part in parts if part.file_size > max(_BOMB_BYTES, _BOMB_RATIO * part.compress_size)]
    if bombs or sum(part.file_size for part in parts) > MOST_BYTES:
        raise RosterError(f"it unpacks to far more than a roster holds. {_SAVE_AS}")


class _Sheet(Protocol):
    """What is used of openpyxl's read-only worksheet, which its published types do not describe as it is."""

    def iter_rows(self, *, max_row: int, max_col: int, values_only: bool) -> Iterator[tuple[object, ...]]: ...


def _sheet_rows(sheet: _Sheet) -> Iterator[list[str]]:
    """The text of each row of a sheet, from row 1, empty rows included."""
    # Both bounds are given because some programs write a wrong size into a sheet, and rows beyond it would be lost.
    # One column over the limit is enough to see that there are too many.
    for cells in sheet.iter_rows(max_row=_LAST_SHEET_ROW, max_col=MOST_COLUMNS + 1, values_only=True):
        blank = cells.count(None) == len(cells)  # sheets often run to a million formatted, empty rows
        yield [] if blank else [_cell_text(cell) for cell in cells]


def _cell_text(value: object) -> str:
    """The text of a spreadsheet cell, much as the spreadsheet shows it; dates as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.15g}"  # the digits that Excel keeps, so that 7.0 is 7
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case str():
            return value.replace("_x000D_", " ")  # how Excel writes a carriage return inside a cell
        case _:
            return str(value)


# --- From a table to a roster -----------------------------------------------------------------------------------------


def _roster(table: _Table, parameters: Collection[str]) -> Roster:
    """The roster in a table (pure). Raises RosterError without headings for mentor and mentee, or without rows."""
    if not table.records:
        raise RosterError("it is empty. The first row must name the columns, with at least mentor and mentee.")
    header = _header(table.records[0], parameters)
    if len(table.records) == 1:
        raise RosterError("it has headings but no rows. Write each pair in a row of its own.")
    pairs: list[Pair] = []
    problems: list[CellProblem] = []
    day_first = ""
    first_rows: dict[str, int] = {}
    for record in table.records[1:]:
        row = _Row(header, record)
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


@dataclass(frozen=True, slots=True)
class _Header:
    """The headings of a table, by place ("" where there is none), and the place of each column that is used."""

    headings: tuple[str, ...]
    places: Mapping[str, int]
    unknown: tuple[str, ...]

    def heading(self, place: int) -> str:
        """The heading at a place, or the letters that a spreadsheet shows above a column without one."""
        if place < len(self.headings) and self.headings[place]:
            return self.headings[place]
        letters = ""
        while place >= 0:
            letters = chr(ord("A") + place % 26) + letters
            place = place // 26 - 1
        return letters


def _header(record: _Record, parameters: Collection[str]) -> _Header:
    """The header in the first row of a table. Raises RosterError if a column is missing or there twice."""
    headings = tuple(_shown(cell.replace("\ufeff", "")) for cell in record.cells)
    known = {_key(name): name for name in sorted(parameters)} | {name: name for name in STANDARD_COLUMNS}
    places: dict[str, int] = {}
    unknown: list[str] = []
    seen: dict[str, str] = {}
    for place, heading in enumerate(headings):
        if not heading:
            continue
        key = _key(record.cells[place])
        if key in seen:
            raise RosterError(f"the columns '{seen[key]}' and '{heading}' are the same. Keep one of them.")
        seen[key] = heading
        if key in known:
            places[known[key]] = place
        else:
            unknown.append(heading)
    if missing := [name for name in ("mentor", "mentee") if name not in places]:
        found = _shown(", ".join(filter(None, headings)))
        raise RosterError(
            "the first row must name the columns, with at least mentor and mentee, but there is no"
            f" {' and no '.join(missing)} in '{found}'. Add the heading, or correct its name."
        )
    return _Header(headings, places, tuple(unknown))


def _key(heading: str) -> str:
    """One form for headings that a reader takes for the same, such as `Mentor E-mail` and `mentor_email`."""
    plain = unicodedata.normalize("NFKC", heading).replace("\ufeff", "").casefold()
    words = re.sub(r"[\s_‐‑–-]+", "_", plain).strip("_")
    words = re.sub(r"(^|_)e_mail(?=_|$)", r"\1email", words)
    return "programme" if words == "program" else words


class _Row:
    """Reads the cells of one record, collecting a problem for each bad one."""

    def __init__(self, header: _Header, record: _Record) -> None:
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
        if not _shows(name):
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
        address = _read_email(text)
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
        date = _read_date(text)
        if date is None:
            if text:
                self._report(column, "unreadable date", "Write it as year-month-day, like 2027-02-05.")
            return ""
        if "/" in text and date.day <= len(_MONTHS) and date.day != date.month:
            meant = f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
            self.day_first = f"dates like {text} are read day first ({meant})"
        return date.isoformat()

    def _text(self, column: str) -> str:
        """The text of a cell: composed, trimmed, its white space collapsed."""
        raw = self._cell(column)
        if unseen := _UNSEEN.search(raw):
            message = f"a character that cannot be seen (U+{ord(unseen[0]):04X}, shown here as \ufffd)"
            self._report(column, message, "Empty the cell and type the text again, instead of pasting it.")
        text = " ".join(unicodedata.normalize("NFC", raw).split())
        if _SHEET_ERROR.fullmatch(text):
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
                        _shown(cell),
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
        self.problems.append(CellProblem(self._record.row, heading, _shown(self._cell(column)), message, remedy))


def _read_email(text: str) -> str | None:
    """The e-mail address in a text, its domain in small letters and its own script; None if it is no address."""
    try:
        # A test environment is one where addresses at .test are right; nothing is looked up on the network.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def _is_date(parameter: str) -> bool:
    """Whether a parameter holds a date, by its name; templates declare no types for their parameters."""
    return parameter == "start" or parameter.endswith(("_on", "date"))


def _read_date(text: str) -> dt.date | None:
    """The date in a text: 2027-02-05, 05/02/2027, 05.02.2027, 5 Feb 2027; None if it is none of these."""
    if iso := _ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbers := _DAY_FIRST.fullmatch(text):
        year, month, day = int(numbers[4]), int(numbers[3]), int(numbers[1])
    elif words := _WORDED.fullmatch(text):
        year, month, day = int(words[3]), _month(words[2]), int(words[1])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of the month that an English word of three letters or more begins; 0 for any other word."""
    starts = [number for number, month in enumerate(_MONTHS, 1) if month.lower().startswith(word.lower())]
    return starts[0] if starts else 0


def _shows(text: str) -> bool:
    """Whether anything of a text can be seen; joiners and marks alone are no name."""
    return any(unicodedata.category(character) not in ("Cf", "Cc", "Zs", "Zl", "Zp") for character in text)


def _shown(text: str) -> str:
    """A text made short and safe to print on one line, characters that cannot be seen replaced."""
    line = " ".join(_UNSEEN.sub("\ufffd", text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"

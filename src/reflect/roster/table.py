"""From a file, CSV or XLSX, to plain text cells, each row with the number that a spreadsheet shows for it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from reflect.roster.headings import STANDARD_COLUMNS, heading_key
from reflect.roster.problems import RosterError, shown

MOST_BYTES = 50_000_000
"""The largest file read, and the most that an XLSX file may unpack to, as one with 100,000 pairs just does."""

MOST_ROWS = 100_000
MOST_COLUMNS = 256

_LAST_SHEET_ROW = 1_048_576  # Excel's own limit; a row that claims a higher number is not from a spreadsheet
_BOMB_RATIO = 100  # real sheets unpack to some 15 times their size, a zip bomb to 1,000 times
_BOMB_BYTES = 1_000_000  # below this nothing that unpacks does harm

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls files, and XLSX files behind a password
_SAVE_AS = "Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8 (.csv)."

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[ ,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One row that is not empty, under the number a spreadsheet shows for it, without the empty cells at its end."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that are not empty, the headings first, and notes on how it was read."""

    records: tuple[Record, ...]
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """The table in a file. Raises RosterError where nothing in it can be used."""
    return _table(path.suffix.lower(), _content(path))


def _content(path: Path) -> bytes:
    """The bytes of a file. Raises RosterError if it cannot be opened or is too big for a roster."""
    try:
        if path.exists() and not path.is_file():
            raise RosterError("it is a folder, or no ordinary file. Name the roster itself, a .csv or .xlsx file.")
        if not path.exists():
            raise RosterError("there is no such file. Check its name and the folder it is in.")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RosterError(f"it cannot be opened ({error.strerror}). Close it elsewhere or copy it first.") from error
    if len(content) > MOST_BYTES:
        raise RosterError(f"it is larger than {MOST_BYTES // 1_000_000} MB, so it is no roster. Check the file.")
    return content


def _table(suffix: str, content: bytes) -> Table:
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


def _records(rows: Iterable[Sequence[str]]) -> tuple[Record, ...]:
    """The rows that are not empty, numbered from 1 with the empty ones. Raises RosterError if there are too many."""
    records: list[Record] = []
    for row, cells in enumerate(rows, 1):
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if width > MOST_COLUMNS:
            raise RosterError(f"row {row} has more than {MOST_COLUMNS} columns. Keep those that a roster needs.")
        if width and len(records) > MOST_ROWS:
            raise RosterError(f"it has more than {MOST_ROWS:,} rows. Split it into several rosters.")
        if width:
            records.append(Record(row, tuple(cells[:width])))
    return tuple(records)


def _csv_table(content: bytes) -> Table:
    """The table in a CSV file. Raises RosterError if it cannot be decoded or its quotation marks do not match."""
    text, notes = _decoded(content)
    delimiter, text = _separated(text)
    return Table(_records(_csv_rows(text, delimiter)), notes)


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
        return len({heading_key(cell) for cell in _first_cells(text, delimiter)}.intersection(STANDARD_COLUMNS))

    return max((",", ";", "\t"), key=standard), text


def _first_cells(text: str, delimiter: str) -> list[str]:
    """The cells of the first row that is not empty, supposing this delimiter; none if it cannot be read so."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return next((cells for cells in rows if any(map(str.strip, cells))), [])
    except csv.Error:
        return []


def _xlsx_table(content: bytes) -> Table:
    """The table in the first sheet that shows of an XLSX file; hidden rows and columns of it are read like others.

    Raises RosterError if it is no such file, is damaged or is too big.
    """
    import openpyxl  # a third of a second, which a CSV roster need not wait for

    try:
        _check_unpacked_size(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about styles and extensions, which a roster has no use for
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not visible:
                raise RosterError("it has no sheet. Put the roster in the first sheet.")
            records = _records(_sheet_rows(cast(_Sheet, visible[0])))
    except RosterError:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything, and none of it helps the reader
        raise RosterError(f"it is damaged, or no Excel workbook in spite of its name. {_SAVE_AS}") from error
    left = f"only the first sheet, {shown(visible[0].title)}, was read"
    return Table(records, (left,) if len(visible) > 1 else ())


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

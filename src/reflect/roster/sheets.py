"""The sheets of an XLSX file: the text of their cells, much as a spreadsheet shows it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol, cast

from reflect.roster.marks import Marks, read_marks

_LAST_ROW = 1_048_576  # Excel's own limit; a row that claims a higher number is not from a spreadsheet

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Excel writes a character into XML that XML cannot hold, such as a carriage return inside a cell."""

_PERCENT = re.compile(r"0(?:\.(0+))?%")
_PADDED = re.compile("0{2,}")


class _Cell(Protocol):
    @property
    def value(self) -> object: ...
    @property
    def number_format(self) -> str: ...


class _Worksheet(Protocol):
    """What is used of openpyxl's read-only worksheet, which its published types do not describe as it is."""

    title: str
    sheet_state: str

    def iter_rows(self, *, max_row: int, max_col: int) -> Iterator[tuple[_Cell, ...]]: ...
    def _get_source(self) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file, read as it is asked for, up to the widest row that is looked at."""

    title: str
    hidden: bool
    _worksheet: _Worksheet
    _widest: int

    def rows(self) -> Iterator[list[str]]:
        """The text of each row, from row 1, empty rows included."""
        # Both bounds are given because some programs write a wrong size into a sheet, and rows beyond it would be lost.
        empty: tuple[_Cell, ...] | None = None  # the same for all rows that are not in the file, at times a million
        for cells in self._worksheet.iter_rows(max_row=_LAST_ROW, max_col=self._widest):
            width = 0 if cells is empty else len(cells)
            while width and cells[width - 1].value is None:
                width -= 1
            if not width:
                empty = cells
            yield [_text(cell) for cell in cells[:width]]

    def marks(self) -> Marks:
        """What the sheet says beside its values."""
        # openpyxl keeps what is hidden and merged only of sheets that it holds in memory as a whole.
        with self._worksheet._get_source() as source:
            return read_marks(source)


def sheets_of(content: bytes, widest: int) -> list[Sheet]:
    """The sheets of an XLSX file. Raises almost anything where it is none, or is damaged."""
    import openpyxl  # a third of a second, which a CSV roster need not wait for

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    found = (cast(_Worksheet, sheet) for sheet in book.worksheets)
    return [Sheet(sheet.title, sheet.sheet_state != "visible", sheet, widest) for sheet in found]


def _text(cell: _Cell) -> str:
    """The text of a cell, much as the spreadsheet shows it; dates as YYYY-MM-DD."""
    match cell.value:
        case None:
            return ""
        case bool() as flag:
            return str(flag).upper()
        case int() | float() as number:
            return _number(number, cell.number_format)
        case dt.datetime() as moment:
            midnight = moment.time() == dt.time()
            return moment.date().isoformat() if midnight else moment.isoformat(sep=" ", timespec="seconds")
        case str() as text:
            return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
        case _:
            return str(cell.value)


def _number(number: int | float, shown_as: str) -> str:
    """A number with the digits that Excel keeps, so that 7.0 is 7; in percent or with leading zeros if shown so."""
    if percent := _PERCENT.fullmatch(shown_as):
        return f"{number * 100:.{len(percent[1] or '')}f}%"
    text = f"{number:.15g}" if isinstance(number, float) else str(number)
    return text.zfill(len(shown_as)) if _PADDED.fullmatch(shown_as) and text.isdecimal() else text

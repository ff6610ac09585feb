"""From a file, CSV or XLSX, to plain text cells, each row with the number that a spreadsheet shows for it."""

from __future__ import annotations

import io
import itertools
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.language import _, decimal
from reflect.roster.delimited import delimited_rows
from reflect.roster.headings import FIRST_ROWS, column_name, has_people, header_place
from reflect.roster.kinds import SAVE_AS, folder_kind, refusal_by_content, refusal_by_name, refusal_by_parts
from reflect.roster.marks import Marks, filled
from reflect.roster.problems import RosterError, is_blank, listed, one_line
from reflect.roster.records import Record, RosterTable

if TYPE_CHECKING:
    from reflect.roster.sheets import Sheet

MOST_BYTES = 50_000_000
"""The largest file read, and the most that an XLSX file may unpack to, as one with 100,000 pairs just does."""

MOST_ROWS = 100_000
MOST_COLUMNS = 256

_BOMB_RATIO = 100  # real sheets unpack to some 15 times their size, a zip bomb to 1,000 times
_BOMB_BYTES = 1_000_000  # below this nothing that unpacks does harm

_ZIP = b"PK\x03\x04"


def read_table(path: Path) -> RosterTable:
    """The table in a file. Raises RosterError where nothing in it can be used."""
    table = _table(path.suffix.lower(), _content(path))
    place = header_place([record.cells for record in table.records[:FIRST_ROWS]])
    above = [_("row {row}").format(row=record.row) for record in table.records[:place]]
    if not above:
        return table
    note = _("The headings were found in row {row}; not read: {left}.")
    note = note.format(row=table.records[place].row, left=listed(above))
    return RosterTable(table.records[place:], (*table.notes, note))


def _content(path: Path) -> bytes:
    """The bytes of a file. Raises RosterError if it cannot be opened or is too big for a roster."""
    try:
        if path.exists() and not path.is_file():
            folder = _("it is a folder, or no ordinary file"), _("Name the roster itself, a .csv or .xlsx file.")
            raise RosterError(*(folder_kind(path.suffix.lower()) or folder))
        if not path.exists():
            raise RosterError(_("there is no such file"), _("Check its name and the folder it is in."))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = _("it cannot be opened ({reason})").format(reason=error.strerror)
        raise RosterError(message, _("Close it elsewhere or copy it first.")) from error
    if len(content) > MOST_BYTES:
        message = _("it is larger than {most} MB, so it is no roster").format(most=MOST_BYTES // 1_000_000)
        raise RosterError(message, _("Check the file."))
    return content


def _table(suffix: str, content: bytes) -> RosterTable:
    """The table in the content of a file whose name has this ending. Raises RosterError if it is of no kind read."""
    if refusal := refusal_by_name(suffix) or refusal_by_content(content):
        raise RosterError(*refusal)
    # What is in the file decides, since an export is often saved under the wrong ending.
    if content.startswith(_ZIP):
        return _xlsx_table(content)
    if suffix.startswith(".xl"):
        raise RosterError(_("it is damaged, or no Excel workbook in spite of its name"), _(SAVE_AS))
    rows, notes = delimited_rows(content)
    return RosterTable(_records(rows), notes)


def _records(rows: Iterable[Sequence[str]]) -> tuple[Record, ...]:
    """The rows that are not empty, numbered from 1 with the empty ones. Raises RosterError if there is too much."""
    records: list[Record] = []
    size = 0
    for row, cells in enumerate(rows, 1):
        width = max((place for place, cell in enumerate(cells, 1) if not is_blank(cell)), default=0)
        size += sum(map(len, cells))
        if width > MOST_COLUMNS:
            message = _("row {row} has more than {most} columns").format(row=row, most=MOST_COLUMNS)
            raise RosterError(message, _("Keep those that a roster needs."))
        if width and len(records) > MOST_ROWS:
            message = _("it has more than {most} rows").format(most=decimal(MOST_ROWS))
            raise RosterError(message, _("Split it into several rosters."))
        if size > MOST_BYTES:  # a text that a workbook holds once can stand in each of its cells
            message = _("up to row {row} it holds more text than any roster").format(row=row)
            raise RosterError(message, _("Check the file."))
        if width:
            records.append(Record(row, tuple(cells[:width])))
    return tuple(records)


def _xlsx_table(content: bytes) -> RosterTable:
    """The table in the sheet of an XLSX file that has the columns. Raises RosterError if there is none to be read."""
    from reflect.roster.sheets import sheets_of

    try:
        _check_parts(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about styles and extensions, which a roster has no use for
            sheets = sheets_of(content, MOST_COLUMNS + 1)  # one more is enough to see that there are too many
            if all(sheet.hidden for sheet in sheets):
                raise RosterError(_("it has no sheet"), _("Put the roster in the first sheet."))
            return _of_sheets(sheets)
    except RosterError:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything, and none of it helps the reader
        raise RosterError(_("it is damaged, or no Excel workbook in spite of its name"), _(SAVE_AS)) from error


def _check_parts(content: bytes) -> None:
    """Raises RosterError for a zip file of another kind, or one that unpacks to more than any roster.

    A zip cannot give more than it declares.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        bombs = [part for part in parts if part.file_size > max(_BOMB_BYTES, _BOMB_RATIO * part.compress_size)]
        if bombs or sum(part.file_size for part in parts) > MOST_BYTES:
            raise RosterError(_("it unpacks to far more than a roster holds"), _(SAVE_AS))
        if refusal := refusal_by_parts(archive.namelist()):
            raise RosterError(*refusal)
        if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
            raise RosterError(_("it is a Strict Open XML workbook, which is not read"), _(SAVE_AS))


def _of_sheets(sheets: Sequence[Sheet]) -> RosterTable:
    """The table in the first sheet that has the columns and a row under them, or else in what is most like one.

    Sheets that are hidden are not read.
    """
    likeness = {sheet.title: _likeness(sheet) for sheet in sheets}
    chosen = max((sheet for sheet in sheets if not sheet.hidden), key=lambda sheet: likeness[sheet.title])
    left = [_left(sheet, likeness[sheet.title]) for sheet in sheets if sheet is not chosen]
    table = _of_sheet(chosen)
    if not left:
        return table
    note = _("Only the sheet '{sheet}' was read; not read: {left}.").format(
        sheet=one_line(chosen.title), left=listed(left)
    )
    return RosterTable(table.records, (note, *table.notes))


def _likeness(sheet: Sheet) -> int:
    """How much a sheet is like a roster: 3 with headings and a row, 2 with headings, 1 with anything, 0 if empty."""
    rows = list(itertools.islice((cells for cells in sheet.rows() if not all(map(is_blank, cells))), FIRST_ROWS + 1))
    headed = next((place for place, cells in enumerate(rows[:FIRST_ROWS]) if has_people(cells)), None)
    return bool(rows) if headed is None else 2 + (headed + 1 < len(rows))


def _left(sheet: Sheet, likeness: int) -> str:
    """A sheet that is not read, and what speaks for it."""
    if likeness > 1:
        known = (
            _("'{sheet}' (hidden, it has mentor and mentee)")
            if sheet.hidden
            else _("'{sheet}' (it has mentor and mentee)")
        )
    else:
        known = _("'{sheet}' (hidden)") if sheet.hidden else "'{sheet}'"
    return known.format(sheet=one_line(sheet.title))


def _of_sheet(sheet: Sheet) -> RosterTable:
    """The table in a sheet, what is merged filled in below its headings, and notes on what the sheet hides."""
    marks = sheet.marks()
    records = _records(sheet.rows())
    headings = records[header_place([record.cells for record in records[:FIRST_ROWS]])].row if records else 0
    cells = {record.row: list(record.cells) for record in records if record.row > headings}
    merged = list(filled(cells, [area for area in marks.merged if area.top > headings]))
    records = tuple(Record(record.row, tuple(cells.get(record.row, record.cells))) for record in records)
    return RosterTable(records, tuple(_notes(marks, merged, records)))


def _notes(marks: Marks, merged: Sequence[str], records: Sequence[Record]) -> Iterator[str]:
    """What is to be said of a sheet beside its values."""
    width = max((len(record.cells) for record in records), default=0)
    columns = [column_name(place) for place in range(width) if marks.hides(place)]
    rows = [str(record.row) for record in records if record.row in marks.hidden_rows]
    if columns:
        yield _("What is hidden was read too: column {columns}.").format(columns=listed(columns))
    if rows:
        yield _("What is hidden or filtered out was read too: row {rows}.").format(rows=listed(rows))
    if merged:
        yield _("What stands in merged cells was read in each of their rows: {cells}.").format(cells=listed(merged))
    if marks.unvalued:
        yield _(
            "There is a formula without a value in {cells}, where nothing was read. Open the file in a spreadsheet and"
            " save it there, or write what the formula should give."
        ).format(cells=listed(marks.unvalued))

"""The rows of a CSV file, in the encodings and with the separators that spreadsheets write (pure)."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator

from reflect.language import _
from reflect.roster.headings import FIRST_ROWS, STANDARD_COLUMNS, heading_key
from reflect.roster.kinds import SAVE_AS
from reflect.roster.problems import RosterError

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[ ,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)

_TEXT_FORMULA = re.compile(r'="([^"]*)"')
"""How some programs write a text that a spreadsheet would otherwise take for a number, such as ="007"."""

_MARKED = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The encodings other than UTF-8 that a file can say it is in. UTF-16 begins as one of UTF-32 does, so it is last."""


def delimited_rows(content: bytes) -> tuple[Iterator[list[str]], tuple[str, ...]]:
    """The cells of each row of a CSV file, and notes on how it was read.

    Raises RosterError if it cannot be decoded, and at a row whose quotation marks do not match.
    """
    text, notes = _decoded(content)
    delimiter, text = _separated(text)
    return _rows(text, delimiter), notes


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    # Not strict, the csv module takes all that follows a lost quotation mark for one cell, and pairs vanish.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read = 0
    try:
        for cells in reader:
            yield [_as_text(cell) for cell in cells]
            read += 1
    except csv.Error as error:
        raise RosterError(
            _("row {row} cannot be read ({reason})").format(row=read + 1, reason=error),
            _(
                'Look for a quotation mark without its partner; inside a quoted cell write "" for each quotation mark,'
                " or save the file again from a spreadsheet."
            ),
        ) from error


def _as_text(cell: str) -> str:
    text = _TEXT_FORMULA.fullmatch(cell)
    return text[1] if text else cell


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a CSV file, and a note if it is UTF-16. Raises RosterError if it is in another encoding."""
    marked = next((encoding for mark, encoding in _MARKED.items() if content.startswith(mark)), "")
    if encoding := marked or _unmarked(content):
        name = encoding.upper()[:6]
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            message = _('it is damaged {encoding} ("Unicode text")').format(encoding=name)
            raise RosterError(message, _(SAVE_AS)) from error
        note = _('the file is {encoding} (Excel\'s "Unicode text"), and was read as that')
        return text, (note.format(encoding=name),)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RosterError(
            _(
                "line {line} holds a character that is not in UTF-8; the file is probably in an older encoding such as"
                " Windows-1252"
            ).format(line=line),
            _('In the spreadsheet choose Save As and "CSV UTF-8", so that no name is altered.'),
        ) from error


def _unmarked(content: bytes) -> str:
    """UTF-16 that does not say so: at its beginning, most of it Latin, every other byte is mostly zero."""
    head = content[:40]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > len(zeros) / 2:
            return encoding
    return ""


def _separated(text: str) -> tuple[str, str]:
    """The delimiter of a CSV text, and the text without a `sep=` line, which a spreadsheet does not count as a row."""
    if named := _SEPARATOR_LINE.match(text):
        return named[1], text[named.end() :]

    def standard(delimiter: str) -> int:
        rows = _first_rows(text, delimiter)
        return max((len(set(map(heading_key, cells)).intersection(STANDARD_COLUMNS)) for cells in rows), default=0)

    return max((",", ";", "\t"), key=standard), text


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows that are not empty, supposing this delimiter; none if they cannot be read so."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return list(itertools.islice((cells for cells in rows if any(map(str.strip, cells))), FIRST_ROWS))
    except csv.Error:
        return []

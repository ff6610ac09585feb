"""A log that came back from somebody in no workbook's folder, as mail programs and browsers save them."""

from __future__ import annotations

from pathlib import Path

from reflect.disk.errors import StoreError
from reflect.language import _
from reflect.revisions import Reading, Revision, RevisionError, from_line

LARGEST = 50 * 1024 * 1024
"""Bytes. A file over this holds more than the answers to one workbook, and is not read into memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_loose_log(path: Path, name: str) -> dict[str, Reading]:
    """The answers in a log, by the workbook that each says it belongs to. `name` is what people know it by.

    Raises StoreError where none can be read, and OSError.
    """
    if path.stat().st_size > LARGEST:
        message = _("this file is too large to be of one workbook's answers ({most} MB at most)")
        raise StoreError(name, message.format(most=LARGEST >> 20))
    found: dict[str, set[Revision]] = {}
    problems = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                revision = from_line(line.removeprefix(_BYTE_ORDER_MARK).decode())
                found.setdefault(revision.workbook, set()).add(revision)
            except (RevisionError, UnicodeDecodeError):
                if line.strip():
                    problem = _("{file}, line {number} could not be read and was passed over.")
                    problems.append(problem.format(file=name, number=number))
    if not found:
        raise StoreError(name, _("none of the answers in it could be read"))
    return {workbook: Reading(frozenset(log), tuple(problems)) for workbook, log in sorted(found.items())}

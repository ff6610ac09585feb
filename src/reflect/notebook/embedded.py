"""The shared answers of a workbook inside its notebook, so that the file alone can be sent to somebody (pure).

All revisions are in it, in `metadata.reflect.answers`, and not only the current ones: somebody who has an earlier one
would otherwise take its successor for an answer written without seeing it. They are lines of canonical JSON, in one
order, compressed and in base64: the same revisions give the same text. A form saves growing versions of one text, which
take next to no room when they follow each other.

What is in a notebook that came from somewhere may have been written by anybody, so reading it has limits, passes over
what it cannot read, and reports that without repeating it.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Collection, Iterable
from typing import Any

from reflect.language import N_, _, grouped, ngettext
from reflect.revisions import Log, Reading, Revision, RevisionError, from_line, heads, to_line
from reflect.template import Notebook
from reflect.template.metadata import ReflectMetadata, with_metadata

LARGEST = 64 * 1024 * 1024
"""Bytes of all lines together. A pair that writes a book into a workbook stays far below it."""
MOST_REVISIONS = 100_000
MOST_AUTHORS = 100
"""Each author becomes a file when the revisions are imported."""

_PIECE = 64 * 1024

_TOO_MANY = N_(
    "{file}: the answers inside this file are more than a workbook can hold, and not all could be read."
    " Ask for the file again."
)
_CUT_OFF = N_("{file}: the answers inside this file are cut off, and not all could be read. Ask for the file again.")
_DAMAGED = N_("{file}: the answers inside this file are damaged, and not all could be read. Ask for the file again.")


def embed(notebook: Notebook, log: Iterable[Revision]) -> dict[str, Any]:
    """The notebook with these revisions in its metadata, and no others. Without revisions there is no trace of any.

    Where there are more than `embedded_log` would read, what is current is embedded first, then the newest.
    """
    return with_metadata(notebook, answers=_text(log) or None)


def embedded_log(metadata: ReflectMetadata, workbooks: Collection[str], file: str) -> Reading:
    """The revisions of these workbooks (by id) in a notebook's metadata, and what could not be read. Never fails.

    `file` names the notebook in what is reported.
    """
    written = metadata.answers or ""
    lines, trouble = _inflated(_packed(written)) if written else (b"", "")
    found: dict[Revision, None] = {}
    authors: set[str] = set()
    unreadable = foreign = many = 0
    for number, line in enumerate(io.BytesIO(lines)):
        if number >= MOST_REVISIONS:
            trouble = trouble or _TOO_MANY
            break
        if not line.strip():
            continue
        try:
            revision = from_line(line.decode())
        except (RevisionError, UnicodeDecodeError):
            unreadable += 1
            continue
        if revision.workbook not in workbooks:
            foreign += 1
        elif revision.author not in authors and len(authors) == MOST_AUTHORS:
            many += 1
        else:
            authors.add(revision.author)
            found[revision] = None
    return Reading(frozenset(found), tuple(_problems(file, trouble, unreadable, foreign, many)), foreign)


def _text(log: Iterable[Revision]) -> str:
    chosen = sorted(_fitting(frozenset(log)), key=_order)
    if not chosen:
        return ""
    lines = "".join(f"{to_line(revision)}\n" for revision in chosen)
    return base64.b64encode(zlib.compress(lines.encode())).decode("ascii")


def _order(revision: Revision) -> tuple[str, ...]:
    """Versions of one answer follow each other, so that each is short to say in terms of the one before."""
    return revision.workbook, revision.field, revision.time, revision.id, revision.line


def _fitting(log: Log) -> Iterable[Revision]:
    """As many of the revisions as may be embedded: all, as a rule."""
    if len(log) <= MOST_REVISIONS and sum(map(_size, log)) <= LARGEST:
        return log
    now = {revision for found in heads(log).values() for revision in found}
    chosen: list[Revision] = []
    room = LARGEST
    for revision in sorted(log, key=lambda each: (each in now, each.time, each.line), reverse=True):
        if len(chosen) < MOST_REVISIONS and (size := _size(revision)) <= room:
            room -= size
            chosen.append(revision)
    return chosen


def _size(revision: Revision) -> int:
    return len(revision.line.encode()) + 1


def _packed(written: object) -> bytes:
    """The bytes that base64 stands for; none where it stands for none."""
    try:
        return base64.b64decode(written, validate=True) if isinstance(written, str) else b""
    except ValueError:
        return b""


def _inflated(packed: bytes) -> tuple[bytes, str]:
    """The whole lines that were compressed, as far as they can be had, and what is wrong with the rest, if anything."""
    inflate, lines, trouble = zlib.decompressobj(), bytearray(), ""
    try:
        for start in range(0, len(packed), _PIECE):
            lines += inflate.decompress(packed[start : start + _PIECE], LARGEST + 1 - len(lines))
            if len(lines) > LARGEST:
                trouble = _TOO_MANY
                break
        else:
            trouble = "" if inflate.eof else _CUT_OFF
    except zlib.error:
        trouble = _DAMAGED
    return bytes(lines[: lines.rfind(b"\n") + 1]), trouble


def _problems(file: str, trouble: str, unreadable: int, foreign: int, many: int) -> Iterable[str]:
    if trouble:
        yield _(trouble).format(file=file)
    if unreadable:
        text = ngettext(
            "{file}: {count} of the answers inside this file could not be read and was passed over.",
            "{file}: {count} of the answers inside this file could not be read and were passed over.",
            unreadable,
        )
        yield text.format(file=file, count=grouped(unreadable))
    if foreign:
        text = ngettext(
            "{file}: {count} of the answers inside this file belongs to another workbook and was passed over.",
            "{file}: {count} of the answers inside this file belong to another workbook and were passed over.",
            foreign,
        )
        yield text.format(file=file, count=grouped(foreign))
    if many:
        text = ngettext(
            "{file}: {count} of the answers inside this file was passed over, because too many people wrote them.",
            "{file}: {count} of the answers inside this file were passed over, because too many people wrote them.",
            many,
        )
        yield text.format(file=file, count=grouped(many))

"""Zip files that came back from somebody, opened with care.

Nothing in such a file decides where anything is written: what may be of use, notebooks and answer logs, goes into a
temporary folder under names given here, and the names in the zip file are only ever shown. There are limits on how many
entries there are and on how large they are once unpacked, whatever the zip file says of that itself.
"""

from __future__ import annotations

import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reflect.answers.disk import shown
from reflect.notebook import LARGEST, NotebookError
from reflect.pairs import is_id

MOST_ENTRIES = 10_000
LARGEST_IN_ALL = 1024 * 1024 * 1024
"""Bytes, unpacked. A packed workbook is about 0.1 MB."""

_MOST_OF_CONTENTS = MOST_ENTRIES * 512
"""Bytes of a zip file's table of contents, which is read whole before anything in it can be counted."""
_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
"""What `zipfile` raises for entries that are not what they say."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in a zip file, in a folder: `names` says what each notebook was called in the zip file.

    `refused` says what was not unpacked, and why.
    """

    folder: Path
    names: dict[Path, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def unpacked(path: Path) -> Iterator[Unpacked]:
    """The notebooks and answer logs in a zip file, in a folder that is gone at the end.

    Raises NotebookError where the whole file is of no use.
    """
    _check_contents(path)
    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        found = Unpacked(Path(folder))
        try:
            with zipfile.ZipFile(path) as file:
                _unpack(file, found)
        except _BROKEN:
            raise _broken(path) from None
        yield found


def _check_contents(path: Path) -> None:
    """Refuse a file that is no zip file, or whose table of contents is beyond reason. Raises NotebookError."""
    try:
        if not path.is_file():
            raise NotebookError(f"{path}: this is no ordinary file. Name a zip file.")
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _END.size - len(_LARGE_MARK) * 5 - 0xFFFF))
            tail = file.read()
    except OSError as error:
        raise NotebookError(f"{path}: this file cannot be read ({error.strerror}). Check who may read it.") from None
    at = tail.rfind(_END_MARK, 0, max(0, len(tail) - _END.size) + len(_END_MARK))
    if at < 0 or at + _END.size > len(tail):
        raise _broken(path)
    _, _, _, _, entries, contents, _, _ = _END.unpack_from(tail, at)
    # With more than a number here can say, another record, found by its mark, says it.
    if entries > MOST_ENTRIES or contents > _MOST_OF_CONTENTS or tail[max(0, at - 20) :].startswith(_LARGE_MARK):
        raise NotebookError(f"{path}: this zip file has too many files in it ({MOST_ENTRIES} at most). Make several.")


def _broken(path: Path) -> NotebookError:
    return NotebookError(f"{path}: this is no zip file that can be read. Ask for it to be sent again.")


class _Refused(Exception):  # noqa: N818  # a part of a zip file that stays in it; the message says why
    pass


def _unpack(file: zipfile.ZipFile, found: Unpacked) -> None:
    folders: dict[tuple[str, ...], Path] = {}
    room = LARGEST_IN_ALL
    for number, entry in enumerate(file.infolist()):
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        place = _place(parts)
        if place is None or entry.is_dir():
            continue
        beside, name = place
        target = folders.setdefault(beside, found.folder / str(len(folders))) / name.format(number)
        try:
            _check_entry(entry, parts, room)
            room -= entry.file_size  # no more is ever read, whatever is there
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(file, entry, target)
        except _Refused as refusal:
            found.refused.append((shown(entry.filename), str(refusal)))
        except _BROKEN:
            found.refused.append((shown(entry.filename), "it is damaged. Ask for it to be sent again"))
        else:
            if target.suffix == ".ipynb":
                found.names[target] = shown(entry.filename)


def _place(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    """Which folder, by its parts, something of use is in, and where in that it is to go; None for what is of no use."""
    if not parts or any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts):
        return None
    *folder, name = parts
    if name.casefold().endswith(".ipynb"):
        return tuple(folder), "{}.ipynb"
    if name.casefold().endswith(".jsonl") and len(folder) > 1 and folder[-2] == "answers" and is_id(folder[-1]):
        return tuple(folder[:-2]), f"answers/{folder[-1]}/{{}}.jsonl"
    return None


def _check_entry(entry: zipfile.ZipInfo, parts: tuple[str, ...], room: int) -> None:
    if ".." in parts or parts[0].startswith("/"):
        raise _Refused("its name leads out of the folder. Pack it again with `reflect pack`")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _Refused("it is a link to somewhere else and was not followed")
    if entry.flag_bits & _ENCRYPTED:
        raise _Refused("it is encrypted. Unpack it with its password, and collect that folder")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _Refused("it is compressed in an unusual way. Pack it again with `reflect pack`")
    if entry.file_size > LARGEST:
        raise _Refused(f"it is too large to be a workbook ({LARGEST >> 20} MB at most)")
    if entry.file_size > room:
        raise _Refused(f"there is too much in this zip file ({LARGEST_IN_ALL >> 20} MB at most). Make several")


def _copy(file: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one entry, whole or not at all."""
    try:
        with file.open(entry) as source, target.open("xb") as copy:
            shutil.copyfileobj(source, copy)
    except BaseException:
        target.unlink(missing_ok=True)
        raise

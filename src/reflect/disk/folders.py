"""Folders that are really on disk, and what to say when something cannot be."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from pathlib import Path

from reflect.disk.sharing import share
from reflect.errors import ReflectError

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_CANNOT_SYNC_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM}
"""What network and FUSE file systems, and folders that may not be listed, answer to an fsync of a folder."""


class DiskError(ReflectError):
    """A file or a folder that could not be written."""


class StoreError(DiskError):
    """An answer could not be kept. Says which file or folder, what is wrong and what to do; never the answer."""


_ELSE = "Put that right, then save again."
_WHY = (
    (_FULL, "the disk is full", "Make room on it, then save again."),
    (
        {errno.EFBIG},
        "the file may not grow any larger on this disk",
        "Move it out of the folder, then save again.",
    ),
    (
        _FORBIDDEN,
        "this account may not write there",
        "Ask for permission, or move the workbook, then save again.",
    ),
    (
        {errno.ENOENT},
        "the folder it belongs in is not there",
        "Connect the drive or put the folder back, then save again.",
    ),
    ({errno.ELOOP, errno.EMLINK}, "it is a link to somewhere else", "Remove the link, then save again."),
    (
        {errno.ENOTDIR, errno.EISDIR, errno.EEXIST},
        "something else is in its place",
        "Move that away, then save again.",
    ),
)
"""What the system answers, why that is, and what to do."""


def store_error(path: Path, error: OSError) -> StoreError:
    """What to tell a person when the system would not write at `path`."""
    known = ((why, remedy) for numbers, why, remedy in _WHY if error.errno in numbers)
    why, remedy = next(known, (error.strerror or type(error).__name__, _ELSE))
    return StoreError(printable(path), f"this could not be written: {why}", remedy)


def printable(path: Path | str) -> str:
    """A path fit for a message: whatever a terminal could not print, or would obey, is a question mark."""
    return "".join(letter if letter.isprintable() or _is_of_a_name(letter) else "?" for letter in str(path))


def _is_of_a_name(letter: str) -> bool:
    """Whether this is a space of some width, or what joins or parts the letters of many a script."""
    return letter in _JOINERS or unicodedata.category(letter) == "Zs"


def make_folder(path: Path, *, private: bool) -> None:
    """Make a folder, unless it is there. Raises OSError.

    A private one, and those above it that are missing, are closed to others (0700) whatever the umask. For a shared
    one the folder above must be there: if it is not, a drive is probably missing, and what was written to a stand-in
    for it would be hidden when the drive is back.
    """
    try:
        path.mkdir(0o700 if private else 0o777)
    except FileExistsError:
        if not path.is_dir():
            raise
    except FileNotFoundError:
        if not private:
            raise
        make_folder(path.parent, private=True)
        make_folder(path, private=True)
    else:
        if not private:
            share(path)
        sync_folder(path.parent)
    if private and os.name == "posix" and stat.S_IMODE(path.stat().st_mode) != 0o700:
        path.chmod(0o700)


def sync_folder(path: Path) -> None:
    """Put the names in a folder on disk, where the system can. Raises OSError where it should have and failed."""
    if os.name != "posix":
        return
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC_FOLDERS:
            raise

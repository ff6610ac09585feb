"""Files written in one step: under a temporary name, then renamed, so that nobody ever finds half of one."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.disk.errors import DiskError
from reflect.disk.links import LINK, leads_elsewhere
from reflect.disk.sharing import make_private_folders, make_shared_folders, share
from reflect.language import _

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def atomic_write(path: Path, text: str, *, private: bool = False) -> None:
    """Write a text file in one step: under a temporary name beside it, then renamed over `path`.

    A private one is only for its owner to read (0600), and so are the folders that are missing (0700). Raises
    NotebookError where that fails; nothing half-written is left behind.
    """
    with atomic_file(path, private=private) as part:
        part.write_bytes(text.encode("utf-8"))


@contextmanager
def atomic_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """An empty file to write to, which takes the place of `path` when it is done, as `atomic_write` has it.

    Where there was a file that only its owner can read, there is one again.
    """
    if leads_elsewhere(path.parent):
        raise DiskError(path, *map(_, LINK))
    try:
        (make_private_folders if private else make_shared_folders)(path.parent)
        with _temporary(path) as part:
            closed = private or _is_closed(path)
            part.chmod(0o600 if closed else 0o666 & ~_UMASK)  # before there is anything in it to read
            if not private:
                share(part)
            yield part
            part.replace(path)
    except OSError as error:
        message = _("this cannot be written ({reason})").format(reason=error.strerror)
        raise DiskError(path, message, _("Check the folder, and that the disk has room.")) from None


def _is_closed(path: Path) -> bool:
    """Whether there is a file that only its owner can read. What takes its place is closed to others too."""
    try:
        return not stat.S_IMODE(path.lstat().st_mode) & 0o077
    except OSError:
        return False


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A new file beside `path` to write it under, gone at the end unless it was renamed.

    Its name follows from `path`, so that what a killed program left there is taken away when `path` is next written.
    A program that is still at work holds a lock on its file; then, and where there are no locks, any name does.
    Whenever Ctrl-C falls, the file is gone: its name is known before there is a file.
    """
    known = part = path.with_name(f".reflect-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")
    lock = None
    try:
        lock = _claimed(part)
        if lock is None:
            part = path.with_name(f".reflect-{secrets.token_hex(8)}.part")
            os.close(os.open(part, _NEW, 0o600))
        yield part
    except BaseException:
        if lock is None and part == known:
            _take_away_abandoned(part)
        else:
            part.unlink(missing_ok=True)
        raise
    finally:
        if lock is not None:
            os.close(lock)


def _claimed(part: Path) -> int | None:
    """A new, empty, locked file under this name; None where somebody else is writing it, or it cannot be locked."""
    if sys.platform == "win32":  # an open file cannot be renamed there
        return None
    _take_away_abandoned(part)
    try:
        file = os.open(part, _NEW, 0o600)  # nobody opens it before `atomic_file` lets them
    except OSError:
        return None
    try:
        if _locks(file, part):
            return file
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _take_away_abandoned(part: Path) -> None:
    """Take away a file under this name, unless somebody is writing it."""
    if sys.platform == "win32":
        return
    try:
        abandoned = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        if _locks(abandoned, part):
            part.unlink()
    finally:
        os.close(abandoned)


def _locks(file: int, part: Path) -> bool:
    """Whether an open file could be locked, and still is the one that has this name."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file), part.lstat())
    except OSError:
        return False


def _umask() -> int:
    """The process's umask, which can only be read by setting it; read once, before any thread starts."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _umask()

"""One writer at a time, among the programs of one person on one machine.

The lock file is not beside the answers, because cloud sync would carry it to other machines, but in the user's state
folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.disk.errors import StoreError, printable, store_error
from reflect.disk.folders import make_folder
from reflect.language import _

if TYPE_CHECKING:
    from filelock import BaseFileLock

WAIT = 10.0
"""Seconds to wait for another program: an append takes milliseconds, and a person is waiting."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other programs that use `locked` away from `path`. Raises StoreError after WAIT seconds."""
    lock = _acquire(path)
    try:
        yield
    finally:
        lock.release()


def _acquire(path: Path) -> BaseFileLock:
    import filelock  # slow to import, and not needed to read

    name = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32] + ".lock"
    for folder in (_state_folder(), _temporary_folder()):
        lock = filelock.FileLock(folder / name, timeout=WAIT, mode=0o600, poll_interval=0.01)
        try:
            _make_own(folder)
            lock.acquire()
        except filelock.Timeout:
            break
        except OSError as error:
            refused = store_error(folder, error)
        else:
            return lock
    else:
        raise refused
    raise StoreError(
        printable(path),
        _("this could not be written: another program is writing to it"),
        _("Close the other program, or wait a moment, then save again."),
    )


def _state_folder() -> Path:
    import platformdirs

    return platformdirs.user_state_path("reflect", appauthor=False) / "locks"


def _temporary_folder() -> Path:
    """For accounts whose home cannot be written to."""
    who = str(os.geteuid()) if os.name == "posix" else "user"
    return Path(tempfile.gettempdir()) / f"reflect-locks-{who}"


def _make_own(folder: Path) -> None:
    """Make the folder, and refuse one that somebody else has put under its name in a shared temporary folder."""
    if folder.is_symlink():
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    make_folder(folder, private=True)
    if os.name == "posix" and folder.stat().st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

"""Folders that are really on disk."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from reflect.disk.sharing import share

_CANNOT_SYNC_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM}
"""What network and FUSE file systems, and folders that may not be listed, answer to an fsync of a folder."""


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

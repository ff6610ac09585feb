"""What is made in a folder that people share is theirs to write in too.

Such a folder lets its group write, and gives its group to whatever is made in it (setgid). The umask of most accounts
takes away again what the folder was set up to give, and the second person to come could not save.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_CLOSED = 0o700


def share(path: Path) -> None:
    """Let the group of a shared folder do with a new file or folder in it what it may do with the folder itself.

    A link is left alone, and so is what belongs to another group. Whatever cannot be shared is left as it is.
    """
    if os.name != "posix":
        return
    with suppress(OSError):  # it is somebody else's, who has shared it, or the disk knows no groups
        above = path.parent.stat()
        if not above.st_mode & stat.S_ISGID or not above.st_mode & stat.S_IWGRP:
            return
        new = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            now = os.fstat(new)
            allowed = stat.S_IMODE(above.st_mode) & (0o2070 if stat.S_ISDIR(now.st_mode) else 0o060)
            if now.st_gid == above.st_gid:
                os.fchmod(new, stat.S_IMODE(now.st_mode) | allowed)
        finally:
            os.close(new)


def make_shared_folders(path: Path) -> None:
    """Make a folder and those above it that are missing, as `share` has them. Raises OSError."""
    for folder in _missing(path):
        folder.mkdir(exist_ok=True)
        share(folder)


def make_private_folders(path: Path) -> None:
    """Make a folder and those above it that are missing, closed to others (0700) whatever the umask. Raises OSError.

    What is there stays as it is: it may be shared for good reasons.
    """
    for folder in _missing(path):
        folder.mkdir(0o700, exist_ok=True)
        if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != _CLOSED:
            folder.chmod(_CLOSED)


def _missing(path: Path) -> list[Path]:
    """The folders that are not there, of a folder and those above it, from the top."""
    if path.is_dir():
        return []
    return [folder for folder in reversed((path, *path.parents)) if not folder.is_dir()]

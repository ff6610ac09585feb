"""Links to somewhere else, which nothing inside a programme is read or written through."""

from __future__ import annotations

import stat
from pathlib import Path

_JUNCTION: int = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)


def is_link(path: Path) -> bool:
    """Whether there is a symbolic link or, on Windows, a junction at a path. A hard link looks like any other file."""
    try:
        about = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _JUNCTION

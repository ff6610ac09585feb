"""What files look like from outside: by this one tells whether they have been written to, without reading them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """Changes whenever a file is written to, or another one takes its place. Times are in nanoseconds."""

    device: int
    inode: int
    size: int
    written: int
    changed: int


def stamp_of(about: os.stat_result) -> Stamp:
    """The stamp of a file, of which the system says this."""
    return Stamp(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def stamp_at(path: Path) -> Stamp | None:
    """The stamp of the file at a path, which is not followed if it is a link; None where there is none."""
    try:
        return stamp_of(path.lstat())
    except OSError:
        return None


def stamps_in(folder: Path) -> Mapping[str, Stamp] | None:
    """The stamps of all that is in a folder, by name; links are not followed. None where it cannot be looked into."""
    stamps: dict[str, Stamp] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):  # taken away meanwhile
                    stamps[entry.name] = stamp_of(entry.stat(follow_symlinks=False))
    except OSError:
        return None
    return stamps

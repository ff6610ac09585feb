"""Links to somewhere else, which nothing inside a programme is read or written through.

Whoever may write in a folder that people share can put a link into it, in the place of a workbook, a pair's folder or
the answers, and it may lead to what is somebody else's. A link to the whole folder that people share is another
matter: many hubs put one into each home. Hard links cannot be told from files.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from reflect.language import N_

LINK = (N_("this is a link to another file, or leads through one"), N_("Name the file where it really is."))
"""What to say of a link inside a programme, and what to do."""

_JUNCTION: int = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)
_PAIRS_FOLDER = re.compile(r"-[0-9a-f]{10}$")
_DEEPEST = 3
"""Folders above a link in which a pair's is looked for."""


def is_link(path: Path | str) -> bool:
    """Whether there is a symbolic link or, on Windows, a junction at a path. A hard link looks like any other file."""
    try:
        about = os.lstat(path)  # every folder above every workbook is asked; a Path takes twice as long
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _JUNCTION


def leads_elsewhere(path: Path) -> bool:
    """Whether a path is a link to a file, or goes through a link inside a programme."""
    try:
        whole = os.path.abspath(path)  # noqa: PTH100  # a link stays as it is
        if is_link(whole) and not Path(whole).is_dir():
            return True
        return any(_is_in_a_programme(Path(each)) for each in _with_parents(whole) if is_link(each))
    except (OSError, ValueError):  # links in a circle, or a name that is none
        return False


def _with_parents(path: str) -> Iterator[str]:
    """A path and all the folders above it, as `Path.parents` has them."""
    above = os.path.split(path)[0]
    yield path
    while above != path:
        yield above
        path, above = above, os.path.split(above)[0]


def _is_in_a_programme(link: Path) -> bool:
    """Whether a link to a folder is in a pair's folder, or stands for one among those of others."""
    if any(_PAIRS_FOLDER.search(above.name) for above in link.parents[:_DEEPEST]):
        return True
    if not any(_PAIRS_FOLDER.search(name) for name in (link.name, link.resolve().name)):
        return False
    with os.scandir(link.parent) as entries:
        return any(
            entry.is_dir(follow_symlinks=False) and (_PAIRS_FOLDER.search(entry.name) or entry.name == "register")
            for entry in entries
        )

"""Where a programme begins: the folder that its pairs have theirs in."""

from __future__ import annotations

import re
from pathlib import Path

from reflect.register.store import register_above

_PAIRS_FOLDER = re.compile(r"-[0-9a-f]{10}$")
"""How the name of a pair's folder ends: the start of the pair's id."""


def programme_folder(folder: Path) -> Path:
    """The root of the programme that a folder is in: where its register is, or where other pairs have theirs.

    The folder itself where it is in none.
    """
    if (register := register_above(folder)) is not None:
        return register.root
    if _PAIRS_FOLDER.search(folder.name) is None:
        return folder
    others = (path.name for path in _folders_in(folder.parent) if path.name != folder.name)
    return folder.parent if any(map(_PAIRS_FOLDER.search, others)) else folder


def _folders_in(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:  # not to be read
        return []

"""Files that somebody may be writing just now, read once they are whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from reflect.notebook import CutOffError, NotebookError
from reflect.notebook.contained import contained
from reflect.notebook.files import put_back

_LOOKS, _BETWEEN = 5, 0.2
"""How often a file that cannot be read is looked at again, and the seconds between two looks."""

Found = TypeVar("Found")


async def read_with_retry(read: Callable[[Path], Found], file: Path) -> Found:
    """What `read` finds in a file that JupyterLab may be writing just now, which it does in place.

    It is read in a thread, and whatever that meets with in the file is said of the file. One that stays half-written is
    put back as it was before. Raises NotebookError where the file stays damaged.
    """

    def look() -> Found:
        with contained(file):
            return read(file)

    for _ in range(_LOOKS):
        try:
            return await asyncio.to_thread(look)
        except NotebookError:
            await asyncio.sleep(_BETWEEN)
    try:
        return await asyncio.to_thread(look)
    except CutOffError:
        await asyncio.to_thread(put_back, file)
    return await asyncio.to_thread(look)

"""A workbook's file, read for a page: what cannot be read is said on a page, and what is half-written is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from reflect.notebook import CutOffError, NotebookError, put_back
from reflect.programme.belonging import AnotherPairError
from reflect.programme.contained import contained
from reflect.server.pages.page import Trouble
from reflect.template import TemplateError

_LOOKS, _BETWEEN = 5, 0.2
"""How often a file that cannot be read is looked at again, and the seconds between two looks."""

Found = TypeVar("Found")


async def settled(read: Callable[[Path], Found], file: Path) -> Found:
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


async def read_for_page(read: Callable[[Path], Found], file: Path, path: str) -> Found:
    """What `read` finds in the workbook at an API path. Raises Trouble where there is no workbook, or none to read."""
    if file.is_dir():
        raise Trouble(404, "This is a folder", f"{path} holds files.", "Choose one of the workbooks in it.")
    try:
        return await settled(read, file)
    except TemplateError as error:
        said = f"{error} It was not made from a template of reflect, or its cells have been changed."
        title, remedy = "This is no workbook", "Open it as a notebook, or ask whoever sent it for a fresh copy."
    except AnotherPairError as error:
        reason = str(error).replace(str(file), path)
        raise Trouble(403, "This workbook does not fit its pair", reason, "Nothing in it was opened.") from None
    except ValueError as error:
        said, title, remedy = str(error), "This file cannot be read", "Or ask whoever sent it for a fresh copy."
    raise Trouble(422, title, said.replace(str(file), path), remedy)

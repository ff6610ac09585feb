"""`GET /reflect/journal/PATH`: the journal of the workbook at PATH, at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from reflect.fields import whole_text
from reflect.journal import render_page
from reflect.journal.page import policy
from reflect.journal.source import journal_of
from reflect.notebook import NotebookError
from reflect.server.opening import read_settled
from reflect.server.owner import is_owner
from reflect.server.page import PageHandler, Trouble
from reflect.stored import Workbook, read_workbook
from reflect.template import TemplateError


class JournalHandler(PageHandler):
    """Renders a journal from the workbook and its answers. Nothing is executed."""

    async def get(self, path: str) -> None:
        """Show the journal of the workbook at an API path."""
        file = await self.place(path)
        workbook = await _read(file, path)
        personal_to = workbook.template.personal_to
        if personal_to and not is_owner(self.current_user):
            message = f"This workbook is personal to the {personal_to}."
            raise Trouble(403, "This journal is for its owner", message, "Ask its owner, if you think you need it.")
        page = await asyncio.to_thread(lambda: render_page(journal_of(workbook, personal_to or "pair")))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", f"{policy()}; frame-ancestors 'self'")
        self.finish(whole_text(page))


async def _read(file: Path, path: str) -> Workbook:
    if file.is_dir():
        raise Trouble(404, "This is a folder", f"{path} holds files.", "Choose one of the workbooks in it.")
    try:
        await read_settled(file)
        return await asyncio.to_thread(read_workbook, file)
    except TemplateError:
        message = f"{path} was not made from a template of reflect, or its cells have been changed."
        raise Trouble(422, "This is no workbook", message, "Ask whoever sent it for a fresh copy.") from None
    except NotebookError as error:
        message = str(error).replace(str(file), path)
        raise Trouble(422, "This file cannot be read", message, "Or ask whoever sent it for a fresh copy.") from None

"""`GET /reflect/journal/PATH`: the journal of the workbook at PATH, at once."""

from __future__ import annotations

from reflect.fields import whole_text
from reflect.journal.page import policy, render_page
from reflect.journal.source import journal_of
from reflect.language import _
from reflect.programme.stored import read_workbook
from reflect.server.pages.owner import is_owner, personal
from reflect.server.pages.page import PageHandler, Trouble
from reflect.server.pages.reading import read_for_page


class JournalHandler(PageHandler):
    """Renders a journal from the workbook and its answers. Nothing is executed."""

    async def get(self, path: str) -> None:
        """Show the journal of the workbook at an API path."""
        file = await self.place(path)
        workbook = await read_for_page(read_workbook, file, path)
        personal_to = workbook.template.personal_to
        if personal_to and not is_owner(self.current_user):
            message = personal(personal_to)
            remedy = _("Ask its owner, if you think you need it.")
            raise Trouble(403, _("This journal is for its owner"), message, remedy)
        page = await read_for_page(lambda _file: render_page(journal_of(workbook, personal_to or "pair")), file, path)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", f"{policy()}; frame-ancestors 'self'")
        self.finish(whole_text(page))

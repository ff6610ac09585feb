"""`GET /reflect/calendar/PATH`: the calendar of the pair whose workbook is at PATH, to keep."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

from reflect.calendar.source import PairsCalendar, Reader, calendar_of
from reflect.fields import ROLES
from reflect.language import _
from reflect.programme.stored import read_workbook
from reflect.server.pages.owner import is_owner, personal
from reflect.server.pages.page import PageHandler, Trouble
from reflect.server.pages.reading import read_for_page


class CalendarHandler(PageHandler):
    """Makes the calendar of what the pair's workbooks in that folder say now. Nothing is executed.

    `?for=mentor`, or `mentee`, is for the days of the workbooks that are personal to that person.
    """

    async def get(self, path: str) -> None:
        """Send the file."""
        file = await self.place(path)
        reader = self._reader()
        if reader != "pair" and not is_owner(self.current_user):
            remedy = _("Ask its owner, if you think you need it.")
            raise Trouble(403, _("These dates are for their owner"), personal(reader), remedy)
        workbook = await read_for_page(read_workbook, file, path)
        found = await asyncio.to_thread(_calendar, file.parent, reader, workbook.template.pair_id)
        if not found.days:
            message = _("None of the workbooks of {pair} names a day yet.").format(pair=found.name)
            raise Trouble(404, _("There are no dates yet"), message, _("Fill in a date, then come back."))
        self.set_header("Content-Type", "text/calendar; charset=utf-8")
        name = quote(found.file_name)
        self.set_header("Content-Disposition", f"attachment; filename=\"calendar.ics\"; filename*=UTF-8''{name}")
        self.finish(found.text)

    def _reader(self) -> Reader:
        asked = self.get_query_argument("for", "pair")
        return next((role for role in ROLES if role == asked), "pair")


def _calendar(folder: Path, reader: Reader, pair: str) -> PairsCalendar:
    here = [path for path in sorted(folder.glob("*.ipynb")) if path.is_file() and not path.is_symlink()]
    return calendar_of(here, reader, pair=pair)

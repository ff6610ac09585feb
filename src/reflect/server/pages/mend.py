"""`/reflect/mend/PATH`: what somebody took out of a workbook's notebook by accident is put back from its template.

A notebook that is damaged is made anew; what was there is kept beside it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from reflect.disk.atomic import atomic_write
from reflect.disk.errors import DiskError
from reflect.fields import Field
from reflect.language import _
from reflect.notebook.files import notebook_text, read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import Made, find_template, make_workbook
from reflect.programme.damaged import Remains, is_damaged, remains_of
from reflect.programme.foreign import header_of, own_code, put_back, sort_cells
from reflect.programme.stored import template_for, template_of
from reflect.server.hooks.private import is_private
from reflect.server.pages.owner import is_owner
from reflect.server.pages.page import PageHandler, Trouble
from reflect.server.pages.reading import read_for_page
from reflect.template import Notebook, Template
from reflect.template.calls import parse_cell


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing in a workbook: `labels` are the questions, `headed` says that its heading is there.

    `mended` is the notebook with all of it; None where its template is not here.
    """

    template: Template
    labels: tuple[str, ...]
    headed: bool
    mended: Notebook | None


class MendHandler(PageHandler):
    """Says what is missing in a workbook and, where somebody wants that, puts it back. Nothing is run."""

    needs = (("read", "contents"), ("write", "contents"))

    async def get(self, path: str) -> None:
        """Show what is missing."""
        if (remains := await self._remains(path)) is not None:
            self.show("damaged.html.j2", path=path, remains=remains, action=self.address("mend", path), problem="")
            return
        found = await self._found(path)
        self.show("mend.html.j2", path=path, found=found, action=self.address("mend", path))

    async def post(self, path: str) -> None:
        """Put it back, and open the workbook. What else is in the notebook stays as it is."""
        if (remains := await self._remains(path)) is not None:
            await self._make_anew(path, remains)
            return
        found = await self._found(path)
        if found.mended is not None:
            try:
                file, text = await self.place(path), notebook_text(found.mended)
                await asyncio.to_thread(atomic_write, file, text, private=is_private(path))
            except DiskError as error:
                raise Trouble(
                    500, _("This was not put back"), str(error), _("Put that right, then try again.")
                ) from None
        self.redirect(self.address("open", path), status=303)

    async def _remains(self, path: str) -> Remains | None:
        """What is left of the workbook at an API path, if its notebook is damaged and it can be made anew."""
        file = await self.place(path)
        if is_private(path) or not await asyncio.to_thread(is_damaged, file):
            return None
        remains = await asyncio.to_thread(remains_of, file)
        return remains if remains.template is not None else None

    async def _make_anew(self, path: str, remains: Remains) -> None:
        mentee, mentor = (self.get_body_argument(name, "").strip() for name in ("mentee", "mentor"))
        known, pair = remains.pair, Pair(mentor, mentee)
        if known is not None and known.names == pair.names:
            pair = known
        problem = "" if mentee and mentor else _("Write both names.")
        if not problem:
            made = await asyncio.to_thread(_made_anew, pair, remains)
            problem = f"{path}: {made.reason}" if made.reason else ""
        if problem:
            self.show(
                "damaged.html.j2", 409, path=path, remains=remains, action=self.address("mend", path), problem=problem
            )
            return
        self.redirect(self.address("open", path), status=303)

    async def _found(self, path: str) -> Missing:
        file = await self.place(path)
        if is_private(path) and not is_owner(self.current_user):
            raise Trouble(
                403,
                _("This is for its owner"),
                _("This workbook is personal."),
                _("Open your own on your own server."),
            )
        return await read_for_page(missing_in, file, path)


def _made_anew(pair: Pair, remains: Remains) -> Made:
    name = remains.template.name if remains.template else remains.path.stem
    source = find_template(name, remains.path.parent)
    return make_workbook(pair, source, remains.path.parent, occasion=remains.occasion, mend=True)


def missing_in(file: Path) -> Missing:
    """What is missing in the workbook in a file. Raises NotebookError or TemplateError where it is none."""
    notebook = read_notebook(file)
    known = template_for(notebook, file.parent)
    header = header_of(notebook)
    if known is None or (header and header.version != known.template.version):  # that asks other questions
        return Missing(template_of(notebook, str(file)), (), headed=True, mended=None)
    missing = sort_cells(notebook, own_code(known.notebook)).missing
    labels = tuple(each.label for source in missing for each in parse_cell(source) if isinstance(each, Field))
    headed = not any("reflect.workbook(" in source for source in missing)
    mended = put_back(notebook, known.notebook)
    return Missing(template_of(mended, str(file)), labels, headed, mended)

"""Journals: a workbook as a page for one reader, to read, print and keep.

`content` says what is in a journal and `pictures` lays its pictures out, both purely; `plain` makes HTML of what people
typed, `markdown` of the notebook's own cells, and `cleaning` sees that both are safe; `page` is the templates.
`exporter` is the same page for `jupyter nbconvert --to reflect`. It is left out of here because importing nbconvert
takes two seconds, and nothing but nbconvert needs it.
"""

from __future__ import annotations

from pathlib import Path

from reflect.journal.content import Journal, NotForReader, Reader, journal
from reflect.journal.page import render_page
from reflect.journal.source import journal_of
from reflect.programme.stored import read_workbook

__all__ = ["Journal", "NotForReader", "Reader", "journal", "render", "render_page"]


def render(path: Path, reader: Reader = "pair") -> str:
    """The journal of the workbook in a file, for one reader, as an HTML page.

    Raises NotForReader where it is personal to somebody else, NotebookError or TemplateError where it is no workbook.
    """
    return render_page(journal_of(read_workbook(path), reader))

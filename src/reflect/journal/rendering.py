"""The journal of a workbook on disk."""

from __future__ import annotations

from pathlib import Path

from reflect.journal.content import Reader
from reflect.journal.page import render_page
from reflect.journal.source import journal_of
from reflect.programme.stored import read_workbook


def render(path: Path, reader: Reader = "pair") -> str:
    """The journal of the workbook in a file, for one reader, as an HTML page.

    Raises NotForReader where it is personal to somebody else, NotebookError or TemplateError where it is no workbook.
    """
    return render_page(journal_of(read_workbook(path), reader))

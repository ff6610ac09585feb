"""Journals as files: which workbook goes to which page, and what became of each."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path, PurePath

from reflect.calendar.events import Event, events_of
from reflect.disk.atomic import atomic_write
from reflect.disk.filenames import Names, same_name
from reflect.disk.sharing import make_private_folders
from reflect.errors import ReflectError
from reflect.journal import NotForReader, Reader
from reflect.journal.book import Book, book
from reflect.journal.content import Journal
from reflect.journal.page import render_book, render_page
from reflect.journal.source import journal_of
from reflect.language import N_, _
from reflect.notebook import DamagedError, NotebookError
from reflect.notebook.contained import contained
from reflect.programme.damaged import remains_of
from reflect.programme.standing import notebooks_below
from reflect.programme.stored import Workbook, read_workbook
from reflect.template import NoTemplate

__all__ = ["Asked", "JournalOutcome", "Reader", "Written", "asked_for", "write_journals"]

_MARK = re.compile(rb'<meta name="reflect-workbook" content="([^"]*)">')
_BOOK = "the-year"
"""What the page of a book is called, without its ending."""

_HEAD = 400
"""Bytes at the beginning of a page, in which its mark is, and nothing yet that anybody has typed."""


class JournalOutcome(Enum):
    """What became of one journal."""

    WRITTEN = N_("written")
    BOOK = N_("written, the year of a pair as one book")
    NOT_YOURS = N_("personal, and the reader is not its owner")
    NO_WORKBOOK = N_("no workbook")
    FAILED = N_("not written")


@dataclass(frozen=True, slots=True)
class Asked:
    """A notebook of which a journal is asked for, and its `page`. `by_name` where the notebook itself was named.

    `apart` is what the page is called where something else has that name.
    """

    workbook: Path
    page: Path
    by_name: bool = True
    apart: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one journal: the page at `path`, or the `problem` that kept it from being written.

    In a folder that was named, other people's personal workbooks and other notebooks are no problem. `left_out` counts
    the pictures of the workbook that are not in it. `note` says why the page is not where it was wanted.
    """

    path: Path
    outcome: JournalOutcome = JournalOutcome.WRITTEN
    problem: str = ""
    left_out: int = 0
    note: str = ""


def write_journals(asked: Iterable[Asked], reader: Reader) -> Iterator[Written]:
    """Write the journal of each workbook to its page, for one reader, and say what became of each.

    A workbook that cannot be rendered is reported, and the others go on. The page of a personal one is for its owner
    alone to read, and so is every folder that is made for one person's pages. Only an earlier page of the same workbook
    is written over: where anything else has the name, the page gets another one.
    """
    asked, names = list(asked), Names()
    for each in asked:
        names.take(each.page)
    binder = _Binder(reader, names)
    for each in asked:
        yield from binder.done_with(each)
        try:
            with contained(each.workbook):
                written = _write(each, reader, names, binder)
        except NotForReader as error:
            yield Written(each.page, JournalOutcome.NOT_YOURS, str(error.at(each.workbook)) if each.by_name else "")
        except NoTemplate as error:
            yield Written(each.page, JournalOutcome.NO_WORKBOOK, str(error) if each.by_name else "")
        except DamagedError:
            yield Written(each.page, JournalOutcome.FAILED, f"{each.workbook}: {remains_of(each.workbook).sentence}.")
        except ReflectError as error:
            yield Written(each.page, JournalOutcome.FAILED, str(error))
        else:
            yield written
    yield from binder.done_with()


class _Binder:
    """Makes one book of the journals of a pair, of each folder that was named, when all of them are there.

    Notebooks come folder by folder, so that no more than one pair's journals are kept at a time.
    """

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader, self._names = reader, names
        self._folder: Path | None = None
        self._found: dict[str, list[tuple[Journal, list[Event]]]] = {}
        self._beside = Path()

    def keep(self, each: Asked, page: Path, workbook: Workbook, made: Journal) -> None:
        """Keep a journal that has been written to a page, and the days in its workbook, for the book of its pair."""
        if not each.by_name:
            self._beside = page.parent
            days = events_of(workbook.template, workbook.answers().log)
            self._found.setdefault(workbook.template.pair_id, []).append((made, days))

    def done_with(self, following: Asked | None = None) -> Iterator[Written]:
        """Write the books of the folder that the journals so far are of, unless what follows is of it too."""
        folder = following.workbook.parent if following else None
        if folder == self._folder:
            return
        for pair, kept in self._found.items():
            journals, days = [journal for journal, _days in kept], [day for _journal, days in kept for day in days]
            if (made := book(pair, journals, self._reader, days)) is not None:
                yield self._write(made)
        self._folder, self._found = folder, {}

    def _write(self, made: Book) -> Written:
        wanted = Asked(self._beside, self._beside / f"{_BOOK}.html")
        page = next(
            page for page in _possible_pages(wanted) if self._names.is_free(page) and not _is_anothers(page, made.mark)
        )
        self._names.take(page)
        try:
            atomic_write(page, render_book(made), private=made.is_private)
        except (ReflectError, UnicodeError) as error:
            return Written(page, JournalOutcome.FAILED, f"{page}: {error}")
        return Written(page, JournalOutcome.BOOK)


def _write(each: Asked, reader: Reader, names: Names, binder: _Binder) -> Written:
    """Write a page, under a name that is free on the disk and, where it is not the one asked for, among `names`."""
    workbook = read_workbook(each.workbook)
    made = journal_of(workbook, reader)
    page = next(
        page
        for page in _possible_pages(each)
        if (page == each.page or names.is_free(page)) and not _is_anothers(page, made.mark)
    )
    if page != each.page:
        names.take(page)
    if reader != "pair":
        make_private_folders(page.parent)
    try:
        atomic_write(page, render_page(made), private=made.personal_to is not None)
    except UnicodeError:
        message = _("half of a character stands in this workbook")
        remedy = _("Open it in JupyterLab, find \N{REPLACEMENT CHARACTER} in it, and write what should be there.")
        raise NotebookError(each.workbook, message, remedy) from None
    binder.keep(each, page, workbook, made)
    note = _("{page}: the journal of {workbook}, since {wanted} is no page of that workbook.").format(
        page=page, workbook=each.workbook, wanted=each.page
    )
    return Written(page, left_out=made.left_out, note=note if page != each.page else "")


def _possible_pages(each: Asked) -> Iterator[Path]:
    yield each.page
    if each.apart is not None:
        yield each.apart
    yield from (each.page.with_name(f"{each.page.stem}-{number}{each.page.suffix}") for number in count(2))


def _is_anothers(page: Path, mark: str) -> bool:
    """Whether something has a page's name that is not a page of the workbook with this mark."""
    try:
        kind = page.lstat().st_mode
    except OSError:  # nothing is there, or writing the page will say what is wrong with the folder
        return False
    try:
        found = _MARK.search(_beginning(page)) if stat.S_ISREG(kind) else None
    except OSError:  # it is somebody else's alone to read
        return True
    return found is None or found[1] != mark.encode()


def _beginning(page: Path) -> bytes:
    with page.open("rb") as file:
        return file.read(_HEAD)


def asked_for(paths: Sequence[Path], out: Path) -> tuple[list[Asked], list[str]]:
    """The journals that the paths named by a person stand for, and the folders that cannot be looked into.

    That is one for a workbook, and one for each notebook below a folder, as `notebooks_below` has it. No two have one
    page: where they would, each is put into a folder called like the one that its workbook is in. A notebook that is
    named twice has one page.
    """
    found: dict[object, tuple[Path, PurePath, bool]] = {}
    closed: list[str] = []
    for path in sorted(paths, key=Path.is_dir):  # so that what is named itself is known to be
        if path.is_dir():
            notebooks, unreadable, _ = notebooks_below(path)
            closed += [f"{each.path}: {each.reason}" for each in unreadable]
            for notebook in sorted(notebooks):
                found.setdefault(_identity(notebook), (notebook, notebook.relative_to(path), False))
        else:
            found.setdefault(_identity(path), (path, PurePath(path.name), True))
    pages = _pages([(notebook, wanted.with_suffix(".html")) for notebook, wanted, _ in found.values()])
    return [
        Asked(notebook, out / page, by_name, out / _one_folder_more(notebook, page))
        for (notebook, _, by_name), page in zip(found.values(), pages, strict=True)
    ], closed


def _identity(path: Path) -> object:
    """What tells a file from any other, whatever it was called; its path where there is none."""
    try:
        folder, file = path.parent.stat(), path.stat()
    except OSError:
        return path
    return folder.st_dev, folder.st_ino, file.st_dev, file.st_ino


def _pages(wanted: Sequence[tuple[Path, PurePath]]) -> list[PurePath]:
    """A page for each notebook, by the page that it would have if there were no other."""
    pages = [page for _, page in wanted]
    for _time in range(max((len(_above(notebook)) for notebook, _page in wanted), default=0)):
        shared = _shared(pages)
        for number, page in enumerate(pages):
            if same_name(page) in shared:
                pages[number] = _one_folder_more(wanted[number][0], page)
    shared = _shared(pages)  # no folder tells these apart: then a number does
    pages = [first if same_name(page) in shared else page for page, (_, first) in zip(pages, wanted, strict=True)]
    names = Names()
    return [names.take(page) for page in pages]


def _one_folder_more(notebook: Path, page: PurePath) -> PurePath:
    """The page of a notebook inside one more of the folders that the notebook is in."""
    return PurePath(*_above(notebook)[-len(page.parts) - 1 :])


def _above(notebook: Path) -> tuple[str, ...]:
    """The page of a notebook with all the folders above it; links stay as they were named."""
    return PurePath(os.path.abspath(notebook)).with_suffix(".html").parts[1:]  # noqa: PTH100


def _shared(pages: Sequence[PurePath]) -> set[str]:
    return {name for name, count in Counter(map(same_name, pages)).items() if count > 1}

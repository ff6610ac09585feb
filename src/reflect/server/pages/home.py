"""The home page: the workbooks of a folder."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reflect.catalogue import catalogue
from reflect.language import _, long_date
from reflect.programme.damaged import is_damaged, remains_of
from reflect.programme.root import programme_folder
from reflect.programme.standing import Overview, Standings, Unreadable, linked_folders
from reflect.server.hooks.private import is_private
from reflect.server.pages.listing import (
    STATES,
    ListedWorkbook,
    State,
    counted,
    grouped,
    in_state,
    matching,
    paged,
    said,
    state,
)
from reflect.server.pages.owner import is_owner
from reflect.server.pages.page import PageHandler, Trouble
from reflect.template.lengths import length_in_words
from reflect.template.occasions import in_words

MANY = 9
"""From so many workbooks on, there is a box to look for one."""


class HomeHandler(PageHandler):
    """`GET /reflect/`: the workbooks of the server's root folder; `GET /reflect/in/PATH`: those of a folder in it."""

    def initialize(self, standings: Standings) -> None:
        """Take what knows how far workbooks are."""
        self._standings = standings

    async def head(self, path: str = "") -> None:
        """Say that reflect is here: a form that is asleep asks, to know whether it can be woken."""
        await self.place(path)

    async def get(self, path: str = "") -> None:
        """Show the page. Nothing is executed."""
        path = path.strip("/")
        folder = await self.place(path)
        if is_private(path) and not is_owner(self.current_user):
            raise Trouble(
                403,
                _("This is for its owner"),
                _("These workbooks are personal."),
                _("Look at those that are shared."),
            )
        if not folder.is_dir():
            raise Trouble(
                404,
                _("This is no folder"),
                _("{path!r} is a file.").format(path=path),
                _("Look for it among your workbooks."),
            )
        overview = await asyncio.to_thread(self._standings.below, folder)
        shelf = await asyncio.to_thread(_on_the_shelf, overview, folder, path)
        repeating, dated = await asyncio.to_thread(_repeating_and_dated, folder)
        lines = [line for line in shelf.lines if is_owner(self.current_user) or not line.standing.personal_to]
        find = self.get_query_argument("find", "").strip()
        found = matching(lines, find) if find else lines
        pages, pairs = paged(grouped(found)), grouped(lines)
        page = min(max(_number(self.get_query_argument("page", "1")), 1), len(pages))
        now = dt.datetime.now(dt.UTC)
        self.show(
            "home.html.j2",
            path=path,
            above=_above(path),
            lines=lines,
            pairs=pairs,
            states=_counted(lines),
            kept_apart=len(shelf.lines) - len(lines),
            find=find,
            found=len(found),
            groups=pages[page - 1],
            page=page,
            pages=len(pages),
            many=len(lines) >= MANY,
            broken=shelf.broken,
            whole=overview.whole,
            linked=[found.name for found in linked_folders(folder) if _is_sayable(found.name)],
            said=lambda time: said(time, now),
            workbooks=counted,
            length=length_in_words,
            in_state=in_state,
            date=lambda occasion: in_words(occasion, long_date),
            calendars_of=lambda group: group.calendars(dated),
            can_repeat=lambda shelf: not is_private(shelf.folder) and shelf.standing.template in repeating,
        )


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is in a folder, by API paths. `broken` are (path, why it cannot be read and what to do, to be opened?)."""

    lines: list[ListedWorkbook]
    broken: list[tuple[str, str, bool]]


def _on_the_shelf(overview: Overview, folder: Path, path: str) -> _Shelf:
    def api_path(file: Path) -> str:
        return "/".join(filter(None, (path, file.relative_to(folder).as_posix().removeprefix("."))))

    lines = [ListedWorkbook(api_path(standing.path), standing) for standing in overview.workbooks]
    broken = [(api_path(each.path), *_reason(each)) for each in overview.unreadable]
    unsayable = _("Its name has something in it that is no character. Give the file another name.")
    broken += [(line.path, unsayable, False) for line in lines if not _is_sayable(line.path)]
    return _Shelf([line for line in lines if _is_sayable(line.path)], broken)


def _reason(broken: Unreadable) -> tuple[str, bool]:
    """Why something cannot be read and what to do, and whether that is to open it."""
    if is_damaged(broken.path) and (remains := remains_of(broken.path)).template is not None:
        return remains.in_short, True
    return broken.reason, broken.cut_off


def _repeating_and_dated(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the templates that a pair in a folder can make another entry from, and of those with a calendar."""
    templates = [each.template for each in catalogue(programme_folder(folder)).entries]
    return (
        frozenset(each.name for each in templates if each.repeats),
        frozenset(each.name for each in templates if any(field.calendar for field in each.fields)),
    )


def _counted(lines: Iterable[ListedWorkbook]) -> list[tuple[State, int]]:
    """How many workbooks stand how."""
    count = Counter(state(line.standing) for line in lines)
    return [(each, count[each]) for each in STATES if count[each]]


def _is_sayable(path: str) -> bool:
    """Whether a path can stand in an address. A disk may hold names that are no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _above(path: str) -> list[tuple[str, str]]:
    """The name and API path of each folder that leads to this one, and of itself."""
    parts = path.split("/") if path else []
    return [(part, "/".join(parts[: number + 1])) for number, part in enumerate(parts)]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1

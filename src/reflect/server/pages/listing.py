"""Workbooks as the home page lists them: by pair, what was written last first, and only what was looked for (pure)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from reflect.fields import Role, whole_text
from reflect.journal.clock import local
from reflect.language import _, clock, long_date, ngettext
from reflect.template.occasions import in_order, in_words

if TYPE_CHECKING:
    from reflect.programme.standing import Standing

MOST = 600
"""Workbooks on one page; a pair is never parted."""


@dataclass(frozen=True, slots=True)
class ListedWorkbook:
    """One workbook, at an API path."""

    path: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Shelf:
    """One workbook of a pair or, of a template that repeats, the entries that the pair has made, the latest first."""

    lines: tuple[ListedWorkbook, ...]

    @property
    def standing(self) -> Standing:
        """The workbook; the latest of several."""
        return self.lines[0].standing

    @property
    def folder(self) -> str:
        """The API path of the folder that it is in."""
        return self.lines[0].path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """The workbooks of one pair."""

    lines: tuple[ListedWorkbook, ...]

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """The workbooks, with the entries from one template together where the first of them is."""
        found: dict[str, list[ListedWorkbook]] = {}
        for line in self.lines:
            found.setdefault(line.standing.template if line.standing.repeats else f"/{line.path}", []).append(line)
        return tuple(Shelf(tuple(sorted(lines, key=_date, reverse=True))) for lines in found.values())

    def calendars(self, dated: Collection[str]) -> tuple[tuple[str, Role | None], ...]:
        """Whose days there may be to put in a calendar, both people's first: (path of a workbook, its owner).

        `dated` are the names of the templates that have such days.
        """
        owners: dict[Role | None, str] = {}
        for line in self.lines:
            if line.standing.written is not None and line.standing.template in dated:
                owners.setdefault(line.standing.personal_to, line.path)
        return tuple((path, owner) for owner, path in sorted(owners.items(), key=lambda each: each[0] or ""))

    @property
    def mentee(self) -> str:
        """The mentee's name, or what to say for want of one."""
        return self.lines[0].standing.mentee or _("the mentee")

    @property
    def mentor(self) -> str:
        """The mentor's name, or what to say for want of one."""
        return self.lines[0].standing.mentor or _("the mentor")

    @property
    def programme(self) -> str:
        """The programme that they are in; "" for none."""
        return next((line.standing.programme for line in self.lines if line.standing.programme), "")

    @property
    def twins(self) -> frozenset[tuple[str, str]]:
        """The titles and occasions that more than one of them has: then only the files tell them apart."""
        count = Counter((line.standing.title, line.standing.occasion) for line in self.lines)
        return frozenset(each for each in count if count[each] > 1)

    @property
    def folder(self) -> str | None:
        """The API path of the folder that all of them are in; None where they are in several."""
        folders = {line.path.rpartition("/")[0] for line in self.lines}
        return folders.pop() if len(folders) == 1 else None


State = Literal["complete", "under way", "not begun", "personal"]
STATES: tuple[State, ...] = ("complete", "under way", "not begun", "personal")


def state(standing: Standing) -> State:
    """How a workbook stands, in a word. A personal one of which nothing is here is its owner's business."""
    if standing.written is None:
        return "personal" if standing.personal_to else "not begun"
    return "complete" if standing.progress.needed and standing.progress.complete else "under way"


def in_state(count: int, state: State) -> str:
    """How many workbooks stand so, in words."""
    match state:
        case "complete":
            text = ngettext("{count} complete", "{count} complete", count)
        case "under way":
            text = ngettext("{count} under way", "{count} under way", count)
        case "not begun":
            text = ngettext("{count} not begun", "{count} not begun", count)
        case "personal":
            text = ngettext("{count} personal, known to their owners", "{count} personal, known to their owners", count)
    return text.format(count=count)


def counted(count: int) -> str:
    """So many workbooks, in words."""
    return ngettext("{count} workbook", "{count} workbooks", count).format(count=count)


def matching(lines: Iterable[ListedWorkbook], words: str) -> list[ListedWorkbook]:
    """The workbooks in whose title, people, programme or path all of these words are, however they are spelt."""
    wanted = _plain(words).split()
    return [line for line in lines if all(word in _searched(line) for word in wanted)]


def grouped(lines: Iterable[ListedWorkbook]) -> list[Group]:
    """The workbooks by pair. What was written last comes first, among the pairs and within each."""
    by_pair = groupby(sorted(lines, key=_whose), key=_whose)
    groups = [Group(tuple(sorted(found, key=_recent))) for _, found in by_pair]
    return sorted(groups, key=lambda group: (_recent(group.lines[0])[0], _plain(group.mentee), _plain(group.mentor)))


def paged(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups, some to a page; one page at least."""
    pages: list[list[Group]] = [[]]
    for group in groups:
        if pages[-1] and sum(len(each.lines) for each in pages[-1]) + len(group.lines) > MOST:
            pages.append([])
        pages[-1].append(group)
    return pages


def said(time: dt.datetime, now: dt.datetime) -> str:
    """When something was, as a person would say it now."""
    then, today = local(time), local(now).date()
    if then.date() == today:
        return _("today, {time}").format(time=clock(then))
    if today.toordinal() - then.date().toordinal() == 1:
        return _("yesterday, {time}").format(time=clock(then))
    return long_date(then)


def _whose(line: ListedWorkbook) -> tuple[str, str, str]:
    return line.standing.pair, line.standing.mentee, line.standing.mentor


def _recent(line: ListedWorkbook) -> tuple[float, str, str]:
    """A sort key: what was written last first, what nobody has written in last."""
    written = line.standing.written
    return -written.timestamp() if written else float("inf"), line.standing.title, line.path


def _date(line: ListedWorkbook) -> tuple[str, int]:
    return in_order(line.standing.occasion)


def _searched(line: ListedWorkbook) -> str:
    standing = line.standing
    date = in_words(standing.occasion, long_date) if standing.occasion else ""
    return _plain(" ".join((standing.title, date, standing.mentee, standing.mentor, standing.programme, line.path)))


def _plain(text: str) -> str:
    """Text without case or accents, so that "jose" finds José."""
    letters = unicodedata.normalize("NFKD", whole_text(text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

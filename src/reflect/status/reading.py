"""The status of a programme, read from its register, its workbooks and their logs. Nothing is executed or written.

A personal workbook is its owner's business, whoever runs this: of one it is said that it is there, and no more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from reflect.catalogue import find
from reflect.errors import ReflectError
from reflect.fields import Value
from reflect.language import N_
from reflect.notebook.contained import contained
from reflect.programme.root import programme_folder
from reflect.programme.standing import Standing, Unreadable, standing_of
from reflect.programme.stored import read_workbook
from reflect.register import Entry
from reflect.register.store import Register
from reflect.revisions import current
from reflect.status.counting import Counted, count
from reflect.status.due import overdue
from reflect.template import NoTemplate, Template
from reflect.template.occasions import in_order


class State(Enum):
    """How far a pair has got with a template."""

    NOT_STARTED = N_("not started")
    BEGUN = N_("begun")
    COMPLETE = N_("complete")
    PRIVATE = N_("private")


@dataclass(frozen=True, slots=True)
class TemplateStatus:
    """One pair and one template. `entries` are those somebody has written in, and `complete` as many of them.

    `answered` of `needed` required answers are there, in the latest entry where the template repeats. `last` is the day
    on which somebody last wrote. Of a personal template all of these say nothing.
    """

    template: str
    title: str
    state: State
    entries: int = 0
    complete: int = 0
    answered: int = 0
    needed: int = 0
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PairStatus:
    """One pair: who, which folder (from the programme's own), and how far they are with each of their templates.

    `overdue` are the dates on which something was to be looked at together and has not been.
    """

    mentor: str
    mentee: str
    programme: str
    folder: str
    templates: tuple[TemplateStatus, ...]
    overdue: tuple[dt.date, ...] = ()

    @property
    def last(self) -> dt.date | None:
        """The day on which somebody last wrote in any workbook that the two share."""
        return max((each.last for each in self.templates if each.last), default=None)


@dataclass(frozen=True, slots=True)
class Seen:
    """One workbook: where it stands, its template, and the current answers by slot, of a shared one."""

    standing: Standing
    template: Template
    answers: Mapping[str, Value] = field(repr=False)


def see(path: Path) -> Seen | Unreadable | None:
    """The workbook at a path; None for a notebook that is none, or has no pair."""
    try:
        with contained(path):
            workbook = read_workbook(path)
            log = frozenset() if workbook.template.personal_to else workbook.answers().log
            return Seen(standing_of(workbook, log, path), workbook.template, current(log))
    except NoTemplate:
        return None
    except ReflectError as error:
        return Unreadable(path, error.said_of(path))


def status_of(
    folder: Path, found: Iterable[Seen], today: dt.date
) -> tuple[tuple[PairStatus, ...], tuple[Counted, ...]]:
    """The pairs of the programme in a folder, in the order of their folders, and what may be counted over all of them.

    `found` are the workbooks in it. A pair that the register knows is there without a workbook too.
    """
    by_pair: dict[str, list[Seen]] = defaultdict(list)
    for each in found:
        by_pair[each.standing.pair].append(each)
    entries = Register(folder).read().entries
    pairs = [
        _pair(folder, by_pair.get(pair, []), entries.get(pair), today) for pair in dict.fromkeys((*entries, *by_pair))
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair.folder, pair.mentee, pair.mentor))), _counted(folder, by_pair)


def _pair(folder: Path, found: list[Seen], entry: Entry | None, today: dt.date) -> PairStatus:
    by_template: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(found, key=lambda seen: in_order(seen.standing.occasion)):
        by_template[each.template.name].append(each)
    if entry:
        pair, where = entry.pair, entry.folder
        who = (pair.mentor, pair.mentee, pair.programme)
    else:
        first = found[0].standing
        where = first.path.parent.relative_to(folder).as_posix()
        who = (first.mentor, first.mentee, first.programme)
    asked = {*by_template, *(entry.templates if entry else ())}
    templates = tuple(_template(name, by_template.get(name, []), folder) for name in sorted(asked))
    return PairStatus(*who, where, templates, overdue(_due(found), _written(found), today))


def _template(name: str, found: list[Seen], folder: Path) -> TemplateStatus:
    if not found:
        known = find(name, programme_folder(folder))
        personal = known is not None and known.template.personal_to is not None
        title = known.template.title if known else name
        return TemplateStatus(name, title, State.PRIVATE if personal else State.NOT_STARTED)
    latest = found[-1]
    title = latest.template.title
    if latest.template.personal_to is not None:
        return TemplateStatus(name, title, State.PRIVATE)
    begun = [each.standing for each in found if each.standing.written]
    complete = sum(each.progress.complete and each.progress.needed > 0 for each in begun)
    shown = begun[-1] if begun else latest.standing
    return TemplateStatus(
        name,
        title,
        _state(len(begun), complete),
        len(begun),
        complete,
        shown.progress.answered,
        shown.progress.needed,
        max((each.written.date() for each in begun if each.written), default=None),
    )


def _state(begun: int, complete: int) -> State:
    if not begun:
        return State.NOT_STARTED
    return State.COMPLETE if complete == begun else State.BEGUN


def _due(found: Iterable[Seen]) -> Iterator[tuple[str, dt.date]]:
    """The templates that are due, and when, as the pair has agreed."""
    for each in found:
        for asked in each.template.fields:
            if asked.calls_for:
                for slot in asked.slots:
                    yield from ((asked.calls_for, day) for day in asked.days(each.answers.get(slot)))


def _written(found: Iterable[Seen]) -> Iterator[tuple[str, dt.date]]:
    """The entries that somebody has written in, by template, and the day of each."""
    for each in found:
        if each.standing.written:
            day, _number = in_order(each.standing.occasion)
            yield each.template.name, dt.date.fromisoformat(day) if day else each.standing.written.date()


def _counted(folder: Path, by_pair: Mapping[str, list[Seen]]) -> tuple[Counted, ...]:
    """What may be counted of each template, of the latest entry of each pair.

    Which questions those are, the template that is known here says, whatever the workbooks say.
    """
    latest: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
    for found in by_pair.values():
        written = [each for each in found if each.standing.written]
        for name in {each.template.name for each in written}:
            entries = [each for each in written if each.template.name == name]
            latest[name].append(max(entries, key=lambda seen: in_order(seen.standing.occasion)).answers)
    known = {name: find(name, programme_folder(folder)) for name in sorted(latest)}
    return tuple(each for name, entry in known.items() if entry for each in count(entry.template, latest[name]))

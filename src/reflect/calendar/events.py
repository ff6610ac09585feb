"""The days that a workbook names, each with what is due then (pure).

What stands in an answer is anybody's, so it is one line of visible words before it is put into a calendar.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reflect.fields import Field, Rows, Text, is_blank, rows_of, whole_text
from reflect.fields.kinds import Date
from reflect.language import _
from reflect.pairs.unseen import REFUSED, without_unseen
from reflect.revisions import Log, Revision, current, heads
from reflect.template import PEOPLE, Template
from reflect.template.carrying import Row, is_open
from reflect.template.completeness import is_shown
from reflect.template.defaults import as_it_stands
from reflect.template.wording import worded

LONGEST = 200
"""Letters of what an event is called."""

MOST = 500
"""Events of one workbook."""


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `uid` is the same as often as it is written, and so is all else while the answer is.

    `title` is `what` it is and whose.
    `times` says how often the answer has been changed, and `written` when it last was.
    """

    uid: str
    day: dt.date
    title: str
    what: str
    about: str
    written: dt.datetime
    times: int
    is_private: bool


def events_of(template: Template, log: Log) -> list[Event]:
    """The days in the answers to a workbook that its template wants in the calendar, in their order.

    Of a table it is the first date of each open row, by the row's first words. Where two people have answered without
    seeing each other, it is the newer answer.
    """
    template, values, found = worded(template), current(log), heads(log)
    stands = as_it_stands(template, values)
    events = [
        _event(template, field, due, found[slot][-1], log)
        for field in template.fields
        if field.calendar and is_shown(field, stands)
        for slot in field.deciding_slots
        if slot in found and not (isinstance(field, Rows) and field.is_beside(slot))
        for due in _days(field, slot, values[slot])
    ]
    return sorted(events, key=lambda event: (event.day, event.title, event.uid))[:MOST]


def _event(template: Template, field: Field, due: _Due, answer: Revision, log: Log) -> Event:
    title, part = one_line(template.title), one_line(field.group) if field.like else ""
    where = _("{workbook}, {part}").format(workbook=title, part=part) if part else title
    asked = _("{workbook}: {question}")
    what = one_line(due.words) or asked.format(workbook=where, question=one_line(due.name or field.label))
    mentor, mentee = (one_line(template.people[role]) for role in PEOPLE)
    named = _("{what} ({mentee} with {mentor})").format(what=what, mentee=mentee, mentor=mentor)
    key = "\x1f".join((answer.field, due.name or due.words, str(due.number)))
    return Event(
        uid=str(uuid.uuid5(uuid.UUID(template.workbook_id), key)),
        day=due.day,
        title=named if mentor and mentee else what,
        what=what,
        about=asked.format(workbook=where, question=one_line(field.label)),
        written=dt.datetime.fromisoformat(answer.time),
        times=sum(1 for revision in log if revision.field == answer.field) - 1,
        is_private=template.personal_to is not None,
    )


@dataclass(frozen=True, slots=True)
class _Due:
    """A day in an answer: the name that the template gives its row, or the row's words; "" for a single date.

    `number` counts the days of one answer that are called the same.
    """

    day: dt.date
    name: str = ""
    words: str = ""
    number: int = 0


def _days(field: Field, slot: str, value: object) -> Iterator[_Due]:
    if not isinstance(field, Rows):
        yield from map(_Due, field.days(value))
        return
    columns = field.columns_for(slot)
    dates = [column for column in columns if isinstance(column, Date)][:1]
    texts = [column for column in columns if isinstance(column, Text)]
    called: Counter[str] = Counter()
    for place, row in enumerate(rows_of(value)):
        name = field.rows[place] if place < len(field.rows) else ""
        words = "" if name else next(filter(None, (_said(row, column) for column in texts)), "")
        for day in [day for column in dates for day in column.days(row.get(column.id)) if is_open(field, row)]:
            yield _Due(day, name, words, called[name or words])
            called[name or words] += 1


def _said(row: Row, column: Field) -> str:
    said = row.get(column.id)
    return said.strip() if isinstance(said, str) and not is_blank(said) else ""


def one_line(text: str) -> str:
    """A text as one line, without what commands or misleads whatever shows it, and not too long."""
    plain = " ".join(without_unseen(REFUSED.sub(" ", whole_text(text)))[0].split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def in_order(events: Iterable[Sequence[Event]]) -> list[Event]:
    """The events of several workbooks, by day."""
    return sorted((each for found in events for each in found), key=lambda event: (event.day, event.title, event.uid))

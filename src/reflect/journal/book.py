"""The year as one book: the journals of a pair, in the order of time, for one reader (pure).

It is read from beginning to end, so what is only for filling in is left out: what nobody has answered, what explains
how, and the time under each answer. The page of each workbook has all of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from reflect.calendar.events import Event
from reflect.fields import whole_text
from reflect.journal.clock import local
from reflect.journal.content import HEADING, AnsweredQuestion, Journal, Reader, Section, Version, heading_level
from reflect.pairs import journal_mark
from reflect.template.occasions import in_order

Voice = Literal["mentee", "mentor", "other"]
"""Who of the two wrote something, or somebody else."""


_SENTENCE = re.compile(r".+?(?:[?!？؟。]|(?<!\b\w)(?<!\b\w\w)\.)[\"'”’»)*_]*(?=\s|$)|.+$", re.DOTALL)
"""A sentence. One or two letters and a full stop are short for something, such as a name."""

_MOST_AHEAD = 12
"""Days ahead at the front of a book."""

_ASKS = re.compile(r"[?？؟][\"'”’»)*_]*$")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One workbook in a book: what is written in it, and the day that it is of."""

    journal: Journal
    day: dt.date

    @property
    def anchor(self) -> str:
        """What the list of chapters leads to."""
        return f"{self.journal.template.replace('_', '-')}-{self.journal.occasion or 'the-one'}"


@dataclass(frozen=True, slots=True)
class Book:
    """The year of a pair, for one reader.

    `front` is what stands before the chapters: the questions that their templates highlight, of each template those of
    the newest entry, each with the journal that it is from. `mark` tells the book from anybody else's page. `ahead`
    are the days in the pair's calendar after the last word in it.
    """

    reader: Reader
    chapters: tuple[Chapter, ...]
    front: tuple[tuple[Journal, AnsweredQuestion], ...]
    mark: str
    ahead: tuple[Event, ...] = ()

    @property
    def pictured(self) -> frozenset[tuple[str, str]]:
        """The questions whose pictures are at the front, by the title of the journal and the id."""
        return frozenset((journal.title, question.id) for journal, question in self.front)

    @property
    def latest(self) -> tuple[Journal, ...]:
        """The newest entry of each template, whose pictures over time have all that went before."""
        return tuple({chapter.journal.template: chapter.journal for chapter in self.chapters}.values())

    @property
    def newest(self) -> Journal:
        """The journal that says who the two are, and their programme."""
        return self.chapters[-1].journal

    @property
    def is_private(self) -> bool:
        """Whether anything in it is one person's own."""
        return any(chapter.journal.personal_to for chapter in self.chapters)

    @property
    def released(self) -> tuple[Version, ...]:
        """What the pair has released to each other."""
        return next((chapter.journal.released for chapter in self.chapters if chapter.journal.released), ())

    @property
    def first(self) -> dt.datetime:
        """When the first word in it was written."""
        return min(chapter.journal.first for chapter in self.chapters if chapter.journal.first)

    @property
    def last(self) -> dt.datetime:
        """When the last one was."""
        return max(chapter.journal.last for chapter in self.chapters if chapter.journal.last)

    def __deepcopy__(self, memo: object) -> Book:
        """Itself, since it cannot change."""
        return self


def book(pair: str, journals: Iterable[Journal], reader: Reader, events: Iterable[Event] = ()) -> Book | None:
    """The book of a pair (by id), from the journals that the reader may have; None where there is not enough for one.

    One workbook is a journal, and two make a book. Of copies of one, the first is in it. `events` are the days in the
    calendar of their workbooks.
    """
    apart = {journal.mark: journal for journal in reversed([*journals])}
    chapters = sorted(filter(None, map(_chapter, apart.values())), key=_order)
    if len(chapters) < 2:
        return None
    front, mark = tuple(_front(chapters)), journal_mark(pair, f"book for {reader}")
    made = Book(reader, tuple(chapters), front, mark)
    return replace(made, ahead=tuple(_ahead(events, local(made.last).date())))


def _ahead(events: Iterable[Event], last: dt.date) -> Iterable[Event]:
    """The first days after one, each once: a date that two workbooks name is one day."""
    later = {(event.day, event.title): event for event in events if event.day > last}
    return sorted(later.values(), key=lambda event: (event.day, event.title))[:_MOST_AHEAD]


def voice(journal: Journal, author: str) -> Voice:
    """Which of the two an author is, by the name that the answer is kept under."""
    name = whole_text(author).strip().casefold()
    for role in ("mentee", "mentor"):
        if name and name == whole_text(getattr(journal, role)).strip().casefold():
            return "mentor" if role == "mentor" else "mentee"
    return "other"


def _chapter(journal: Journal) -> Chapter | None:
    sections = tuple(_with_something_below([_told(section) for section in journal.sections]))
    if journal.first is None or not any(section.questions for section in sections):
        return None
    day, _number = in_order(journal.occasion)
    written = replace(journal, cover=Section(""), sections=sections)
    return Chapter(written, dt.date.fromisoformat(day) if day else local(journal.first).date())


def _order(chapter: Chapter) -> tuple[dt.date, str, tuple[str, int]]:
    return chapter.day, chapter.journal.title, in_order(chapter.journal.occasion)


def _told(section: Section) -> Section:
    """A section with what is answered in it and, of the template's words, what they ask."""
    words = section.markdown if section.by_people else asked(section.markdown)
    return replace(section, markdown=words, questions=tuple(filter(None, map(_answered, section.questions))))


def asked(markdown: str) -> str:
    """Of the words of a template's cell, the heading and what the paragraph under it asks.

    Whatever else stands there says how to fill it in.
    """
    heading = HEADING.match(markdown)
    title, below = (heading[0].strip(), markdown[heading.end() :].strip()) if heading else ("", markdown)
    questions = (each.strip() for each in _SENTENCE.findall(below.partition("\n\n")[0]))
    return "\n\n".join(filter(None, [title, " ".join(each for each in questions if _ASKS.search(each))]))


def _with_something_below(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections in which something is written, and the headings that they are under."""
    for place, section in enumerate(sections):
        if _is_written(section) or any(map(_is_written, _below(section, sections[place + 1 :]))):
            yield section


def _below(section: Section, following: Iterable[Section]) -> Iterator[Section]:
    """The sections under the heading of one, as far as the next heading of its level or a higher one."""
    level = heading_level(section.markdown)
    return takewhile(lambda each: not 0 < heading_level(each.markdown) <= level, following if level else ())


def _is_written(section: Section) -> bool:
    return bool(section.questions or section.by_people)


def _answered(question: AnsweredQuestion) -> AnsweredQuestion | None:
    answers = tuple(answer for answer in question.answers if answer.versions or answer.stands)
    return replace(question, answers=answers) if answers else None


def _front(chapters: Sequence[Chapter]) -> Iterable[tuple[Journal, AnsweredQuestion]]:
    for journal in {chapter.journal.template: chapter.journal for chapter in chapters}.values():
        for section in journal.sections:
            for question in section.questions:
                if question.field is not None and question.field.highlight:
                    yield journal, question

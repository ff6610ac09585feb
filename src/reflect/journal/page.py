"""A journal as an HTML page, by the Jinja2 templates in `templates/journal/`.

The page asks for nothing and runs nothing: its Content-Security-Policy allows its own style sheet, by its digest, and
nothing else. Every value is escaped by the environment; only what `cleaning` has cleaned is put in as it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import cast

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reflect.fields import Role, Rows, is_blank
from reflect.fields.words import Shown, Table
from reflect.journal import markdown, plain
from reflect.journal.book import Book, voice
from reflect.journal.clock import local
from reflect.journal.content import Answer, AnsweredQuestion, Journal, Section, Version
from reflect.language import _, long_date, moment, speaking, teach
from reflect.pictures import MOST_DRAWN, NEEDS, TELLS, Picture, picture, picture_over_time
from reflect.resources import RESOURCES
from reflect.template.occasions import in_words

TEMPLATES = RESOURCES / "journal"
_MISSING_ROLE = "missing_role"
"""The id of the question that asks which role nobody fills, which the network has a place for."""


def render_page(journal: Journal) -> str:
    """The journal as a whole HTML page."""
    with speaking(journal.language):
        return _page()(resources={"journal": journal})  # as nbconvert hands it over


def render_book(book: Book) -> str:
    """The book of a pair as a whole HTML page."""
    with speaking(book.newest.language):
        return _environment().get_template("book.html.j2").render(book=book)


def environment(loader: BaseLoader) -> Environment:
    """What the templates of a journal are compiled in: escaping is on, and a name that is not there is an error."""
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=50
    )

    teach(made)

    @lru_cache(maxsize=256)
    def dots(points: tuple[bool, ...]) -> Markup:
        return Markup(made.get_template("dots.html.j2").render(points=points))  # noqa: S704  # a template of ours

    made.filters |= {
        "day": long_date,
        "initial": _initial,
        "span": _span,
        "answer": lambda text: Markup(plain.answer(text)),  # noqa: S704  # cleaned there
        "dots": dots,
        "entry": lambda occasion: in_words(occasion, long_date),
        "moment": _moment,
        "period": _period,
        "under": zip,
    }
    made.globals |= {
        "drawn": drawn,
        "drawn_over_time": drawn_over_time,
        "has_table": _has_table,
        "introduced": lambda of: Markup(markdown.prose(of.markdown, 1, of.pictures).html),  # noqa: S704  # cleaned there
        "laid_out": laid_out,
        "style": Style(loader, made),
        "untold": untold,
        "voice": voice,
    }
    return made


@cache
def _page() -> Callable[..., str]:
    return _environment().get_template("index.html.j2").render


@cache
def _environment() -> Environment:
    return environment(FileSystemLoader(TEMPLATES))


def policy() -> str:
    """The Content-Security-Policy of every journal: its own style sheet, and nothing else."""
    return cast(Style, _environment().globals["style"]).policy


class Style:
    """The style sheet, and the Content-Security-Policy that allows it by its digest. Each is worked out once."""

    def __init__(self, loader: BaseLoader, of: Environment) -> None:
        text, _, _ = loader.get_source(of, "style.css")
        self.text = Markup(text)  # noqa: S704  # a file of this package
        digest = hashlib.sha256(text.encode()).digest()
        source = f"'sha256-{base64.b64encode(digest).decode()}'"
        policy = f"default-src 'none'; style-src {source}; img-src data:; base-uri 'none'; form-action 'none'"
        self.policy = Markup(policy)  # noqa: S704  # letters, digits, and the marks of base64


def laid_out(
    sections: Sequence[Section], level: int = 1, top: int = 2
) -> list[tuple[Markup, str, int, tuple[AnsweredQuestion, ...]]]:
    """Each section's Markdown as HTML, the text it has instead, the level of the labels under it, its questions.

    The heading above them all is of the `level`, and none of theirs is above `top`.
    """
    found = []
    for section in sections:
        prose = markdown.prose(section.markdown, level, section.pictures, top=top)
        level = prose.level
        found.append((Markup(prose.html), section.text, level + 1, section.questions))  # noqa: S704  # cleaned there
    return found


def drawn(journal: Journal, question: AnsweredQuestion, answer: Answer, version: Version) -> Picture | None:
    """The picture that a question asks for of one version of its answer."""
    field = question.field
    if not isinstance(field, Rows) or not field.picture:
        return None
    missing = any(
        other.id == _MISSING_ROLE and any(not is_blank(v.value) for a in other.answers for v in a.versions)
        for section in journal.sections
        for other in section.questions
    )
    return picture(field.picture, version.value, field.columns_for(answer.slot), around=journal.mentee, missing=missing)


def drawn_over_time(journal: Journal, question: AnsweredQuestion) -> Picture | None:
    """The picture over the entries so far that stands under a question."""
    found = journal.over_time.get(question.id)
    if found is None:
        return None
    names: dict[Role, str] = {
        "mentor": journal.mentor or _("the mentor"),
        "mentee": journal.mentee or _("the mentee"),
    }
    return picture_over_time(found, names)


def untold(question: AnsweredQuestion, answer: Answer, version: Version) -> Shown | None:
    """What a table says besides its picture: under its first column those that are not drawn; None where all are.

    All of it, where there are more rows than a picture has room for, or one of which not all can be drawn.
    """
    field, shown = question.field, version.shown
    if not isinstance(field, Rows) or not isinstance(shown, Table) or len(shown.rows) > MOST_DRAWN:
        return shown
    told = TELLS[field.picture]
    ids = [column.id for column in field.columns_for(answer.slot)]
    needed = [ids.index(name) for name in NEEDS[field.picture]]
    if any(row.cells[place] is None for row in shown.rows for place in needed):
        return shown
    kept = [place for place in range(1, len(shown.columns)) if place >= len(ids) or ids[place] not in told]
    kept = [place for place in kept if any(row.cells[place] for row in shown.rows)]
    if not kept:
        return None
    places = [0, *kept]
    rows = [
        replace(row, cells=tuple(row.cells[place] for place in places))
        for row in shown.rows
        if any(row.cells[place] for place in kept)
    ]
    return replace(shown, columns=tuple(shown.columns[place] for place in places), rows=tuple(rows))


def _has_table(question: AnsweredQuestion) -> bool:
    return any(version.shown.kind == "table" for answer in question.answers for version in answer.versions)


def _moment(time: dt.datetime) -> str:
    """The date and time of day, by the clock where the journal is made."""
    return moment(local(time))


def _initial(name: str) -> str:
    """The letter that stands for somebody."""
    return next((letter.upper() for letter in name if letter.isalpha()), "?")


def _span(book: Book) -> str:
    """What a book is called: by its year, or those from which to which it goes."""
    first, last = (local(time).year for time in (book.first, book.last))
    year = _("The year {year}").format(year=first)
    return year if first == last else _("{first} to {last}").format(first=first, last=last)


def _period(journal: Journal | Book) -> str:
    """From when to when it was written."""
    if journal.first is None or journal.last is None:
        return ""
    first, last = (long_date(local(time)) for time in (journal.first, journal.last))
    return first if first == last else _("{first} to {last}").format(first=first, last=last)

"""The language that people are spoken to in: its words, and how it writes dates, numbers and lists.

What people see is written in British English where it is said, inside `_("...")` or `ngettext(...)`; a catalogue
`locale/TAG.po` has it in another language. It is read as its translator left it, at first use, so that nothing has to
be compiled and nothing can be older than what it was made from. Who is spoken to decides the language, for as long as
`speaking(tag)` lasts: a workbook says its own, a browser asks for one, a terminal has one in its environment.

Tags are those of the web (BCP 47: "en-GB", "cy"). Babel is imported where it is used: nothing in English needs it but
dates.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.messages.catalog import Catalog
    from jinja2 import Environment

SOURCE = "en-GB"
"""The language that everything is written in."""

CATALOGUES = Path(__file__).parent / "locale"
"""The folder of the catalogues: `TAG.po` for each language, and `reflect.pot`, which each begins as."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_MOST_ASKED = 20
"""Languages that are looked at of those that a browser asks for."""

_COUNTED = 200
"""Numbers that a browser is told the plural forms of. Beyond, a number takes the form of its last two digits."""

_spoken: ContextVar[str] = ContextVar("_spoken", default=SOURCE)


def current() -> str:
    """The tag of the language that is spoken now."""
    return _spoken.get()


def use(tag: str) -> None:
    """Speak a language from now on, to the end of this task or thread."""
    _spoken.set(tag)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _spoken.set(tag)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str) -> str:
    """A sentence in the language that is spoken."""
    return message if (tag := _spoken.get()) == SOURCE else _catalogue(tag).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """A sentence that counts, in the form that its language has for `n`."""
    return _catalogue(_spoken.get()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """A word that means several things, in the sense that `context` names for its translator."""
    return message if (tag := _spoken.get()) == SOURCE else _catalogue(tag).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    """A counting phrase, in the sense that `context` names."""
    return _catalogue(_spoken.get()).npgettext(context, singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a constant for the catalogue. It is put into the language where it is shown, by `_(constant)`."""
    return message


def n_(singular: str, plural: str) -> tuple[str, str]:
    """Mark a constant that counts, in two forms. Where it is shown, `ngettext(*constant, n)` looks it up."""
    return singular, plural


def is_tag(text: object) -> bool:
    """Whether this is how the web writes a language, such as "cy" or "pt-BR"."""
    return isinstance(text, str) and _TAG.fullmatch(text) is not None


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written: what `dir` says of a page in it."""
    if tag == SOURCE:
        return "ltr"
    return "rtl" if _locale(tag).text_direction == "rtl" else "ltr"


def asked_for(header: str) -> str:
    """The language, of those there are, that a browser would rather have: `header` is its Accept-Language."""
    wanted = []
    for place, each in enumerate(header.split(",")[:_MOST_ASKED]):
        tag, _semicolon, quality = each.strip().partition(";")
        wanted.append((-_quality(quality), place, tag.strip()))
    return first_known(tag for quality, _, tag in sorted(wanted) if quality)


def in_environment(environ: Mapping[str, str]) -> str:
    """The language, of those there are, that a terminal is in: LANGUAGE (several, with colons), LC_ALL or LANG."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    values = [value for name in names for value in environ.get(name, "").split(":") if value]
    return first_known(re.split(r"[.@]", value)[0].replace("_", "-") for value in values)


def first_known(tags: Iterable[str]) -> str:
    """The first of these languages that there is a catalogue of, or that everything is written in; else the latter."""
    for tag in tags:
        if not is_tag(tag):
            continue
        if tag.partition("-")[0].casefold() == "en" and _file(tag) is None:
            return SOURCE
        if _file(tag) is not None:
            return tag
    return SOURCE


def for_browser(tag: str) -> dict[str, Any]:
    """What a form's own code needs to speak a language: its tag, and for any but the source its words.

    `words` maps each English text in that code to the one for it, or to its plural forms; `forms` says which of those a
    number takes, up to 199.
    """
    told: dict[str, Any] = {"tag": tag, "dir": direction(tag)}
    if (read := _read(tag)) is None:
        return told
    words: dict[str, str | list[str]] = {}
    for message in read:
        if not message.id or message.fuzzy or not any(str(file).endswith(".js") for file, _ in message.locations):
            continue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            words[message.id] = message.string
        elif isinstance(message.string, (tuple, list)) and all(message.string):
            words[message.id[0]] = list(message.string)
    plural = gettext.c2py(read.plural_expr)
    return told | {"words": words, "forms": [plural(number) for number in range(_COUNTED)]}


@lru_cache(maxsize=4096)
def _long_date(day: dt.date, tag: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale(tag))


def long_date(day: dt.date) -> str:
    """A date in full: "27 November 2026"."""
    return _long_date(dt.date(day.year, day.month, day.day), _spoken.get())


def clock(time: dt.datetime) -> str:
    """The time of day of a moment, as it stands there: "14:05"."""
    from babel.dates import format_time

    return format_time(time.time(), "short", locale=_locale(_spoken.get()))


def moment(time: dt.datetime) -> str:
    """A date and the time of day, as they stand there."""
    return _("{date}, {time}").format(date=long_date(time), time=clock(time))


def decimal(value: float) -> str:
    """A number in figures, without marks between the thousands: "-1.5"."""
    text = f"{value:.12g}"
    if _spoken.get() == SOURCE or "." not in text or "e" in text:
        return text
    from babel.numbers import get_decimal_symbol

    return text.replace(".", get_decimal_symbol(_locale(_spoken.get())))


def grouped(value: int) -> str:
    """A whole number in figures, with marks between the thousands: "100,000"."""
    if (tag := _spoken.get()) == SOURCE:
        return f"{value:,}"
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_locale(tag))


def listed(items: Sequence[str], style: Literal["standard", "or", "unit"] = "standard") -> str:
    """Several things in one sentence: "a, b and c", or with "or", or with no word before the last."""
    if len(items) < 2:
        return "".join(items)
    if style == "unit":  # of which Babel knows too little in most languages
        return reduce(lambda before, item: _("{before}, {item}").format(before=before, item=item), items)
    from babel.lists import format_list

    return format_list(items, style, locale=_locale(_spoken.get()))


def teach(environment: Environment) -> None:
    """Have the templates of an environment speak the language that is spoken when they are rendered.

    What `{{ _("...") }}` gives is escaped like any other text. `<html {{ in_language() }}>` says which language it is.
    """
    from markupsafe import Markup

    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension has just added it
        _, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )

    def in_language() -> Markup:
        tag = current()
        run = Markup(' dir="rtl"') if direction(tag) == "rtl" else ""
        return Markup('lang="{}"{}').format(tag, run)

    environment.globals["in_language"] = in_language


def forget() -> None:
    """Read catalogues anew when they are next needed."""
    _catalogue.cache_clear()
    _read.cache_clear()


def _quality(text: str) -> float:
    """How much a language is wanted, of "q=0.8"."""
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", text)
    return float(found[1]) if found else 1.0


def _file(tag: str) -> Path | None:
    """The catalogue of a language, or of the one that it is a kind of; None for the source."""
    if tag == SOURCE or not is_tag(tag):
        return None
    for name in (tag, tag.partition("-")[0]):
        if (file := CATALOGUES / f"{name}.po").is_file():
            return file
    return None


@cache
def _catalogue(tag: str) -> gettext.NullTranslations:
    """The words of a language; the source's own where there are none."""
    if (read := _read(tag)) is None:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _read(tag: str) -> Catalog | None:
    if (file := _file(tag)) is None:
        return None
    from babel.messages.pofile import read_po

    with file.open("rb") as opened:
        read = read_po(opened, locale=None)
    for message in [*read]:  # Babel would put the English singular in the place of the first form, whatever that is for
        if isinstance(message.string, (tuple, list)) and not all(message.string):
            read.delete(message.id, message.context)
    return read


@cache
def _locale(tag: str) -> Locale:
    """What Babel knows of a language, or of the one that it is a kind of."""
    from babel.core import Locale, UnknownLocaleError

    for name in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(SOURCE, sep="-")

"""Parameters in the words of a template's fields: `{{ mentor }}` in a label, a help, an option (pure).

It is the same small part of Jinja2 as in Markdown cells, and what is filled in is text: no value becomes code, markup
or a further expression. Fields stay as the template has them, since answers are kept under its own words; they are
filled in where people are shown them. Words that cannot be filled in are shown as they were written, and
`reflect check` says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from reflect.fields import Field
from reflect.fields.arguments import Fill
from reflect.language import _, listed, long_date
from reflect.template.occasions import in_words, is_occasion
from reflect.template.parsing import Template

GAP = re.compile(r"\{[{%#]")
"""What begins something to fill in."""

_LONGEST_QUOTED = 60


def as_text(value: object) -> str:
    """A value as one line of text, a date in words."""
    text = str(value)
    return in_words(text, long_date) if is_occasion(text) else " ".join(text.split())


def worded(template: Template) -> Template:
    """A template with its parameters in the words of its fields."""
    fill = filler(template.parameters)
    cells = (replace(cell, fields=tuple(field.worded(fill) for field in cell.fields)) for cell in template.cells)
    return replace(template, cells=tuple(cells))


def filler(parameters: Mapping[str, Any], said: Callable[[object], str] = as_text) -> Fill:
    """What fills in words with these parameters, each as it is `said`. What cannot be filled in stays as it is."""

    def fill(words: str) -> str:
        found = _filled(words, parameters, said)
        return words if isinstance(found, Exception) else found

    return fill


def wording_faults(field: Field, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why words of a field cannot be filled in, each with what to do about it."""
    words: dict[str, None] = {}

    def note(text: str) -> str:
        words[text] = None
        return text

    field.worded(note)
    if isinstance(field.default, str):
        note(field.default)
    return [fault for text in words for fault in _faults(text, parameters)]


def _faults(words: str, parameters: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    found = _filled(words, parameters)
    if not isinstance(found, Exception):
        return
    quoted = words if len(words) <= _LONGEST_QUOTED else f"{words[:_LONGEST_QUOTED]} …"
    if unknown := sorted(_named(words) - parameters.keys()):
        message = _("“{words}” names {names}, and there is no such parameter")
        remedy = _("Add {example} to the parameters cell, or take it out of these words.")
        yield message.format(words=quoted, names=listed(unknown)), remedy.format(example=f'{unknown[0]} = ""')
    else:
        message = _("“{words}” cannot be filled in: {problem}")
        yield (
            message.format(words=quoted, problem=getattr(found, "message", found)),
            _("Mend what stands in {example} there.").format(example="{{ }}"),
        )


def _filled(words: str, parameters: Mapping[str, Any], said: Callable[[object], str] = as_text) -> str | Exception:
    """Words with their parameters in place; why not, where that cannot be done."""
    if not GAP.search(words):
        return words
    from jinja2 import TemplateError

    from reflect.template.filling import filling

    try:
        return filling(words, said)(parameters)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        return error


def _named(words: str) -> set[str]:
    """The parameters that words name, as far as they can be read."""
    from jinja2 import Environment, TemplateError
    from jinja2.meta import find_undeclared_variables

    try:
        return find_undeclared_variables(Environment().parse(words))  # noqa: S701  # read, and never rendered
    except (TemplateError, RecursionError):
        return set()

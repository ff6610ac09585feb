"""Names and dates put into the Markdown of a template: a small part of Jinja2, with bounds (pure).

A template may come from anybody. Jinja2's sandbox keeps it from reaching anything, but not from taking all the time and
memory there are: `{{ "a" * 10 ** 9 }}` is worked out while it is being compiled. So only what a question needs can
stand there: names, `{% if %}`, comparisons and a few filters, none of which makes much out of little. There are no
loops, no calls and nothing to assign to, and what is filled in has a greatest length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined, nodes
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import missing

from reflect.language import _, grouped

LONGEST = 50_000
"""Letters of one Markdown cell that has something to fill in, and, times four, of what it becomes."""
DEEPEST = 20
"""What stands in what, within one cell."""
MOST_JOINED = 100
"""Texts put together with ~ or + in one cell."""

_PLAIN = "default", "d", "upper", "lower", "capitalize", "title", "trim", "first", "last", "length", "count"
_ASKED = "defined", "undefined", "none", "string", "number", "true", "false", "in", "eq", "equalto", "ne"
_JOINED = nodes.Concat, nodes.Add
_SAYABLE = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Include,  # finds nothing, as there is nowhere to look, and says so
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Sub,
    nodes.Div,
    *_JOINED,
)
"""What can stand in a question."""


class FillingError(TemplateRuntimeError):
    """Something that cannot stand in a question, or cannot be filled in; the message is fit for a person."""


class _Unknown(StrictUndefined):
    """What stands for a name that there is nothing for. To use it is an error."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: type = UndefinedError
    ) -> None:
        super().__init__(hint, obj, name, exc if hint else FillingError)

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:  # what the sandbox says of what it keeps apart
            return self._undefined_hint
        if self._undefined_obj is missing:
            return _("{name!r} is undefined").format(name=self._undefined_name)
        return _("there is no {name!r} in a value here").format(name=self._undefined_name)


def filling(source: str, finalize: Callable[[object], str]) -> Callable[[Mapping[str, Any]], str]:
    """What fills in a Markdown cell, given the values by name; each is written as `finalize` has it.

    Remembered, since a batch fills in the same few hundred cells for everybody. Raises jinja2.TemplateError for what
    cannot stand there, and so does what is returned; that also raises what Python does, such as ZeroDivisionError.
    """
    return _filling(source, finalize)


@lru_cache(maxsize=1024)
def _filling(source: str, finalize: Callable[[object], str]) -> Callable[[Mapping[str, Any]], str]:
    environment = _environment(finalize)
    if len(source) > LONGEST:
        message = _("this is longer than a cell with something to fill in can be ({most} letters)")
        raise FillingError(message.format(most=grouped(LONGEST)))
    try:
        tree = environment.parse(source)
        _check(tree)
        template = environment.from_string(tree)
    except (RecursionError, MemoryError, SyntaxError):  # from Jinja2's reader, or from Python's of what it makes
        raise FillingError(_("this is nested too deeply to be read")) from None
    return lambda values: "".join(_at_most(template.generate(values)))


@cache
def _environment(finalize: Callable[[object], str]) -> Environment:
    # What comes out is Markdown, so `finalize` escapes it, not Jinja2's escaping for HTML.
    environment = ImmutableSandboxedEnvironment(undefined=_Unknown, finalize=finalize)
    environment.globals.clear()
    environment.filters = {name: FILTERS[name] for name in _PLAIN} | {"join": _join}
    environment.tests = {name: TESTS[name] for name in _ASKED}
    return environment


def _check(tree: nodes.Template) -> None:
    """Raise FillingError for anything that cannot stand in a question, before any of it is worked out."""
    level: list[nodes.Node] = [tree]
    joined = 0
    for _depth in range(DEEPEST):
        for node in level:
            if not isinstance(node, _SAYABLE):
                message = _("{what} cannot stand in a question (line {line})")
                raise FillingError(message.format(what=_named(node), line=getattr(node, "lineno", 1)))
            joined += len(node.nodes) if isinstance(node, nodes.Concat) else isinstance(node, nodes.Add)
        if joined > MOST_JOINED:
            raise FillingError(_("more is put together here than can be"))
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise FillingError(_("this is nested too deeply to be read"))


def _named(node: nodes.Node) -> str:
    names = {nodes.Call: "name()", nodes.Mul: "*", nodes.Pow: "**", nodes.Mod: "%", nodes.For: "{% for %}"}
    return names.get(type(node), type(node).__name__)


def _at_most(pieces: Iterable[str]) -> Iterable[str]:
    room = LONGEST * 4
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise _too_long()
        yield piece


def _too_long() -> FillingError:
    message = _("this becomes longer than a cell can be ({most} letters)")
    return FillingError(message.format(most=grouped(LONGEST * 4)))


def _join(value: Iterable[object], between: str = "") -> str:
    """Jinja2's filter of this name, for texts that are no longer put together than apart."""
    texts = [str(each) for each in value]
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST * 4:
        raise _too_long()
    return between.join(texts)

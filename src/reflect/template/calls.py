"""What a code cell says to reflect, read with `ast` and never run (pure).

A cell of literal assignments gives parameters. In any other cell, `wb = reflect.workbook(...)` says which template this
is, `wb.KIND(...)` declares a field, and `wb.at_least(...)` states a rule.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from reflect.bounds import TooMuchError, check_code, check_value
from reflect.errors import UnplacedError
from reflect.fields import ROLES, Field, FieldError, Role, declare
from reflect.language import SOURCE, is_tag
from reflect.pairs import RELEASED
from reflect.template.lengths import Minutes, read_minutes

MOST_REPEATED = 9
"""Times that one part of a template can be there."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ARGUMENTS = frozenset({"name", "version", "title", "personal_to", "language", "repeats", "minutes"})
"""What reflect.workbook takes besides parameters."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A rule of completeness: so many of these fields, by id, are to be answered."""

    count: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a template that is there `repeat` times. `help` stands under the `title` of the second and on."""

    id: str
    repeat: int
    title: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What `reflect.workbook(...)` says; `passed` names the parameters that it is given as name=name.

    `language` is the one that the template is written in, as the web writes it ("en-GB", "cy"). `minutes` are how many
    what is required takes, and how many all of it does.
    """

    name: str
    version: int
    title: str
    personal_to: Role | None
    passed: tuple[str, ...] = ()
    language: str = SOURCE
    repeats: bool = False
    minutes: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a cell that cannot be used, and what to do about it."""

    message: str
    remedy: str


Statement = Header | Field | AtLeast | Group | Mistake
"""One thing that a code cell says to reflect."""


class LiteralError(UnplacedError):
    """Code that is not of the form it should have, such as a parameter that is no literal."""


@lru_cache(maxsize=1024)
def parse_cell(source: str) -> tuple[Statement, ...]:
    """The statements to reflect in a code cell, in order. Remembered: the cells of a programme are the same few."""
    try:
        body = _parse(source)
    except LiteralError as error:
        return (Mistake(error.message, "Mend the cell, or make it a Markdown cell if it is text."),)
    return tuple(_statements(body))


def calls_on_wb(source: str) -> list[ast.Call]:
    """The calls of `wb` in a code cell that can be read, in order."""
    return [call for statement in _parse(source) if (call := _field_call(statement)) is not None]


def literal_assignments(source: str) -> dict[str, Any]:
    """The names and values of a cell of literal assignments, such as the parameters cell.

    Raises LiteralError where there is anything else in it.
    """
    found: dict[str, Any] = {}
    for statement in _parse(source):
        target: ast.expr | None = None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.annotation, ast.Name):
            target = statement.target  # any other annotation is code, which Python would run
        value = getattr(statement, "value", None)
        if not isinstance(target, ast.Name) or value is None:
            raise LiteralError(f"line {statement.lineno} is not of the form name = value")
        if keyword.issoftkeyword(target.id):
            raise LiteralError(f"{target.id!r} is a word that Python keeps for itself")
        found[target.id] = _value(f"the value of {target.id!r}", value, _ASSIGNED, LiteralError)
    return found


def _parse(source: str) -> list[ast.stmt]:
    """The statements of a code cell. Raises LiteralError where it is not plain Python."""
    try:
        check_code(source)
    except TooMuchError as error:
        raise LiteralError(error.message) from None
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise LiteralError(f"this is not Python that can be read{f' (line {line})' if line else ''}") from None


def _statements(body: Sequence[ast.stmt]) -> Iterator[Statement]:
    for statement in body:
        if (call := _workbook_call(statement)) is not None:
            yield _read_header(call)
        elif (call := _field_call(statement)) is not None:
            yield _read_call(call)
        elif _mentions_wb(statement):
            yield Mistake(
                f"wb is used inside other code on line {statement.lineno}",
                "Write each field call on a line of its own, such as wb.text('evidence').",
            )


def _read_header(call: ast.Call) -> Header | Mistake:
    passed = {k.arg for k in call.keywords if isinstance(k.value, ast.Name) and k.value.id == k.arg}
    literal = ast.Call(call.func, call.args, [k for k in call.keywords if k.arg not in passed])
    try:
        positional, named = _literals("reflect.workbook", literal)
        return _header(positional, named, tuple(sorted(map(str, passed))))
    except FieldError as error:
        remedy = 'Write it like wb = reflect.workbook("my_template", version=1, title="My title").'
        return Mistake(error.message, remedy)


def _read_call(call: ast.Call) -> Field | AtLeast | Group | Mistake:
    method = cast(ast.Attribute, call.func).attr
    try:
        positional, named = _literals(f"wb.{method}", call)
        if method == "at_least":
            return at_least(*positional, **named)
        if method == "group":
            return group(*positional, **named)
        return declare(method, positional, named)
    except FieldError as error:
        return Mistake(error.message, f"Change the call of wb.{method} in this cell.")
    except TypeError:
        return _TAKES[method]


_TAKES = {
    "at_least": Mistake("wb.at_least takes a number and a list of ids", "Write wb.at_least(2, ['a', 'b'])."),
    "group": Mistake(
        "wb.group takes an id, how often it is there, and a title",
        "Write wb.group('goal', repeat=3, title='Goal {number}').",
    ),
}


def at_least(count: object, fields: object) -> AtLeast:
    """The rule that `wb.at_least(count, fields)` states. Raises FieldError where it cannot hold."""
    if not isinstance(count, int) or not isinstance(fields, (list, tuple)) or not 0 < count <= len(fields):
        raise FieldError("wb.at_least takes a number and a list of at least as many field ids")
    return AtLeast(count, tuple(map(str, fields)))


def group(id: object, repeat: object, title: object, help: object = "") -> Group:  # noqa: A002  # as templates say
    """The part that `wb.group(...)` declares. Raises FieldError, saying which argument cannot be used."""
    if not isinstance(id, str) or not _NAME.fullmatch(id):
        raise FieldError(f"{id!r} cannot be a group's id; use small letters, digits and underscores")
    if not isinstance(repeat, int) or isinstance(repeat, bool) or not 2 <= repeat <= MOST_REPEATED:
        raise FieldError(f"repeat must be a whole number from 2 to {MOST_REPEATED}, not {repeat!r}")
    if not isinstance(title, str) or title.count("{number}") != 1 or set("{}") & set(title.replace("{number}", "")):
        raise FieldError(f"title must be text with {{number}} in it, such as 'Goal {{number}}', not {title!r}")
    if not isinstance(help, str):
        raise FieldError(f"help must be text in quotes, not {help!r}")
    return Group(id, repeat, title, help)


def header(
    name: object,
    version: object,
    title: object,
    personal_to: object,
    passed: tuple[str, ...] = (),
    language: object = SOURCE,
    repeats: object = False,
    minutes: object = None,
) -> Header:
    """What `reflect.workbook(...)` says of a template. Raises FieldError, saying which argument cannot be used."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FieldError(f"{name!r} cannot be a template's name; use small letters, digits and underscores")
    if name == RELEASED:
        raise FieldError(f"a template cannot be called {name!r}: reflect keeps what pairs release under that name")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FieldError(f"version must be a whole number from 1, not {version!r}")
    if not isinstance(title, str) or not title.strip():
        raise FieldError("title must be text in quotes")
    if personal_to is not None and personal_to not in ROLES:
        raise FieldError(f"personal_to must be 'mentor' or 'mentee', or left out, not {personal_to!r}")
    if not is_tag(language):
        raise FieldError(f"language must be written as on the web, such as 'en-GB' or 'cy', not {language!r}")
    if not isinstance(repeats, bool):
        raise FieldError(f"repeats must be True, or left out, not {repeats!r}")
    return Header(name, version, title, personal_to, passed, str(language), repeats, read_minutes(minutes))


def _header(positional: Sequence[object], named: Mapping[str, object], passed: tuple[str, ...]) -> Header:
    given = {**dict(zip(("name",), positional, strict=False)), **named}
    if len(positional) > 1 or (unknown := sorted(given.keys() - _ARGUMENTS)):
        wrong = unknown[0] if len(positional) <= 1 else "a second argument without a name"
        raise FieldError(f"reflect.workbook does not take {wrong} here (a parameter is passed as name=name)")
    name, version, title, personal_to = (given.get(each) for each in ("name", "version", "title", "personal_to"))
    language, repeats = given.get("language", SOURCE), given.get("repeats", False)
    return header(name, version, title, personal_to, passed, language, repeats, given.get("minutes"))


def _workbook_call(statement: ast.stmt) -> ast.Call | None:
    """The call in `wb = reflect.workbook(...)`."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id="wb")],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="reflect"), attr="workbook")) as call,
        ):
            return call
    return None


def _field_call(statement: ast.stmt) -> ast.Call | None:
    """The call in a statement `wb.KIND(...)`."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="wb"))) as call):
            return call
    return None


def _mentions_wb(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "wb" for node in ast.walk(statement))


def _literals(what: str, call: ast.Call) -> tuple[list[object], dict[str, object]]:
    """The literal arguments of a call. Raises FieldError, naming the argument that is something else."""
    positional = [_literal(f"argument {n} of {what}", node) for n, node in enumerate(call.args, start=1)]
    named = {}
    for item in call.keywords:
        if item.arg is None:
            raise FieldError(f"{what} is called with **; write each argument out")
        named[item.arg] = _literal(f"the argument {item.arg} of {what}", item.value)
    return positional, named


def _literal(what: str, node: ast.expr) -> object:
    return _value(what, node, _PASSED, FieldError)


_ASSIGNED = "a plain text, number, True, False or list"
_PASSED = "a literal (a plain text, number, True, False, list or dict)"


def _value(what: str, node: ast.expr, expected: str, error: type[UnplacedError]) -> object:
    """The value of what should be a literal. Raises an error of this class where it is none, or too much of one."""
    try:
        value = cast(object, ast.literal_eval(node))
    except (ValueError, TypeError, MemoryError, RecursionError):
        raise error(f"{what} is not {expected}") from None
    try:
        check_value(value)
    except TooMuchError as too_much:
        raise error(f"{what} cannot be used: {too_much.message}") from None
    return value

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
from typing import Any, NamedTuple, cast

from reflect.bounds import TooMuchError, check_code, check_value
from reflect.errors import UnplacedError
from reflect.fields import ROLES, Field, FieldError, Role, declare
from reflect.language import N_, SOURCE, _, current, is_tag, listed
from reflect.pairs import RELEASED
from reflect.template.lengths import Minutes, read_minutes

MOST_REPEATED = 9
"""Times that one part of a template can be there."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FILLED_IN = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
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


def parse_cell(source: str) -> tuple[Statement, ...]:
    """The statements to reflect in a code cell, in order. Remembered: the cells of a programme are the same few."""
    return _parse_cell(source, current())


@lru_cache(maxsize=1024)
def _parse_cell(source: str, _language: str) -> tuple[Statement, ...]:
    """The same by the language that is spoken, as mistakes are told in it."""
    try:
        body = _parse(source)
    except LiteralError as error:
        return (Mistake(error.message, _("Mend the cell, or make it a Markdown cell if it is text.")),)
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
            message = _("line {line} is not of the form {example}")
            raise LiteralError(message.format(line=statement.lineno, example="name = value"))
        if keyword.issoftkeyword(target.id):
            raise LiteralError(_("{name!r} is a word that Python keeps for itself").format(name=target.id))
        found[target.id] = _value(value, _ASSIGNED, LiteralError, name=target.id)
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
        message = (
            _("this is not Python that can be read (line {line})") if line else _("this is not Python that can be read")
        )
        raise LiteralError(message.format(line=line)) from None


def _statements(body: Sequence[ast.stmt]) -> Iterator[Statement]:
    for statement in body:
        if (call := _workbook_call(statement)) is not None:
            yield _read_header(call)
        elif (call := _field_call(statement)) is not None:
            yield _read_call(call)
        elif _mentions_wb(statement):
            message = _("{name} is used inside other code on line {line}")
            remedy = _("Write each field call on a line of its own, such as {example}.")
            yield Mistake(
                message.format(name="wb", line=statement.lineno), remedy.format(example="wb.text('evidence')")
            )


def _read_header(call: ast.Call) -> Header | Mistake:
    passed = {k.arg for k in call.keywords if isinstance(k.value, ast.Name) and k.value.id == k.arg}
    literal = ast.Call(call.func, call.args, [k for k in call.keywords if k.arg not in passed])
    try:
        positional, named = _literals("reflect.workbook", literal)
        return _header(positional, named, tuple(sorted(map(str, passed))))
    except FieldError as error:
        example = 'wb = reflect.workbook("my_template", version=1, title="My title")'
        return Mistake(error.message, _("Write it like {example}.").format(example=example))


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
        return Mistake(error.message, _("Change the call of {call} in this cell.").format(call=f"wb.{method}"))
    except TypeError:
        takes, example = _TAKES[method]
        return Mistake(_(takes).format(call=f"wb.{method}"), _("Write it like {example}.").format(example=example))


_TAKES = {
    "at_least": (N_("{call} takes a number and a list of ids"), "wb.at_least(2, ['a', 'b'])"),
    "group": (
        N_("{call} takes an id, how often it is there, and a title"),
        "wb.group('goal', repeat=3, title='Goal {number}')",
    ),
}
"""What each takes that is no field, and an example of it."""


def at_least(count: object, fields: object) -> AtLeast:
    """The rule that `wb.at_least(count, fields)` states. Raises FieldError where it cannot hold."""
    if not isinstance(count, int) or not isinstance(fields, (list, tuple)) or not 0 < count <= len(fields):
        message = _("{call} takes a number and a list of at least as many field ids")
        raise FieldError(message.format(call="wb.at_least"))
    return AtLeast(count, tuple(map(str, fields)))


def _numbered(title: str) -> bool:
    """Whether nothing stands in braces besides the number and what is filled in as elsewhere."""
    return not set("{}") & set(_FILLED_IN.sub("", title.replace("{number}", "")))


def group(id: object, repeat: object, title: object, help: object = "") -> Group:  # noqa: A002  # as templates say
    """The part that `wb.group(...)` declares. Raises FieldError, saying which argument cannot be used."""
    if not isinstance(id, str) or not _NAME.fullmatch(id):
        message = _("{id!r} cannot be a group's id; use small letters, digits and underscores")
        raise FieldError(message.format(id=id))
    if not isinstance(repeat, int) or isinstance(repeat, bool) or not 2 <= repeat <= MOST_REPEATED:
        message = _("{name} must be a whole number from {low} to {high}, not {value!r}")
        raise FieldError(message.format(name="repeat", low=2, high=MOST_REPEATED, value=repeat))
    if not isinstance(title, str) or title.count("{number}") != 1 or not _numbered(title):
        message = _("{name} must be text with {part} in it, such as {example}, not {value!r}")
        raise FieldError(message.format(name="title", part="{number}", example="'Goal {number}'", value=title))
    if not isinstance(help, str):
        raise FieldError(_("{name} must be text in quotes, not {value!r}").format(name="help", value=help))
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
        message = _("{name!r} cannot be a template's name; use small letters, digits and underscores")
        raise FieldError(message.format(name=name))
    if name == RELEASED:
        message = _("a template cannot be called {name!r}: reflect keeps what pairs release under that name")
        raise FieldError(message.format(name=name))
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        message = _("{name} must be a whole number from {low}, not {value!r}")
        raise FieldError(message.format(name="version", low=1, value=version))
    if not isinstance(title, str) or not title.strip():
        raise FieldError(_("{name} must be text in quotes, not {value!r}").format(name="title", value=title))
    if personal_to is not None and personal_to not in ROLES:
        raise _not_among([f"'{role}'" for role in ROLES], "personal_to", personal_to)
    if not is_tag(language):
        message = _("{name} must be written as on the web, such as {example}, not {value!r}")
        raise FieldError(message.format(name="language", example="'en-GB'", value=language))
    if not isinstance(repeats, bool):
        raise _not_among(["True"], "repeats", repeats)
    return Header(name, version, title, personal_to, passed, str(language), repeats, read_minutes(minutes))


def _not_among(allowed: Sequence[str], name: str, value: object) -> FieldError:
    message = _("{name} must be {allowed}, or left out, not {value!r}")
    return FieldError(message.format(name=name, allowed=listed(allowed, "or"), value=value))


def _header(positional: Sequence[object], named: Mapping[str, object], passed: tuple[str, ...]) -> Header:
    given = {**dict(zip(("name",), positional, strict=False)), **named}
    if len(positional) > 1 or (unknown := sorted(given.keys() - _ARGUMENTS)):
        message = _("{call} does not take {name} here (a parameter is passed as {example})")
        if len(positional) > 1:
            message = _("{call} takes no second argument without a name (a parameter is passed as {example})")
        wrong = unknown[0] if len(positional) <= 1 else ""
        raise FieldError(message.format(call="reflect.workbook", name=wrong, example="name=name"))
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


def _literals(called: str, call: ast.Call) -> tuple[list[object], dict[str, object]]:
    """The literal arguments of a call. Raises FieldError, naming the argument that is something else."""
    positional = [
        _value(node, _PLACED, FieldError, number=number, call=called) for number, node in enumerate(call.args, start=1)
    ]
    named = {}
    for item in call.keywords:
        if item.arg is None:
            message = _("{call} is called with {stars}; write each argument out")
            raise FieldError(message.format(call=called, stars="**"))
        named[item.arg] = _value(item.value, _NAMED, FieldError, name=item.arg, call=called)
    return positional, named


class _NoValue(NamedTuple):
    """What is said of a value that is no literal, and of one that there is too much of."""

    no_literal: str
    too_much: str


_ASSIGNED = _NoValue(
    N_("the value of {name!r} is not a plain text, number, {true}, {false} or list"),
    N_("the value of {name!r} cannot be used: {reason}"),
)
_PLACED = _NoValue(
    N_("argument {number} of {call} is not a literal (a plain text, number, {true}, {false}, list or dict)"),
    N_("argument {number} of {call} cannot be used: {reason}"),
)
_NAMED = _NoValue(
    N_("the argument {name} of {call} is not a literal (a plain text, number, {true}, {false}, list or dict)"),
    N_("the argument {name} of {call} cannot be used: {reason}"),
)


def _value(node: ast.expr, told: _NoValue, error: type[UnplacedError], **of: object) -> object:
    """The value of what should be a literal. Raises an error of this class where it is none, or too much of one."""
    try:
        value = cast(object, ast.literal_eval(node))
    except (ValueError, TypeError, MemoryError, RecursionError):
        raise error(_(told.no_literal).format(true="True", false="False", **of)) from None
    try:
        check_value(value)
    except TooMuchError as too_much:
        raise error(_(told.too_much).format(reason=too_much.message, **of)) from None
    return value

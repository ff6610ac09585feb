"""A notebook read as a template: its parameters, fields, rules and version, without running anything (pure).

A template is a notebook with

- a code cell tagged `parameters` that holds literal assignments (`mentor = ""`);
- a code cell that says `wb = reflect.workbook("name", version=1, title="...", mentor=mentor, ...)`;
- under the Markdown that asks a question, code cells with one or more field calls such as
  `wb.text("evidence", by="mentee", required=True)`, whose arguments are literals;
- anywhere, rules such as `wb.at_least(2, ["happened", "meaning", "plan"])`.

A workbook is such a notebook too, with one more cell, tagged `injected-parameters`, that Papermill put in.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from reflect.fields import ROLES, Field, FieldError, Role, arguments_of, declare

Notebook = Mapping[str, Any]
"""A notebook as JSON has it (nbformat 4), every source joined into one text."""

PEOPLE = ("mentor", "mentee")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a notebook that cannot be used: where it is, what is wrong, and what to do about it."""

    file: str
    cell: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if self.cell is None else f"{self.file}, cell {self.cell}"
        return f"{where}: {self.message}. {self.remedy}"


class TemplateError(ValueError):
    """A notebook that cannot be read as a template. `problems` has every reason found, in cell order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A rule of completeness: so many of these fields, by id, are to be answered."""

    count: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader meets it: Markdown, or the fields that a code cell declares. `number` counts from 1."""

    number: int
    markdown: str = ""
    fields: tuple[Field, ...] = ()
    form_only: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """What a notebook says of itself as a template.

    `parameters` maps each name in the parameters cell (then the injected one) to its literal value.
    `personal_to` is the role a personal template belongs to, or None for one that a pair shares.
    """

    name: str
    version: int
    title: str
    personal_to: Role | None
    parameters: Mapping[str, Any]
    cells: tuple[Cell, ...]
    rules: tuple[AtLeast, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order in which a reader meets them."""
        return tuple(field for cell in self.cells for field in cell.fields)

    def field_of(self, slot: str) -> Field | None:
        """The field that a slot belongs to; None for a slot this template does not have."""
        return next((field for field in self.fields if slot in field.slots), None)


def read_template(notebook: Notebook, file: str) -> Template:
    """Read a notebook as a template, or a workbook as the template it was made from.

    `file` names the notebook in errors. Raises TemplateError with every problem found; nothing is executed.
    """
    reader = _Reader(file)
    for number, cell in enumerate(notebook["cells"], start=1):
        reader.read(number, cell)
    return reader.finish()


def literal_assignments(source: str) -> dict[str, Any]:
    """The names and values of a cell of literal assignments, such as the parameters cell.

    Raises ValueError, saying what to do, where there is anything else in it.
    """
    found: dict[str, Any] = {}
    for statement in _parse(source):
        target: ast.expr | None = None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        value = getattr(statement, "value", None)
        if not isinstance(target, ast.Name) or value is None:
            raise ValueError(f"line {statement.lineno} is not of the form name = value")
        if keyword.issoftkeyword(target.id):
            raise ValueError(f"{target.id!r} is a word that Python keeps for itself")
        try:
            found[target.id] = ast.literal_eval(value)
        except (ValueError, TypeError, MemoryError, RecursionError):
            raise ValueError(f"the value of {target.id!r} is not a plain text, number, True, False or list") from None
    return found


def _parse(source: str) -> list[ast.stmt]:
    """The statements of a code cell. Raises ValueError where it is not plain Python."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise ValueError(f"this is not Python that can be read{f' (line {line})' if line else ''}") from None


class _Reader:
    """Collects what the cells say, and what is wrong with them."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._parameters: dict[str, Any] | None = None
        self._header: tuple[str, int, str, Role | None] | None = None
        self._cells: list[Cell] = []
        self._rules: list[tuple[int, AtLeast]] = []
        self._declared: dict[str, int] = {}

    def read(self, number: int, cell: Mapping[str, Any]) -> None:
        tags = cell.get("metadata", {}).get("tags", [])
        if cell["cell_type"] == "markdown":
            self._cells.append(Cell(number, markdown=cell["source"], form_only="form-only" in tags))
        elif cell["cell_type"] == "code":
            if "parameters" in tags or "injected-parameters" in tags:
                self._read_parameters(number, cell["source"], injected="injected-parameters" in tags)
            else:
                self._read_code(number, cell["source"])

    def finish(self) -> Template:
        self._check_whole()
        if self._problems or self._header is None or self._parameters is None:
            raise TemplateError(sorted(self._problems, key=lambda problem: problem.cell or 0))
        name, version, title, personal_to = self._header
        rules = tuple(rule for _, rule in self._rules)
        return Template(name, version, title, personal_to, self._parameters, tuple(self._cells), rules)

    def _problem(self, cell: int | None, message: str, remedy: str) -> None:
        self._problems.append(Problem(self._file, cell, message, remedy))

    def _read_parameters(self, number: int, source: str, *, injected: bool) -> None:
        try:
            found = literal_assignments(source)
        except ValueError as error:
            self._problem(number, f"in the parameters cell, {error}", 'Write each as name = "text".')
            found = {}
        if injected:
            # Papermill adds nothing that the template did not declare; what else stands here is not ours to use.
            known = self._parameters or {}
            self._parameters = known | {name: value for name, value in found.items() if name in known}
        elif self._parameters is not None:
            self._problem(number, "this is a second cell tagged parameters", "Keep all parameters in one cell.")
        else:
            self._parameters = found

    def _read_code(self, number: int, source: str) -> None:
        try:
            statements = _parse(source)
        except ValueError as error:
            self._problem(number, str(error), "Mend the cell, or make it a Markdown cell if it is text.")
            return
        fields: list[Field] = []
        for statement in statements:
            if (call := _workbook_call(statement)) is not None:
                self._read_header(number, call)
            elif (field_call := _field_call(statement)) is not None:
                self._read_call(number, field_call, fields)
            elif _mentions_wb(statement):
                self._problem(
                    number,
                    f"wb is used inside other code on line {statement.lineno}",
                    "Write each field call on a line of its own, such as wb.text('evidence').",
                )
        if fields:
            self._cells.append(Cell(number, fields=tuple(fields)))

    def _read_header(self, number: int, call: ast.Call) -> None:
        if self._header is not None:
            self._problem(number, "reflect.workbook(...) is called a second time", "Keep only the first call.")
            return
        names = {k.arg for k in call.keywords if isinstance(k.value, ast.Name) and k.value.id == k.arg}
        for name in sorted(names, key=str):
            if self._parameters is not None and name not in self._parameters:
                self._problem(
                    number,
                    f"{name} is passed to reflect.workbook but is no parameter",
                    f'Add {name} = "" to the parameters cell above.',
                )
        literal = ast.Call(call.func, call.args, [k for k in call.keywords if k.arg not in names])
        try:
            positional, named = _literals("reflect.workbook", literal)
            self._header = _header(positional, named)
        except FieldError as error:
            self._problem(
                number,
                str(error),
                'Write it like wb = reflect.workbook("my_template", version=1, title="My title").',
            )

    def _read_call(self, number: int, call: ast.Call, fields: list[Field]) -> None:
        method = cast(ast.Attribute, call.func).attr
        try:
            positional, named = _literals(f"wb.{method}", call)
            if method == "at_least":
                self._rules.append((number, at_least(*positional, **named)))
                return
            field = declare(method, arguments_of(method, positional, named))
        except FieldError as error:
            self._problem(number, str(error), f"Change the call of wb.{method} in this cell.")
            return
        except TypeError:
            self._problem(number, "wb.at_least takes a number and a list of ids", "Write wb.at_least(2, ['a', 'b']).")
            return
        if field.id in self._declared:
            self._problem(
                number,
                f"the field id {field.id!r} is already used in cell {self._declared[field.id]}",
                "Give each field an id of its own.",
            )
        self._declared.setdefault(field.id, number)
        fields.append(field)

    def _check_whole(self) -> None:
        if self._parameters is None:
            self._problem(
                None,
                "there is no parameters cell",
                'Add a code cell tagged "parameters" that holds mentor = "" and mentee = "".',
            )
        else:
            for name in PEOPLE:
                if name not in self._parameters:
                    self._problem(None, f"the parameters cell has no {name}", f'Add the line {name} = "" to it.')
        if self._header is None and not any("reflect.workbook" in p.message for p in self._problems):
            self._problem(
                None,
                "no cell calls reflect.workbook",
                'Add wb = reflect.workbook("my_template", version=1, title="My title", mentor=mentor, mentee=mentee).',
            )
        self._check_references()

    def _check_references(self) -> None:
        """Conditions and rules name fields that exist."""
        for cell in self._cells:
            for field in cell.fields:
                for condition in filter(None, (field.when, field.when_below)):
                    self._check_known(cell.number, condition[0], f"the condition of {field.id!r}")
        for number, rule in self._rules:
            for field_id in rule.fields:
                self._check_known(number, field_id, "wb.at_least")

    def _check_known(self, number: int, field_id: str, where: str) -> None:
        if field_id not in self._declared:
            self._problem(
                number,
                f"{where} names {field_id!r}, which is no field here",
                "Use the id of a field in this notebook.",
            )


def at_least(count: object, fields: object) -> AtLeast:
    """The rule that `wb.at_least(count, fields)` states. Raises FieldError where it cannot hold."""
    if not isinstance(count, int) or not isinstance(fields, (list, tuple)) or not 0 < count <= len(fields):
        raise FieldError("wb.at_least takes a number and a list of at least as many field ids")
    return AtLeast(count, tuple(map(str, fields)))


def header(name: object, version: object, title: object, personal_to: object) -> tuple[str, int, str, Role | None]:
    """What `reflect.workbook(...)` says of a template. Raises FieldError, saying which argument cannot be used."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FieldError(f"{name!r} cannot be a template's name; use small letters, digits and underscores")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FieldError(f"version must be a whole number from 1, not {version!r}")
    if not isinstance(title, str) or not title.strip():
        raise FieldError("title must be text in quotes")
    if personal_to is not None and personal_to not in ROLES:
        raise FieldError(f"personal_to must be 'mentor' or 'mentee', or left out, not {personal_to!r}")
    return name, version, title, personal_to


def _header(positional: Sequence[object], named: Mapping[str, object]) -> tuple[str, int, str, Role | None]:
    given = {**dict(zip(("name",), positional, strict=False)), **named}
    if len(positional) > 1 or (unknown := sorted(given.keys() - {"name", "version", "title", "personal_to"})):
        wrong = unknown[0] if len(positional) <= 1 else "a second argument without a name"
        raise FieldError(f"reflect.workbook does not take {wrong} here (a parameter is passed as name=name)")
    return header(given.get("name"), given.get("version"), given.get("title"), given.get("personal_to"))


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
    try:
        return cast(object, ast.literal_eval(node))
    except (ValueError, TypeError, MemoryError, RecursionError):
        raise FieldError(f"{what} is not a literal (a plain text, number, True, False, list or dict)") from None

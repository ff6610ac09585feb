"""A notebook read as a template: its parameters, fields, rules and version, without running anything (pure).

A template is a notebook with

- a code cell tagged `parameters` that holds literal assignments (`mentor = ""`);
- a code cell that says `wb = reflect.workbook("name", version=1, title="...", mentor=mentor, ...)`;
- under the Markdown that asks a question, code cells with one or more field calls such as
  `wb.text("evidence", by="mentee", required=True)`, whose arguments are literals;
- anywhere, rules such as `wb.at_least(2, ["happened", "meaning", "plan"])`;
- under the heading of a part that is there more than once, `wb.group("goal", repeat=3, title="Goal {number}")`.

A workbook is such a notebook too, with one more cell, tagged `injected-parameters`, that Papermill put in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from reflect.errors import Problem, ReflectError, Where
from reflect.fields import Field, Role, whole_text
from reflect.language import SOURCE, _
from reflect.pairs import pair_id, workbook_id
from reflect.template.calls import AtLeast, Group, Header, LiteralError, Mistake, literal_assignments, parse_cell
from reflect.template.groups import numbered_cells
from reflect.template.lengths import Minutes
from reflect.template.occasions import OCCASION, is_occasion
from reflect.template.renames import Asked

Notebook = Mapping[str, Any]
"""A notebook as JSON has it (nbformat 4), every source joined into one text."""

PEOPLE = ("mentor", "mentee")

_IDENTIFYING = ("pair_id", "programme", *PEOPLE)
"""The parameters that tell which pair a workbook is of."""

_LONGEST_OCCASION = 40
"""Letters of what is there in place of an occasion, as far as they are repeated."""

_LONGEST_MESSAGE = 500
"""Letters of what is said of a problem, which may quote a name or a value of any length."""

CONSENT = "ai_consent"
"""How the parameters begin that say what a model may be asked."""

CONTACT = "support_contact"
"""The parameter that says whom people can turn to besides each other."""

TEXT = "text"
"""The type of a cell that `reflect.programme.foreign` has found to be none of its template. No notebook has it."""


class TemplateError(ReflectError):
    """A notebook that cannot be read as a template.

    `problems` has every reason found, in cell order. The parts are those of the first, and `str()` gives them all.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].where, problems[0].message, problems[0].remedy)
        self.problems = tuple(problems)

    def at(self, file: object, *, instead_of: object = None) -> Self:
        """The same error of another file, all of its problems too."""
        moved = super().at(file, instead_of=instead_of)
        if moved is not self:
            where = (replace(problem.where, file=str(file)) for problem in self.problems)
            pairs = zip(self.problems, where, strict=True)
            moved.problems = tuple(replace(problem, where=place) for problem, place in pairs)
        return moved

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class NoTemplate(TemplateError):  # noqa: N818  # nothing is wrong with it
    """A notebook that never calls reflect.workbook: it is something else altogether."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader meets it: Markdown, or the fields that a code cell declares. `number` counts from 1.

    `text` is what somebody wrote in a cell that is neither, and stands for itself. `attachments` is what the notebook
    has of pictures in a Markdown cell.
    """

    number: int
    markdown: str = ""
    fields: tuple[Field, ...] = ()
    form_only: bool = False
    text: str = ""
    attachments: Mapping[str, Any] = dataclasses.field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Template:
    """What a notebook says of itself as a template.

    `parameters` maps each name in the parameters cell (then the injected one) to its literal value.
    `personal_to` is the role a personal template belongs to, or None for one that a pair shares. `language` is the one
    that it is written in. `repeats` says that a pair has a workbook from it for each occasion.
    `minutes` are how long what is required takes, and how long all of it does. `earlier` is what the workbook asked
    when it was of an earlier version.
    """

    name: str
    version: int
    title: str
    personal_to: Role | None
    parameters: Mapping[str, Any]
    cells: tuple[Cell, ...]
    rules: tuple[AtLeast, ...] = ()
    language: str = SOURCE
    repeats: bool = False
    minutes: Minutes | None = None
    earlier: Mapping[int, Asked] = dataclasses.field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order in which a reader meets them."""
        return tuple(field for cell in self.cells for field in cell.fields)

    @property
    def people(self) -> dict[str, str]:
        """The names of the two that a workbook is for, "" where one is not given, as in a template."""
        return {role: str(self.parameters.get(role) or "").strip() for role in PEOPLE}

    @property
    def pair_id(self) -> str:
        """The id of the pair that a workbook is of: the one it was given, or what stands for it."""
        given = {name: whole_text(str(self.parameters.get(name) or "")) for name in _IDENTIFYING}
        return given["pair_id"] or pair_id(given["programme"], given["mentor"], given["mentee"])

    @property
    def workbook_id(self) -> str:
        """The id that the answers to a workbook are kept under."""
        return workbook_id(self.pair_id, self.name, self.occasion)

    @property
    def occasion(self) -> str:
        """Which of several workbooks of its pair it is; "" for the only one, and for one that was given none."""
        return str(self.parameters.get(OCCASION) or "").strip() if self.repeats else ""

    def check_occasion(self, file: str) -> None:
        """Raise TemplateError where a workbook has an occasion that is no date. `file` names it there."""
        if self.occasion and not is_occasion(self.occasion):
            message = _("its occasion is {occasion!r}, and is no date").format(
                occasion=self.occasion[:_LONGEST_OCCASION]
            )
            remedy = _("Write it like {example}.").format(example='occasion = "2026-03-05"')
            raise TemplateError([Problem(Where(file), message, remedy)])

    def field_of(self, slot: str) -> Field | None:
        """The field that a slot belongs to; None for a slot this template does not have."""
        return next((field for field in self.fields if slot in field.slots), None)


def read_template(notebook: Notebook, file: str, *, references: bool = True) -> Template:
    """Read a notebook as a template, or a workbook as the template it was made from.

    `file` names the notebook in errors; without `references`, a field may depend on one that is not there. Raises
    TemplateError with every problem found, NoTemplate where the notebook is something else; nothing is executed.
    """
    reader = _Reader(file)
    for number, cell in numbered_cells(notebook):
        reader.read(number, cell)
    return reader.finish(references=references)


class _Reader:
    """Collects what the cells say, and what is wrong with them."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._parameters: dict[str, Any] | None = None
        self._injected: dict[str, Any] = {}
        self._header: Header | None = None
        self._calls_reflect = self._header_is_wrong = False
        self._cells: list[Cell] = []
        self._rules: list[tuple[int, AtLeast]] = []
        self._declared: dict[str, int] = {}

    def read(self, number: int, cell: Mapping[str, Any]) -> None:
        tags = cell.get("metadata", {}).get("tags", [])
        if cell["cell_type"] == "markdown":
            held = cell.get("attachments", {})
            self._cells.append(Cell(number, cell["source"], form_only="form-only" in tags, attachments=held))
        elif cell["cell_type"] == TEXT:
            if cell["source"].strip():
                self._cells.append(Cell(number, text=cell["source"]))
        elif cell["cell_type"] == "code":
            if "parameters" in tags or "injected-parameters" in tags:
                self._read_parameters(number, cell["source"], injected="injected-parameters" in tags)
            else:
                self._read_code(number, cell["source"])

    def finish(self, *, references: bool) -> Template:
        self._check_whole()
        if references:
            self._check_references()
        if self._problems or self._header is None or self._parameters is None:
            kind = TemplateError if self._calls_reflect else NoTemplate
            raise kind(sorted(self._problems, key=lambda problem: problem.where.cell or 0))
        header = self._header
        # Papermill adds nothing that the template did not declare; what else it was given is not ours to use.
        parameters = {name: self._injected.get(name, value) for name, value in self._parameters.items()}
        rules = tuple(rule for _, rule in self._rules)
        return Template(
            header.name,
            header.version,
            header.title,
            header.personal_to,
            parameters,
            tuple(self._cells),
            rules,
            header.language,
            header.repeats,
            header.minutes,
        )

    def _problem(self, cell: int | None, message: str, remedy: str) -> None:
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]} ..."
        self._problems.append(Problem(Where(self._file, cell), message, remedy))

    def _read_parameters(self, number: int, source: str, *, injected: bool) -> None:
        try:
            found = literal_assignments(source)
        except LiteralError as error:
            message = _("in the parameters cell, {reason}").format(reason=error.message)
            self._problem(number, message, _("Write each as {example}.").format(example='name = "text"'))
            found = {}
        if injected:
            self._injected |= found
        elif self._parameters is not None:
            message = _("this is a second cell tagged {tag}").format(tag="parameters")
            self._problem(number, message, _("Keep all parameters in one cell."))
        else:
            self._parameters = found

    def _read_code(self, number: int, source: str) -> None:
        calls_reflect = "reflect.workbook" in source  # even where the call cannot be read
        self._calls_reflect |= calls_reflect
        fields: list[Field] = []
        for each in parse_cell(source):
            match each:
                case Mistake(message, remedy):
                    self._header_is_wrong |= calls_reflect
                    self._problem(number, message, remedy)
                case Header():
                    self._take_header(number, each)
                case AtLeast():
                    self._rules.append((number, each))
                case Group():
                    message = _("{call} cannot stand here").format(call="wb.group")
                    self._problem(number, message, _("Put it below the heading of a part by itself."))
                case Field():
                    self._take_field(number, each)
                    fields.append(each)
        if fields:
            self._cells.append(Cell(number, fields=tuple(fields)))

    def _take_header(self, number: int, header: Header) -> None:
        if self._header is not None:
            message = _("{call} is called a second time").format(call="reflect.workbook(...)")
            self._problem(number, message, _("Keep only the first call."))
            return
        self._header = header
        for name in header.passed:
            if self._parameters is not None and name not in self._parameters:
                message = _("{name} is passed to {call} but is no parameter")
                remedy = _("Add {example} to the parameters cell above.").format(example=f'{name} = ""')
                self._problem(number, message.format(name=name, call="reflect.workbook"), remedy)

    def _take_field(self, number: int, field: Field) -> None:
        if field.id in self._declared:
            message = _("the field id {id!r} is already used in cell {cell}")
            remedy = _("Give each field an id of its own.")
            self._problem(number, message.format(id=field.id, cell=self._declared[field.id]), remedy)
        self._declared.setdefault(field.id, number)

    def _check_whole(self) -> None:
        if self._parameters is None:
            remedy = _("Add a code cell tagged {tag} that holds {mentor} and {mentee}.").format(
                tag='"parameters"', mentor='mentor = ""', mentee='mentee = ""'
            )
            self._problem(None, _("there is no parameters cell"), remedy)
        else:
            for name in PEOPLE:
                if name not in self._parameters:
                    message = _("the parameters cell has no {name}").format(name=name)
                    self._problem(None, message, _("Add the line {example} to it.").format(example=f'{name} = ""'))
            self._check_repeats(self._parameters)
        if self._header is None and not self._header_is_wrong:
            example = 'wb = reflect.workbook("my_template", version=1, title="My title", mentor=mentor, mentee=mentee)'
            message = _("no cell calls {call}").format(call="reflect.workbook")
            self._problem(None, message, _("Add {example}.").format(example=example))

    def _check_repeats(self, parameters: Mapping[str, Any]) -> None:
        """A template that repeats has an occasion, and no other has."""
        if self._header is None or self._header.repeats == (OCCASION in parameters):
            return
        if self._header.repeats:
            message = _("it repeats, and the parameters cell has no {name}").format(name=OCCASION)
            remedy = _("Add the line {example} to it.").format(example=f'{OCCASION} = ""')
        else:
            message = _("the parameter {name} is for templates that repeat").format(name=OCCASION)
            remedy = _("Add {argument} to the call of {call}, or give the parameter another name.").format(
                argument="repeats=True", call="reflect.workbook"
            )
        self._problem(None, message, remedy)

    def _check_references(self) -> None:
        """Conditions and rules name fields that exist."""
        for cell in self._cells:
            for field in cell.fields:
                for condition in filter(None, (field.when, field.when_below)):
                    message = _("the condition of {field!r} names {id!r}, which is no field here")
                    self._check_known(cell.number, condition[0], message.format(field=field.id, id=condition[0]))
        for number, rule in self._rules:
            for field_id in rule.fields:
                message = _("{call} names {id!r}, which is no field here")
                self._check_known(number, field_id, message.format(call="wb.at_least", id=field_id))

    def _check_known(self, number: int, field_id: str, message: str) -> None:
        if field_id not in self._declared:
            fields = (field for cell in self._cells for field in cell.fields)
            now = next((field.id for field in fields if field_id in field.was), "")
            remedy = _("It is {name!r} now.").format(name=now) if now else _("Use the id of a field in this notebook.")
            self._problem(number, message, remedy)

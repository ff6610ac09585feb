"""What `reflect check` finds in a template, beyond whether it can be read."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from pathlib import Path

from reflect.catalogue import clash, find
from reflect.errors import Problem, ReflectError, Where
from reflect.fields import ROLES, Field
from reflect.language import _, listed, ngettext
from reflect.notebook import NotebookError
from reflect.notebook.contained import contained
from reflect.notebook.files import read_notebook
from reflect.personalise import PersonaliseError, check_for_nobody, personalise, tags
from reflect.pictures import picture_faults
from reflect.programme.root import programme_folder
from reflect.resources import WORKBOOKS
from reflect.revisions.sealed import parts_of
from reflect.template import Notebook, Template, TemplateError, read_template
from reflect.template.calls import Header, parse_cell
from reflect.template.carrying import source_faults
from reflect.template.folding import folded_parts
from reflect.template.parameters import ParameterError, has_form, read_value
from reflect.template.renames import clashes
from reflect.template.wording import wording_faults

_CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
"""From the notebook format, 4.5."""


def check(path: Path) -> tuple[Problem, ...]:
    """Everything in a notebook that keeps it from being a good template, in cell order. Nothing is executed."""
    try:
        with contained(path):
            return _found(read_notebook(path, links=True), path)
    except NotebookError as error:
        return (Problem(error.where, error.message, error.remedy),)


def _found(notebook: Notebook, path: Path) -> tuple[Problem, ...]:
    problems = [*_saved_with_outputs(notebook, path), *_cell_ids(notebook, path)]
    try:
        template = read_template(notebook, str(path))
    except TemplateError as error:
        problems += error.problems
    else:
        problems += _markdown(notebook, template, path)
        problems += _faults(template, path)
        problems += _sets(template, path)
        problems += _made_for_somebody(notebook, template, path)
        problems += _left_out(notebook, template, path)
        problems += _defaults(notebook, template, path)
        problems += _length(template, path)
        problems += _renames(template, path)
        problems += _folded_away(notebook, template, path)
        problems += filter(None, [clash(template, str(path))])
    return tuple(sorted(problems, key=lambda problem: problem.where.cell or 0))


def _saved_with_outputs(notebook: Notebook, path: Path) -> list[Problem]:
    return [
        Problem(
            Where(str(path), number), _("this cell was saved with its output"), _("Clear all outputs and save again")
        )
        for number, cell in enumerate(notebook["cells"], start=1)
        if cell.get("outputs")
    ]


def _made_for_somebody(notebook: Notebook, template: Template, path: Path) -> tuple[Problem, ...]:
    try:
        check_for_nobody(notebook, template, str(path))
    except TemplateError as error:
        return error.problems
    return ()


def _cell_ids(notebook: Notebook, path: Path) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        cell_id = cell.get("id")
        if not isinstance(cell_id, str) or not _CELL_ID.fullmatch(cell_id):
            remedy = _("Open the notebook in JupyterLab and save it again")
            problems.append(Problem(Where(str(path), number), _("this cell has no id"), remedy))
        elif cell_id in seen:
            message = _("this cell has the id of cell {number}").format(number=seen[cell_id])
            remedy = _("Cut this cell and paste it again, then save")
            problems.append(Problem(Where(str(path), number), message, remedy))
        else:
            seen[cell_id] = number
    return problems


def _faults(template: Template, path: Path) -> list[Problem]:
    """What is wrong with fields in this template. A workbook made from it can be read all the same."""
    return [
        Problem(Where(str(path), cell.number), _("{id!r}: {fault}").format(id=field.id, fault=message), remedy)
        for cell in template.cells
        for field in cell.fields
        for message, remedy in (
            *field.faults(template.personal_to),
            *picture_faults(field),
            *_happens_once(field, template),
            *source_faults(field, template, partial(_other, path)),
            *wording_faults(field, template.parameters),
        )
    ]


def _happens_once(field: Field, template: Template) -> list[tuple[str, str]]:
    """A picture over entries, where there is never more than one."""
    if not field.over_time or template.repeats:
        return []
    return [
        (
            _("{argument} is for a template that repeats").format(argument="over_time"),
            _("Leave it out, or add {argument} to the call of {call}").format(
                argument="repeats=True", call="reflect.workbook"
            ),
        )
    ]


def _sets(template: Template, path: Path) -> list[Problem]:
    """Sets that could never be opened, since only one of the two has something to seal in them."""
    parts = parts_of(template.fields)
    problems = []
    for name in dict.fromkeys(name for name, _role in parts):
        if not all((name, role) in parts for role in ROLES):
            cell = next(cell.number for cell in template.cells for field in cell.fields if field.sealed == name)
            message = _("of the set {name} only one of the two has something to seal").format(name=repr(name))
            remedy = _("Give the other a field or a column of it too, or leave {argument} out.")
            problems.append(Problem(Where(str(path), cell), message, remedy.format(argument="sealed")))
    return problems


def _other(path: Path, name: str) -> Template | None:
    """Another template, by name: one that is installed or the programme's own, or one beside this one."""
    with suppress(ReflectError):
        if (found := find(name, programme_folder(path.absolute().parent))) is not None:
            return found.template
    beside = path.with_name(f"{name}.ipynb")
    with suppress(ReflectError), contained(beside):
        return read_template(read_notebook(beside), beside.name)
    return None


def _left_out(notebook: Notebook, template: Template, path: Path) -> list[Problem]:
    """Parameters that the header does not pass on: the form would know less than the journal, and less of a no."""
    for number, cell in enumerate(notebook["cells"], start=1):
        for each in parse_cell(cell["source"]) if cell["cell_type"] == "code" else ():
            if isinstance(each, Header) and (names := [n for n in template.parameters if n not in each.passed]):
                message = ngettext(
                    "{call} is not given the parameter {names}",
                    "{call} is not given the parameters {names}",
                    len(names),
                ).format(call="reflect.workbook", names=listed(names, "unit"))
                remedy = _("Add {example} to the call").format(example=", ".join(f"{n}={n}" for n in names))
                return [Problem(Where(str(path), number), message, remedy)]
    return []


def _defaults(notebook: Notebook, template: Template, path: Path) -> list[Problem]:
    """Values in the parameters cell that nobody could give: every workbook in which nothing else is given has them."""
    cell = next(number for number, cell in enumerate(notebook["cells"], start=1) if "parameters" in tags(cell))
    problems = []
    for name in filter(has_form, template.parameters):
        try:
            read_value(name, str(template.parameters[name]))
        except ParameterError as error:
            message = _("the default of {name} cannot be used: {reason}").format(name=name, reason=error.message)
            problems.append(Problem(Where(str(path), cell), message, error.remedy))
    return problems


def _folded_away(notebook: Notebook, template: Template, path: Path) -> list[Problem]:
    """What has to be answered where nobody would see it. A further goal is folded, and need not be there."""
    ruled = {field_id for rule in template.rules for field_id in rule.fields}
    asked = {f.id for f in template.fields if (f.required or f.id in ruled) and not f.group}
    text = _("{field!r} has to be answered, and is folded away under this heading")
    remedy = _("Unfold that heading in JupyterLab and save, or do without {required}").format(required="required=True")
    return [
        Problem(Where(str(path), part.heading), text.format(field=field), remedy)
        for part in folded_parts(notebook)
        for field in part.fields
        if field in asked
    ]


def _renames(template: Template, path: Path) -> list[Problem]:
    """Former names that are another field's too: then nobody could tell to which of the two an answer is."""
    cells = {field.id: cell.number for cell in template.cells for field in cell.fields}
    text = _("{field!r} says that it was {name!r}, and so does {other!r}")
    itself = _("{field!r} says that it was {name!r}, and that is a field here")
    remedy = _("Give the new field another id, or leave that name out of {was}").format(was="was")
    return [
        Problem(
            Where(str(path), cells[field]),
            (itself if name == other else text).format(field=field, name=name, other=other),
            remedy,
        )
        for field, name, other in clashes(template.fields)
    ]


def _length(template: Template, path: Path) -> list[Problem]:
    """Whether a template that comes with reflect says how long it takes."""
    if template.minutes or path.resolve().parent != WORKBOOKS.resolve():
        return []
    remedy = _("Add {minutes} to the call of {call}: what is required takes so long, and all of it")
    remedy = remedy.format(minutes="minutes=(20, 45)", call="reflect.workbook")
    return [Problem(Where(str(path)), _("it does not say how long it takes"), remedy)]


def _markdown(notebook: Notebook, template: Template, path: Path) -> list[Problem]:
    """Whether every Markdown cell can be filled in, with every parameter as it stands in the parameters cell."""
    try:
        personalise(notebook, {}, template)
    except PersonaliseError as error:
        error = error.at(path)
        return [Problem(error.where, error.message, error.remedy)]
    return []

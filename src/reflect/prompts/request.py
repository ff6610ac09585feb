"""A request made from a workbook on disk. There is one reading for the form and for whoever wants to see beforehand.

A kernel knows only the parameters that the header of its notebook passes on, and knows those as they were when the
cells were run; the notebook on disk may say more by now, and a no among it. So the form too makes its requests from the
notebook, and `as_run` holds that against what the kernel was given: the stricter of the two wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reflect.errors import ReflectError
from reflect.fields import Field, Value, whole_text
from reflect.language import N_, _, listed
from reflect.notebook.contained import contained
from reflect.notebook.files import read_notebook
from reflect.personalise import is_parameters
from reflect.programme.foreign import header_of
from reflect.programme.stored import read_workbook
from reflect.prompts.question import Request
from reflect.revisions import Log, Revision, current, heads
from reflect.revisions.log import PROMPT
from reflect.template import CONSENT, Notebook, Template
from reflect.template.calls import LiteralError, literal_assignments
from reflect.template.defaults import as_it_stands
from reflect.template.wording import filler

CHANGED = N_("the names in the notebook are no longer those it was run with; choose Run All Cells")
NOT_FOUND = N_("the notebook cannot be found or read")


class RequestError(ReflectError):
    """A question was asked for where a workbook offers none. The remedy names the fields to choose from."""


def request_for(path: Path, slot: str) -> Request:
    """The request that the form would make for one slot of the workbook at `path`, with the answer as last saved.

    Raises RequestError for a slot that has no prompts, NotebookError or TemplateError for a file that is no workbook.
    """
    with contained(path):
        workbook = read_workbook(path)
        log = workbook.answers().log
    return request_in(path, workbook.template, slot, log)


def request_in(path: Path, template: Template, slot: str, log: Log, draft: Value = None) -> Request:
    """The request for one slot of a workbook at `path` that has been read, and its log; `draft` if not as last saved.

    Raises what `request_for` raises.
    """
    field = template.field_of(slot)
    if field is None or not field.prompts:
        known = [slot for field in template.fields if field.prompts for slot in field.slots]
        remedy = _("Those that do are {known}.").format(known=listed(known)) if known else _("None here does.")
        raise RequestError(path.name, _("'{slot}' is no field here that has prompts").format(slot=slot), remedy)
    with contained(path):
        parameters, withheld = _parameters(read_notebook(path), template)
    request = request_of(template, field, slot, log, draft)
    return replace(request, parameters=parameters, withheld=withheld)


def request_of(template: Template, field: Field, slot: str, log: Log, draft: Value = None) -> Request:
    """The request for one slot of a field, with the parameters that a template has (pure)."""
    answers, found, stands = current(log), heads(log), as_it_stands(template, current(log)).get(slot)
    field = field.worded(filler(template.parameters))
    beside = [each for each in field.slots if each == slot or each not in field.sealed_slots]
    return Request(
        template=template.name,
        version=template.version,
        field=field.id,
        like=field.like,
        slot=slot,
        label=field.label,
        question=field.help,
        draft=whole_text(field.as_draft(stands if draft is None else draft, slot)),
        parameters={name: str(value) for name, value in template.parameters.items()},
        personal=template.personal_to is not None or slot in field.sealed_slots,
        seen=tuple(_questions(found.get(f"{PROMPT}{slot}", ()))),
        answers_so_far=len(answers),
        beside=tuple(field.as_draft(head.value, each) for each in beside for head in found.get(each, ())),
    )


def as_run(request: Request, run_with: Mapping[str, str]) -> Request:
    """A request from the notebook on disk, in a kernel that was run with these parameters (pure).

    A consent that the two do not share is that of whoever said the stricter. Other names than the kernel's mean that
    somebody has changed the notebook since: neither reading would take out the names of the other.
    """
    written = request.parameters
    consents = {name for name in {*written, *run_with} if name.startswith(CONSENT)}
    both = {f"{name}, as run": run_with.get(name, "none") for name in consents}
    changed = any(written.get(name) != value for name, value in run_with.items() if name not in consents)
    withheld = request.withheld or (_(CHANGED) if changed else "")
    return replace(request, parameters={**run_with, **written, **both}, withheld=withheld)


def _questions(prompts: Iterable[Revision]) -> Iterable[str]:
    """The questions in the records of prompts."""
    return (str(prompt.value.get("text", "")) if isinstance(prompt.value, dict) else "" for prompt in prompts)


def _parameters(notebook: Notebook, template: Template) -> tuple[dict[str, str], str]:
    """All the parameters that a notebook sets, and why nothing may be sent for want of some; "" where none is wanting.

    A consent that the header leaves out is one that the form never hears of; without what names the pair, the form and
    the notebook are not of one workbook.
    """
    found: dict[str, Any] = dict(template.parameters)
    for cell in filter(is_parameters, notebook["cells"]):
        try:
            found |= literal_assignments(cell["source"])
        except LiteralError:
            return _as_texts(found), _("the parameters of the notebook cannot be read")
    header = header_of(notebook)
    passed = {name: value for name, value in found.items() if header and name in header.passed}
    left_out = [name for name in found if name.startswith(CONSENT) and name not in passed]
    if replace(template, parameters=passed).workbook_id != replace(template, parameters=found).workbook_id:
        left_out += [name for name in ("mentor", "mentee", "programme", "pair_id") if name not in passed]
    withheld = _("the call of reflect.workbook in the notebook leaves out {names}").format(names=listed(left_out))
    return _as_texts(found), withheld if left_out else ""


def _as_texts(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}

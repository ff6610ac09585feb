"""A request made from a workbook on disk, as the command line needs it."""

from __future__ import annotations

from pathlib import Path

from reflect.answers import current
from reflect.contained import contained
from reflect.fields import Field, Value, columns_for, rows_of
from reflect.prompts.question import Request
from reflect.stored import read_workbook


def request_for(path: Path, slot: str) -> Request:
    """The request that the form would make for one slot of the workbook at `path`, with the answer as last saved.

    Raises ValueError (its message names the fields to choose from) for a slot that has no prompts, NotebookError or
    TemplateError, which are ValueErrors too, for a file that is no workbook.
    """
    with contained(path):
        workbook = read_workbook(path)
        answers = current(workbook.answers().log)
    template = workbook.template
    field = template.field_of(slot)
    if field is None or not field.prompts:
        known = ", ".join(slot for field in template.fields if field.prompts for slot in field.slots)
        raise ValueError(f"{slot!r} is no field of {path.name} that has prompts; it has {known or 'none'}")
    return Request(
        template=template.name,
        version=template.version,
        field=field.id,
        slot=slot,
        label=field.label,
        question=field.help,
        draft=draft_of(field, slot, answers.get(slot)),
        parameters={name: str(value) for name, value in template.parameters.items()},
        personal=template.personal_to is not None,
        seen=(),
        answers_so_far=len(answers),
    )


def draft_of(field: Field, slot: str, value: Value) -> str:
    """An answer as text: a text as it is, rows as one line for each filled cell."""
    if field.kind != "rows":
        return value if isinstance(value, str) else ""
    columns = columns_for(field, slot)
    return "\n".join(
        f"{column.label}: {row[column.id]}"
        for row in rows_of(value)
        for column in columns
        if row.get(column.id) not in (None, "")
    )

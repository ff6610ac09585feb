"""A workbook's log as its template asks now: each answer in the slot of the field that it is to (pure)."""

from __future__ import annotations

from reflect.revisions import Log
from reflect.revisions.log import MARK, OPENING, PROMPT
from reflect.revisions.renamed import read_as, with_what_replaced_it
from reflect.template import Template
from reflect.template.renames import Names


def as_asked_now(log: Log, template: Template) -> Log:
    """The log with the answers of fields that were called something else under what they are called now.

    It is for reading: what a store, a notebook and a packed file hold stays as it was written.
    """
    records = frozenset(revision for revision in log if revision.field.startswith((MARK, OPENING)))
    return _answers_now(log - records, template) | records if records else _answers_now(log, template)


def _answers_now(log: Log, template: Template) -> Log:
    if any(field.was for field in template.fields):
        written = ((revision.version, revision.field) for revision in log if revision.version is not None)
        names = Names(template.fields, template.version, template.earlier, written)
        log = read_as(log, lambda revision: names.now(revision.field, revision.version, revision.time))
    slots = {slot for field in template.fields for slot in field.slots}
    return with_what_replaced_it(log, {*slots, *(f"{PROMPT}{slot}" for slot in slots)})

"""What the browser is told of a field, a heading and an answer (pure).

JupyterLab can write a widget's synced state into the notebook file. So `describe_field` and `describe_heading`, which
become that state, never see an answer; answers go into messages, which are not kept.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reflect.fields import Field, Role, Rows, is_agreed, role_of
from reflect.form.outbound import (
    ColumnDescription,
    FieldDescription,
    FoldedIn,
    Head,
    HeadingDescription,
    MailTo,
    Reached,
    WriterKnown,
)
from reflect.language import _
from reflect.revisions import Emptied, Revision
from reflect.template import CONTACT, Template
from reflect.template.completeness import Progress
from reflect.template.defaults import default_of
from reflect.template.folding import FoldedPart
from reflect.template.lengths import length_in_words
from reflect.template.wording import filler

if TYPE_CHECKING:
    from reflect.form.writer import Writer

_LONGEST_TITLE = 120
"""Letters of a heading that a button says."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"?&]{1,64}@[^\s<>()\[\],;:\"?&@]{1,190}")

_OTHER: Mapping[Role, Role] = {"mentor": "mentee", "mentee": "mentor"}


def view_id(workbook: str, part: str, field: str = "") -> str:
    """The id of the widget that shows a part ("heading", or "field" and the field's id) of a workbook, in any kernel.

    So what a notebook was saved with points to the widgets of the kernel that runs it next.
    """
    return uuid.uuid5(uuid.UUID(workbook), f"{part}\x1f{field}").hex


def in_words(name: str) -> str:
    """What stands in the notebook file for those who see no widgets, for a field's label or a heading's title."""
    return _("{name}: to write here, choose Run All Cells in the Run menu.").format(name=name[:60])


def person(role: Role, parameters: Mapping[str, str]) -> str:
    """The name of the person in a role, or what to call them where the workbook does not say."""
    return str(parameters.get(role) or "").strip() or (_("the mentor") if role == "mentor" else _("the mentee"))


def describe_field(
    field: Field, personal_to: Role | None, parameters: Mapping[str, str], folded: Iterable[FoldedPart] = ()
) -> FieldDescription:
    """All that a browser needs to show a field, its answers apart. `release` names whom they can be released to.

    `folded` are the folded parts of the workbook, what is around another one before it.
    """
    default = default_of(field, parameters)
    field = field.worded(filler(parameters))
    return {
        "kind": field.kind,
        "label": field.label,
        "help": field.help,
        "examples": [{"weaker": each.weaker, "better": each.better, "changed": each.changed} for each in field.example],
        "required": field.required,
        "prompts": field.prompts,
        "release": person(_OTHER[personal_to], parameters) if field.release and personal_to else "",
        "mail": _mail_to(parameters) if field.mail and personal_to else None,
        "folded_in": [_folded_in(part, field) for part in folded if field.id in part.fields],
        "own": dict(field.own()),
        "slots": [
            {
                "slot": slot,
                "who": _who(field, slot, parameters),
                "is_beside": isinstance(field, Rows) and field.is_beside(slot),
                "columns": _describe_columns(field, slot),
                "default": None if is_agreed(slot) else default,
            }
            for slot in field.slots
        ],
    }


def _mail_to(parameters: Mapping[str, str]) -> MailTo:
    """The people who run the programme, as the workbook names them: with an address, if one stands there."""
    contact = " ".join(str(parameters.get(CONTACT) or "").split())
    found = _ADDRESS.search(contact)
    address = found[0] if found else ""
    name = contact.replace(address, "").strip(" ,;:<>()") if address else contact
    return {"name": name or address or _("the people who run your programme"), "address": address}


def describe_heading(template: Template, *, is_last: bool) -> HeadingDescription:
    """The title of a workbook, whose it is, in words, and for a shared one the names of the two who may write.

    `is_last` says that there is no later entry of a template that repeats.
    """
    personal_to, parameters = template.personal_to, template.parameters
    if personal_to is not None:
        whose = _("Private to {name}").format(name=person(personal_to, parameters))
    else:
        mentor, mentee = person("mentor", parameters), person("mentee", parameters)
        whose = _("{mentee}’s workbook with {mentor}").format(mentee=_capital(mentee), mentor=mentor)
    people = [] if personal_to else [template.people[role] for role in ("mentee", "mentor")]
    return {
        "title": template.title,
        "whose": whose,
        "personal": personal_to is not None,
        "people": list(dict.fromkeys(filter(None, people))),
        "is_last_entry": template.repeats and is_last,
        "length": length_in_words(template.minutes),
    }


def describe_heads(revisions: Iterable[Revision], taken: Iterable[Emptied] = ()) -> list[Head]:
    """The current answers in a slot, oldest first: one, or several where people wrote without seeing each other.

    Where somebody has emptied one of another's words, it has what stood there `before`.
    """
    before = {each.by: each.before for each in taken}
    return [_head(revision, before.get(revision)) for revision in revisions]


def _head(revision: Revision, before: Iterable[Revision] | None) -> Head:
    head = _describe_revision(revision)
    if before is not None:
        head["before"] = [_describe_revision(each) for each in before]
    return head


def _describe_revision(revision: Revision) -> Head:
    return {"revision": revision.id, "value": revision.value, "author": revision.author, "time": revision.time}


def describe_progress(progress: Progress) -> Reached:
    """How far the workbook has got, with the slots that are still open."""
    return {
        "answered": progress.answered,
        "needed": progress.needed,
        "deeper_answered": progress.deeper_answered,
        "deeper": progress.deeper,
        "missing": list(progress.missing),
    }


def describe_writer(writer: Writer) -> WriterKnown:
    """Who writes in this kernel, as far as it knows."""
    return {"known": writer.known, "login": writer.login}


def _who(field: Field, slot: str, parameters: Mapping[str, str]) -> str:
    if is_agreed(slot):
        return _("What we agree")
    role = role_of(slot) or field.by
    if role == "together":
        return _("Written together")
    name = person("mentor" if role == "mentor" else "mentee", parameters)
    return _("{name} writes").format(name=_capital(name))


def _folded_in(part: FoldedPart, field: Field) -> FoldedIn:
    return {
        "id": str(part.heading),
        "title": part.title[:_LONGEST_TITLE],
        "level": part.level,
        "place": part.fields.index(field.id),
    }


def _describe_columns(field: Field, slot: str) -> list[ColumnDescription]:
    """The columns of a table that are answered in a slot, each with the words offered in it."""
    if not isinstance(field, Rows):
        return []
    suggest = dict(field.suggest)
    return [_describe_column(column, suggest.get(column.id, ())) for column in field.columns_for(slot)]


def _describe_column(column: Field, suggest: Iterable[str]) -> ColumnDescription:
    return {
        "id": column.id,
        "kind": column.kind,
        "label": column.label,
        "optional": not column.required,
        "suggest": list(suggest),
        "own": dict(column.own()),
    }


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]

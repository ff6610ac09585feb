"""What one workbook takes from another: where it is, which words it offers, which rows are open (pure).

A source is written `"career_map"` (the entries of a template that repeats), `"career_map.milestones"` (a field) or
`"career_map.milestones.owner"` (a column of it). What another workbook holds is anybody's: it is taken as far as it has
the shapes of the fields here, and no further.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reflect.fields import Field, Role, Rows, Text, Value, is_blank, role_of, rows_of
from reflect.language import _
from reflect.template.completeness import is_shown
from reflect.template.defaults import as_it_stands
from reflect.template.parsing import Template
from reflect.template.wording import filler

MOST_WORDS = 100
"""Words that a field offers at once."""
LONGEST_WORDS = 500
"""Letters of words that are offered."""
MOST_ROWS = 100
"""Rows that can be brought in at once."""
LONGEST_CELL = 5_000
"""Letters of a cell that is brought in."""

STATUS, DONE, ON = "status", "done", "on"
"""The columns that say what is open, and the one that says of which entry a row is."""

CLOSED = ("done", "dropped")
"""The answers in `status` that close a row, however they are capitalised, unless its field says others (`closed`)."""

Answers = Mapping[str, Sequence[Value]]
"""The current answers in each slot, the newest first: one, or several where people wrote without seeing each other."""

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is from: a template, a field of it, a column of that; "" for what is not named."""

    template: str
    field: str = ""
    column: str = ""

    @classmethod
    def of(cls, written: str) -> Source:
        """The source that is written so in a template."""
        return cls(*written.split("."))

    def fields_of(self, template: Template) -> list[Field]:
        """The field that it names, and the same one in the further parts of its template, such as a second goal.

        It may name the field as that was called in an earlier version.
        """
        ids = {each.id for each in template.fields if self.field == each.id or self.field in each.was}
        return [each for each in template.fields if each.id in ids or (each.group and each.like in ids)]


def may_read(personal_to: Role | None, other: Template) -> bool:
    """Whether a workbook of that owner may take from the other: never from one that is somebody else's alone."""
    return other.personal_to in (None, personal_to)


def words_in(template: Template, source: Source, answers: Answers) -> list[str]:
    """The words at a source in the answers to a workbook of its template, each once; those in hidden fields are not.

    An option that names somebody is as people are shown it, with the parameters of the template.
    """
    fill = filler(template.parameters)
    fields = [field.worded(fill) for field in source.fields_of(template) if _is_asked(field, template, answers)]
    words = (
        words
        for field in fields
        for slot in _slots_for(field, None)
        for value in answers.get(slot, ())
        for words in field.words_to_offer(value, slot, source.column)
    )
    return offered(words)


def _is_asked(field: Field, template: Template, answers: Answers) -> bool:
    return is_shown(field, as_it_stands(template, _newest(answers)))


def offered(words: Iterable[str]) -> list[str]:
    """Words as far as they can be offered: each once, not too long, and not too many."""
    shortened = (each if len(each) <= LONGEST_WORDS else f"{each[:LONGEST_WORDS]}…" for each in words)
    return list(dict.fromkeys(shortened))[:MOST_WORDS]


def has_answers(answers: Answers) -> bool:
    """Whether anything has been written in a workbook."""
    return any(not is_blank(value) for found in answers.values() for value in found)


def carried_rows(field: Rows, slot: str, template: Template, source: Source, answers: Answers) -> list[Row]:
    """The open rows at a source as rows of a field here: its columns of the same id, and of the shapes that they take.

    A source that is no table gives a row of what its template asks under the ids of the columns, one for each part such
    as a second goal; its own answer is in the first column of words where none has its id. Each row is there once.
    `answers` are those to the workbook of its `template`; of what each of the two answers, a person's own slot takes
    what is theirs.
    """
    role, columns = role_of(slot), field.columns_for(slot)
    has_own = any(column.id == source.field for column in columns)
    lead = "" if has_own else next((column.id for column in columns if isinstance(column, Text)), "")
    found: list[Row] = []
    for each in source.fields_of(template):
        if not _is_asked(each, template, answers):
            continue
        if isinstance(each, Rows):
            found += _open_rows(each, role, answers)
        else:
            found.append(_asked_with(each, role, template, _newest(answers), lead))
    rows = (_as_row(field, slot, row) for row in found)
    return distinct(field, slot, (row for row in rows if row))


def _open_rows(table: Rows, role: Role | None, answers: Answers) -> list[Row]:
    found = (value for slot in _slots_for(table, role) for value in answers.get(slot, ()))
    return [row for value in found for row in rows_of(value) if is_open(table, row)]


def _asked_with(field: Field, role: Role | None, template: Template, answers: Row, lead: str) -> Row:
    """What a template asks in the part that a field is in, by id, and the field's own answer as the `lead` too.

    Nothing while that field itself is not answered.
    """
    own = next((answers[s] for s in _slots_for(field, role) if field.is_answered(answers.get(s), s)), None)
    if own is None:
        return {}
    asked = {
        (each.like if each.group and each.like else each.id): answers[slot]
        for each in template.fields
        if each.group == field.group
        for slot in _slots_for(each, role)
        if slot in answers
    }
    return {**asked, **({lead: own} if lead else {})}


def _slots_for(field: Field, role: Role | None) -> list[str]:
    """The slots of a field that are that person's, or both people's; none of columns beside a table."""
    slots = [field.id] if isinstance(field, Rows) and field.by != "each" else field.deciding_slots
    return [slot for slot in slots if role is None or role_of(slot) in (None, role)]


def is_open(field: Rows, row: Row) -> bool:
    """Whether a row is still to be done, as far as its column `done` or `status` says; otherwise it is."""
    columns = {column.id for column in field.columns}
    if DONE in columns and row.get(DONE) is True:
        return False
    status = row.get(STATUS) if STATUS in columns else None
    return not isinstance(status, str) or not is_closing(field, status)


def is_closing(field: Rows, status: str) -> bool:
    """Whether an answer in the column `status` closes a row of this field."""
    return status in field.closed if field.closed else status.strip().casefold() in CLOSED


def knows_open(field: Rows) -> bool:
    """Whether a field says of its rows which are open."""
    return any(column.id in (STATUS, DONE) for column in field.columns)


def distinct(field: Rows, slot: str, rows: Iterable[Row], *, known: Collection[str] = ()) -> list[Row]:
    """The rows that say something else than those before, and than what is `known`, as `told_by` tells them apart."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(told_by(field, slot, row), row)
    return [row for key, row in found.items() if key not in known][:MOST_ROWS]


def told_by(field: Rows, slot: str, row: Row) -> str:
    """What a row is known again by: its first column of words, or all that it says where it has none."""
    first = next((column.id for column in field.columns_for(slot) if isinstance(column, Text)), "")
    said = row.get(first)
    if isinstance(said, str) and said.strip():
        return " ".join(said.casefold().split())
    cells = ((column.id, row.get(column.id)) for column in field.columns_for(slot))
    return repr([(name, str(cell)) for name, cell in cells if not is_blank(cell)])


def _as_row(field: Rows, slot: str, row: Row) -> Row:
    """What of another table's row has a place here."""
    cells = ((column, row.get(column.id)) for column in field.columns_for(slot))
    return {
        column.id: value[:LONGEST_CELL] if isinstance(value, str) else value
        for column, value in cells
        if column.is_answered(value)
    }


def _newest(answers: Answers) -> Mapping[str, Value]:
    return {slot: found[0] for slot, found in answers.items() if found}


def source_faults(field: Field, own: Template, known: Callable[[str], Template | None]) -> list[tuple[str, str]]:
    """What is wrong with the sources of a field of a template, each with what to do; `known` finds other templates."""
    faults: list[tuple[str, str]] = []
    for argument, written in [*(("offers", each) for each in field.offers), *(("carries", e) for e in field.carries)]:
        source = Source.of(written)
        other = own if source.template == own.name else known(source.template)
        if (fault := _fault(field, argument, source, own, other)) is not None:
            message, remedy = fault
            faults.append((f"{argument}={written!r}: {message}", remedy))
    return faults


def _fault(
    field: Field, argument: str, source: Source, own: Template, other: Template | None
) -> tuple[str, str] | None:
    if other is None:
        message = _("there is no template {name!r} among those installed or beside this one")
        return message.format(name=source.template), _("Write the name of one that is in `reflect templates`")
    if not may_read(own.personal_to, other):
        message = _("{name!r} is personal to the {role}, whose alone its answers are")
        remedy = _("Take from it only in a template that is personal to the same one")
        return message.format(name=source.template, role=other.personal_to), remedy
    if not source.field and argument == "offers" and other.repeats:
        return None
    if not (fields := source.fields_of(other)):
        known = next((each.id for each in other.fields), "")
        message = _("{name!r} has no field {field!r}").format(name=other.name, field=source.field)
        return message, _("Name one of its fields, such as {example!r}").format(example=f"{other.name}.{known}")
    return _column_fault(source, fields[0]) or (
        _carries_fault(field, fields[0], other) if isinstance(field, Rows) else _offers_fault(source, fields[0])
    )


def _column_fault(source: Source, there: Field) -> tuple[str, str] | None:
    columns = [column.id for column in there.columns] if isinstance(there, Rows) else []
    if not source.column or source.column in columns:
        return None
    message = _("{field!r} has no column {column!r}").format(field=source.field, column=source.column)
    return message, _("Name one of its columns, or leave that out")


def _offers_fault(source: Source, there: Field) -> tuple[str, str] | None:
    columns = there.columns if isinstance(there, Rows) else (there,)
    if source.column:
        columns = tuple(column for column in columns if column.id == source.column)
    elif isinstance(there, Rows):
        columns = tuple(column for column in columns if isinstance(column, Text))
    if any(type(column).words_to_offer is not Field.words_to_offer for column in columns):
        return None
    return _("what is answered there is no words"), _("Name a field, or a column, of words, options or dates")


def _carries_fault(field: Rows, there: Field, other: Template) -> tuple[str, str] | None:
    ids = [each.id for each in (there.columns if isinstance(there, Rows) else other.fields)]
    takes_lead = not isinstance(there, Rows) and any(isinstance(column, Text) for column in field.columns)
    if not takes_lead and not any(column.id in ids for column in field.columns):
        message = _("none of the columns here has an id that is used there")
        return message, _("Give a column one of these ids: {ids}").format(ids=", ".join(ids))
    status = next((each for each in there.columns if each.id == STATUS), None) if isinstance(there, Rows) else None
    options = getattr(status, "options", ())
    if isinstance(there, Rows) and options and not any(is_closing(there, each) for each in options):
        message = _("no answer in its column {column!r} closes a row").format(column=STATUS)
        remedy = _("Say there which do, such as closed={example!r}").format(example=[options[-1]])
        return message, remedy
    return None

"""What a field offers from the pair's other workbooks: words to put in or to choose from, and rows to bring in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from reflect.fields import Field, Rows, Value, is_blank, is_date, rows_of
from reflect.fields.words import words_of
from reflect.form.outbound import CarriedRows
from reflect.language import _, listed, long_date, ngettext
from reflect.programme.beside import Beside
from reflect.template import Template
from reflect.template.carrying import (
    MOST_ROWS,
    ON,
    Row,
    Source,
    carried_rows,
    distinct,
    has_answers,
    knows_open,
    offered,
    told_by,
    words_in,
)
from reflect.template.occasions import in_order, in_words


def offered_words(field: Field, beside: Beside) -> list[str]:
    """The words that a field offers, those of the latest entry first. A whole template offers its entries by date."""
    return offered(words for source in _sources(field.offers) for words in _words_at(source, beside))


def offered_rows(field: Field, slot: str, beside: Beside, written: Iterable[Value]) -> list[CarriedRows]:
    """The rows that can be brought into a slot, by where they are from.

    `written` is all that has ever stood in the slot, the current answer last: what was brought in once is not offered
    again, whatever has become of it, unless nothing stands there now.
    """
    if not isinstance(field, Rows):
        return []
    *_earlier, current = [None, *written]
    known = set() if is_blank(current) else {told_by(field, slot, row) for each in written for row in rows_of(each)}
    found: dict[str, CarriedRows] = {}
    for source in _sources(field.carries):
        if (template := beside.template(source.template)) is None:
            continue
        whence, rows = _rows_at(field, slot, source, template, beside)
        if new := distinct(field, slot, rows, known=known):
            known |= {told_by(field, slot, row) for row in new}
            only_open = any(isinstance(each, Rows) and knows_open(each) for each in source.fields_of(template))
            group = found.setdefault(whence, {"whence": whence, "only_open": False, "rows": []})
            group["only_open"] |= only_open
            group["rows"] += [dict(row) for row in new]
    return list(found.values())


def nothing_yet(field: Field, beside: Beside) -> str:
    """That there is nothing yet in any of the workbooks that a field would offer something from; "" where there is."""
    sources = _sources([*field.offers, *field.carries])
    if not sources or any(_holds(source, beside) for source in sources):
        return ""
    titles = dict.fromkeys(_title(source, beside) for source in sources)
    return _("Nothing from {workbook} yet.").format(workbook=listed([_("“{title}”").format(title=t) for t in titles]))


def _sources(written: Iterable[str]) -> list[Source]:
    return [Source.of(each) for each in written]


def _title(source: Source, beside: Beside) -> str:
    template = beside.template(source.template)
    return template.title if template is not None else words_of(source.template)


def _words_at(source: Source, beside: Beside) -> list[str]:
    template = beside.template(source.template)
    if template is None:
        return []
    entries = beside.entries(template)
    if not source.field:
        return [in_words(each, long_date) for each in entries if each]
    return [words for each in entries for words in words_in(template, source, beside.answers(template, each))]


def _rows_at(field: Rows, slot: str, source: Source, template: Template, beside: Beside) -> tuple[str, list[Row]]:
    """Where the rows at a source are from, in words, and the rows: of the entry before, or of all of them."""
    written_in = (each for each in beside.before(template) if has_answers(beside.answers(template, each)))
    of_each: dict[str, list[Row]] = {}
    for entry in islice(written_in, None if field.carries_all else 1):
        if rows := carried_rows(field, slot, template, source, beside.answers(template, entry)):
            of_each[entry] = [{**row, **_dated(field, slot, entry)} for row in rows]
    in_time = [row for entry in reversed(of_each) for row in of_each[entry]]
    return _whence(template, [*of_each]), in_time[-MOST_ROWS:]


def _dated(field: Rows, slot: str, occasion: str) -> Row:
    """The day of an entry in the column that asks for it, where rows of every entry are brought in."""
    day, _number = in_order(occasion)
    asks = any(column.id == ON and column.kind == "date" for column in field.columns_for(slot))
    return {ON: day} if field.carries_all and asks and is_date(day) else {}


def _whence(template: Template, entries: list[str]) -> str:
    if len(entries) > 1:
        return ngettext("{count} entry", "{count} entries", len(entries)).format(count=len(entries))
    if entries and entries[0]:
        return in_words(entries[0], long_date)
    return _("“{title}”").format(title=template.title)


def _holds(source: Source, beside: Beside) -> bool:
    """Whether there is anything at a source, offered or not."""
    template = beside.template(source.template)
    if template is None:
        return False
    entries = beside.entries(template)
    if not source.field:
        return any(entries)
    slots = [slot for field in source.fields_of(template) for slot in field.slots]
    found = (value for each in entries for slot in slots for value in beside.answers(template, each).get(slot, ()))
    return any(not is_blank(value) for value in found)

"""Words that a field offers from another workbook of the same pair, such as a goal from the career map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reflect.catalogue import installed_template
from reflect.fields import Field, Role
from reflect.pairs import workbook_id
from reflect.programme.stored import workbooks_in
from reflect.revisions import current
from reflect.stores.opening import open_store
from reflect.template import Template
from reflect.template.occasions import in_order


def offered_words(source: str, *, pair: str, folder: Path, personal_to: Role | None) -> list[str]:
    """The words at `source` ("career_map.milestones") in the workbook that the pair has beside this one in `folder`.

    Nothing where there is no such workbook or answer, and nothing
    from a personal workbook, unless it is asked for from one that is personal to the same person.
    """
    name, _, field_id = source.partition(".")
    found = installed_template(name)
    if found is None:
        return []
    template = found.template
    field = next((field for field in template.fields if field.id == field_id), None)
    if field is None or template.personal_to not in (None, personal_to):
        return []
    words = (word for answers in _answers(template, pair, folder) for word in _words(field, answers))
    return list(dict.fromkeys(words))


def _answers(template: Template, pair: str, folder: Path) -> Iterator[Mapping[str, object]]:
    """The answers in the pair's workbook from a template or, where that repeats, in each entry, the latest first."""
    store = open_store(folder, template.personal_to)
    occasions = {"", *workbooks_in(folder, {template.name}).values()} if template.repeats else {""}
    for occasion in sorted(occasions, key=in_order, reverse=True):
        yield current(store.read(workbook_id(pair, template.name, occasion)).log)


def _words(field: Field, answers: Mapping[str, object]) -> list[str]:
    words = [word for slot in field.slots for word in field.words_to_offer(answers.get(slot), slot)]
    return [word.strip() for word in words if isinstance(word, str) and word.strip()]

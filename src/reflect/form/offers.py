"""Words that a field offers from another workbook of the same pair, such as a goal from the career map."""

from __future__ import annotations

from pathlib import Path

from reflect.fields import Field, Role
from reflect.installed import installed_template
from reflect.pairs import workbook_id
from reflect.revisions import current
from reflect.stores.opening import open_store
from reflect.template import Template


def offered_words(source: str, *, pair: str, folder: Path, personal_to: Role | None) -> list[str]:
    """The words at `source` ("career_map.milestones") in the workbook that the pair has beside this one in `folder`.

    Nothing where there is no such workbook or answer, and nothing
    from a personal workbook, unless it is asked for from one that is personal to the same person.
    """
    name, _, field_id = source.partition(".")
    found = installed_template(name)
    if found is None:
        return []
    template = found[1]
    field = next((field for field in template.fields if field.id == field_id), None)
    if field is None or template.personal_to not in (None, personal_to):
        return []
    return _words(field, _answers(template, pair, folder))


def _answers(template: Template, pair: str, folder: Path) -> dict[str, object]:
    store = open_store(folder, template.personal_to)
    return current(store.read(workbook_id(pair, template.name)).log)


def _words(field: Field, answers: dict[str, object]) -> list[str]:
    words = [word for slot in field.slots for word in field.words_to_offer(answers.get(slot), slot)]
    return list(dict.fromkeys(word.strip() for word in words if isinstance(word, str) and word.strip()))

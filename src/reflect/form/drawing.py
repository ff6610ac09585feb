"""What is drawn in a form of the entries of its workbook, as they are in the answers now."""

from __future__ import annotations

from collections.abc import Mapping

from reflect.fields import Role, Value
from reflect.form.describe import person
from reflect.pictures import picture_over_time
from reflect.pictures.drawn import markup
from reflect.pictures.series import over_time, under
from reflect.programme.beside import Beside
from reflect.template import Template


def pictures(template: Template, beside: Beside, answers: Mapping[str, Value]) -> dict[str, str]:
    """The pictures over time of a workbook, as markup by the field that each stands under; "" where there is none yet.

    `template` is as far as its cells have been run, and `answers` are the current ones of this entry by slot.
    """
    places = under(template.fields)
    if not template.repeats or not places:
        return {}
    entries = beside.entries_so_far(template, answers)
    names: dict[Role, str] = {role: person(role, template.parameters) for role in ("mentor", "mentee")}
    found = {place: over_time(title, template, entries) for place, title in places.items()}
    return {
        place: markup(picture_over_time(each, names), f"{template.workbook_id} {place}") if each else ""
        for place, each in found.items()
    }

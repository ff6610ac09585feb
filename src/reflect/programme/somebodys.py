"""A workbook that was made from somebody else's, as from a template, and what is its own pair's in it (pure).

Reflect makes none, but stock Papermill does, and so does any program that puts other names into a copy: what the pair
before had written, the headings with their names and the answers inside the file are all still there. By that pair's
id, which its metadata has from when it was made, it is known for what it is. It is then made anew from its template,
and the metadata that this gives it fits, so that this happens once.

What stands in such a file when reflect first meets it is taken for the earlier pair's, and is kept nowhere: beside the
workbook, it would be there for the new pair to read. What the new pair writes in their forms is in logs beside it, and
stays; so do the cells that are written in a browser which still shows the file as it was.

A pair's own workbook may look alike, when somebody took the id out of its parameters or ran Papermill over it. So where
the names that it gives are those in its text, or it took its own place, nothing is made anew, and it is not opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from reflect.language import _
from reflect.pairs import is_id
from reflect.personalise import as_markdown, cell_digest, personalise
from reflect.programme.belonging import AnotherPairError
from reflect.template import Notebook, Template
from reflect.template.metadata import reflect_metadata, with_metadata

if TYPE_CHECKING:
    from reflect.catalogue import CatalogueEntry


class SomebodysError(AnotherPairError):
    """A workbook that was made from another pair's, or may have been, and cannot be made anew.

    `in_doubt` says that it may be its own pair's all the same.
    """

    def __init__(self, file: object, heading: Template, *, in_doubt: bool) -> None:
        self.in_doubt = in_doubt
        if in_doubt:
            why = _("this workbook names its people, and has the id of another pair. Nothing in it was changed")
        else:
            why = _("this was made from somebody else's workbook, and not from a template")
        name, folder = _("NAME"), _("FOLDER")
        make = f'reflect new {heading.name} --mentor "{name}" --mentee "{name}" --out {folder}'
        remedy = _("Make it from the template, with `{command}`, or ask your coordinator for it.")
        super().__init__(file, why, remedy.format(command=make))


def pair_before(notebook: Notebook, pair: str) -> str:
    """The id of the pair from whose workbook that of a `pair` (by id) was made; "" where it was not."""
    said = reflect_metadata(notebook).pair
    return said if is_id(said) and said != pair else ""


def may_be_own(notebook: Notebook, heading: Template) -> bool:
    """Whether a workbook with another pair's id in its metadata may be that pair's all the same."""
    names = [as_markdown(name) for name in heading.people.values() if name]
    text = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    ran = notebook["metadata"].get("papermill")
    in_place = isinstance(ran, Mapping) and ran.get("input_path") == ran.get("output_path") is not None
    return in_place or bool(names and all(name in text for name in names))


def made_anew(notebook: Notebook, template: CatalogueEntry, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The workbook that its template makes for these parameters, in the place of this one, of which nothing is kept.

    Its metadata has digests of the cells that were left out. Raises PersonaliseError where the template cannot take the
    parameters.
    """
    source, known = template.notebook, template.template
    given = {name: value for name, value in parameters.items() if value != known.parameters.get(name)}
    made = personalise(source, given, known)
    before = reflect_metadata(notebook)
    is_anew = before.pair == reflect_metadata(made).pair
    old = before.left_out | ({cell_digest(cell) for cell in notebook["cells"]} if not is_anew else set())
    return with_metadata(made, left_out=sorted(old - {cell_digest(cell) for cell in made["cells"]}))


def with_typed(made: Notebook, saved: Notebook) -> dict[str, Any]:
    """A workbook that was made anew, with the cells of a saved one that somebody has written since it was opened.

    That is, those that are neither its template's nor among those that were left out of it. Each stands behind the
    cell that it was written behind.
    """
    known = reflect_metadata(made).left_out | {cell_digest(cell) for cell in made["cells"]}
    cells, place = list(made["cells"]), len(made["cells"])
    for cell in saved["cells"]:
        ids = [each.get("id") for each in cells]
        if cell["source"].strip() and cell_digest(cell) not in known:
            own_id = {"id": uuid4().hex[:8]} if cell.get("id") in ids else {}
            cells.insert(place, {**cell, **own_id})
            place += 1
        elif cell.get("id") in ids:
            place = ids.index(cell.get("id")) + 1
    return {**made, "cells": cells}

"""Parts of a workbook that are folded until somebody wants them (pure).

A part is folded where JupyterLab has it folded: the cell of its heading says so in its metadata. JupyterLab and
Notebook fold it by that; for every other program the form folds the fields in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reflect.fields import Field
from reflect.template.calls import parse_cell
from reflect.template.headings import Cells, end_of, level_of, title_of

FOLDED = "jp-MarkdownHeadingCollapsed"
"""What JupyterLab writes into the metadata of a heading that is folded."""


@dataclass(frozen=True, slots=True)
class FoldedPart:
    """What stands under a heading that is folded. `heading` is the number of its cell, counted from 1.

    `fields` are the ids of all fields in it, in their order, those of a folded part within it too.
    """

    heading: int
    title: str
    level: int
    fields: tuple[str, ...]


def folded_parts(notebook: Mapping[str, Any]) -> tuple[FoldedPart, ...]:
    """The folded parts of a notebook, in their order: what is around another one comes before it."""
    cells: Cells = notebook["cells"]
    return tuple(_part(cells, place) for place, cell in enumerate(cells) if is_folded(cell))


def is_folded(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is a heading under which all is folded."""
    return cell["metadata"].get(FOLDED) is True and level_of(cell) > 0


def unfolded(notebook: Mapping[str, Any], fields: Collection[str]) -> Mapping[str, Any]:
    """The notebook with those parts unfolded that any of these fields, by id, is in."""
    headings = {part.heading for part in folded_parts(notebook) if not {*fields}.isdisjoint(part.fields)}
    if not headings:
        return notebook
    cells = [_unfolded(cell) if n in headings else cell for n, cell in enumerate(notebook["cells"], start=1)]
    return {**notebook, "cells": cells}


def _unfolded(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {**cell, "metadata": {key: value for key, value in cell["metadata"].items() if key != FOLDED}}


def _part(cells: Cells, place: int) -> FoldedPart:
    under = (cell for cell in cells[place + 1 : end_of(cells, place)] if cell["cell_type"] == "code")
    fields = (each.id for cell in under for each in parse_cell(cell["source"]) if isinstance(each, Field))
    return FoldedPart(place + 1, title_of(cells[place]), level_of(cells[place]), tuple(fields))

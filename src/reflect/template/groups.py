"""Parts of a template that repeat, such as a second and a third goal, written out as cells of their own (pure).

`wb.group("goal", repeat=3, title="Goal {number}")` stands under the heading of a part, which is all below that heading
as far as the next of its level or a higher one. In a workbook the part is there as often as that: the fields of the
second are called `why_2`, are of the group "Goal 2", and say with `like` which field of the first they follow. So what
a workbook holds is plain cells, which every program shows, and nothing else has to know of parts that repeat.

Of each Markdown cell the further ones have the heading and the first paragraph, and fields have no worked examples
there: what explains is read once.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from reflect.fields import Field
from reflect.template.calls import AtLeast, Group, calls_on_wb, parse_cell
from reflect.template.folding import FOLDED
from reflect.template.headings import end_of, heading_above, level_of

Numbered = list[tuple[int, Mapping[str, Any]]]
"""Cells, each with the number of the cell of the template that it comes from, counted from 1."""


def written_out(notebook: Mapping[str, Any]) -> Mapping[str, Any]:
    """A template with its parts written out as often as they are there; any other notebook as it is."""
    cells = numbered_cells(notebook)
    return notebook if len(cells) == len(notebook["cells"]) else {**notebook, "cells": [cell for _, cell in cells]}


def numbered_cells(notebook: Mapping[str, Any]) -> Numbered:
    """The cells of a notebook, with its parts written out."""
    cells: Sequence[Mapping[str, Any]] = notebook["cells"]
    found: Numbered = []
    waiting: Numbered = []  # what comes where the part ends
    ends = len(cells)
    for place, cell in enumerate(cells):
        if place == ends:
            found, waiting = [*found, *waiting], []
        group = None if waiting else group_in(cell)  # no part is within another
        heading = heading_above(cells, place) if group else None
        if group is None or heading is None:
            found.append((place + 1, cell))
            continue
        ends = end_of(cells, heading)
        part = [(number, each) for number, each in enumerate(cells[place + 1 : ends], start=place + 2)]
        level = level_of(cells[heading])
        waiting = [each for number in range(2, group.repeat + 1) for each in _again(group, number, part, place, level)]
    return [*found, *waiting]


def group_in(cell: Mapping[str, Any]) -> Group | None:
    """The group that a cell declares."""
    if cell["cell_type"] != "code" or "wb.group" not in cell["source"]:
        return None
    return next((each for each in parse_cell(cell["source"]) if isinstance(each, Group)), None)


def _again(group: Group, number: int, part: Numbered, place: int, level: int) -> Numbered:
    """A part once more, under a heading of its own that JupyterLab folds."""
    title = group.title.replace("{number}", str(number))
    heading = {
        "cell_type": "markdown",
        "id": f"group-{group.id}-{number}",
        "metadata": {FOLDED: True},
        "source": "\n\n".join(filter(None, [f"{'#' * level} {title}", group.help])),
    }
    ids = {each.id for _, cell in part for each in _fields(cell)}
    copies: Numbered = [(place + 1, heading)]
    for origin, cell in part:
        further = {**cell, "metadata": {**cell["metadata"]}} | (
            {"id": f"{cell['id']}-{number}"} if "id" in cell else {}
        )
        if cell["cell_type"] == "markdown":
            copies.append((origin, {**further, "source": _beginning(cell)}))
        elif source := _code_again(cell, ids, number, title):
            copies.append((origin, {**further, "source": source}))
    return copies


def _fields(cell: Mapping[str, Any]) -> list[Field]:
    found = parse_cell(cell["source"]) if cell["cell_type"] == "code" else ()
    return [each for each in found if isinstance(each, Field)]


def _beginning(cell: Mapping[str, Any]) -> str:
    """The heading of a Markdown cell, if it has one, and its first paragraph."""
    blocks = cell["source"].split("\n\n")
    return "\n\n".join(blocks[: 2 if level_of(cell) else 1])


def _code_again(cell: Mapping[str, Any], ids: Collection[str], number: int, title: str) -> str:
    """The fields and rules of a code cell once more, with the ids of the further part; "" where it has none."""
    if cell["cell_type"] != "code" or not all(isinstance(e, Field | AtLeast) for e in parse_cell(cell["source"])):
        return ""  # what is wrong with it is said of the first
    return "\n".join(_called_again(call, ids, number, title) for call in calls_on_wb(cell["source"]))


def _called_again(call: ast.Call, ids: Collection[str], number: int, title: str) -> str:
    """A call of a further part, an argument a line."""
    is_rule = isinstance(call.func, ast.Attribute) and call.func.attr == "at_least"
    given = [("" if place or is_rule else "id", each) for place, each in enumerate(call.args)]
    given += [(each.arg or "", each.value) for each in call.keywords if each.arg not in _GIVEN]
    lines = [ast.unparse(call.func) + "("]
    for place, (name, value) in enumerate(given):
        renamed = ids if is_rule or name in _NAMING else _texts(value) if name in _FURTHER else ()
        written = ast.unparse(_renamed(value, renamed, number))
        lines.append(f"    {written}," if place < len(call.args) else f"    {name}={written},")
    if not is_rule:
        lines += [f"    group={title!r},", f"    like={ast.literal_eval(dict(given)['id'])!r},"]
    return "\n".join([*lines, ")"])


_NAMING = ("id", "when", "when_below")
"""The arguments of a field that name one."""

_FURTHER = ("was", "sealed")
"""The arguments whose names are the further part's own: what a field was called before, and the set it is sealed in."""

_GIVEN = ("group", "like", "example")
"""The arguments that are the further part's own, and what is read once."""


def _texts(node: ast.expr) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def _renamed(node: ast.expr, ids: Collection[str], number: int) -> ast.expr:
    """What names fields of a part, naming those of the further one."""
    match node:
        case ast.Constant(value=str(name)) if name in ids:
            return ast.Constant(f"{name}_{number}")
        case ast.List(elts=each) | ast.Tuple(elts=each):
            return ast.List([_renamed(item, ids, number) for item in each])
        case ast.Dict(keys=keys, values=values):
            return ast.Dict([key and _renamed(key, ids, number) for key in keys], values)
    return node

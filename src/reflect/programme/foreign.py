"""Which cells of a workbook are its template's, and which somebody has put there (pure).

People press keys that are commands to JupyterLab, paste a question twice, write a sentence where code is expected. None
of that is a reason to shut them out. So a workbook is held against its template: cells whose code is, letter for
letter, one of the template's are its own; any other is text, which is shown and kept, and which nothing runs.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reflect.fields import Field
from reflect.personalise import INJECTED, is_parameters, tags
from reflect.template import PEOPLE, TEXT, Notebook
from reflect.template.calls import Header, LiteralError, Mistake, literal_assignments, parse_cell
from reflect.template.metadata import reflect_metadata
from reflect.template.occasions import OCCASION

Cell = Mapping[str, Any]

_HEADING = "="
"""Stands among the ids of fields for the call of reflect.workbook. No id looks like it."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The cells of a workbook, by their places among its cells.

    `parameters` set parameters, the template's own first. `own` are the template's other code cells, in the template's
    order; `missing` is what stands in those that are not there. `changed` are cells that ask a missing question, or
    head the workbook, in other words than the template. All other code and raw cells are `foreign`, and of these
    `copies` are cells in which nobody wrote anything: blank, or the template's code a second time or made no code.
    """

    parameters: tuple[int, ...]
    own: tuple[int, ...]
    missing: tuple[str, ...]
    changed: tuple[int, ...]
    foreign: tuple[int, ...]
    copies: frozenset[int]


def own_code(notebook: Notebook) -> tuple[str, ...]:
    """What stands in the code cells of any notebook, parameters aside. Nothing of it is read, so this costs little."""
    return tuple(cell["source"] for _, cell in _code(notebook) if not is_parameters(cell))


def header_of(notebook: Notebook) -> Header | None:
    """What the first cell that heads a workbook says; None where no cell does."""
    found = (each for _, cell in _code(notebook) for each in parse_cell(cell["source"]))
    return next((each for each in found if isinstance(each, Header)), None)


def sort_cells(notebook: Notebook, own: Sequence[str]) -> Sorted:
    """Hold a workbook against its template, of which `own` is what stands in the code cells, parameters aside."""
    cells, known = notebook["cells"], frozenset(own)
    parameters = _parameters(notebook)
    places: dict[str, int] = {}
    for place, cell in _code(notebook):
        if place not in parameters and cell["source"] in known:
            places.setdefault(cell["source"], place)
    missing = tuple(source for source in own if source not in places)
    left = [place for place, _ in _code(notebook) if place not in {*places.values(), *parameters}]
    changed = tuple(_changed([(place, cells[place]["source"]) for place in left], missing, own))
    elsewhere = {key for place in changed for key in _keys(cells[place]["source"])}
    missing = tuple(source for source in missing if not _keys(source) & elsewhere)
    left += [place for place, cell in enumerate(cells) if cell["cell_type"] != "code" and _is_aside(cell, known)]
    foreign = tuple(sorted(set(left) - set(changed)))
    copies = frozenset(n for n in foreign if not cells[n]["source"].strip() or cells[n]["source"] in known)
    return Sorted(parameters, tuple(places[each] for each in own if each in places), missing, changed, foreign, copies)


def misread(notebook: Notebook) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the code cells that make no sense in a workbook whose template is not at hand, and of copies.

    Such a cell is not Python, or asks or heads what a cell before it does, or uses `wb` as no template may. Those of
    them that say what a cell before them says, letter for letter, are copies.
    """
    found, declared, headed = set[int](), set[str](), False
    parameters = _parameters(notebook)
    code = [(place, cell) for place, cell in _code(notebook) if place not in parameters]
    for place, cell in code:
        statements = parse_cell(cell["source"])
        ids = [each.id for each in statements if isinstance(each, Field)]
        heads = any(isinstance(each, Header) for each in statements)
        twice = (heads and headed) or len({*ids} | declared) < len(ids) + len(declared)
        if is_parameters(cell) or twice or any(isinstance(each, Mistake) for each in statements):
            found.add(place)
        else:
            headed |= heads
            declared.update(ids)
    kept = {cell["source"] for place, cell in code if place not in found}
    return frozenset(found), frozenset(place for place, cell in code if place in found and cell["source"] in kept)


def as_text(notebook: Notebook, places: Collection[int], copies: Collection[int] = ()) -> dict[str, Any]:
    """The notebook with the cells at these places as text, for `read_template`; those that are copies as nothing."""
    cells = [
        {"cell_type": TEXT, "metadata": {}, "source": "" if place in copies else cell["source"]}
        if place in places
        else cell
        for place, cell in enumerate(notebook["cells"])
    ]
    return {**notebook, "cells": cells}


def with_missing(notebook: Notebook, template: Notebook, missing: Collection[str]) -> dict[str, Any]:
    """The notebook with code cells of its template that it lacks, each behind what stands before it there.

    `missing` is what stands in them.
    """
    cells = list(notebook["cells"])
    before: Cell | None = None
    for cell in template["cells"]:
        if cell["cell_type"] == "code" and cell["source"] in missing and not is_parameters(cell):
            at = 0 if before is None else _place_of(before, cells) + 1
            while at < len(cells) and INJECTED in tags(cells[at]):
                at += 1
            hidden = {**cell["metadata"], "jupyter": {"source_hidden": True}}  # as `personalise` makes them
            cells.insert(at, {**cell, "metadata": hidden})
            before = cells[at]
        elif _place_of(cell, cells) >= 0:
            before = cell
    return {**notebook, "cells": cells}


def put_back(notebook: Notebook, template: Notebook) -> dict[str, Any]:
    """The notebook with all the code of its template. A cell of it that was made Markdown or raw is code again."""
    found = sort_cells(notebook, own_code(template))
    cells, left = list(notebook["cells"]), set(found.missing)
    for place in sorted(found.copies):
        source = cells[place]["source"]
        if source in left and cells[place]["cell_type"] != "code":
            kept = {name: value for name, value in cells[place].items() if name != "attachments"}
            cells[place] = {**kept, "cell_type": "code", "outputs": [], "execution_count": None}
            left.remove(source)
    return with_missing({**notebook, "cells": cells}, template, left)


def given_in(notebook: Notebook, found: Sorted, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a workbook: what its cells set of those that its template has, as `defaults`.

    Where the cell with the names is lost, it is still the workbook of the pair that its metadata says.
    """
    values: dict[str, Any] = {}
    cells = [notebook["cells"][place] for place in found.parameters]
    for cell in cells:
        values |= literal_assignments(cell["source"])
    given = {name: values.get(name, default) for name, default in defaults.items()}
    names_lost = not any(INJECTED in tags(cell) for cell in cells) and not any(given.get(name) for name in PEOPLE)
    known = reflect_metadata(notebook)
    if names_lost and "pair_id" in given:
        given["pair_id"] = given["pair_id"] or known.pair
        if OCCASION in given:
            given[OCCASION] = given[OCCASION] or known.occasion
    return given


def _place_of(wanted: Cell, cells: Sequence[Cell]) -> int:
    """Where a cell of the template is, by its id or, as other programs drop those, by what it says; -1: nowhere."""
    alike = [(place, cell) for place, cell in enumerate(cells) if cell["cell_type"] == wanted["cell_type"]]
    by_id = (place for place, cell in alike if wanted.get("id") is not None and cell.get("id") == wanted["id"])
    by_words = (place for place, cell in alike if cell["source"] == wanted["source"])
    return next(by_id, next(by_words, -1))


def _code(notebook: Notebook) -> Iterator[tuple[int, Cell]]:
    return ((place, cell) for place, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code")


def _parameters(notebook: Notebook) -> tuple[int, ...]:
    """The cells that set parameters and can be read: the first of the template's own, and what was given for them.

    Of cells tagged parameters, one that has both people's names is the template's before any other.
    """
    readable = [(place, cell) for place, cell in _code(notebook) if is_parameters(cell) and _is_literal(cell["source"])]
    given = [place for place, cell in readable if INJECTED in tags(cell)]
    own = [place for place, cell in readable if INJECTED not in tags(cell)]
    own.sort(key=lambda place: not {*PEOPLE} <= literal_assignments(notebook["cells"][place]["source"]).keys())
    return (*own[:1], *given)


def _is_literal(source: str) -> bool:
    """Whether a cell holds literal assignments, each of which can be written out anew (as infinity cannot)."""
    try:
        given = literal_assignments(source)
    except LiteralError:
        return False
    return all(map(_reads_back, given.values()))


def _reads_back(value: object) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def _is_aside(cell: Cell, known: frozenset[str]) -> bool:
    """Whether a cell that is no code is not for reading either: a raw one, or the template's code made Markdown."""
    return bool(cell["cell_type"] == "raw" or cell["source"] in known)


def _changed(cells: Sequence[tuple[int, str]], missing: Sequence[str], own: Sequence[str]) -> Iterator[int]:
    """The cells that stand for missing ones. Where the heading does, the workbook is of another version altogether."""
    cells = [(place, source) for place, source in cells if not any(isinstance(e, Mistake) for e in parse_cell(source))]
    wanted = {key for source in missing for key in _keys(source)}
    known = {key for source in own for key in _keys(source)}
    other_version = _HEADING in wanted and any(_HEADING in _keys(source) for _, source in cells)
    for place, source in cells:
        keys = _keys(source)
        if keys & wanted or (other_version and parse_cell(source) and not keys & known):
            wanted -= keys
            yield place


def _keys(source: str) -> set[str]:
    """What a cell is about: the ids of its fields, and _HEADING."""
    ids = {each.id for each in parse_cell(source) if isinstance(each, Field)}
    return ids | {_HEADING for each in parse_cell(source) if isinstance(each, Header)}

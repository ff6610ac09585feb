"""Which code of a workbook may run by itself.

Opening a workbook runs its code, and a workbook may come from anybody. So what runs is not the file's text but what is
known: cells that are, letter for letter, those of a template that came with reflect or that this person has trusted
before, and parameters, which are read as literals and written out anew. What else is in a workbook is left alone; only
where it stands in place of what is known is the person asked.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reflect.fields import Field
from reflect.language import _
from reflect.personalise import is_parameters
from reflect.programme.foreign import given_in, misread, sort_cells
from reflect.programme.stored import read_heading
from reflect.template import Notebook, NoTemplate, TemplateError
from reflect.template.calls import Header, LiteralError, literal_assignments, parse_cell

_AROUND = 3
"""Lines shown around a change."""
_MOST_COMPARED = 2_000
"""Lines of code. Comparing takes up to their square."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a workbook.

    `cells` are (place among the notebook's cells, what to run there), in the order to run them in; `own` is what
    stands in those cells, parameters aside, and `digest` names it; `parameters` are the names that the parameters cells
    set. `seen` is all that stood in code cells when this was found out, by place.
    """

    cells: tuple[tuple[int, str], ...]
    own: tuple[str, ...]
    parameters: frozenset[str]
    seen: tuple[tuple[int, str], ...] = ()

    @property
    def digest(self) -> str:
        """Two workbooks with one digest run the same code, for whomever they were made."""
        whole = hashlib.sha256()
        for source in self.own:
            whole.update(f"{len(source)}:{source}".encode("utf-8", "surrogatepass"))
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison: `kind` says whether it is only in the workbook, only in the template, or around these."""

    kind: Literal["added", "removed", "same", "gap"]
    text: str


def code_of(notebook: Notebook, left_out: Collection[int] = ()) -> Code:
    """The code of a workbook, without what stands at the places that are left out.

    Raises ValueError where its parameters are anything but literal assignments.
    """
    cells: list[tuple[int, str]] = []
    own: list[str] = []
    names: set[str] = set()
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code" or place in left_out:
            continue
        if is_parameters(cell):
            given = literal_assignments(cell["source"])
            names.update(given)
            cells.append((place, _written_out(given)))
        else:
            cells.append((place, cell["source"]))
            own.append(cell["source"])
    return Code(tuple(cells), tuple(own), frozenset(names), code_seen(notebook))


def sensible_code(notebook: Notebook) -> Code:
    """All the code of a workbook that a template might have: what is asked about where the template is not known."""
    return code_of(notebook, misread(notebook)[0])


def known_code(notebook: Notebook, own: Sequence[str], defaults: Mapping[str, Any] | None = None) -> Code | None:
    """As much of the code of a workbook as is its template's, to be run in the template's order.

    `own` is what stands in the code cells of the template, parameters aside, and `defaults` are its parameters, where
    it is at hand. None where the workbook has nothing to head it, or something that is to take the place of what is
    known: then somebody has to be asked.
    """
    found = sort_cells(notebook, own)
    cells = notebook["cells"]
    sources = tuple(cells[place]["source"] for place in found.own)
    if found.changed or not any(isinstance(each, Header) for source in sources for each in parse_cell(source)):
        return None
    run: list[tuple[int, str]] = []
    values: dict[str, Any] = {}
    for place in found.parameters:
        given = literal_assignments(cells[place]["source"])
        known = {name: value for name, value in given.items() if defaults is None or name in defaults}
        values |= known
        run.append((place, _written_out(known)))
    run += zip(found.own, sources, strict=True)
    if defaults is not None and (lacking := given_in(notebook, found, defaults)) != values:
        first = len(found.parameters)
        run[first] = (run[first][0], f"{_written_out(lacking)}\n{run[first][1]}")
    return Code(tuple(run), sources, frozenset(values), code_seen(notebook))


def trusted_code(notebook: Notebook, trusted: Mapping[str, Sequence[str]]) -> Code | None:
    """The code of a workbook that somebody has trusted under its template's name, by digest; None where none is.

    A workbook that asks more than was trusted is asked about.
    """
    if (code := sensible_code(notebook)).digest in trusted:
        return code
    found = [known for own in trusted.values() if (known := known_code(notebook, own)) and _asks(code) <= _asks(known)]
    return max(found, key=lambda known: len(known.own), default=None)


def _asks(code: Code) -> set[str]:
    """The ids of the fields that code declares."""
    return {each.id for source in code.own for each in parse_cell(source) if isinstance(each, Field)}


def code_seen(notebook: Notebook) -> tuple[tuple[int, str], ...]:
    """All that stands in the code cells of a notebook, by place."""
    return tuple((place, c["source"]) for place, c in enumerate(notebook["cells"]) if c["cell_type"] == "code")


def is_workbook(notebook: Notebook) -> bool:
    """Whether a notebook says that it is a workbook, be it one of a damaged or an unknown template."""
    try:
        read_heading(notebook, "")
    except NoTemplate:
        return False
    except TemplateError:
        return True
    return True


def difference(code: Code, template: Code | None) -> tuple[DiffLine, ...]:
    """A workbook's code beside its installed template's, line by line.

    All of it where there is no template, or more than can be compared while somebody waits.
    """
    extra = sorted(code.parameters - template.parameters) if template else []
    mine = [*_lines(code.own), *(f"{name} = ..." for name in extra)]
    if template is None or len(mine) > _MOST_COMPARED:
        return tuple(DiffLine("added", line) for line in mine)
    found: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(None, theirs := _lines(template.own), mine, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            found.append(DiffLine("gap", ""))
        for what, begin, end, to_begin, to_end in group:
            if what == "equal":
                found += (DiffLine("same", line) for line in theirs[begin:end])
            else:
                found += (DiffLine("removed", line) for line in theirs[begin:end])
                found += (DiffLine("added", line) for line in mine[to_begin:to_end])
    return tuple(found)


def _lines(sources: tuple[str, ...]) -> list[str]:
    return [line for source in sources for line in [*source.splitlines(), ""]]


def _written_out(given: Mapping[str, Any]) -> str:
    """Literal assignments as code that says just that, whatever tricks the original text was written with."""
    lines = []
    for name, value in given.items():
        if ast.literal_eval(text := repr(value)) != value:
            raise LiteralError(_("the value of '{name}' cannot be written out").format(name=name))
        lines.append(f"{name} = {text}")
    return "\n".join(lines)

"""Which code of a workbook may run by itself (pure).

Opening a workbook runs its code, and a workbook may come from anybody. So what runs is not the file's text but what is
known: cells that are, letter for letter, those of a template that came with reflect or that this person has trusted
before, and parameters, which are read as literals and written out anew.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reflect.calls import literal_assignments
from reflect.personalise import is_parameters
from reflect.template import Notebook

_AROUND = 3
"""Lines shown around a change."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a workbook.

    `cells` are (place among the notebook's cells, what to run there); `own` is what stands in its code cells,
    parameters aside, and `digest` names it; `parameters` are the names that the parameters cells set.
    """

    cells: tuple[tuple[int, str], ...]
    own: tuple[str, ...]
    parameters: frozenset[str]

    @property
    def digest(self) -> str:
        """Two workbooks with one digest run the same code, for whomever they were made."""
        whole = hashlib.sha256()
        for source in self.own:
            whole.update(f"{len(source)}:{source}".encode("utf-8", "surrogatepass"))
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: `kind` says whether it is only in the workbook, only in the template, or around these."""

    kind: Literal["added", "removed", "same", "gap"]
    text: str


def code_of(notebook: Notebook) -> Code:
    """The code of a workbook. Raises ValueError where its parameters are anything but literal assignments."""
    cells: list[tuple[int, str]] = []
    names: set[str] = set()
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        if is_parameters(cell):
            given = literal_assignments(cell["source"])
            names.update(given)
            cells.append((place, _written_out(given)))
        else:
            cells.append((place, cell["source"]))
    return Code(tuple(cells), own_code(notebook), frozenset(names))


def own_code(notebook: Notebook) -> tuple[str, ...]:
    """What stands in the code cells of any notebook, parameters aside. Nothing of it is read, so this costs little."""
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return tuple(cell["source"] for cell in code if not is_parameters(cell))


def runs_by_itself(code: Code, template: Code | None, trusted: Collection[str]) -> bool:
    """Whether a workbook's code is that of its installed template (None where there is none), or has been trusted.

    `trusted` are the digests of code that the person said yes to under the template's name.
    """
    if template is not None and code.own == template.own and code.parameters <= template.parameters:
        return True
    return code.digest in trusted


def difference(code: Code, template: Code | None) -> tuple[Line, ...]:
    """A workbook's code beside its installed template's, line by line; all of it where there is no template."""
    extra = sorted(code.parameters - template.parameters) if template else []
    mine = [*_lines(code.own), *(f"{name} = ..." for name in extra)]
    if template is None:
        return tuple(Line("added", line) for line in mine)
    found: list[Line] = []
    matcher = difflib.SequenceMatcher(None, theirs := _lines(template.own), mine, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            found.append(Line("gap", ""))
        for what, begin, end, to_begin, to_end in group:
            if what == "equal":
                found += (Line("same", line) for line in theirs[begin:end])
            else:
                found += (Line("removed", line) for line in theirs[begin:end])
                found += (Line("added", line) for line in mine[to_begin:to_end])
    return tuple(found)


def _lines(sources: tuple[str, ...]) -> list[str]:
    return [line for source in sources for line in [*source.splitlines(), ""]]


def _written_out(given: Mapping[str, Any]) -> str:
    """Literal assignments as code that says just that, whatever tricks the original text was written with."""
    lines = []
    for name, value in given.items():
        if ast.literal_eval(text := repr(value)) != value:
            raise ValueError(f"the value of {name!r} cannot be written out")
        lines.append(f"{name} = {text}")
    return "\n".join(lines)

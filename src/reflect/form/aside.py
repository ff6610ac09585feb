"""What is in a workbook's notebook besides the workbook, as its form says it; and what is no code, in a kernel."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from IPython.core.getipython import get_ipython
from IPython.core.inputtransformer2 import TransformerManager

from reflect.fields import Field
from reflect.language import _, current, speaking
from reflect.notebook import NotebookError
from reflect.notebook.files import read_notebook
from reflect.programme.foreign import own_code, sort_cells
from reflect.programme.stored import template_for, version_of
from reflect.template import Template
from reflect.template.calls import parse_cell
from reflect.template.groups import written_out


class Aside(TypedDict):
    """`foreign` is what stands in cells that are not the workbook's, `missing_questions` labels of those taken out."""

    foreign: list[str]
    missing_questions: list[str]


_MOST = 20
_LONGEST = 2000


def aside_of(files: Iterable[Path], workbook: Template) -> Aside:
    """What a form says of the notebook that it is in: the first of these files that is of its template."""
    for file in files:
        try:
            notebook = written_out(read_notebook(file))
        except NotebookError:
            continue
        known = template_for(notebook)
        if known is None or known.template.name != workbook.name:
            continue
        found = sort_cells(notebook, own_code(known.notebook))
        sources = [notebook["cells"][place] for place in found.foreign]
        missing = found.missing if version_of(notebook) == known.template.version else ()  # it asks other questions
        return {
            "foreign": [c["source"][:_LONGEST] for c in sources if c["cell_type"] == "code" and c["source"].strip()][
                :_MOST
            ],
            "missing_questions": [e.label for source in missing for e in parse_cell(source) if isinstance(e, Field)],
        }
    return {"foreign": [], "missing_questions": []}


def pass_over_text() -> None:
    """Have this kernel take a cell that is no code for text. Run All would stop there, and show no form after it.

    It says so in the language that is spoken now.
    """
    shell = get_ipython()
    if shell is not None:
        others = [each for each in shell.input_transformers_cleanup if not isinstance(each, _TextPassedOver)]
        shell.input_transformers_cleanup[:] = [*others, _TextPassedOver(current())]


@dataclass(frozen=True, slots=True)
class _TextPassedOver:
    language: str

    def __call__(self, lines: list[str]) -> list[str]:
        try:
            ast.parse(TransformerManager().transform_cell("".join(lines)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            with speaking(self.language):
                text = _("This cell is text, so there was nothing to run. It stays as it is.")
            return [f"print({text!r})\n"]
        return lines

"""A workbook of an earlier version of its template, brought forward to the one that is here.

Its notebook is made anew, with the parameters that it has. The answers are in logs, and stay as they are; those inside
the file go along. So do the cells that people wrote themselves, each behind the one that it was written behind. Where
it cannot be told what people have changed, the notebook as it was is kept beside the new one. What the workbook asked
until then is remembered in it, for the journal and for `reflect.template.renames`. A workbook of a later version than
the template that is here is never brought back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reflect.disk.atomic import atomic_write
from reflect.disk.stamps import stamp_at
from reflect.fields import Field
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.notebook.files import notebook_text, read_notebook
from reflect.personalise import PersonaliseError, cell_digest, digest, is_parameters, personalise
from reflect.programme.damaged import put_aside
from reflect.programme.foreign import given_in, header_of, sort_cells
from reflect.programme.somebodys import with_typed
from reflect.programme.stored import asked_before, version_of
from reflect.template import PEOPLE, Notebook, Template
from reflect.template.calls import AtLeast, Group, Header, parse_cell
from reflect.template.metadata import asked_as_metadata, reflect_metadata, with_metadata


@dataclass(frozen=True, slots=True)
class Forward:
    """A workbook as it is in the new version. `doubtful` says that people may have changed what is not in it."""

    notebook: Mapping[str, Any]
    doubtful: bool


def is_behind(notebook: Notebook, template: Template) -> bool:
    """Whether a workbook is of an earlier version of its template."""
    return 0 < version_of(notebook) < template.version


def brought_forward(notebook: Notebook, source: Notebook, template: Template, now: str) -> Forward | None:
    """A workbook in the version of a template, which is `source` as a notebook; `now` is a time as revisions have it.

    None where it is not behind, is nobody's, or would be another workbook: one with other answers, or another owner.
    """
    if not is_behind(notebook, template):
        return None
    header, known = header_of(notebook), reflect_metadata(notebook)
    given = given_in(notebook, sort_cells(notebook, ()), template.parameters)
    is_nobodys = not any(given.get(name) for name in (*PEOPLE, "pair_id"))
    if is_nobodys or (header and (header.name, header.personal_to) != (template.name, template.personal_to)):
        return None
    try:
        changed = {name: value for name, value in given.items() if value != template.parameters[name]}
        made = personalise(source, changed, template)
    except PersonaliseError:
        return None
    if known.workbook not in ("", reflect_metadata(made).workbook):
        return None
    mine = {cell_digest(cell) for cell in made["cells"]}
    own = made["metadata"]["reflect"]
    before = notebook["metadata"].get("reflect")
    kept = {key: value for key, value in before.items() if key not in own} if isinstance(before, Mapping) else {}
    asked = asked_as_metadata(asked_before(notebook, template.version, now))
    left_out = sorted((known.left_out | known.cells) - mine)
    made = with_metadata(made, **{**kept, "asked": asked, "left_out": left_out})
    if known.made == digest(notebook):
        return Forward(made, doubtful=False)
    changed_code = [each for each in notebook["cells"] if cell_digest(each) not in known.cells and _declares(each)]
    theirs = {**notebook, "cells": [each for each in notebook["cells"] if each not in changed_code]}
    return Forward(with_typed(made, theirs) if known.cells else made, doubtful=bool(changed_code) or not known.cells)


def bring_forward(path: Path, source: Notebook, template: Template, *, private: bool = False) -> Notebook | None:
    """Have the workbook at a path in the version of a template. Gives it, or None where that is not to be done.

    Raises NotebookError where it cannot be read or was changed meanwhile, DiskError where it cannot be written.
    """
    stamp = stamp_at(path)
    notebook = read_notebook(path)
    found = brought_forward(notebook, source, template, time_now())
    if found is None:
        return None
    text = notebook_text(found.notebook)
    if stamp_at(path) != stamp:
        raise NotebookError(path, _("this was changed while it was being brought forward"), _("Try again."))
    if found.doubtful:
        put_aside(path, f"version-{version_of(notebook)}")
    atomic_write(path, text, private=private)
    return found.notebook


def time_now() -> str:
    """The time, as revisions have it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _declares(cell: Mapping[str, Any]) -> bool:
    """Whether a cell sets parameters, heads a workbook or asks something, in whatever version."""
    if cell["cell_type"] == "code" and is_parameters(cell):
        return True
    return any(isinstance(each, Header | Field | AtLeast | Group) for each in parse_cell(cell["source"]))

"""A workbook on disk: which template it is of, whose it is, and where its answers are. Nothing is executed.

A workbook that comes back from somebody may have been changed by anybody, so where its template is installed here, the
fields, and above all whether it is personal, are taken from the installed template. Its own Markdown is kept: people
write there too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from reflect.answers import FolderStore, Reading, owner_answers
from reflect.fields import Role
from reflect.installed import installed_template
from reflect.notebook import read_notebook
from reflect.pairs import pair_id, workbook_id
from reflect.template import Cell, Template, read_template


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as read from `path`. `template` has the workbook's own parameters and Markdown."""

    path: Path
    template: Template

    @property
    def id(self) -> str:
        """The id its answers are kept under."""
        return identify(self.template)[1]

    def answers(self) -> Reading:
        """Every revision of its answers on this machine, and what could not be read."""
        root = answers_folder(self.path.parent, self.template.personal_to)
        return FolderStore(root, private=self.template.personal_to is not None).read(self.id)


def read_workbook(path: Path) -> Workbook:
    """The workbook in a file.

    Raises NotebookError where it is no notebook, TemplateError where it was made from no template.
    """
    written = read_template(read_notebook(path), str(path))
    known = installed_template(written.name)
    return Workbook(path.resolve(), with_installed_fields(written, known[1]) if known else written)


def answers_folder(beside: Path, personal_to: Role | None) -> Path:
    """The folder of answer logs: beside a shared workbook, in the owner's data directory for a personal one."""
    return beside / "answers" if personal_to is None else owner_answers()


def identify(template: Template) -> tuple[str, str]:
    """The pair's id and the workbook's id, which follow from the parameters."""
    given = {name: str(template.parameters.get(name) or "") for name in ("pair_id", "programme", "mentor", "mentee")}
    pair = given["pair_id"] or pair_id(given["programme"], given["mentor"], given["mentee"])
    return pair, workbook_id(pair, template.name)


def with_installed_fields(written: Template, installed: Template) -> Template:
    """The workbook as written, with the fields, rules and owner that the installed template declares.

    Fields that the workbook lacks (its template has grown since) come last, in the installed order.
    """
    known = {field.id: field for field in installed.fields}
    cells = [
        replace(cell, fields=tuple(known[field.id] for field in cell.fields if field.id in known))
        for cell in written.cells
    ]
    here = {field.id for cell in cells for field in cell.fields}
    if added := tuple(field for field in installed.fields if field.id not in here):
        cells.append(Cell(number=len(cells) + 1, fields=added))
    return replace(installed, parameters=written.parameters, cells=tuple(cells))

"""The journal for nbconvert: `jupyter nbconvert --to reflect smart_goals.ipynb`.

Nothing is executed, and of the notebook only its Markdown and its parameters are used: what its outputs hold, and what
its code would do, never reaches a template.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import nbformat
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.utils.exceptions import ConversionException
from nbconvert.writers.files import FilesWriter
from traitlets import Enum, default
from traitlets import List as ListTrait
from traitlets.config import Application

from reflect.disk.atomic import atomic_write
from reflect.disk.errors import DiskError
from reflect.journal.content import Journal, NotForReader, Reader
from reflect.journal.page import TEMPLATES, environment
from reflect.journal.source import journal_of
from reflect.language import _, speaking
from reflect.programme.somebodys import SomebodysError
from reflect.programme.stored import Workbook, is_as_made, of_its_own, template_of
from reflect.resources import RESOURCES
from reflect.template import Notebook, TemplateError
from reflect.template.metadata import reflect_metadata

_PRIVATE = "reflect_private"
"""What the resources say of the journal of a personal workbook."""


class OwnersWriter(FilesWriter):
    """nbconvert's writer of files, which leaves a personal journal to its owner alone (0600)."""

    def write(self, output: str, resources: dict[str, Any], notebook_name: str | None = None, **kw: Any) -> Path:
        """Write a page as nbconvert does; a personal one under a temporary name first, and closed from the start."""
        if not resources.get(_PRIVATE) or notebook_name is None:
            return cast(Path, super().write(output, resources, notebook_name, **kw))  # type: ignore[no-untyped-call]  # typed in part
        folder = self.build_directory or resources.get("metadata", {}).get("path", "")
        page = Path(folder) / f"{notebook_name}{resources.get('output_extension') or ''}"
        try:
            atomic_write(page, output, private=True)
        except DiskError as error:
            raise ConversionException(str(error)) from None
        return page


def _have_kept_private() -> None:
    """Have `jupyter nbconvert`, where that is what runs, write with OwnersWriter instead of its own class."""
    app: Any = Application.instance() if Application.initialized() else None
    if type(getattr(app, "writer", None)) is FilesWriter:
        app.writer = OwnersWriter(parent=app, build_directory=app.writer.build_directory)


class JournalExporter(TemplateExporter):
    """Writes the journal of a workbook, with the answers beside it, for one reader."""

    export_from_notebook = "Journal"
    file_extension = ".html"
    output_mimetype = "text/html"
    default_preprocessors: ListTrait[str] = ListTrait([])

    reader: Enum[str] = Enum(
        ["pair", "mentor", "mentee"],
        default_value="pair",
        help="Who will read it. A personal workbook is only for its owner.",
    ).tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return TEMPLATES.name

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        # nbconvert's own default is the working directory, in which anybody may have put a folder called "journal".
        return [str(RESOURCES)]

    def get_prefix_root_dirs(self) -> list[str]:
        """No folders besides: what other templates Jupyter has installed are not for journals."""
        return []

    @default("template_data_paths")
    def _template_data_paths_default(self) -> list[str]:
        return []

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert's own TemplateExporter
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a workbook, whose answers are looked for in `resources["metadata"]["path"]`.

        Raises ConversionException, saying what to do, where the notebook is no workbook or not for this reader.
        """
        journal = self._journal(nb, resources or {})
        empty = nbformat.v4.new_notebook()
        with speaking(journal.language):
            page, resources = super().from_notebook_node(empty, {**(resources or {}), "journal": journal}, **kw)
        _have_kept_private()
        known = {name: value for name, value in resources.items() if name != "journal"}
        return page, {**known, _PRIVATE: journal.personal_to is not None}

    def _journal(self, nb: nbformat.NotebookNode, resources: dict[str, Any]) -> Journal:
        metadata = resources.get("metadata") or {}
        name = f"{metadata.get('name') or 'notebook'}.ipynb"
        path = Path(metadata.get("path") or "") / name
        try:
            notebook = of_its_own(_sources(nb), path)
            template = template_of(notebook, name)
            return journal_of(
                Workbook(path.resolve(), template, reflect_metadata(notebook), as_made=is_as_made(notebook)),
                cast(Reader, self.reader),
            )
        except NotForReader as error:
            text = _("{name}: {reason} With nbconvert, that is {option}.")
            option = f"--JournalExporter.reader={error.owner}"
            raise ConversionException(text.format(name=name, reason=error.reason, option=option)) from None
        except SomebodysError as error:
            raise ConversionException(str(error)) from None
        except TemplateError as error:
            raise ConversionException(_("{name} is no reflect workbook.").format(name=name) + f"\n{error}") from None

    def _create_environment(self) -> Environment:
        """What the templates are compiled in: nbconvert's own escapes nothing."""
        loader = ChoiceLoader([*self.extra_loaders, FileSystemLoader(self.template_paths)])
        return environment(loader)


def _sources(nb: nbformat.NotebookNode) -> Notebook:
    """What the cells and the metadata say of a workbook, in a notebook that nobody may have checked."""
    cells = []
    for cell in nb.get("cells", []):
        tags = cell.get("metadata", {}).get("tags", [])
        kind, source = cell.get("cell_type"), cell.get("source", "")
        held = {"attachments": cell["attachments"]} if "attachments" in cell else {}
        cells.append({"cell_type": kind, "source": str(source), "metadata": {"tags": list(map(str, tags))}, **held})
    about = nb.get("metadata", {}).get("reflect")
    return {"cells": cells, "metadata": {"reflect": about if isinstance(about, dict) else {}}}

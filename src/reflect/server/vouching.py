"""Workbooks that JupyterLab may show the form of, whoever saved them last.

JupyterLab shows no widget of a notebook that the server's notary does not trust, and that trusts what it has signed
itself. Where two people, each with a server, are in one file, each signs what they save, and neither knows the other's
signatures. So a workbook is trusted for what is in it: the code of an installed template, and no outputs but what that
code shows. It is looked at whenever it is read.

Such a workbook is never signed. A signature is of a notebook's texts strung together, and the same string can be cut
up into another notebook, in which the words of somebody's note are an output that runs in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jupyter_server.services.contents.manager import ContentsManager
from nbformat.sign import NotebookNotary

from reflect.foreign import own_code
from reflect.installed import installed_template, template_names
from reflect.notebook import as_notebook
from reflect.server.known import known_code
from reflect.server.opening import foreseen_outputs
from reflect.stored import read_heading


class Notary(NotebookNotary):  # nbformat types it in part
    """Trusts what shows only its form, besides what it has signed."""

    def check_signature(self, nb: Any) -> bool:
        """Whether a notebook may show its outputs."""
        return self._shows_only_its_form(nb) or bool(super().check_signature(nb))  # type: ignore[no-untyped-call]

    def sign(self, nb: Any) -> None:
        """Trust a notebook as it is from now on."""
        if not self._shows_only_its_form(nb):
            super().sign(nb)  # type: ignore[no-untyped-call]

    def _shows_only_its_form(self, nb: Any) -> bool:
        try:
            return shows_only_its_form(nb)
        except Exception as error:  # noqa: BLE001  # nothing whatever may keep a notebook from being read or saved
            self.log.warning("A notebook could not be looked at (%s), so it is not trusted.", type(error).__name__)
            return False


def vouch_for_known_workbooks(manager: ContentsManager) -> None:
    """Have a server's contents manager trust what shows nothing but the form of an installed template.

    One that somebody has given a notary of another kind keeps it.
    """
    if type(manager.notary) is NotebookNotary:
        manager.notary.store.close()
        manager.notary = Notary(parent=manager)  # type: ignore[no-untyped-call]


def shows_only_its_form(content: object) -> bool:
    """Whether a notebook has code of an installed template, and every output is what this code shows.

    Cells that are none of the template's may be there too, as long as they show nothing.
    Saved widget state may hold code for the browser, so there must be none. What else is in a notebook, JupyterLab
    shows no other way for being trusted.
    """
    notebook = as_notebook(content)
    if notebook is None or "widgets" in notebook["metadata"]:
        return False
    name = next(filter(None, (_headings().get(source) for source in own_code(notebook))), None)
    known = installed_template(name) if name else None
    if known is None:  # any other notebook, of which nothing more is read
        return False
    try:
        code = known_code(notebook, own_code(known[0]), known[1].parameters)
        foreseen = foreseen_outputs(read_heading(notebook, ""), code) if code else None
    except ValueError:
        return False
    return foreseen is not None and all(
        _shows(cell, foreseen.get(place, [])) for place, cell in enumerate(notebook["cells"])
    )


@cache
def _headings() -> Mapping[str, str]:
    """The installed templates by the cell that heads their workbooks."""
    sources = {name: own_code(known[0]) for name in template_names() if (known := installed_template(name))}
    return {source: name for name, own in sources.items() for source in own if "reflect.workbook(" in source}


def _shows(cell: Mapping[str, Any], foreseen: list[dict[str, Any]]) -> bool:
    """Whether a cell shows what was foreseen of it, or nothing. A cell of no code shows nothing."""
    if cell["cell_type"] != "code":
        return not cell.get("outputs")
    return cell.get("outputs") in ([], foreseen, _as_read(foreseen))


def _as_read(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with every text in one piece, as nbformat has it that reads them from a file."""
    return [
        {**output, "data": {kind: "".join(said) if isinstance(said, list) else said for kind, said in data.items()}}
        for output in outputs
        for data in [output["data"]]
    ]

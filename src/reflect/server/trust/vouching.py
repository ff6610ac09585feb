"""What of a notebook reaches a browser, and which workbooks JupyterLab may show the form of, whoever saved them last.

JupyterLab shows no widget of a notebook that the server's notary does not trust, and that trusts what it has signed
itself. Where two people, each with a server, are in one file, each signs what they save, and neither knows the other's
signatures. So a workbook is trusted for what is in it: the code of an installed template, and no outputs but what that
code shows. It is looked at whenever it is read.

Such a workbook is never signed. A signature is of a notebook's texts strung together, and the same string can be cut
up into another notebook, in which the words of somebody's note are an output that runs in the browser.

JupyterLab brings back the widgets whose state is saved in a notebook, trusted or not, and a widget may hold code for
the browser. So no workbook reaches a browser with saved widgets, nor with outputs unless they can be trusted; nothing
of what people write is in either. Any other notebook's saved widgets are kept back until it is trusted, and stay in
its file.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any

from jupyter_server.services.contents.manager import ContentsManager
from nbformat.sign import NotebookNotary

from reflect.catalogue import installed_template, template_names
from reflect.errors import ReflectError
from reflect.notebook.files import as_notebook
from reflect.programme.foreign import own_code
from reflect.programme.stored import read_heading
from reflect.server.trust.foreseen import foreseen_outputs
from reflect.server.trust.known import is_workbook, known_code

KEPT_BACK = "reflect_widgets"
"""Where in its metadata a notebook has its saved widgets that no browser is to bring back."""

VIEW = "application/vnd.jupyter.widget-view+json"


_as_it_is = ContextVar("_as_it_is", default=False)
"""Whether a notebook is being read to be trusted, and not for a browser."""


class Notary(NotebookNotary):  # nbformat types it in part
    """Trusts what shows only its form, besides what it has signed, and lets nothing else of a workbook be shown."""

    def check_signature(self, nb: Any) -> bool:
        """Whether a notebook may show its outputs."""
        return self._shows_only_its_form(nb) or bool(super().check_signature(nb))  # type: ignore[no-untyped-call]  # typed in part

    def sign(self, nb: Any) -> None:
        """Trust a notebook as it is from now on."""
        if not self._shows_only_its_form(nb):
            super().sign(nb)  # type: ignore[no-untyped-call]  # typed in part

    def mark_cells(self, nb: Any, trusted: bool) -> None:
        """Make a notebook ready for a browser, which is told whether it is trusted."""
        try:
            trusted = trusted if _as_it_is.get() else ready_for_browser(nb, trusted)
        except Exception as error:  # noqa: BLE001  # a notebook that is made to be misread is shown without all that
            self.log.warning("A notebook could not be looked at (%s), so only its text is shown.", type(error).__name__)
            trusted = False
            _keep_back(nb)
            _clear(nb)
        super().mark_cells(nb, trusted)  # type: ignore[no-untyped-call]  # typed in part

    def _shows_only_its_form(self, nb: Any) -> bool:
        try:
            return shows_only_its_form(nb)
        except Exception as error:  # noqa: BLE001  # nothing whatever may keep a notebook from being read or saved
            self.log.warning("A notebook could not be looked at (%s), so it is not trusted.", type(error).__name__)
            return False


def vouch_for_known_workbooks(manager: ContentsManager) -> None:
    """Have a server's contents manager trust what shows nothing but the form of an installed template, and no more.

    One that somebody has given a notary of another kind keeps it.
    """
    if type(manager.notary) is NotebookNotary:
        manager.notary.store.close()
        manager.notary = Notary(parent=manager)  # type: ignore[no-untyped-call]  # typed in part
        manager.register_pre_save_hook(put_back)
        setattr(manager, "trust_notebook", _as_in_its_file(manager.trust_notebook))  # noqa: B010  # one like that


def _as_in_its_file(trust: Callable[[str], Any]) -> Callable[[str], Any]:
    """What trusts a notebook, with all that is in its file: that is what the person says yes to."""

    async def trust_later(path: str) -> None:
        token = _as_it_is.set(True)
        try:
            await trust(path)
        finally:
            _as_it_is.reset(token)

    def trust_now(path: str) -> None:
        token = _as_it_is.set(True)
        try:
            trust(path)
        finally:
            _as_it_is.reset(token)

    return trust_later if inspect.iscoroutinefunction(trust) else trust_now


def ready_for_browser(nb: Any, trusted: bool) -> bool:
    """Take out of a notebook what is not to reach a browser; gives whether it is trusted then."""
    notebook = as_notebook(nb)
    if notebook is None or not is_workbook(notebook):
        if not trusted:
            _keep_back(nb)
        return trusted
    for key in ("widgets", KEPT_BACK):
        nb["metadata"].pop(key, None)
    if trusted or shows_only_its_form(nb):
        return True
    _clear(nb)
    return False


def put_back(model: Mapping[str, Any], **_more: Any) -> None:
    """The hook before a save: a notebook gets the saved widgets again that were kept back when it was read.

    Jupyter trusts a notebook that is saved once every cell with an output is trusted. So they are put back where an
    output shows one of them, and are gone where none does any more.
    """
    content = model.get("content")
    match content:
        case {"metadata": dict(metadata)} if KEPT_BACK in metadata and model.get("type") == "notebook":
            kept = metadata.pop(KEPT_BACK)
            if "widgets" not in metadata and any(map(_shows_widget, _outputs(content))):
                metadata["widgets"] = kept


def _keep_back(nb: Any) -> None:
    if "widgets" in nb["metadata"]:
        nb["metadata"][KEPT_BACK] = nb["metadata"].pop("widgets")


def _clear(nb: Any) -> None:
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


def _outputs(content: Any) -> Iterator[Any]:
    for cell in _list(content.get("cells")):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield from _list(cell.get("outputs"))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _shows_widget(output: Any) -> bool:
    match output:
        case {"output_type": "display_data" | "execute_result", "data": dict(data)}:
            return VIEW in data
    return False


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
        code = known_code(notebook, own_code(known.notebook), known.template.parameters)
        foreseen = foreseen_outputs(read_heading(notebook, ""), code) if code else None
    except ReflectError:
        return False
    return foreseen is not None and all(
        _shows(cell, foreseen.get(place, [])) for place, cell in enumerate(notebook["cells"])
    )


@cache
def _headings() -> Mapping[str, str]:
    """The installed templates by the cell that heads their workbooks."""
    sources = {name: own_code(known.notebook) for name in template_names() if (known := installed_template(name))}
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

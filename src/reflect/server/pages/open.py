"""`GET /reflect/open/PATH`: the workbook at PATH, alive."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_server.utils import url_escape, url_path_join

from reflect.catalogue import CatalogueEntry, Origin, find
from reflect.disk.atomic import atomic_write
from reflect.disk.errors import DiskError
from reflect.errors import ReflectError
from reflect.fields import is_blank
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.notebook.files import notebook_text, read_notebook
from reflect.programme.asked import as_asked_now
from reflect.programme.belonging import AnotherPairError
from reflect.programme.damaged import is_damaged, remains_of
from reflect.programme.foreign import header_of, own_code
from reflect.programme.forward import bring_forward, brought_forward, is_behind, time_now
from reflect.programme.root import programme_folder
from reflect.programme.stored import check_pair, import_embedded, of_its_own, template_for, template_of
from reflect.revisions import current
from reflect.server.hooks.private import is_private, private_copy, private_root
from reflect.server.kernels.opening import Opener, OpeningError
from reflect.server.pages.mend import missing_in
from reflect.server.pages.owner import is_owner, personal
from reflect.server.pages.page import PageHandler, Trouble
from reflect.server.pages.reading import read_for_page
from reflect.server.trust.foreseen import foreseen_outputs
from reflect.server.trust.granted import has_trusted, trust, trusted
from reflect.server.trust.known import Code, code_of, code_seen, difference, known_code, sensible_code, trusted_code
from reflect.server.trust.loading import OpenedWorkbooks
from reflect.stores.opening import open_store
from reflect.template import Notebook, Template
from reflect.template.folding import folded_parts
from reflect.template.metadata import reflect_metadata


@dataclass(frozen=True, slots=True)
class _Found:
    """A workbook, and what it would run.

    `is_known` says that this needs no asking, `is_headless` that its form cannot begin: somebody took that cell out.
    `whence` says where its template is from, if it is here, and `template_code` is the code of that, if it came with
    reflect (`is_reflects`) or this person has trusted it.
    """

    file: Path
    notebook: Notebook
    template: Template
    code: Code
    whence: str
    template_code: Code | None
    is_reflects: bool
    is_known: bool
    is_headless: bool


class OpenHandler(PageHandler):
    """Runs a workbook in its kernel and hands over to JupyterLab; asks first where its code is not known."""

    needs = (("read", "contents"), ("write", "contents"), ("execute", "kernels"))

    def initialize(self, opener: Opener, opened: OpenedWorkbooks) -> None:
        """Take what runs workbooks, and what remembers them."""
        self._opener = opener
        self._opened = opened

    async def get(self, path: str) -> None:
        """Open the workbook at an API path."""
        file = await self.place(path)
        if self.comes_from_elsewhere():
            self.show("elsewhere.html.j2", 403, path=path, action=self.address("open", path))
            return
        try:
            found = await read_for_page(_read, file, path)
        except Trouble:
            if not await asyncio.to_thread(_can_be_mended, file):
                raise
            self.redirect(self.address("mend", path))
            return
        if found.is_known:
            await self._open(path, found)
            return
        if found.is_headless:
            self.redirect(self.address("mend", path))
            return
        self._opened.add(path)
        self.show(
            "unknown.html.j2",
            template=found.template,
            whence=found.whence,
            is_compared=found.template_code is not None,
            difference=difference(found.code, found.template_code),
            digest=found.code.digest,
            action=self.address("open", path),
            plain=url_path_join(self.base_url, "doc/tree", url_escape(path)),
        )

    async def post(self, path: str) -> None:
        """Open it with the code that the person has been shown, which they say they trust."""
        found = await read_for_page(_read, await self.place(path), path)
        if self.get_body_argument("digest", "") != found.code.digest:
            self.redirect(self.address("open", path))  # it has been changed since: show it anew
            return
        if self.get_body_argument("decision", "") == "always":
            trust(found.template.name, found.code)
        await self._open(path, found)

    async def _open(self, path: str, found: _Found) -> None:
        file, template, code = found.file, found.template, found.code
        try:
            if template.personal_to is None:
                check_pair(template, reflect_metadata(found.notebook), file)
                import_embedded(file, found.notebook)
            elif not is_owner(self.current_user):
                message = personal(template.personal_to)
                raise Trouble(403, _("This workbook is for its owner"), message, _("Open your own on your own server."))
            elif not is_private(path):
                path, file = private_copy(file, found.notebook, template)
                found = await asyncio.to_thread(_copied, file, found)
                code = found.code
            foreseen = foreseen_outputs(template, code) if _is_foreseen(found) else None
            written = await asyncio.to_thread(_written, found.notebook, file, template)
            await self._opener.open(path, file, code, foreseen=foreseen, written=written)
        except OpeningError as error:
            remedy = _("Go back and open it again. If that does not help, show this to whoever sent you the workbook.")
            raise Trouble(500, _("This workbook did not open"), str(error), remedy) from None
        except AnotherPairError as error:
            reason = error.said_of(file)
            raise Trouble(
                403, _("This workbook does not fit its pair"), reason, _("Nothing in it was opened.")
            ) from None
        except (NotebookError, DiskError, OSError) as error:
            remedy = _("Put that right, then open it again.")
            raise Trouble(500, _("This workbook did not open"), str(error), remedy) from None
        self._opened.add(path)
        self.redirect(url_path_join(self.base_url, "doc/tree", url_escape(path)))


def _can_be_mended(file: Path) -> bool:
    """Whether a damaged workbook can be made anew, or one that has lost its heading gets it again from its template."""
    if is_damaged(file):
        return remains_of(file).template is not None
    with suppress(ReflectError):
        return not missing_in(file).headed
    return False


def _is_foreseen(found: _Found) -> bool:
    """Whether it is known before it runs what a workbook will show: nothing but the form of a template of reflect's."""
    own = found.template_code.own if found.template_code and found.is_reflects else ()
    return {*found.code.own} <= {*own}


def _written(notebook: Notebook, file: Path, template: Template) -> frozenset[str]:
    """The fields, by id, that anything is written in, where some are folded away."""
    if not folded_parts(notebook):
        return frozenset()
    log = open_store(file.parent, template.personal_to).read(template.workbook_id).log
    answers = current(as_asked_now(log, template))
    return frozenset(slot.partition(".")[0] for slot, value in answers.items() if not is_blank(value))


def _read(file: Path) -> _Found:
    """What the workbook in a file says, and what it would run. Nothing is run.

    One that was made from another pair's workbook is made anew first.
    """
    present = read_notebook(file)
    notebook = of_its_own(present, file)
    if notebook is not present:
        atomic_write(file, notebook_text(notebook), private=file.is_relative_to(private_root()))
    notebook = _forward(file, notebook)
    template = template_of(notebook, str(file))
    known = _template_here(template.name, file)
    is_reflects = known is not None and known.place.origin is Origin.REFLECT
    code = known_code(notebook, own_code(known.notebook), known.template.parameters) if known and is_reflects else None
    code = code or trusted_code(notebook, trusted(template.name))
    has_been_read = known is not None and (is_reflects or has_trusted(template.name, known.notebook))
    return _Found(
        file,
        notebook,
        template,
        code or sensible_code(notebook),
        whence=known.place.words if known else "",
        template_code=code_of(known.notebook) if known and has_been_read else None,
        is_reflects=is_reflects,
        is_known=code is not None,
        is_headless=header_of(notebook) is None,
    )


def _copied(copy: Path, found: _Found) -> _Found:
    """What its owner's copy of a workbook has: what was found, or that with notes of the owner's own."""
    with suppress(ReflectError):
        if code_seen(read_notebook(copy)) != found.code.seen and (own := _read(copy)).is_known:
            return own
    return found


def _forward(file: Path, notebook: Notebook) -> Notebook:
    """The workbook in the version of its template that is here, if that may run by itself; or else as it is.

    One that is personal is copied to its owner from here, who perhaps cannot write here.
    """
    known = template_for(notebook, file.parent)
    if known is None or not is_behind(notebook, known.template):
        return notebook
    if known.place.origin is not Origin.REFLECT and not has_trusted(known.template.name, known.notebook):
        return notebook
    try:
        private = file.is_relative_to(private_root())
        return bring_forward(file, known.notebook, known.template, private=private) or notebook
    except DiskError:
        found = brought_forward(notebook, known.notebook, known.template, time_now())
        if found is None or known.template.personal_to is None:
            raise
        return found.notebook


def _template_here(name: str, file: Path) -> CatalogueEntry | None:
    """A workbook's template, if it is installed here or among its programme's own, and can be used."""
    with suppress(ReflectError):
        return find(name, programme_folder(file.parent))
    return None

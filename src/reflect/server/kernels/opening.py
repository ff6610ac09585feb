"""Opening a workbook alive: its code runs in the kernel that JupyterLab will find, and the file gets its outputs.

JupyterLab runs nothing when it opens a notebook, and shows the outputs that are in the file. A widget among them is
alive if the kernel of that file has it. So the kernel is started here, or found, under the session that JupyterLab
looks for, and runs the cells; and the file holds what they show, signed, since JupyterLab shows no widget of a notebook
that nobody has vouched for. All outputs are replaced, so that nothing is vouched for but what is run here.

What the cells of an installed template show is known before they run, as the ids of their widgets follow from the
workbook. So JupyterLab need not wait: it loads while the cells run. They run as one request, which comes before any
that JupyterLab makes, so that it finds either no widgets yet to ask for, or all of them.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_server.services.contents.manager import ContentsManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.services.sessions.sessionmanager import KernelName, ModelName, SessionManager
from tornado import web

from reflect.disk.atomic import atomic_write
from reflect.errors import UnplacedError
from reflect.language import _
from reflect.notebook.files import notebook_text, read_notebook
from reflect.server.kernels.lifetimes import KernelGone, living, while_it_lives
from reflect.server.kernels.starting import WorkbookKernels
from reflect.server.reading import read_with_retry
from reflect.server.trust.foreseen import Outputs, model_id
from reflect.server.trust.known import Code, code_seen
from reflect.template import Notebook
from reflect.template.folding import unfolded

KERNEL = KernelName("python3")
"""The kernel of every template. What a file asks for is not asked: its code is known as Python, and as nothing else."""

PATIENCE = 60
"""Seconds for the kernel to start, and for each cell to run: a machine may be slow, and nothing waits for ever."""

_KERNELS = 3
"""How many kernels may be killed, one after the other, while a workbook is being opened."""


class OpeningError(UnplacedError):
    """A workbook that could not be run; the message says which cell it was and why, in a sentence."""


class Opener:
    """Runs workbooks in the kernels of a server."""

    def __init__(self, contents: ContentsManager, sessions: SessionManager, kernels: AsyncMappingKernelManager) -> None:
        self._started = WorkbookKernels(contents, sessions, kernels)
        self._contents = contents
        self._sessions = sessions
        self._kernels = kernels
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def open(
        self, path: str, file: Path, code: Code, *, foreseen: Outputs | None, written: Collection[str] = ()
    ) -> None:
        """Have the workbook at an API path, which is `file`, alive in its kernel and its outputs in the file.

        `code` is what may run, and `foreseen` what it will show, where that is known: then this returns while it
        runs. No part is folded in which a field is that is `written` in, by id. Does nothing where all of its widgets
        are alive. Raises OpeningError, also for what became of an earlier run that nobody waited for.
        """
        async with self._locks[path]:  # two requests for one workbook are not to start two kernels
            if (earlier := self._under_way.pop(path, None)) is not None:
                await earlier
            for _kernel in range(_KERNELS):
                with suppress(KernelGone):
                    await self._open(path, file, code, foreseen, written)
                    return
            raise OpeningError(_("The kernel stops again and again"))

    async def _open(
        self, path: str, file: Path, code: Code, foreseen: Outputs | None, written: Collection[str]
    ) -> None:
        """Open it in the kernel that there is just now. Raises KernelGone where there is another by the end of it."""
        kernel, is_new = await self._kernel(path)
        manager = await living(self._kernels, kernel)
        client = cast(AsyncKernelClient, manager.client())
        client.start_channels()
        keep = False
        try:
            if not is_new and (alive := await while_it_lives(manager, _alive(file, code, client))) is not None:
                self._vouch_for(alive)
            elif foreseen is not None:
                task = asyncio.create_task(self._run_at_once(manager, client, code))
                self._under_way[path], keep = task, True
                self._vouch_for(await _with_outputs(file, code, foreseen, written))
            else:
                outputs = await while_it_lives(manager, self._run(manager, client, code))
                self._vouch_for(await _with_outputs(file, code, outputs, written))
        finally:
            if not keep:
                client.stop_channels()

    async def _run_at_once(self, manager: KernelManager, client: AsyncKernelClient, code: Code) -> None:
        """Run the cells as one; raises OpeningError, for whoever opens the workbook next."""
        source = "\n".join(source for _, source in code.cells)
        # Sent before the kernel is ready, so that it is the first thing the kernel is asked.
        running = client.execute(source, store_history=False, allow_stdin=False, reply=True, timeout=PATIENCE)
        try:
            reply = await while_it_lives(manager, cast(Coroutine[Any, Any, dict[str, Any]], running))
        except KernelGone:
            return  # and whoever opens the workbook next finds none of its widgets alive
        except TimeoutError:
            raise OpeningError(_("The kernel did not start, or is busy with something else")) from None
        finally:
            client.stop_channels()
        content = reply["content"]
        if content["status"] != "ok":
            reason = f"{content.get('ename', 'stopped')}: {content.get('evalue', '')}"
            raise OpeningError(_("Its cells could not be run ({reason})").format(reason=reason))

    async def _kernel(self, path: str) -> tuple[str, bool]:
        """The kernel of the session that JupyterLab will find under this path, and whether it is a new one."""
        name = ModelName(path.rpartition("/")[2])
        new: dict[str, Any] = {"path": path, "name": name, "type": "notebook", "kernel_name": KERNEL}
        try:
            session = await self._sessions.get_session(path=path)
        except web.HTTPError:  # there is none
            session = await self._sessions.create_session(**new)
            return str(session["kernel"]["id"]), True
        kernel = str(session["kernel"]["id"])
        if await self._started.are_fit(kernel, path):
            return kernel, False
        # It is another notebook's, or began in another folder: what it has imported, nobody knows.
        fit = await self._sessions.start_kernel_for_session(session["id"], **new)
        await self._sessions.update_session(session["id"], kernel_id=fit)
        if all(other["kernel"]["id"] != kernel for other in await self._sessions.list_sessions()):
            await self._kernels.shutdown_kernel(kernel)
        return fit, True

    async def _run(self, manager: KernelManager, client: AsyncKernelClient, code: Code) -> Outputs:
        """Run the cells one by one; gives what they showed. Raises OpeningError, which names the cell."""
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        await _ready(client)
        running = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for _, source in code.cells], metadata={}
        )
        runner = NotebookClient(running, km=manager, timeout=PATIENCE)
        runner.kc = client
        outputs: dict[int, list[dict[str, Any]]] = {}
        for number, (place, _source) in enumerate(code.cells):
            try:
                cell = await runner.async_execute_cell(running.cells[number], number, store_history=False)
            except CellExecutionError as error:
                text, reason = _("Cell {number} could not be run ({reason})"), f"{error.ename}: {error.evalue}"
                raise OpeningError(text.format(number=place + 1, reason=reason)) from None
            except CellTimeoutError:
                text = _("Cell {number} took longer than {most} seconds")
                raise OpeningError(text.format(number=place + 1, most=PATIENCE)) from None
            except DeadKernelError:
                raise KernelGone from None
            outputs[place] = [dict(output) for output in cell.outputs]
        return outputs

    def _vouch_for(self, notebook: Notebook) -> None:
        """Sign a notebook as it is on disk, so that JupyterLab shows its widgets."""
        node = nbformat.reads(notebook_text(notebook), as_version=4)  # as JupyterLab will be given it
        if not self._contents.notary.check_signature(node):
            self._contents.notary.sign(node)


async def _ready(client: AsyncKernelClient) -> None:
    try:
        await client.wait_for_ready(timeout=PATIENCE)
    except RuntimeError:
        if not await client.is_alive():
            raise KernelGone from None
        raise OpeningError(_("The kernel did not start, or is busy with something else")) from None


async def _alive(file: Path, code: Code, client: AsyncKernelClient) -> dict[str, Any] | None:
    """The notebook in a file, if it shows widgets, all of them alive in the kernel, and nothing but of what may run."""
    await _ready(client)
    reply = await client.comm_info(target_name="jupyter.widget", reply=True, timeout=PATIENCE)
    notebook = await read_with_retry(read_notebook, file)
    if code_seen(notebook) != code.seen:
        return None
    shown = [output for place, _ in code.seen for output in notebook["cells"][place].get("outputs", [])]
    ids = {model_id(output) for output in shown}
    known = ids and ids <= reply["content"].get("comms", {}).keys() and "widgets" not in notebook["metadata"]
    return notebook if known else None


async def _with_outputs(file: Path, code: Code, outputs: Outputs, written: Collection[str]) -> Notebook:
    """Put outputs into the file, as it is now, and unfold what is `written` in.

    Somebody may have written a note in it while the cells ran.
    """
    notebook = await read_with_retry(read_notebook, file)
    if code_seen(notebook) != code.seen:
        raise OpeningError(_("The workbook was changed while it was being opened"))
    cells = list(notebook["cells"])
    for place, _source in code.seen:  # what a cell showed that is not run, nobody here vouches for
        cells[place] = {**cells[place], "outputs": [], "execution_count": None}
    for number, (place, _source) in enumerate(code.cells, start=1):
        cells[place] = {**cells[place], "outputs": outputs[place], "execution_count": number}
    metadata = {key: value for key, value in notebook["metadata"].items() if key != "widgets"}
    made = unfolded({**notebook, "cells": cells, "metadata": metadata}, written)
    if made != notebook:
        atomic_write(file, notebook_text(made))
    return made

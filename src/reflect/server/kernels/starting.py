"""Kernels that import nothing which lies beside a workbook.

A pair's folder is shared: what one of the two puts there is not to run as the other. Python and IPython look for
modules in the folder that a kernel starts in, before all else or after it, at the start or at the first save. So the
kernel of a workbook starts in an empty folder of its owner's, with a path that never gets the current folder
(PYTHONSAFEPATH), and is told in `REFLECT_FOLDER` where its notebook is. That holds whoever asks for the kernel, and
when it is started again. Any other notebook's kernel starts where it always did.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyter_server.gateway.managers import GatewayMappingKernelManager
from jupyter_server.services.contents.manager import ContentsManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.services.sessions.sessionmanager import SessionManager
from jupyter_server.utils import ensure_async
from tornado import web

from reflect.disk.device import data_folder
from reflect.disk.folders import make_folder
from reflect.notebook import NotebookError
from reflect.notebook.files import read_notebook
from reflect.server.trust.known import is_workbook

FOLDER = "REFLECT_FOLDER"
"""The variable in a kernel's environment that says which folder its workbook is in."""


class WorkbookKernels:
    """Starts the kernels of a server's sessions, and knows which of them are fit for a workbook."""

    def __init__(self, contents: ContentsManager, sessions: SessionManager, kernels: AsyncMappingKernelManager) -> None:
        self._contents = contents
        self._sessions = sessions
        self._kernels = kernels
        self._started: dict[str, Path] = {}
        self._elsewhere = isinstance(kernels, GatewayMappingKernelManager)
        self._plainly = sessions.start_kernel_for_session
        if not self._elsewhere:  # on another machine, nothing of this one's folders is imported
            setattr(sessions, "start_kernel_for_session", self._start)  # noqa: B010  # one like that

    async def are_fit(self, kernel: str, path: str) -> bool:
        """Whether a kernel was started here for a workbook in the folder of the one at an API path."""
        return self._elsewhere or self._started.get(kernel) == await self._folder(path)

    async def _start(self, session_id: str, path: str | None = None, **more: Any) -> str:
        if path is None or not await self._holds_workbook(path):
            return await self._plainly(session_id, path=path, **more)
        folder = await self._folder(path)
        given = self._sessions.get_kernel_env(path, more.get("name"))
        named = {name: more[name] for name in ("kernel_name", "kernel_id") if more.get(name) is not None}
        env = {**given, "PYTHONSAFEPATH": "1", FOLDER: str(folder)}
        kernel = await self._kernels.start_kernel(cwd=str(_empty_folder()), env=env, **named)
        self._started = {known: place for known, place in self._started.items() if known in self._kernels}
        self._started[kernel] = folder
        return kernel

    async def _folder(self, path: str) -> Path:
        """Where the kernel of the workbook at an API path would start otherwise."""
        return Path(self._kernels.cwd_for_path(await ensure_async(self._contents.get_kernel_path(path=path))))

    async def _holds_workbook(self, path: str) -> bool:
        """Whether there is a workbook at an API path, or what may become one: a file that cannot be read."""
        if not hasattr(self._contents, "_get_os_path"):
            return False
        try:
            return await asyncio.to_thread(_may_be_workbook, Path(self._contents._get_os_path(path.strip("/"))))
        except (web.HTTPError, OSError, ValueError):
            return False  # a console of somebody's, which has no file


def _may_be_workbook(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        return is_workbook(read_notebook(file))
    except NotebookError:
        return file.suffix == ".ipynb"


def _empty_folder() -> Path:
    """The folder that the kernels of workbooks start in. Raises OSError where it cannot be made."""
    folder = data_folder() / "kernels"
    make_folder(folder, private=True)
    return folder

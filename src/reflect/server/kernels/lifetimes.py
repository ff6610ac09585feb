"""Kernels that may be killed at any moment, and that the server starts again some seconds later, under the same id."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from jupyter_client.manager import KernelManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from reflect.errors import ReflectError
from reflect.language import _

RESTARTED_WITHIN = 5
"""Seconds. Jupyter looks every three seconds whether a kernel has died (`KernelRestarter.time_to_dead`)."""

_LOOK_EVERY = 0.1

Result = TypeVar("Result")


class KernelGone(ReflectError):  # noqa: N818  # it says what has happened, and nobody has made a mistake
    """A kernel was killed or started again, so that what it was asked to do will not be done."""

    def __init__(self) -> None:
        super().__init__("", _("the kernel was ended or started again"), _("Open the workbook once more."))


async def living(kernels: AsyncMappingKernelManager, kernel: str) -> KernelManager:
    """The manager of a kernel by id, once it has a process: one that was killed is started again.

    The server does that by itself, unless it was told not to or the kernel has died too often.
    """
    manager: KernelManager = kernels.get_kernel(kernel)
    for _look in range(int(RESTARTED_WITHIN / _LOOK_EVERY)):
        if await manager.is_alive():  # type: ignore[misc]  # a server's managers are asynchronous
            return manager
        await asyncio.sleep(_LOOK_EVERY)
    await kernels.restart_kernel(kernel)
    return manager


async def while_it_lives(manager: KernelManager, work: Coroutine[Any, Any, Result]) -> Result:
    """What work with a kernel gives. Raises KernelGone once its process is another or none: no reply will come."""
    doing = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_gone(manager))
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise KernelGone
    finally:
        for task in (doing, watching):
            task.cancel()
        await asyncio.gather(doing, watching, return_exceptions=True)


async def _gone(manager: KernelManager) -> None:
    process = _process(manager)
    while await manager.is_alive() and _process(manager) == process:  # type: ignore[misc]  # as above
        await asyncio.sleep(_LOOK_EVERY)


def _process(manager: KernelManager) -> object:
    """What names the kernel's process; None where it runs elsewhere, and only a dead one can be told."""
    return getattr(manager.provisioner, "pid", None)

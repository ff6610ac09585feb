"""Which store keeps what: the one place that decides it."""

from __future__ import annotations

from pathlib import Path

from reflect.disk.device import owner_answers
from reflect.fields import Role
from reflect.stores.folder import FolderStore
from reflect.stores.layout import ANSWERS, REGISTER
from reflect.stores.protocol import Store


def open_store(beside: Path, personal_to: Role | None, *, device: str | None = None) -> Store:
    """The store of the answers to a workbook whose notebook is in the folder `beside`.

    It is beside a shared workbook, and in the owner's data directory, closed to everybody else, for one that is
    `personal_to` somebody. The owner may have moved that to another disk and left a link in its place. `device` names
    whoever writes, where that is not this device.
    """
    if personal_to is None:
        return FolderStore(beside / ANSWERS, device=device)
    return open_home(device=device)


def open_home(*, device: str | None = None) -> Store:
    """The store of what is only its writer's: answers to personal workbooks, and sealed ones until they are opened."""
    return FolderStore(owner_answers().resolve(), device=device, private=True)


def returned_store(folder: Path) -> Store:
    """The store of the answers that came back beside workbooks in a folder, whatever store their own is here."""
    return FolderStore(folder / ANSWERS)


def open_register(root: Path, *, private: bool = False) -> Store:
    """The store of the register of the programme at `root`. `private` closes it to everybody else."""
    return FolderStore(root / REGISTER, private=private)

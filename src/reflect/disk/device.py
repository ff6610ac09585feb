"""This machine's name in file names, its user's, and the owner's own folder."""

from __future__ import annotations

import getpass
import os
import re
import secrets
from pathlib import Path

from reflect.disk.errors import store_error
from reflect.disk.folders import make_folder, sync_folder
from reflect.disk.lock import locked

_DEVICE = re.compile(r"[a-z0-9]{4,16}")


def is_device(name: str) -> bool:
    """Whether this can be the name of a device: 4 to 16 small letters and digits of ASCII."""
    return bool(_DEVICE.fullmatch(name))


def this_device() -> str:
    """The name of this device: random, made once, and kept in the user's data folder.

    Raises StoreError where it cannot be kept.
    """
    path = data_folder() / "device"
    try:
        return _kept(path) or _make(path)
    except OSError as error:
        raise store_error(path, error) from error


def account_name() -> str:
    """The name of the account that this runs under, "" where it has none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def owner_answers() -> Path:
    """The folder of the user's own answers, to personal workbooks. It need not exist."""
    return data_folder() / "answers"


def data_folder() -> Path:
    """The folder of the user's own data, which is theirs alone. It need not exist."""
    import platformdirs  # slow to import, and not needed by those who only read a shared folder

    return platformdirs.user_data_path("reflect", appauthor=False)


def _kept(path: Path) -> str | None:
    """The name in the file; None where there is none, or a damaged one, which a new one may well replace."""
    try:
        name = path.read_text("ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return name if is_device(name) else None


def _make(path: Path) -> str:
    make_folder(path.parent, private=True)
    with locked(path):
        if name := _kept(path):
            return name
        name = secrets.token_hex(4)
        new = path.with_name("device.new")
        new.unlink(missing_ok=True)
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(file, f"{name}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
        new.replace(path)
        sync_folder(path.parent)
        return name

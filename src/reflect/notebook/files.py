"""Reading and writing notebook files.

Reading goes through `json`, not `nbformat.read`: a status or a journal reads hundreds of notebooks, and validating each
against the schema costs many times what reading it does. What is relied on is checked here instead.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reflect.bounds import TooMuchError, check_notebook
from reflect.disk.links import leads_elsewhere
from reflect.disk.sharing import make_private_folders, make_shared_folders, share

LARGEST = 50 * 1024 * 1024
"""Bytes. A workbook is about 0.1 MB; a file over this is no workbook, and is not read into memory."""


LINK = "this is a link to another file, or leads through one. Name the file where it really is."
"""What to say of a link inside a programme."""

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""To open a pipe would otherwise be to wait for ever."""


class NotebookError(ValueError):
    """A file that is no notebook, or a folder that cannot be written; the message says which and what to do."""


class DamagedError(NotebookError):
    """A file that is no notebook and may have been one: `reflect.programme.damaged` knows what is left of it."""


class CutOffError(NotebookError):
    """A notebook that Jupyter is saving, or was stopped while it saved: `put_back` puts back what it held before."""


def read_notebook(path: Path, *, links: bool = False) -> dict[str, Any]:
    """The notebook in a file, as JSON has it, with every cell's source joined into one text.

    Only a template may be at the other end of a link, with `links`. Raises NotebookError where the file is missing, too
    large, such a link, or no notebook of format 4; CutOffError where it is half of one, and Jupyter has kept what it
    was.
    """
    try:
        notebook = json.loads(_bytes_of(path, links=links))
    except FileNotFoundError:
        raise NotebookError(f"{path}: there is no such file. Check the name, or list the folder.") from None
    except IsADirectoryError:
        raise NotebookError(f"{path}: this is a folder. Name a notebook (a file that ends in .ipynb).") from None
    except OSError as error:
        raise NotebookError(f"{path}: this file cannot be read ({error.strerror}). Check who may read it.") from None
    except NotebookError:
        raise
    except (ValueError, RecursionError):  # no JSON, no Unicode, or a number of more digits than Python reads
        if _is_kept(path):
            raise CutOffError(
                f"{path}: Jupyter is saving this notebook, or was stopped while it did. "
                "Open it with reflect, which puts back what it held before."
            ) from None
        raise DamagedError(
            f"{path}: this is not a notebook (no JSON). Open it in JupyterLab and save it again."
        ) from None
    return _checked(notebook, path)


def _bytes_of(path: Path, *, links: bool) -> bytes:
    """What is in a file. Raises NotebookError where it is not to be read, and OSError where it cannot be."""
    if not links and leads_elsewhere(path):
        raise NotebookError(f"{path}: {LINK}")
    file = os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY | (0 if links else _NO_LINKS))
    try:
        about = os.fstat(file)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(about.st_mode):
            raise NotebookError(f"{path}: this is no ordinary file. Name a notebook (a file that ends in .ipynb).")
        if about.st_size > LARGEST:
            raise NotebookError(f"{path}: this file is too large to be a workbook ({LARGEST >> 20} MB at most).")
        with open(file, "rb", closefd=False) as content:
            return content.read()
    finally:
        os.close(file)


def _checked(content: object, path: Path) -> dict[str, Any]:
    if not isinstance(content, dict) or not _is_notebook(content):
        raise DamagedError(f"{path}: this is not a notebook of format 4. Open it in JupyterLab and save it again.")
    try:
        check_notebook(content)
    except TooMuchError as error:
        remedy = "Ask whoever sent it for a fresh copy."
        raise NotebookError(f"{path}: this cannot be a workbook: {error}. {remedy}") from None
    return _with_joined_sources(content)


def as_notebook(content: object) -> dict[str, Any] | None:
    """What JSON has as a notebook, with every cell's source joined into one text; None where it is none of format 4.

    None too for one that holds more than any workbook does. What was given is left as it is.
    """
    if not isinstance(content, dict) or not _is_notebook(content):
        return None
    try:
        check_notebook(content)
    except TooMuchError:
        return None
    return _with_joined_sources(content)


def _with_joined_sources(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "cells": [{**cell, "source": _joined(cell["source"])} for cell in content["cells"]]}


def put_back(path: Path) -> None:
    """Put back what a notebook held before Jupyter was stopped while it saved it.

    Jupyter writes in place, and until that is done it keeps the file as it was beside it. What it got to write is kept
    too, in a file beside the notebook that ends in `.cut-off`. Nothing is done where the notebook can be read, or where
    nothing was kept. Raises NotebookError where the folder cannot be written.
    """
    try:
        read_notebook(path)
    except CutOffError:
        _replace_by_kept(path)
    except NotebookError:
        return


def _replace_by_kept(path: Path) -> None:
    try:
        if path.stat().st_size:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".cut-off")
            os.close(handle)
            shutil.copy2(path, name)
        _kept_beside(path).replace(path)
    except OSError as error:
        raise NotebookError(f"{path}: this cannot be put back ({error.strerror}). Check the folder.") from None


def _kept_beside(path: Path) -> Path:
    """Where Jupyter keeps a file while it saves it (`path_to_intermediate` in jupyter_server.services.contents)."""
    return path.with_name(f".~{path.name}")


def _is_kept(path: Path) -> bool:
    """Whether Jupyter has kept what a notebook was. A link is not what it keeps, and may lead to what is private."""
    kept = _kept_beside(path)
    try:
        return kept.is_file() and not kept.is_symlink() and bool(read_notebook(kept))
    except NotebookError:
        return False


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """A notebook as its file holds it, in the form that nbformat gives it: JupyterLab's first save changes nothing."""
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_whole(path: Path, text: str, *, private: bool = False) -> None:
    """Write a text file in one step: under a temporary name beside it, then renamed over `path`.

    A private one is only for its owner to read (0600), and so are the folders that are missing (0700). Raises
    NotebookError where that fails; nothing half-written is left behind.
    """
    with whole(path, private=private) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """An empty file to write to, which takes the place of `path` when it is done, as `write_whole` has it.

    Where there was a file that only its owner can read, there is one again.
    """
    if leads_elsewhere(path.parent):
        raise NotebookError(f"{path}: {LINK}")
    try:
        (make_private_folders if private else make_shared_folders)(path.parent)
        with _temporary(path) as part:
            closed = private or _is_closed(path)
            part.chmod(0o600 if closed else 0o666 & ~_UMASK)  # before there is anything in it to read
            if not private:
                share(part)
            yield part
            part.replace(path)
    except OSError as error:
        raise NotebookError(
            f"{path}: this cannot be written ({error.strerror}). Check the folder, and that the disk has room."
        ) from None


def _is_closed(path: Path) -> bool:
    """Whether there is a file that only its owner can read. What takes its place is closed to others too."""
    try:
        return not stat.S_IMODE(path.lstat().st_mode) & 0o077
    except OSError:
        return False


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A new file beside `path` to write it under, gone at the end unless it was renamed.

    Its name follows from `path`, so that what a killed program left there is taken away when `path` is next written.
    A program that is still at work holds a lock on its file; then, and where there are no locks, any name does.
    Whenever Ctrl-C falls, the file is gone: its name is known before there is a file.
    """
    known = part = path.with_name(f".reflect-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")
    lock = None
    try:
        lock = _claimed(part)
        if lock is None:
            part = path.with_name(f".reflect-{secrets.token_hex(8)}.part")
            os.close(os.open(part, _NEW, 0o600))
        yield part
    except BaseException:
        if lock is None and part == known:
            _take_away_abandoned(part)
        else:
            part.unlink(missing_ok=True)
        raise
    finally:
        if lock is not None:
            os.close(lock)


def _claimed(part: Path) -> int | None:
    """A new, empty, locked file under this name; None where somebody else is writing it, or it cannot be locked."""
    if sys.platform == "win32":  # an open file cannot be renamed there
        return None
    _take_away_abandoned(part)
    try:
        file = os.open(part, _NEW, 0o600)  # nobody opens it before `whole` lets them
    except OSError:
        return None
    try:
        if _locks(file, part):
            return file
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _take_away_abandoned(part: Path) -> None:
    """Take away a file under this name, unless somebody is writing it."""
    if sys.platform == "win32":
        return
    try:
        abandoned = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        if _locks(abandoned, part):
            part.unlink()
    finally:
        os.close(abandoned)


def _locks(file: int, part: Path) -> bool:
    """Whether an open file could be locked, and still is the one that has this name."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file), part.lstat())
    except OSError:
        return False


def _is_notebook(notebook: object) -> bool:
    match notebook:
        case {"nbformat": 4, "cells": list(cells), "metadata": dict(metadata)}:
            return isinstance(metadata.get("reflect", {}), dict) and all(map(_is_cell, cells))
    return False


def _is_cell(cell: object) -> bool:
    match cell:
        case {"cell_type": str(), "source": str() | list() as source, "metadata": dict(metadata)}:
            is_text = isinstance(source, str) or all(isinstance(line, str) for line in source)
            return is_text and isinstance(metadata.get("tags", []), list)
    return False


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _umask() -> int:
    """The process's umask, which can only be read by setting it; read once, before any thread starts."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _umask()

"""Reading and writing notebook files.

Reading goes through `json`, not `nbformat.read`: a status or a journal reads hundreds of notebooks, and validating each
against the schema costs many times what reading it does. What is relied on is checked here instead.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from reflect.bounds import TooMuchError, check_notebook
from reflect.disk.errors import DiskError
from reflect.disk.links import LINK, leads_elsewhere
from reflect.language import N_, _
from reflect.notebook.errors import CutOffError, DamagedError, NotebookError

LARGEST = 50 * 1024 * 1024
"""Bytes. A workbook is about 0.1 MB; a file over this is no workbook, and is not read into memory."""

_SAVE_AGAIN = N_("Open it in JupyterLab and save it again.")
_A_NOTEBOOK = N_("Name a notebook (a file that ends in .ipynb).")

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""To open a pipe would otherwise be to wait for ever."""


def read_notebook(path: Path, *, links: bool = False) -> dict[str, Any]:
    """The notebook in a file, as JSON has it, with every cell's source joined into one text.

    Only a template may be at the other end of a link, with `links`. Raises NotebookError where the file is missing, too
    large, such a link, or no notebook of format 4; CutOffError where it is half of one, and Jupyter has kept what it
    was.
    """
    try:
        content = _bytes_of(path, links=links)
    except FileNotFoundError:
        raise NotebookError(path, _("there is no such file"), _("Check the name, or list the folder.")) from None
    except IsADirectoryError:
        raise NotebookError(path, _("this is a folder"), _(_A_NOTEBOOK)) from None
    except OSError as error:
        message = _("this file cannot be read ({reason})").format(reason=error.strerror)
        raise NotebookError(path, message, _("Check who may read it.")) from None
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):  # no JSON, no Unicode, or a number of more digits than Python reads
        if _is_kept(path):
            raise CutOffError(
                path,
                _("Jupyter is saving this notebook, or was stopped while it did"),
                _("Open it with reflect, which puts back what it held before."),
            ) from None
        raise DamagedError(path, _("this is not a notebook (no JSON)"), _(_SAVE_AGAIN)) from None
    return _checked(notebook, path)


def _bytes_of(path: Path, *, links: bool) -> bytes:
    """What is in a file. Raises NotebookError where it is not to be read, and OSError where it cannot be."""
    if not links and leads_elsewhere(path):
        raise NotebookError(path, *map(_, LINK))
    file = os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY | (0 if links else _NO_LINKS))
    try:
        about = os.fstat(file)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(about.st_mode):
            raise NotebookError(path, _("this is no ordinary file"), _(_A_NOTEBOOK))
        if about.st_size > LARGEST:
            message = _("this file is too large to be a workbook ({most} MB at most)")
            raise NotebookError(path, message.format(most=LARGEST >> 20))
        with open(file, "rb", closefd=False) as content:
            return content.read()
    finally:
        os.close(file)


def _checked(content: object, path: Path) -> dict[str, Any]:
    if not isinstance(content, dict) or not _is_notebook(content):
        raise DamagedError(path, _("this is not a notebook of format {number}").format(number=4), _(_SAVE_AGAIN))
    try:
        check_notebook(content)
    except TooMuchError as error:
        message = _("this cannot be a workbook: {reason}").format(reason=error.message)
        raise NotebookError(path, message, _("Ask whoever sent it for a fresh copy.")) from None
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
    nothing was kept. Raises DiskError where the folder cannot be written.
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
        message = _("this cannot be put back ({reason})").format(reason=error.strerror)
        raise DiskError(path, message, _("Check the folder.")) from None


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


def notebook_text(notebook: Mapping[str, Any], known: Mapping[int, str] | None = None) -> str:
    """A notebook as its file holds it, in the form that nbformat gives it: JupyterLab's first save changes nothing.

    `known` are the texts of cells that whoever writes many notebooks has kept, by `id(cell)`.
    """
    known = known or {}
    cells = ",\n  ".join(known.get(id(cell)) or cell_text(cell) for cell in notebook["cells"])
    parts = {key: _json(value, "\n ") for key, value in notebook.items() if key != "cells"}
    parts["cells"] = f"[\n  {cells}\n ]" if cells else "[]"
    return "{\n " + ",\n ".join(f"{_json(key)}: {parts[key]}" for key in sorted(parts)) + "\n}\n"


def cell_text(cell: Mapping[str, Any]) -> str:
    """A cell as it stands in a notebook's file."""
    return _json({**cell, "source": cell["source"].splitlines(keepends=True)}, "\n  ")


def _json(value: object, line: str = "\n") -> str:
    """A value as `json.dumps` has it with `indent=1`, which takes several times as long. `line` begins each line."""
    inside = f"{line} "
    match value:
        case str():
            return encode_basestring(value)
        case dict() if value and all(type(key) is str for key in value):
            items = (f"{encode_basestring(key)}: {_item(value[key], inside)}" for key in sorted(value))
            return f"{{{inside}{f',{inside}'.join(items)}{line}}}"
        case list() if value:
            return f"[{inside}{f',{inside}'.join([_item(each, inside) for each in value])}{line}]"
    if not value or isinstance(value, (bool, int, float)):
        return _encode(value)  # on one line in either form, and it comes many times a cell
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).replace("\n", line)


def _item(value: object, line: str) -> str:
    """What is in a list or an object: mostly texts, of which there are hundreds in a notebook."""
    return encode_basestring(value) if type(value) is str else _json(value, line)


_encode = json.JSONEncoder(ensure_ascii=False).encode


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

"""Personal workbooks, kept in their owner's own data directory and open to the owner's own server.

What lies in a pair's folder is a blank form: both can see it, and a coordinator too. When its owner opens it, a copy is
made in the data directory, closed to everybody else (0700 and 0600), and that copy is opened. JupyterLab only knows
files below the server's root, so the server's contents manager is given one more folder, `FOLDER`, that is the owner's.
Not even a checkpoint of a personal workbook is kept where others might look.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.manager import ContentsManager
from tornado import web

from reflect.catalogue import installed_names
from reflect.disk.atomic import atomic_write
from reflect.disk.device import data_folder
from reflect.disk.folders import make_folder
from reflect.errors import ReflectError
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import notebook_text, read_notebook
from reflect.notebook.stripping import strip_outputs
from reflect.personalise import digest
from reflect.programme.belonging import AnotherPairError, fits, names_of
from reflect.programme.stored import check_pair, read_heading, remember_pair, workbooks_in
from reflect.template import Notebook, Template, TemplateError
from reflect.template.metadata import reflect_metadata, with_metadata
from reflect.template.occasions import file_stem

FOLDER = "reflect-private"
"""What the owner's folder is called in JupyterLab. It is in no listing, and is nowhere on the disk under this name."""

_CHECKPOINTS = ".ipynb_checkpoints"

METHODS = (
    "copy", "create_checkpoint", "delete", "delete_checkpoint", "delete_file", "dir_exists", "exists", "file_exists",
    "get", "is_hidden", "is_writable", "list_checkpoints", "new", "new_untitled", "rename", "rename_file",
    "restore_checkpoint", "save", "trust_notebook", "update", "_get_os_path",
)  # fmt: skip
"""What a contents manager does with paths. A test holds this to the methods that the installed one has."""

PATHS = ("path", "old_path", "new_path", "from_path", "to_path")
"""What those methods call a path."""


def private_root() -> Path:
    """The folder of the owner's personal workbooks. It need not exist."""
    return data_folder() / "workbooks"


def private_copy(file: Path, notebook: Notebook, template: Template) -> tuple[str, Path]:
    """The owner's copy of a personal workbook, made from the blank form in `file` unless it is there already.

    Gives its API path and the file. Nobody can type into its cells, so that nothing private is in a notebook at all.
    Raises AnotherPairError where it is not of the pair, or not in the folder of the pair, that has had its id so far,
    DiskError or OSError where it cannot be made.
    """
    folder = private_root() / template.workbook_id
    copy = folder / f"{file_stem(template.name, template.occasion)}.ipynb"
    check_pair(template, reflect_metadata(notebook), file)
    _check_kept(copy, template, notebook, file)
    remember_pair(template)
    made = _copied(notebook, file.parent)
    if not _is_kept(copy, made):
        make_folder(folder, private=True)
        make_folder(folder / _CHECKPOINTS, private=True)  # before Jupyter makes it, as others can look into
        atomic_write(copy, notebook_text(made), private=True)
    return f"{FOLDER}/{folder.name}/{copy.name}", copy


def _check_kept(copy: Path, template: Template, notebook: Notebook, file: Path) -> None:
    """Raise AnotherPairError where a copy is of other people, or its pair has another folder, which is still there."""
    try:
        kept = read_notebook(copy)
        heading = read_heading(kept, copy.name)
    except (NotebookError, TemplateError):
        return
    if not fits(template, reflect_metadata(notebook), names_of(heading, reflect_metadata(kept))):
        raise AnotherPairError(file, _("this workbook has the id of another pair than the one that it names"))
    home, here = reflect_metadata(kept).beside, file.parent.resolve()
    if home and Path(home) != here and _is_of_pair(Path(home), template.pair_id):
        raise AnotherPairError(
            file,
            _("the two of you have a folder already: {folder}").format(folder=home),
            _("Open it there. If the folder that this one is in is the right one, move the other away first."),
        )


def _is_of_pair(folder: Path, pair: str) -> bool:
    """Whether there is a workbook of a pair in a folder."""
    for path in workbooks_in(folder, installed_names()):
        with suppress(ReflectError):
            if read_heading(read_notebook(path), path.name).pair_id == pair:
                return True
    return False


def open_private_folder(manager: ContentsManager) -> None:
    """Give a server's contents manager the owner's folder, by the side of everything else that it serves."""
    if not hasattr(manager, "root_dir"):
        return  # it keeps no files, so nothing can be opened here anyway
    private = type(manager)(parent=manager.parent, root_dir=_made_root(), notary=manager.notary)
    private.register_post_save_hook(_close_to_others)
    for name in METHODS:
        if hasattr(manager, name):
            setattr(manager, name, _routed(getattr(manager, name), getattr(private, name)))
    setattr(manager, "get_kernel_path", _kernel_path(manager, manager.get_kernel_path))  # noqa: B010  # one like those


def is_private(path: str) -> bool:
    """Whether an API path is in the owner's folder."""
    return path.strip("/").partition("/")[0] == FOLDER


def _close_to_others(model: object, os_path: str, contents_manager: object) -> None:
    """Jupyter writes files that others can read."""
    Path(os_path).chmod(0o600)


def _made_root() -> str:
    make_folder(private_root(), private=True)
    return str(private_root())


def _copied(notebook: Notebook, beside: Path) -> dict[str, Any]:
    copy = strip_outputs(notebook)
    for cell in copy["cells"]:
        cell["metadata"] |= {"editable": False, "deletable": False}
    return embed(with_metadata(copy, made=digest(notebook), beside=str(beside.resolve())), ())


def _is_kept(copy: Path, made: Notebook) -> bool:
    """Whether the copy that is there is to stay: it is of this form, or somebody has added something of their own."""
    try:
        present = read_notebook(copy)
    except NotebookError:
        return False
    known, wanted = reflect_metadata(present), reflect_metadata(made)
    return digest(present) != known.made or (known.made, known.beside) == (wanted.made, wanted.beside)


def _routed(everywhere: Callable[..., Any], here: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a contents manager that goes to the owner's folder for paths in it."""
    signature = inspect.signature(everywhere)

    @wraps(everywhere)
    def method(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        given = [name for name in PATHS if isinstance(bound.arguments.get(name), str)]
        inside = [name for name in given if is_private(bound.arguments[name])]
        if not inside:
            return everywhere(*args, **kwargs)
        if inside != given:
            raise web.HTTPError(400, _("A personal workbook stays with its owner."))
        for name in inside:
            bound.arguments[name] = bound.arguments[name].strip("/")[len(FOLDER) :].strip("/")
        found = here(*bound.args, **bound.kwargs)
        return _later(found) if inspect.isawaitable(found) else _as_inside(found)

    return method


async def _later(found: Awaitable[Any]) -> Any:
    return _as_inside(await found)


def _as_inside(found: Any) -> Any:
    """A model with the paths that it has for the server."""
    match found:
        case {"path": str(path), **_rest}:
            inside = {**found, "path": f"{FOLDER}/{path.strip('/')}".rstrip("/")}
            if isinstance(content := inside.get("content"), list):
                inside["content"] = [_as_inside(each) for each in content]
            return inside
    return found


def _kernel_path(manager: ContentsManager, everywhere: Callable[..., Any]) -> Callable[..., Any]:
    """Where a kernel starts: for a copy in the owner's folder, in the folder of the pair, if that is still there."""

    @wraps(everywhere)
    def get_kernel_path(path: str, model: Mapping[str, Any] | None = None) -> Any:
        if not is_private(path):
            return everywhere(path, model=model)
        beside, root = folder_beside(path), str(getattr(manager, "root_dir", ""))
        try:  # it may be on the other end of a link, and so outside the root
            return Path(os.path.relpath(beside, root)).as_posix() if beside and root else ""
        except ValueError:  # on another drive
            return ""

    return get_kernel_path


def folder_beside(path: str) -> Path | None:
    """The pair's folder that the copy at an API path remembers, if it is still there."""
    file = private_root() / path.strip("/")[len(FOLDER) :].strip("/")
    try:
        beside = reflect_metadata(read_notebook(file)).beside
    except NotebookError:
        return None
    return Path(beside) if beside and Path(beside).is_dir() else None

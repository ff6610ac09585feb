"""What is to be opened, and its address on a server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reflect.disk.links import LINK, leads_elsewhere
from reflect.errors import ReflectError
from reflect.language import _
from reflect.notebook import CutOffError, DamagedError, NotebookError
from reflect.notebook.files import read_notebook
from reflect.programme.damaged import remains_of
from reflect.programme.root import programme_folder
from reflect.programme.stored import template_of
from reflect.template import NoTemplate, TemplateError


class LaunchError(ReflectError):
    """What cannot be opened."""


@dataclass(frozen=True, slots=True)
class Target:
    """A workbook or a folder at `path`, and the folder that a server started for it shows."""

    path: Path
    root: Path

    def address(self, root: Path) -> str | None:
        """Where it is on a server that shows `root`, below the server's own address; None where it is not there.

        Jupyter shows nothing that is hidden.
        """
        if not self.path.is_relative_to(root):
            return None
        parts = self.path.relative_to(root).parts
        if any(part.startswith(".") for part in parts):
            return None
        if not parts:
            return "reflect/"
        room = "in" if self.path.is_dir() else "open"
        return "/".join(["reflect", room, *(quote(part, safe="", errors="surrogateescape") for part in parts)])


def find_target(path: Path) -> Target:
    """What is at a path. Nothing is executed.

    Raises LaunchError for what is not there, cannot be read, or is no workbook.
    """
    try:
        found = path.resolve(strict=True)
        if leads_elsewhere(path):
            raise LaunchError(path, *map(_, LINK))
        if found.is_dir():
            os.scandir(found).close()
            return Target(found, programme_folder(found))
    except LaunchError:
        raise
    except FileNotFoundError:
        raise LaunchError(
            path, _("there is no such file or folder"), _("Check the name, or list the folder.")
        ) from None
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle; a name that is none
        why = getattr(error, "strerror", None) or error
        message = _("this cannot be opened ({reason})").format(reason=why)
        raise LaunchError(path, message, _("Check who may read it.")) from None
    _check_workbook(path)
    if found.name.startswith("."):
        remedy = _("Give it a name that begins with another letter.")
        raise LaunchError(path, _("Jupyter shows no hidden files"), remedy)
    return Target(found, programme_folder(found.parent))


def _check_workbook(path: Path) -> None:
    """Raise LaunchError where this is no workbook.

    One that has been changed still is, and so is one whose saving was cut off, or of which something is left: its own
    page sees to it.
    """
    try:
        template_of(read_notebook(path), str(path))
    except NoTemplate:
        raise LaunchError(
            path,
            _("this notebook is no workbook of reflect"),
            _("Open it in JupyterLab itself, with `jupyter lab`."),
        ) from None
    except (TemplateError, CutOffError):
        return
    except DamagedError as error:
        remains = remains_of(path)
        if path.suffix != ".ipynb" or not (remains.template or remains.logs):
            raise LaunchError(error.where, error.message, error.remedy) from None
    except NotebookError as error:
        raise LaunchError(error.where, error.message, error.remedy) from None

"""Workbooks made ready to be sent: their shared answers inside them, and nothing else that was not there when made.

One workbook becomes a notebook file, a folder a zip file of them. Personal workbooks stay where they are.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from reflect.disk.atomic import atomic_file, atomic_write
from reflect.disk.errors import DiskError
from reflect.disk.filenames import Names
from reflect.errors import ReflectError
from reflect.fields import whole_text
from reflect.language import N_, _
from reflect.notebook import NotebookError
from reflect.notebook.contained import contained
from reflect.notebook.embedded import embed
from reflect.notebook.files import notebook_text, read_notebook
from reflect.notebook.stripping import strip_outputs
from reflect.programme.standing import notebooks_below
from reflect.programme.stored import check_pair, names_somebody, of_its_own, read_heading, shared_answers
from reflect.revisions import Reading
from reflect.stores.opening import open_store
from reflect.template import Notebook, NoTemplate
from reflect.template.metadata import reflect_metadata

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""When everything in a zip file is from, so that packing the same again gives the same file."""


class PackOutcome(Enum):
    """What became of one notebook."""

    PACKED = N_("packed")
    LEFT_OUT = N_("left out")
    FAILED = N_("not packed")


@dataclass(frozen=True, slots=True)
class Packed:
    """One notebook: what became of it, and for what `reason`; `problems` says what of its answers could not be read."""

    path: Path
    outcome: PackOutcome
    reason: str = ""
    problems: tuple[str, ...] = ()


class NotToSendError(ReflectError):
    """A notebook that is not for sending."""


def pack(path: Path, out: Path) -> Iterator[Packed]:
    """Pack a workbook, or each workbook below a folder, into a file, and say what became of each.

    A personal workbook, a template and any other notebook are left out of a folder's pack; one that cannot be read is
    reported, and the others go on. Raises NotToSendError, NotebookError, TemplateError or DiskError where nothing can
    be packed; then nothing was written.
    """
    if not path.exists():
        raise NotebookError(path, _("there is no such file or folder"), _("Check the name."))
    folder = path.is_dir()
    if out.suffix != (".zip" if folder else ".ipynb"):
        of_folder = _("a folder is packed into a file that ends in .zip")
        of_workbook = _("a workbook is packed into a file that ends in .ipynb")
        raise NotebookError(out, of_folder if folder else of_workbook, _("Name one."))
    if out.exists() or out.is_symlink():
        raise DiskError(
            out,
            _("there is a file of this name, which may hold answers that are nowhere else"),
            _("Give another name, or take it away first."),
        )
    if folder:
        yield from _pack_folder(path, out)
    else:
        with contained(path):
            notebook, reading = ready_to_send(path)
            text = text_of(notebook)
        atomic_write(out, text)
        yield Packed(path, PackOutcome.PACKED, problems=reading.problems)


def ready_to_send(path: Path) -> tuple[Notebook, Reading]:
    """The workbook in a file as it is sent, and its shared answers, which are in it.

    Raises NotToSendError where it is personal or a template, NotebookError or TemplateError where it is no workbook.
    """
    notebook = of_its_own(read_notebook(path), path)
    heading = read_heading(notebook, str(path))
    if heading.personal_to is not None:
        mentors = _("this is personal to the mentor, and stays with its owner")
        mentees = _("this is personal to the mentee, and stays with its owner")
        raise NotToSendError(path, mentors if heading.personal_to == "mentor" else mentees)
    if not names_somebody(heading):
        raise NotToSendError(path, _("this is a template"), _("Make a workbook from it, and send that."))
    check_pair(heading, reflect_metadata(notebook), path)
    reading = shared_answers(open_store(path.parent, None), notebook, heading, path.name)
    return embed(strip_outputs(notebook), reading.log), reading


def text_of(notebook: Notebook) -> str:
    """A notebook as its file holds it, with U+FFFD for each half of a character, which no file can hold."""
    return whole_text(notebook_text(notebook))


def _pack_folder(folder: Path, out: Path) -> Iterator[Packed]:
    notebooks, closed, _whole = notebooks_below(folder)
    for each in closed:
        yield Packed(each.path, PackOutcome.FAILED, f"{each.path}: {each.reason}")
    packed, names = 0, Names()
    with atomic_file(out) as part:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(notebooks):
                became = _add(file, path, names.take(path.relative_to(folder)).as_posix())
                packed += became.outcome is PackOutcome.PACKED
                yield became
        if not packed:
            raise NotebookError(folder, _("there is no shared workbook in this folder, so nothing was packed"))


def _add(file: zipfile.ZipFile, path: Path, name: str) -> Packed:
    try:
        with contained(path):
            notebook, reading = ready_to_send(path)
            text = text_of(notebook)
        entry = zipfile.ZipInfo(whole_text(name), _LONG_AGO)
        entry.create_system, entry.external_attr = 3, 0o644 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(entry, text)
    except NotToSendError as error:
        return Packed(path, PackOutcome.LEFT_OUT, str(error))
    except NoTemplate:
        return Packed(path, PackOutcome.LEFT_OUT, str(NotToSendError(path, _("this notebook is no workbook"))))
    except ReflectError as error:
        return Packed(path, PackOutcome.FAILED, str(error))
    return Packed(path, PackOutcome.PACKED, problems=reading.problems)

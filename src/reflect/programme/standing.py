"""Where each workbook below a folder stands: whose it is, how far it has got, and when it was last written in.

Nothing is executed. What was read is remembered until the workbook, or a file among its answers, is another one than
it was; so a folder of hundreds is read once, and what is said of it is never out of date.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from reflect import language
from reflect.catalogue import FOLDER as TEMPLATES
from reflect.disk.stamps import Stamp, stamp_at
from reflect.errors import ReflectError
from reflect.fields import Role
from reflect.language import _
from reflect.notebook import CutOffError
from reflect.notebook.contained import contained
from reflect.programme.stored import Workbook, read_workbook
from reflect.revisions import Log, Revision, current
from reflect.revisions.log import PROMPT
from reflect.revisions.sealed import sealed_slots
from reflect.stores import LogStamp, Store
from reflect.stores.layout import REGISTER, holds_logs
from reflect.stores.opening import open_store
from reflect.template import NoTemplate, TemplateError
from reflect.template.completeness import Progress, progress
from reflect.template.lengths import Minutes

MOST_FOLDERS = 10_000
"""As many are looked through. A programme has two for each pair; somebody's whole disk has more."""

_UNSETTLED = 2_000_000_000
"""Nanoseconds. A file can be written twice within one tick of a disk's clock, which on the coarsest is two seconds. So
what has only just been written is not remembered."""

_LOOKS, _BETWEEN = 3, 0.1
"""How often, and after how many seconds, to look again at what cannot be read: JupyterLab writes files in place."""

_TRASH = frozenset({"$recycle.bin", "recycler", "recycled", "#recycle", "@recycle", "@eadir", "__macosx"})
"""Folders without a dot in front, in which systems and drives keep what was deleted, or what is their own."""


_NO_ANSWERS = LogStamp()


@dataclass(frozen=True, slots=True)
class Standing:
    """One workbook. `pair` is the pair's id; `written` and `author` say when it was last written in, and by whom.

    `template` is the name of what it was made from, which `repeats` where this is the workbook of one `occasion`;
    `minutes` say how long it takes.
    """

    path: Path
    title: str
    pair: str
    mentor: str
    mentee: str
    programme: str
    personal_to: Role | None
    progress: Progress
    written: dt.datetime | None
    author: str
    template: str = ""
    repeats: bool = False
    occasion: str = ""
    minutes: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that cannot be read. `reason` says why, and what to do; `cut_off`, that opening it will do."""

    path: Path
    reason: str
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What is below a folder, in the order of the paths. `whole` is False where it has too many folders to look at."""

    workbooks: tuple[Standing, ...]
    unreadable: tuple[Unreadable, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What a notebook is, and how it and its answers, of one id in a store, looked when that was found out.

    `found` is None for a notebook that is no workbook. `spoken` is the language that it says what is wrong in.
    """

    found: Standing | Unreadable | None
    file: Stamp | None
    kept: tuple[Store, str] | None = None
    answers: LogStamp = _NO_ANSWERS
    spoken: str = field(default_factory=language.current)

    @property
    def is_understood(self) -> bool:
        """Whether what is said of it is in the language that is spoken now."""
        return not isinstance(self.found, Unreadable) or self.spoken == language.current()

    @property
    def newest(self) -> int:
        """When any of them last changed, in nanoseconds."""
        return max(self.answers.newest, max(self.file.written, self.file.changed) if self.file else 0)


class Standings:
    """Reads where workbooks stand, and remembers it. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, _Known] = {}

    def below(self, folder: Path) -> Overview:
        """Every workbook below a folder. Links are not followed, and what is hidden is left out.

        A notebook that is something else is left out too. One that cannot be read may be a workbook, and is named.
        """
        notebooks, closed, whole = notebooks_below(folder, MOST_FOLDERS)
        with self._lock:
            found = {path: self._look(path) for path in notebooks}
            for _ in range(_LOOKS):
                torn = [path for path in found if isinstance(found[path].found, Unreadable) and path not in self._known]
                if not torn:
                    break
                time.sleep(_BETWEEN)
                found |= {path: self._look(path) for path in torn}
            for path in [path for path in self._known if path not in found and path.is_relative_to(folder)]:
                del self._known[path]
        each = [found[path].found for path in sorted(found)]
        return Overview(
            tuple(workbook for workbook in each if isinstance(workbook, Standing)),
            (*closed, *(broken for broken in each if isinstance(broken, Unreadable))),
            whole,
        )

    def _look(self, path: Path) -> _Known:
        """What a notebook is now, from memory where nothing of it has changed."""
        now, file = time.time_ns(), stamp_at(path)
        known = self._known.pop(path, None)
        if known is None or not known.is_understood or known.file != file or known.answers != _answers(known.kept):
            known = _read(path, file)
        if now - known.newest > _UNSETTLED:
            self._known[path] = known
        return known


def _read(path: Path, file: Stamp | None) -> _Known:
    kept, answers = None, _NO_ANSWERS
    try:
        with contained(path):
            workbook = read_workbook(path)
            kept = open_store(workbook.path.parent, workbook.template.personal_to), workbook.id
            answers = _answers(kept)  # before they are read: what is written meanwhile is then seen next time
            return _Known(standing_of(workbook, workbook.answers().log, path), file, kept, answers)
    except NoTemplate:
        return _Known(None, file)
    except TemplateError as error:
        in_cell = _("In cell {number}, {reason}") if error.where.cell else "{reason}"
        return _Known(Unreadable(path, in_cell.format(number=error.where.cell, reason=error.reason)), file)
    except ReflectError as error:
        reason = error.said_of(path)
        return _Known(Unreadable(path, reason, isinstance(error, CutOffError)), file, kept, answers)


def standing_of(workbook: Workbook, log: Log, path: Path) -> Standing:
    """Where a workbook stands at a path, by the revisions of its answers."""
    template = workbook.template
    last = max((revision for revision in log if not revision.field.startswith(PROMPT)), key=_age, default=None)
    return Standing(
        path,
        template.title,
        template.pair_id,
        **template.people,
        programme=str(template.parameters.get("programme") or "").strip(),
        personal_to=template.personal_to,
        progress=progress(template, current(log), sealed_slots(log, template.people)),
        written=dt.datetime.fromisoformat(last.time) if last else None,
        author=last.author if last else "",
        template=template.name,
        repeats=template.repeats,
        occasion=template.occasion,
        minutes=template.minutes,
    )


def _age(revision: Revision) -> tuple[str, str]:
    return revision.time, revision.id


def notebooks_below(folder: Path, most: int = sys.maxsize) -> tuple[list[Path], list[Unreadable], bool]:
    """The notebooks below a folder, the folders there that cannot be looked into, and whether that is all of them.

    Links are not followed, and what is hidden, in the trash or among a programme's own templates is left out. The
    nearest come first, so that those are found where there are more than `most` folders.
    """
    notebooks: list[Path] = []
    closed: list[Unreadable] = []
    folders, looked = deque([folder]), 0
    while folders and looked < most:
        here = folders.popleft()
        looked += 1
        try:
            with os.scandir(here) as entries:
                shown = sorted((e for e in entries if not e.name.startswith(".")), key=lambda entry: entry.name)
            left_out = {*_TRASH, TEMPLATES} if REGISTER in (entry.name for entry in shown) else _TRASH
            for entry in shown:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name.casefold() in left_out:
                        continue
                    if not holds_logs(here / entry.name):
                        folders.append(here / entry.name)
                elif entry.name.casefold().endswith(".ipynb") and entry.is_file(follow_symlinks=False):
                    notebooks.append(here / entry.name)
        except FileNotFoundError:
            continue  # taken away meanwhile
        except OSError as error:
            reason = _("This folder cannot be looked into ({reason}). Ask who owns it.")
            closed.append(Unreadable(here, reason.format(reason=error.strerror)))
    return notebooks, closed, not folders


def linked_folders(folder: Path) -> list[Path]:
    """The links in a folder to other folders, whose workbooks are not among those below it. None that is hidden."""
    links = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # it leads round in a circle
                if entry.is_symlink() and entry.is_dir() and not entry.name.startswith("."):
                    links.append(folder / entry.name)
    return sorted(links)


def _answers(kept: tuple[Store, str] | None) -> LogStamp:
    return _NO_ANSWERS if kept is None else kept[0].stamp(kept[1])

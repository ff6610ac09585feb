"""What came back, found: notebooks and answer logs in files, folders, and files that have others in them.

Nothing is passed over in silence but what is plainly nothing: whatever is named, or lies in what is named, is read by
its content, or it is said that it was not and why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reflect.disk.links import is_link, leads_elsewhere
from reflect.exchange.contents import HEAD, PACKED, Content, Kind, content_of, is_nothing
from reflect.exchange.unpacking import AWAY, HIDDEN, Room, unpacked
from reflect.language import N_, _
from reflect.notebook import NotebookError
from reflect.stores.layout import REGISTER, LogFolder, is_away, is_log, log_folder

DEEPEST = 5
"""So many files with other files in them are opened inside each other: an e-mail, a zip file in it, one in that."""

_EMPTY = N_("there is no workbook in it")
_LINK = N_("it is a link to somewhere else and was not followed")


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back; `asked` says that it was named, and not only what it was in."""

    path: Path
    name: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What was not read, and why. Where it is `expected`, that is as it should be."""

    name: str
    reason: str
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that came back.

    `notebooks` may be none when they are read. `logs` are (folder, id): the folder beside whose `answers` a workbook
    would be, and the workbook's id, with the name that a person knows the folder by. `loose` are logs anywhere else.
    """

    notebooks: list[Returned] = field(default_factory=list)
    logs: list[tuple[Path, str, str]] = field(default_factory=list)
    loose: list[Returned] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.notebooks) + len(self.logs) + len(self.loose) + len(self.unread)


@contextmanager
def gathered(sources: Iterable[Path]) -> Iterator[Gathered]:
    """What is in some files and folders. What was in a zip file, and the like, is there until the end."""
    with ExitStack() as stack:
        gathering = _Gathering(stack)
        for source in dict.fromkeys(sources):
            before = len(gathering.found)
            if source.is_dir() and not leads_elsewhere(source):
                gathering.add_folder(source, str, Room)
            else:
                gathering.add_file(Returned(source, str(source), asked=True), Room())
            if len(gathering.found) == before:
                gathering.found.unread.append(Unread(str(source), _(_EMPTY)))
        yield gathering.found


class _Gathering:
    def __init__(self, stack: ExitStack) -> None:
        self.found = Gathered()
        self._stack = stack

    def add_folder(
        self, folder: Path, name_of: Callable[[Path], str], room: Callable[[], Room], depth: int = 0
    ) -> None:
        """Add what is in a folder, each under the name that a person knows it by."""
        logs: dict[tuple[Path, str], None] = {}
        for path in self._files_below(folder, name_of):
            if (found := _beside_a_workbook(path)) is not None:
                logs[Path(*found.above), found.workbook] = None
            elif log_folder(path.parent.parts, REGISTER) is None:  # a register is kept as answers are, and has none
                self.add_file(Returned(path, name_of(path)), room(), depth)
        self.found.logs.extend((place, workbook, name_of(place)) for place, workbook in logs)

    def add_file(self, returned: Returned, room: Room, depth: int = 0) -> None:
        """Add a file, or what is in it."""
        content = _content(returned)
        if content.reason:
            self._pass_over(returned.name, content.reason, expected=content.kind is Kind.JOURNAL and not returned.asked)
        elif content.kind is Kind.NOTEBOOK:
            self.found.notebooks.append(returned)
        elif content.kind is Kind.LOG:
            self.found.loose.append(returned)
        elif content.kind in PACKED:
            self._add_packed(returned, content.kind, room, depth + 1)

    def _add_packed(self, returned: Returned, kind: Kind, room: Room, depth: int) -> None:
        if depth > DEEPEST:
            reason = _("it is inside more than {most} other files. Unpack it, and collect that").format(most=DEEPEST)
            self._pass_over(returned.name, reason)
            return
        before = len(self.found)
        try:
            inside = self._stack.enter_context(unpacked(returned.path, kind, room))
        except NotebookError as error:
            self._pass_over(returned.name, error.said_of(returned.path))
            return
        names = {path: f"{returned.name}, {name}" for path, name in inside.names.items()}
        for passed_over, expected in ((inside.refused, False), (inside.unread, False), (inside.hidden, True)):
            for name, reason in passed_over:
                self._pass_over(f"{returned.name}, {name}", reason, expected=expected)
        answers = _("{file}, answers").format(file=returned.name)
        self.add_folder(inside.folder, lambda path: names.get(path, answers), lambda: room, depth)
        if len(self.found) == before:
            self._pass_over(returned.name, _(_EMPTY))

    def _files_below(self, folder: Path, name_of: Callable[[Path], str]) -> Iterator[Path]:
        """The files below a folder that may be of use. Links are not followed."""

        def closed(error: OSError) -> None:
            where = name_of(Path(error.filename))
            reason = _("This folder cannot be looked into ({reason}). Ask who owns it.")
            self._pass_over(where, reason.format(reason=error.strerror))

        for place, folders, files in os.walk(folder, onerror=closed):
            here = Path(place)
            folders[:] = [name for name in sorted(folders) if self._is_of_use(here / name, name_of)]
            yield from (here / name for name in sorted(files) if self._is_of_use(here / name, name_of))

    def _is_of_use(self, path: Path, name_of: Callable[[Path], str]) -> bool:
        if is_nothing(path.name) or _beside_a_workbook(path) is not None:
            return not is_nothing(path.name)
        if is_link(path):
            self._pass_over(name_of(path), _(_LINK))
        elif is_away(path.name):
            self._pass_over(name_of(path), _(AWAY))
        elif path.name.startswith("."):
            self._pass_over(name_of(path), _(HIDDEN), expected=True)
        else:
            return True
        return False

    def _pass_over(self, name: str, reason: str, *, expected: bool = False) -> None:
        self.found.unread.append(Unread(name, reason, expected))


def _beside_a_workbook(path: Path) -> LogFolder | None:
    """The folder of a workbook's logs that this is one of, which a store reads, or says why not; None for no log."""
    return log_folder(path.parent.parts) if is_log(path.name) else None


def _content(returned: Returned) -> Content:
    if leads_elsewhere(returned.path):
        return Content(Kind.OTHER, _(_LINK))
    if not returned.path.is_file():
        return Content(Kind.OTHER, _("this is no ordinary file"))
    try:
        with returned.path.open("rb") as file:
            return content_of(file.read(HEAD), returned.path.name)
    except OSError as error:
        reason = _("this file cannot be read ({reason}). Check who may read it")
        return Content(Kind.OTHER, reason.format(reason=error.strerror))

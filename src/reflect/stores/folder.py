"""Answer logs in a folder: `ROOT/WORKBOOK ID/AUTHOR.DEVICE.jsonl`, one writer a file.

The folder may be on a shared drive, in cloud sync or in Git, and may be changed by others at any time. So what is
read is every log, whatever sync has renamed it or the folders above it to; damage costs one line, not a file; and
nothing that was there is ever changed, not even damage.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from reflect.disk.device import is_device, this_device
from reflect.disk.errors import StoreError, printable, store_error
from reflect.disk.filenames import file_part
from reflect.disk.folders import make_folder, sync_folder
from reflect.disk.links import is_link
from reflect.disk.lock import locked
from reflect.disk.sharing import share
from reflect.disk.stamps import Stamp, stamps_in
from reflect.language import N_, _
from reflect.revisions import Reading, Revision, to_line
from reflect.stores.growing import LARGEST, GrowingLog
from reflect.stores.layout import ENDING, is_away, is_log
from reflect.stores.places import places_of, workbooks_in
from reflect.stores.protocol import LogStamp, check_id
from reflect.stores.watching import watch_stamp

_AWAY = N_("{file} is in iCloud and not on this computer. Open the folder in Finder and download it.")
_EMPTY = N_("{file} is empty. If a cloud drive keeps it elsewhere, open it once, so that it comes to this computer.")

_ATTEMPTS = 5
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a named pipe that somebody has put in the folder would otherwise wait for ever."""


class FolderStore:
    """The answer logs in a folder, as they are written from `device` (this one, unless given).

    `root` is the folder that has a folder for each workbook. `private` closes what is made there to everybody else.
    Raises ValueError where `device` is not 4 to 16 small letters and digits.
    """

    def __init__(self, root: Path, *, device: str | None = None, private: bool = False) -> None:
        if device is not None and not is_device(device):
            raise ValueError("a device is named by 4 to 16 small letters and digits, such as 'ab12'")
        self._root = root
        self._device = device
        self._private = private
        self._logs: dict[str, dict[Path, GrowingLog]] = {}
        self._reading = threading.Lock()

    @property
    def place(self) -> str:
        """The folder, as people are told it."""
        return str(self._root)

    def append(self, *revisions: Revision) -> None:
        """Add revisions to the logs of their authors on this device. When this returns, they are on disk.

        Raises StoreError where they are not; then all that was on disk before still is.
        """
        logs: dict[tuple[Path, str], list[bytes]] = {}
        for revision in revisions:  # all of which are looked at before the first is kept
            log = self._folder(revision.workbook), revision.author
            logs.setdefault(log, []).append(to_line(revision).encode() + b"\n")
        for (folder, author), lines in logs.items():
            self._append(folder, author, b"".join(lines))

    def _append(self, folder: Path, author: str, lines: bytes) -> None:
        path = folder / f"{file_part(author) or 'someone'}.{self._device or this_device()}{ENDING}"
        try:
            for each in (self._root, folder):
                if is_link(each):
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                make_folder(each, private=self._private)
            with locked(path):
                # Cloud sync replaces whole files. Lines that went to the file it has just replaced are written again.
                if any(_append(path, lines, private=self._private) for _attempt in range(_ATTEMPTS)):
                    return
        except OSError as error:
            raise store_error(path, error) from error
        raise StoreError(
            printable(path),
            _("this could not be written: another program, such as cloud sync, keeps replacing it"),
            _("Pause that program, then save again."),
        )

    def read(self, workbook: str) -> Reading:
        """Every revision of a workbook in the folder, by whomever, and what could not be read.

        No file is fatal: only a `workbook` that is no workbook's id raises StoreError. What this store has read before
        is not taken apart again: reading is as quick as the new lines are few.
        """
        self._folder(workbook)
        places = places_of(self._root, workbook)
        paths, problems = _logs_in(places.folders)
        with self._reading:
            known = self._logs.get(workbook, {})
            logs = {path: known.get(path) or GrowingLog(path, workbook) for path in paths}
            self._logs[workbook] = logs
            for log in logs.values():
                log.read()
            return Reading(
                frozenset().union(*(log.revisions for log in logs.values())),
                (*places.problems, *problems, *(each for path, log in logs.items() for each in _problems(path, log))),
            )

    def has(self, workbook: str) -> bool:
        """Whether there is a folder for the answers to a workbook, even an empty one."""
        folder = self._folder(workbook)
        with suppress(OSError):
            return not is_link(self._root) and folder.is_dir()
        return False

    def workbooks(self) -> tuple[str, ...]:
        """The ids under which there are answers in the folder and in copies of it, in order."""
        return tuple(workbook for workbook in workbooks_in(self._root) if self.stamp(workbook).has_answers)

    def stamp(self, workbook: str) -> LogStamp:
        """What the files of the answers to a workbook look like from outside."""
        self._folder(workbook)
        found: dict[tuple[Path, str], Stamp] = {}
        there = False
        for folder in places_of(self._root, workbook).folders:
            if (stamps := stamps_in(folder)) is not None:
                there = True
                found |= {(folder, name): stamp for name, stamp in stamps.items() if is_log(name) or is_away(name)}
        return _log_stamp(found) if there else LogStamp()

    def watch(self, workbook: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` in a thread of its own, once to begin with and whenever there may be more to read.

        What is returned ends it. Raises StoreError as `read` does; after that, nothing that goes wrong ends it: a
        folder that is not there may be there soon, and so may a drive.
        """
        # The system's own notices (inotify and the like) say nothing of what another machine does on a network drive,
        # and need a folder to be there. A look at names, sizes and times costs next to nothing, and works anywhere.
        self._folder(workbook)
        return watch_stamp(partial(self.stamp, workbook), changed, workbook)

    def _folder(self, workbook: str) -> Path:
        """The folder of one workbook. Only an id written as ids are can be one, so none leads out of the root."""
        check_id(workbook)
        return self._root / workbook


def _log_stamp(files: Mapping[tuple[Path, str], Stamp]) -> LogStamp:
    return LogStamp(
        frozenset(files.items()),
        max((max(stamp.written, stamp.changed) for stamp in files.values()), default=0),
        any(stamp.size for stamp in files.values()),
    )


def _logs_in(folders: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """The logs in some folders, and what to say of what cannot be read there."""
    logs: list[Path] = []
    problems: list[str] = []
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except FileNotFoundError:
            continue
        except OSError as error:
            problem = _("{folder} could not be read: {reason}.")
            problems.append(problem.format(folder=printable(folder), reason=error.strerror))
            continue
        logs += [folder / name for name in names if is_log(name)]
        problems += [_(_AWAY).format(file=printable(name)) for name in names if is_away(name)]
    return logs, problems


def _problems(path: Path, log: GrowingLog) -> Iterable[str]:
    """What could not be read of a log. A file of another kind is one only if there is an answer in it."""
    if log.is_empty:
        return (_(_EMPTY).format(file=printable(path.name)),)
    return log.problems if path.name.casefold().endswith(ENDING) or log.revisions else ()


def _append(path: Path, line: bytes, *, private: bool) -> bool:
    """Add a line to a file, on disk. False where another file has since taken its place. Raises OSError."""
    mode = 0o600 if private else 0o666
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _NO_LINKS | _NO_WAITING | _BINARY, mode)
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if private and os.name == "posix" and stat.S_IMODE(before.st_mode) != 0o600:
            os.fchmod(file, 0o600)
        if before.st_size == 0:
            if not private:
                share(path)
            sync_folder(path.parent)  # before the first line, so that a file with lines in it is known to be named
        elif not _ends_a_line(file):
            line = b"\n" + line  # a crash tore the last line, and must not take this one with it
        _write_whole(file, line, before.st_size)
        os.fsync(file)
        return _is_kept(path, file, line)
    finally:
        os.close(file)


def _ends_a_line(file: int) -> bool:
    os.lseek(file, -1, os.SEEK_END)
    return os.read(file, 1) == b"\n"


def _write_whole(file: int, line: bytes, size: int) -> None:
    """Write in one go, or leave the file as it was."""
    written = 0
    try:
        written = os.write(file, line)
        if written < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        with suppress(OSError):  # if this fails too, the next append starts a new line
            # Only what was just written may be cut off: were the file longer, somebody else would have added to it.
            if os.fstat(file).st_size == size + written:
                os.ftruncate(file, size)
                os.fsync(file)
        raise


def _is_kept(path: Path, file: int, line: bytes) -> bool:
    """Whether a line written to an open file is in the file that now has its name."""
    try:
        there = path.lstat()
        return os.path.samestat(there, os.fstat(file)) or (there.st_size <= LARGEST and line in path.read_bytes())
    except FileNotFoundError:
        return False

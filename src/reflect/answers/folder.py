"""Answer logs in a folder: `ROOT/WORKBOOK ID/AUTHOR.DEVICE.jsonl`, one writer a file.

The folder may be on a shared drive, in cloud sync or in Git, and may be changed by others at any time. So what is
read is everything that ends in .jsonl, whatever sync has renamed it to; damage costs one line, not a file; and nothing
that was there is ever changed, not even damage.
"""

from __future__ import annotations

import errno
import logging
import os
import stat
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reflect.answers.device import is_device, this_device
from reflect.answers.disk import StoreError, make_folder, shown, store_error, sync_folder
from reflect.answers.growing import GrowingLog
from reflect.answers.lock import locked
from reflect.answers.revision import Revision, to_line
from reflect.filenames import file_part
from reflect.pairs import is_id
from reflect.sharing import share
from reflect.stamps import Stamp, stamps_in

LOOK_EVERY = 0.25
"""Seconds between two looks for what others have written."""

_log = logging.getLogger(__name__)

_ATTEMPTS = 5
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a named pipe that somebody has put in the folder would otherwise wait for ever."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder holds. Each of `problems` says in plain words which file and line was passed over, and why."""

    log: frozenset[Revision]
    problems: tuple[str, ...] = ()


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
        self._logs: dict[str, dict[str, GrowingLog]] = {}
        self._reading = threading.Lock()

    def append(self, *revisions: Revision) -> None:
        """Add revisions to the logs of their authors on this device. When this returns, they are on disk.

        Raises StoreError where they are not; then all that was on disk before still is.
        """
        logs: dict[tuple[str, str], list[bytes]] = {}
        for revision in revisions:
            logs.setdefault((revision.workbook, revision.author), []).append(to_line(revision).encode() + b"\n")
        for (workbook, author), lines in logs.items():
            self._append(self._folder(workbook), author, b"".join(lines))

    def _append(self, folder: Path, author: str, lines: bytes) -> None:
        path = folder / f"{file_part(author) or 'someone'}.{self._device or this_device()}.jsonl"
        try:
            make_folder(self._root, private=self._private)
            if folder.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            make_folder(folder, private=self._private)
            with locked(path):
                # Cloud sync replaces whole files. Lines that went to the file it has just replaced are written again.
                if any(_append(path, lines, private=self._private) for _ in range(_ATTEMPTS)):
                    return
        except OSError as error:
            raise store_error(path, error) from error
        raise StoreError(
            f"{shown(path)} could not be written: another program, such as cloud sync, keeps replacing it. Pause that"
            " program, then save again."
        )

    def read(self, workbook: str) -> Reading:
        """Every revision of a workbook in the folder, by whomever, and what could not be read.

        No file is fatal: only a `workbook` that is no workbook's id raises StoreError. What this store has read before
        is not taken apart again: reading is as quick as the new lines are few.
        """
        folder = self._folder(workbook)
        try:
            if folder.is_symlink():
                return Reading(frozenset(), (f"{shown(folder)} is a link to somewhere else and was not followed.",))
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries if _is_log(entry.name))
        except FileNotFoundError:
            return Reading(frozenset())
        except OSError as error:
            return Reading(frozenset(), (f"{shown(folder)} could not be read: {error.strerror}.",))
        with self._reading:
            known = self._logs.get(workbook, {})
            logs = {name: known.get(name) or GrowingLog(folder / name, workbook) for name in names}
            self._logs[workbook] = logs
            for log in logs.values():
                log.read()
            return Reading(
                frozenset().union(*(log.revisions for log in logs.values())),
                tuple(problem for log in logs.values() for problem in log.problems),
            )

    def watch(self, workbook: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` in a thread of its own, once to begin with and whenever there may be more to read.

        What is returned ends it. Raises StoreError as `read` does; after that, nothing that goes wrong ends it: a
        folder that is not there may be there soon, and so may a drive.
        """
        # The system's own notices (inotify and the like) say nothing of what another machine does on a network drive,
        # and need a folder to be there. A look at names, sizes and times costs next to nothing, and works anywhere.
        folder = self._folder(workbook)
        ended = threading.Event()

        def look() -> None:
            seen: object = ()
            while not ended.is_set():
                stamps = _stamps(folder)
                if stamps != seen:
                    try:
                        changed()
                        seen = stamps
                    except Exception as error:  # noqa: BLE001  # looked at once more, and nobody's words in a log
                        _log.debug("What others wrote could not be taken up: %s", type(error).__name__)
                ended.wait(LOOK_EVERY)

        threading.Thread(target=look, name=f"reflect: answers to {workbook}", daemon=True).start()
        return ended.set

    def _folder(self, workbook: str) -> Path:
        """The folder of one workbook. Only an id written as ids are can be one, so none leads out of the root."""
        if not is_id(workbook):
            raise StoreError(f"{shown(str(workbook))[:80]} is not the id of a workbook. Make the workbook again.")
        return self._root / workbook


def _is_log(name: str) -> bool:
    """Whether a file is one of answers. A name in "._" is what a Mac leaves beside a file on a shared drive."""
    return name.casefold().endswith(".jsonl") and not name.startswith("._")


def _stamps(folder: Path) -> Mapping[str, Stamp] | None:
    """What changes whenever there may be something new in a folder; None while there is no folder."""
    try:
        if folder.is_symlink():
            return None
    except OSError:
        return None
    stamps = stamps_in(folder)
    return stamps and {name: stamp for name, stamp in stamps.items() if _is_log(name)}


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
        return os.path.samestat(path.lstat(), os.fstat(file)) or line in path.read_bytes()
    except FileNotFoundError:
        return False

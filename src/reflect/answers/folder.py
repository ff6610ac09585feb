"""Answer logs in a folder: `ROOT/WORKBOOK ID/AUTHOR.DEVICE.jsonl`, one writer a file.

The folder may be on a shared drive, in cloud sync or in Git, and may be changed by others at any time. So what is
read is everything that ends in .jsonl, whatever sync has renamed it to; damage costs one line, not a file; and nothing
that was there is ever changed, not even damage.
"""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reflect.answers.device import is_device, this_device
from reflect.answers.disk import StoreError, make_folder, shown, store_error, sync_folder
from reflect.answers.lock import locked
from reflect.answers.revision import Revision, RevisionError, from_line, to_line
from reflect.filenames import file_part

_ATTEMPTS = 5
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a named pipe that somebody has put in the folder would otherwise wait for ever."""
Parse = Callable[[str], Revision]
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
        self._known: dict[str, dict[str, Revision]] = {}

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
        found: set[Revision] = set()
        problems: list[str] = []
        for name in names:
            _read_file(folder / name, workbook, self._parse(workbook), found, problems)
        self._known[workbook] = {revision.line: revision for revision in found}
        return Reading(frozenset(found), tuple(problems))

    def _parse(self, workbook: str) -> Parse:
        """What makes a revision of a line, and remembers those of the last reading."""
        known = self._known.get(workbook, {})
        return lambda line: known.get(line.rstrip("\n")) or from_line(line)

    def _folder(self, workbook: str) -> Path:
        """The folder of one workbook. Only an id written as ids are can be one, so none leads out of the root."""
        try:
            known = str(uuid.UUID(workbook)) == workbook
        except (ValueError, AttributeError, TypeError):
            known = False
        if not known:
            raise StoreError(f"{shown(str(workbook))[:80]} is not the id of a workbook. Make the workbook again.")
        return self._root / workbook


def _is_log(name: str) -> bool:
    """Whether a file is one of answers. A name in "._" is what a Mac leaves beside a file on a shared drive."""
    return name.casefold().endswith(".jsonl") and not name.startswith("._")


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


def _read_file(path: Path, workbook: str, parse: Parse, found: set[Revision], problems: list[str]) -> None:
    """Add what one file holds of a workbook to `found`, and what is wrong with it to `problems`."""
    name = shown(path.name)
    try:
        if path.is_symlink():
            problems.append(f"{name} is a link to somewhere else and was not followed.")
            return
        file = os.open(path, os.O_RDONLY | _NO_LINKS | _NO_WAITING | _BINARY)
        try:
            if stat.S_ISREG(os.fstat(file).st_mode):
                with open(file, "rb", closefd=False) as lines:
                    _read_lines(name, lines, workbook, parse, found, problems)
            else:
                problems.append(f"{name} is not a file and was passed over.")
        finally:
            os.close(file)
    except FileNotFoundError:
        problems.append(f"{name} was taken away while it was being read.")
    except OSError as error:
        problems.append(f"{name} could not be read to its end: {error.strerror}.")


def _read_lines(
    name: str, lines: Iterable[bytes], workbook: str, parse: Parse, found: set[Revision], problems: list[str]
) -> None:
    for number, raw in enumerate(lines, start=1):
        line = raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw
        if not line.strip():
            continue
        try:
            revision = parse(line.decode())
        except (RevisionError, UnicodeDecodeError):
            cut = "" if raw.endswith(b"\n") else ": a save was cut off there, or is still under way"
            problems.append(f"{name}, line {number} could not be read and was passed over{cut}.")
            continue
        if revision.workbook == workbook:
            found.add(revision)
        else:
            problems.append(f"{name}, line {number} belongs to another workbook and was passed over.")

"""Files that have other files in them, which came back from somebody, opened with care: zip and tar files, e-mails.

Nothing in such a file decides where anything is written: what may be of use, notebooks, answer logs and further files
of this kind, goes into a temporary folder under names given here, and the names inside are only ever shown. There are
limits on how many entries there are and on how large they are once unpacked, whatever the file says of that itself.
What lies in another file inside one counts too.
"""

from __future__ import annotations

import bz2
import email
import email.header
import gzip
import io
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from reflect.disk.errors import printable
from reflect.errors import UnplacedError
from reflect.exchange.contents import HEAD, PACKED, Kind, content_of, is_nothing
from reflect.language import N_, _
from reflect.notebook import NotebookError
from reflect.notebook.files import LARGEST
from reflect.stores.layout import ENDING, is_away, is_log, log_folder

if TYPE_CHECKING:
    from email.message import Message

MOST_ENTRIES = 10_000
MOST_ENTRIES_IN_ALL = 100_000
"""In all files inside each other. A learning platform may give a zip file of each person's zip file."""
LARGEST_IN_ALL = 1024 * 1024 * 1024
"""Bytes, unpacked. A packed workbook is about 0.1 MB."""

HIDDEN = N_("it is hidden, and was not looked into")
AWAY = N_("it is in iCloud and not on this computer. Open the folder in Finder, download it, and collect again")

_LINK = N_("it is a link to somewhere else and was not followed")
_PACK_AGAIN = N_("Pack it again with `reflect pack`.")
_NO_FILE = {
    Kind.ZIP: N_("this is no zip file that can be read"),
    Kind.TAR: N_("this is no tar file that can be read"),
    Kind.GZIP: N_("this is no gzip file that can be read"),
    Kind.BZIP2: N_("this is no bzip2 file that can be read"),
    Kind.MAIL: N_("this is no e-mail that can be read"),
}
_MOST_OF_CONTENTS = MOST_ENTRIES * 512
"""Bytes of a zip file's table of contents, which is read whole before anything in it can be counted."""
_ENCRYPTED = 0x1
_DEEPEST = 32
"""Folders within each other. Nobody has as many."""
_PIECE = 64 * 1024
_ENDINGS = {Kind.NOTEBOOK: ".ipynb", Kind.LOG: ENDING}
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError, RuntimeError)
"""What is raised for entries that are not what they say."""
_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype"})
"""What is in the zip file that a document of an office program is."""


@dataclass(slots=True)
class Room:
    """What may yet be unpacked of a file and of all that is in it."""

    bytes: int = field(default_factory=lambda: LARGEST_IN_ALL)
    entries: int = field(default_factory=lambda: MOST_ENTRIES_IN_ALL)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in a file, in a folder: `names` says what each file was called, apart from the logs of a workbook.

    `refused` says what was not unpacked, and why; `unread` what is of no use; `hidden` what is left alone.
    """

    folder: Path
    names: dict[Path, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def unpacked(path: Path, kind: Kind = Kind.ZIP, room: Room | None = None) -> Iterator[Unpacked]:
    """What is of use in a file of one of the kinds that are PACKED, in a folder that is gone at the end.

    Raises NotebookError where the whole file is of no use.
    """
    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        unpacking = _Unpacking(Unpacked(Path(folder)), room or Room())
        try:
            with _opened(path) as file:
                for entry in _READERS[kind](file, path):
                    unpacking.add(entry)
        except NotebookError:
            raise
        except (*_BROKEN, RecursionError):
            raise _broken(path, kind) from None
        yield unpacking.found


class _Careful(io.BufferedReader):
    """A file that gives no more at once than the table of contents of a reasonable zip file takes."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MOST_OF_CONTENTS:
            raise _too_many(self.name)
        return super().read(size)


def _opened(path: Path) -> _Careful:
    """A file, to be read with care. Raises NotebookError where it is none."""
    try:
        if not path.is_file():
            raise NotebookError(path, _("this is no ordinary file"), _("Name a zip file."))
        return _Careful(io.FileIO(path))
    except OSError as error:
        message = _("this file cannot be read ({reason})").format(reason=error.strerror)
        raise NotebookError(path, message, _("Check who may read it.")) from None


def _broken(path: Path, kind: Kind) -> NotebookError:
    return NotebookError(path, _(_NO_FILE[kind]), _("Ask for it to be sent again."))


def _too_many(path: object) -> NotebookError:
    message = _("this zip file has too many files in it ({most} at most)").format(most=MOST_ENTRIES)
    return NotebookError(path, message, _("Make several."))


class _Refused(UnplacedError):  # noqa: N818  # nothing is wrong with the file that it is in
    """A part of a file that stays in it, and why."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file inside another: `open` gives its content, and `trouble` says why that is not to be read.

    `size` is what it is said to be, and None where nothing says it.
    """

    name: str
    open: Callable[[], IO[bytes]]
    size: int | None = None
    trouble: tuple[str, str] | None = None


class _Unpacking:
    """Puts what is of use into a folder."""

    def __init__(self, found: Unpacked, room: Room) -> None:
        self.found = found
        self._room = room
        self._folders: dict[tuple[str, ...], Path] = {}
        self._number = 0

    def add(self, entry: _Entry) -> None:
        """Unpack one entry, or say why not."""
        name, parts = printable(entry.name), PurePosixPath(entry.name.replace("\\", "/")).parts
        self._number += 1
        self._room.entries -= 1
        if not parts or any(is_nothing(part) for part in parts):
            return
        if any(part.startswith(".") and part != ".." for part in parts):
            if is_away(parts[-1]):
                self.found.refused.append((name, _(AWAY)))
            else:
                self.found.hidden.append((name, _(HIDDEN)))
            return
        try:
            self._check(entry, parts)
            with entry.open() as source:
                self._unpack(entry, parts, source, name)
        except _Refused as refusal:
            self.found.refused.append((name, refusal.reason))
        except _BROKEN:
            self.found.refused.append((name, _("it is damaged. Ask for it to be sent again")))

    def _check(self, entry: _Entry, parts: tuple[str, ...]) -> None:
        if self._room.entries < 0:
            message = _("there is too much in this file ({most} files at most)").format(most=MOST_ENTRIES_IN_ALL)
            raise _Refused(message, _("Make several."))
        if ".." in parts or parts[0].startswith("/"):
            raise _Refused(_("its name leads out of the folder"), _(_PACK_AGAIN))
        if len(parts) > _DEEPEST:
            message = _("it is in more than {most} folders").format(most=_DEEPEST)
            raise _Refused(message, _(_PACK_AGAIN))
        if entry.trouble:
            raise _Refused(*entry.trouble)

    def _unpack(self, entry: _Entry, parts: tuple[str, ...], source: IO[bytes], name: str) -> None:
        if (folder := self._answers(parts)) and is_log(parts[-1]):
            self._copy(source, entry.size, folder / f"{self._number}{ENDING}")
            return
        head = source.read(HEAD)
        content = content_of(head, parts[-1])
        if content.reason:
            unread = self.found.hidden if content.kind is Kind.JOURNAL else self.found.unread
            unread.append((name, content.reason))
            return
        target = self._beside(parts[:-1]) / f"{self._number}{_ENDINGS.get(content.kind, '')}"
        self._copy(source, entry.size, target, head, self._room.bytes if content.kind in PACKED else LARGEST)
        self.found.names[target] = name

    def _copy(self, source: IO[bytes], size: int | None, target: Path, head: bytes = b"", most: int = LARGEST) -> None:
        """Unpack one file, whole or not at all."""
        if size is not None:
            self._check_size(size, most)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as copy:
                written, piece = 0, head
                while piece or (piece := source.read(_PIECE)):
                    written += len(piece)
                    self._check_size(written, most)
                    copy.write(piece)
                    piece = b""
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        self._room.bytes -= written

    def _check_size(self, size: int, most: int) -> None:
        if size > most and most == LARGEST:
            raise _Refused(_("it is too large to be a workbook ({most} MB at most)").format(most=LARGEST >> 20))
        if size > self._room.bytes:
            message = _("there is too much in this zip file ({most} MB at most)")
            raise _Refused(message.format(most=LARGEST_IN_ALL >> 20), _("Make several."))

    def _beside(self, folders: tuple[str, ...]) -> Path:
        return self._folders.setdefault(folders, self.found.folder / str(len(self._folders)))

    def _answers(self, parts: tuple[str, ...]) -> Path | None:
        """The folder of the logs of one workbook, under a name that says so as well; None for a file anywhere else."""
        folders = parts[:-1]
        if (found := log_folder(folders)) is None:
            return None
        return self._folders.setdefault(folders, self._beside(found.above) / found.again(len(self._folders)))


def _in_zip(file: IO[bytes], path: Path) -> Iterator[_Entry]:
    with zipfile.ZipFile(file) as whole:
        entries = whole.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _too_many(path)
        if not _DOCUMENT.isdisjoint(whole.namelist()):
            raise NotebookError(path, _("this is a document and not a zip file of workbooks, and was not read"))
        for entry in entries:
            if entry.filename and not entry.is_dir():  # a damaged one may have lost its name
                yield _Entry(entry.filename, partial(whole.open, entry), entry.file_size, _trouble(entry))


def _trouble(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _(_LINK), ""
    if entry.flag_bits & _ENCRYPTED:
        return _("it is encrypted"), _("Unpack it with its password, and collect that folder.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _("it is compressed in an unusual way"), _(_PACK_AGAIN)
    return None


def _in_tar(file: IO[bytes], path: Path) -> Iterator[_Entry]:
    with tarfile.open(fileobj=file, mode="r:") as whole:
        for number, entry in enumerate(whole):
            if number >= MOST_ENTRIES:
                raise _too_many(path)
            if not entry.isdir():
                trouble = None if entry.isreg() else (_(_LINK), "")
                yield _Entry(entry.name, partial(_content, whole, entry), entry.size, trouble)


def _content(whole: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = whole.extractfile(entry)
    if content is None:
        raise tarfile.ReadError
    return content


def _in_gzip(file: IO[bytes], path: Path) -> Iterator[_Entry]:
    yield _Entry(_inside(path), lambda: _unzipped(file))


def _unzipped(file: IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(file))


def _in_bzip2(file: IO[bytes], path: Path) -> Iterator[_Entry]:
    yield _Entry(_inside(path), partial(bz2.open, file))


def _inside(path: Path) -> str:
    """What is in a file that holds one other is called as it is, without the ending."""
    return path.stem.lstrip(".") or "content"


def _in_mail(file: IO[bytes], path: Path) -> Iterator[_Entry]:
    if path.stat().st_size > LARGEST:
        raise NotebookError(path, _("this e-mail is too large"), _("Save what is attached to it, and collect that."))
    for number, part in enumerate(email.message_from_binary_file(file).walk()):
        if number >= MOST_ENTRIES:
            raise _too_many(path)
        name = _file_name(part)
        if not part.is_multipart() and not _is_of_the_letter(part, name):
            held = part.get_payload(decode=True)
            held = held if isinstance(held, bytes) else b""
            yield _Entry(name or _("part {number}").format(number=number), partial(io.BytesIO, held), len(held))


def _file_name(part: Message) -> str:
    try:
        name = str(email.header.make_header(email.header.decode_header(part.get_filename() or "")))
    except (ValueError, LookupError, UnicodeError):
        return ""
    return PurePosixPath(name.replace("\\", "/")).name  # in a letter there are no folders


def _is_of_the_letter(part: Message, name: str) -> bool:
    """Whether this is what somebody wrote in the letter itself, or a picture in it, and nothing that is attached."""
    kind = part.get_content_maintype()
    return (kind == "text" and not name) or (kind == "image" and "content-id" in part)


_READERS: dict[Kind, Callable[[IO[bytes], Path], Iterator[_Entry]]] = {
    Kind.ZIP: _in_zip,
    Kind.TAR: _in_tar,
    Kind.GZIP: _in_gzip,
    Kind.BZIP2: _in_bzip2,
    Kind.MAIL: _in_mail,
}

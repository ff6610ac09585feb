"""What a file that came back is, by how it begins and not by what it is called (pure).

Mail programs, browsers and learning platforms rename what is sent: `smart_goals.ipynb.txt`, `smart_goals (2)`,
`noname`, `answers.zip.download`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from reflect.language import N_, _
from reflect.revisions import RevisionError, from_line

HEAD = 64 * 1024
"""So many bytes of a file are enough."""


class Kind(Enum):
    """What may be in a file. A notebook may turn out to be none when all of it is read."""

    NOTEBOOK = "notebook"
    LOG = "log"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    MAIL = "e-mail"
    JOURNAL = "journal"
    OTHER = "other"


PACKED = frozenset({Kind.ZIP, Kind.TAR, Kind.GZIP, Kind.BZIP2, Kind.MAIL})
"""What has other files in it."""


@dataclass(frozen=True, slots=True)
class Content:
    """The kind of a file, and of one that is of no use the `reason` why it is not read, with what to do."""

    kind: Kind
    reason: str = ""


_MARKS = (
    (0, b"PK\x03\x04", Kind.ZIP),
    (0, b"PK\x05\x06", Kind.ZIP),
    (0, b"PK\x07\x08PK", Kind.ZIP),
    (0, b"\x1f\x8b\x08", Kind.GZIP),
    (0, b"BZh", Kind.BZIP2),
    (257, b"ustar", Kind.TAR),
)
_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF", "cabinet"),
)
_PICTURE = N_("this is a picture")
_OTHERS = (
    (
        b"\x78\x9f\x3e\x22",
        N_("this is what Outlook makes of attachments (winmail.dat). Ask for them to be sent as a zip file"),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        N_("this is a file of Outlook or of an old Office. Save what is attached to it, and collect that"),
    ),
    (b"From ", N_("this is a mailbox. Save what is attached to its letters, and collect that")),
    (b"%PDF", N_("this is a PDF, in which there are no answers to read")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
)

_JSON = re.compile(rb"[\xef\xbb\xbf\xff\xfe\0\s]*\{")
_LONG_LOG = re.compile(rb'(\xef\xbb\xbf)?\s*\{"author": ?"')
_HEADER = re.compile(rb"[!-9;-~]{1,100}:[ \t\r\n]")
_OF_MAIL = re.compile(rb"^(mime-version|content-type):", re.IGNORECASE | re.MULTILINE)
_OF_PEOPLE = re.compile(rb"^(from|to|received|subject|return-path|message-id):", re.IGNORECASE | re.MULTILINE)
_JOURNAL = b'<meta name="generator" content="reflect">'

_NOTHING = frozenset(
    [
        *(".appledouble", ".apdisk", ".ds_store", ".localized", ".volumeicon.icns", "__macosx", "icon\r"),
        *(".documentrevisions-v100", ".fseventsd", ".spotlight-v100", ".temporaryitems", ".trash", ".trashes"),
        *("$recycle.bin", "desktop.ini", "ehthumbs.db", "system volume information", "thumbs.db"),
        *(".directory", "lost+found"),
        *(".dropbox", ".dropbox.attr", ".dropbox.cache", ".nextcloudsync.log", ".stfolder", ".stignore", ".sync"),
        *(".git", ".gitattributes", ".gitignore", ".gitkeep", ".hg", ".stversions", ".svn"),
        *(".ipynb_checkpoints", ".jupyter", ".venv", ".virtual_documents", "__pycache__"),
    ]
)


def is_nothing(name: str) -> bool:
    """Whether this is what systems, sync programs and Jupyter leave beside what people made: no matter to anybody."""
    folded = name.casefold()
    return (
        folded in _NOTHING
        or folded.startswith(("._", "~$", ".~", ".trash-", ".fuse_hidden", ".nfs"))
        or (folded.startswith(".reflect-") and folded.endswith(".part"))
        or folded.endswith(".cut-off")
    )


def content_of(head: bytes, name: str) -> Content:
    """What a file is that begins with these bytes (HEAD of them, where it has as many) and is called this."""
    for start, mark, kind in _MARKS:
        if head.startswith(mark, start):
            return Content(kind)
    if reason := _of_no_use(head):
        return Content(Kind.OTHER, reason)
    if _is_log(head):
        return Content(Kind.LOG)
    if _JSON.match(head) or name.casefold().endswith(".ipynb"):
        return Content(Kind.NOTEBOOK)
    if _is_mail(head):
        return Content(Kind.MAIL)
    if _JOURNAL in head:
        return Content(Kind.JOURNAL, _("it is a journal, which is made from answers and brings none"))
    return Content(Kind.OTHER, _reason(head, name))


def _of_no_use(head: bytes) -> str:
    """What a file of a kind that is known and not read is, and what to do; "" for any other."""
    for mark, archive in _ARCHIVES:
        if head.startswith(mark):
            reason = _("this is an archive ({kind}) that is not read. Unpack it, and collect the folder")
            return reason.format(kind=archive)
    return next((_(reason) for mark, reason in _OTHERS if head.startswith(mark)), "")


def _reason(head: bytes, name: str) -> str:
    if name.casefold().endswith(".zip"):
        return _("this is no zip file that can be read. Ask for it to be sent again")
    if not head:
        return _("it is empty. If a cloud drive keeps it elsewhere, open it once, and collect again")
    return _("this is not a notebook, nor anything else that answers come in")


def _is_log(head: bytes) -> bool:
    """Whether one of the first lines is an answer, or begins like one that is too long to end here."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return any(_is_answer(line) for line in lines[:100]) or (len(head) == HEAD and bool(_LONG_LOG.match(head)))


def _is_answer(line: bytes) -> bool:
    try:
        from_line(line.decode())
    except (RevisionError, UnicodeDecodeError):
        return False
    return True


def _is_mail(head: bytes) -> bool:
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return bool(_HEADER.match(head) and _OF_MAIL.search(headers) and _OF_PEOPLE.search(headers))

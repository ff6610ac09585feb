"""What to say when something cannot be written (pure)."""

from __future__ import annotations

import errno
import unicodedata
from pathlib import Path

from reflect.errors import ReflectError
from reflect.language import N_, _

_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class DiskError(ReflectError):
    """A file or a folder that could not be written."""


class StoreError(DiskError):
    """An answer could not be kept. Says which file or folder, what is wrong and what to do; never the answer."""


_ELSE = N_("Put that right, then save again.")
_WHY = (
    (_FULL, N_("the disk is full"), N_("Make room on it, then save again.")),
    (
        {errno.EFBIG},
        N_("the file may not grow any larger on this disk"),
        N_("Move it out of the folder, then save again."),
    ),
    (
        _FORBIDDEN,
        N_("this account may not write there"),
        N_("Ask for permission, or move the workbook, then save again."),
    ),
    (
        {errno.ENOENT},
        N_("the folder it belongs in is not there"),
        N_("Connect the drive or put the folder back, then save again."),
    ),
    ({errno.ELOOP, errno.EMLINK}, N_("it is a link to somewhere else"), N_("Remove the link, then save again.")),
    (
        {errno.ENOTDIR, errno.EISDIR, errno.EEXIST},
        N_("something else is in its place"),
        N_("Move that away, then save again."),
    ),
)
"""What the system answers, why that is, and what to do."""


def store_error(path: Path, error: OSError) -> StoreError:
    """What to tell a person when the system would not write at `path`."""
    known = ((_(why), remedy) for numbers, why, remedy in _WHY if error.errno in numbers)
    why, remedy = next(known, (error.strerror or type(error).__name__, _ELSE))
    return StoreError(printable(path), _("this could not be written: {reason}").format(reason=why), _(remedy))


def printable(path: Path | str) -> str:
    """A path fit for a message: whatever a terminal could not print, or would obey, is a question mark."""
    return "".join(letter if letter.isprintable() or _is_of_a_name(letter) else "?" for letter in str(path))


def _is_of_a_name(letter: str) -> bool:
    """Whether this is a space of some width, or what joins or parts the letters of many a script."""
    return letter in _JOINERS or unicodedata.category(letter) == "Zs"

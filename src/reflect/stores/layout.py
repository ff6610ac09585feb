"""How answer logs are named in a folder, and what sync programs make of it (pure): `answers/WORKBOOK ID/*.jsonl`.

Where two computers made one folder while apart, a sync program keeps both, one of them under another name: `answers
(1)`, `answers-LAPTOP`, `answers 2`, `Copy of answers`, or the workbook's id with something added to it. Each program
has a way of its own, and all of them keep the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

ANSWERS = "answers"
"""The folder of the answers to the workbooks in the folder that it is in."""
REGISTER = "register"
"""The folder of a programme's register, at the programme's root."""
ENDING = ".jsonl"

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def id_in(name: str) -> str | None:
    """The id of a workbook in the name of a folder of answers or of a copy of one; None where there is none."""
    found = _ID.search(name)
    return found[0].lower() if found else None


def is_plain_id(name: str) -> bool:
    """Whether this is the name of a workbook's own folder, and of no copy of one."""
    return bool(_ID.fullmatch(name)) and name.islower()


def is_answers(name: str, called: str = ANSWERS) -> bool:
    """Whether this is the name of a folder `answers`, or of a copy of one."""
    return called.casefold() in name.casefold()


def is_log(name: str) -> bool:
    """Whether a file may be one of answers, whatever has been added to its name.

    A name in "._" is what a Mac leaves beside a file on a shared drive, and "~$" and ".~" are what an office program
    leaves beside one that is open.
    """
    return ".json" in name.casefold() and not name.startswith(("._", "~$", ".~")) and not is_away(name)


def is_away(name: str) -> bool:
    """Whether this stands for a file that is in iCloud and not on this computer: `.NAME.icloud`."""
    return name.startswith(".") and name.casefold().endswith(".icloud")


def holds_logs(folder: PurePath) -> bool:
    """Whether a folder holds the answers to one workbook, and nothing else: it is `answers/WORKBOOK ID`."""
    return folder.parent.name == ANSWERS and is_plain_id(folder.name)


@dataclass(frozen=True, slots=True)
class LogFolder:
    """A folder of one workbook's logs: the folders `above` the answers that it is in, and the `workbook`'s id."""

    above: tuple[str, ...]
    workbook: str
    is_copy: bool

    def again(self, number: int) -> PurePath:
        """Where a store looks for these logs below another folder. `number` tells one copy from another."""
        return PurePath(f"{ANSWERS} ({number})" if self.is_copy else ANSWERS, self.workbook)


def log_folder(folders: Sequence[str], called: str = ANSWERS) -> LogFolder | None:
    """The folder of one workbook's logs that these folders, each in the one before, lead to; None for any other.

    A copy of `answers` may have ended up in another.
    """
    if len(folders) < 2 or (workbook := id_in(folders[-1])) is None or not is_answers(folders[-2], called):
        return None
    first = len(folders) - 2
    while first > 0 and is_answers(folders[first - 1], called):
        first -= 1
    return LogFolder(tuple(folders[:first]), workbook, tuple(folders[first:]) != (called, workbook))

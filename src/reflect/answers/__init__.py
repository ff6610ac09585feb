"""Answers, kept as an append-only set of revisions.

Every save adds a `Revision` that names the revisions it was written in sight of as its parents; nothing is ever
changed or taken away. So merging is set union, in any order and as often as you like; the current answer is what no
other revision names as a parent; and two people who wrote without seeing each other have two current answers, both of
them kept and shown.

`revision`, `log` and `emptied` are pure. `folder` keeps logs as JSON Lines in a folder that may be shared or synced,
one writer a file, watches for what others write, and reads with `growing` only what is new; `device` names the writer's
machine and the owner's own folder. A saved revision is on disk before `append` returns. No error message or report of a
problem holds the words of an answer.
"""

from reflect.answers.device import owner_answers, this_device
from reflect.answers.disk import StoreError
from reflect.answers.emptied import Emptied, emptied
from reflect.answers.folder import FolderStore, Reading
from reflect.answers.log import Log, conflicts, current, heads, merge
from reflect.answers.revision import Revision, RevisionError, from_line, revise, to_line

__all__ = [
    "Emptied",
    "FolderStore",
    "Log",
    "Reading",
    "Revision",
    "RevisionError",
    "StoreError",
    "conflicts",
    "current",
    "emptied",
    "from_line",
    "heads",
    "merge",
    "owner_answers",
    "revise",
    "this_device",
    "to_line",
]

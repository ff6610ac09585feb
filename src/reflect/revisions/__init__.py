"""Answers, as an append-only set of revisions (pure).

Every save adds a `Revision` that names the revisions it was written in sight of as its parents; nothing is ever
changed or taken away. So merging is set union, in any order and as often as you like; the current answer is what no
other revision names as a parent; and two people who wrote without seeing each other have two current answers, both of
them kept and shown.

`revision` is one of them and its line of JSON, `log` what a set of them says, `emptied` where somebody has replaced
another's words with nothing, `released` what was released to the pair from a personal workbook, `sealed` what each of
the two gives before they see the other's, `renamed` a log read under the names that slots have now.
"""

from reflect.revisions.emptied import Emptied, emptied
from reflect.revisions.log import Log, Reading, conflicts, current, heads, merge
from reflect.revisions.revision import Revision, RevisionError, from_line, revise, to_line

__all__ = [
    "Emptied",
    "Log",
    "Reading",
    "Revision",
    "RevisionError",
    "conflicts",
    "current",
    "emptied",
    "from_line",
    "heads",
    "merge",
    "revise",
    "to_line",
]

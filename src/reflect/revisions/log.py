"""What a set of revisions says: merging, current answers, and where two people wrote at once (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reflect.fields import Value
from reflect.revisions.revision import Revision, canonical

Log = frozenset[Revision]
"""Revisions, in no order; as a rule of one workbook."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. Each of `problems` says in plain words what was passed over, and why; it never holds an answer.

    `anothers` is how many of what was passed over were of another workbook.
    """

    log: Log
    problems: tuple[str, ...] = ()
    anothers: int = 0


PROMPT = "prompt:"
"""How the field of a revision begins that records a prompt, and is nobody's answer."""

MARK, OPENING = "sealed:", "opening:"
"""How the fields begin of what seals answers and opens them; see `sealed`."""

NO_ANSWERS = (PROMPT, MARK, OPENING)
"""How the fields begin that hold no answer."""


def merge(*logs: Iterable[Revision]) -> Log:
    """All the revisions of all the logs. Two different revisions under one id are both kept."""
    return frozenset().union(*logs)


def heads(log: Iterable[Revision]) -> dict[str, tuple[Revision, ...]]:
    """For each field, the revisions that no other of the same field and workbook names as a parent, oldest first.

    Every field with a revision has a head. Revisions that name each other in a circle, which only a damaged or hostile
    log has, are heads together with all that only they lead to, until a later revision names them: better to show
    too much than to let an answer vanish.
    """
    kept: dict[tuple[str, str], list[Revision]] = defaultdict(list)
    for revision in log:
        kept[revision.workbook, revision.field].append(revision)
    found: dict[str, list[Revision]] = defaultdict(list)
    for (_, field), revisions in kept.items():
        found[field] += _heads_of_one(revisions)
    return {field: tuple(sorted(found[field], key=_age)) for field in sorted(found)}


def current(log: Iterable[Revision]) -> dict[str, Value]:
    """The answer in each field: the value of its newest head. What holds no answer is left out."""
    return {field: found[-1].value for field, found in heads(log).items() if not field.startswith(NO_ANSWERS)}


def conflicts(log: Iterable[Revision]) -> dict[str, tuple[Revision, ...]]:
    """The heads of each field that has two or more which differ in value. What holds no answer is left out."""
    return {
        field: found
        for field, found in heads(log).items()
        if not field.startswith(NO_ANSWERS) and len({canonical(revision.value) for revision in found}) > 1
    }


def _heads_of_one(revisions: list[Revision]) -> list[Revision]:
    parents: dict[str, set[str]] = defaultdict(set)
    for revision in revisions:
        parents[revision.id] |= set(revision.parents) - {revision.id}
    named = set().union(*parents.values())
    replaced: set[str] = set()
    to_follow = [parent for revision in parents.keys() - named for parent in parents[revision]]
    while to_follow:
        revision_id = to_follow.pop()
        if revision_id not in replaced:
            replaced.add(revision_id)
            to_follow += parents.get(revision_id, ())
    return [revision for revision in revisions if revision.id not in replaced]


def _age(revision: Revision) -> tuple[str, str, str]:
    return revision.time, revision.id, revision.line

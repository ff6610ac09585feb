"""A log read under the names that slots have now: for reading, and never to be kept (pure)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping

from reflect.revisions.log import Log
from reflect.revisions.revision import Revision


def read_as(log: Log, name: Callable[[Revision], str]) -> Log:
    """The log with each revision in the slot that `name` gives for it."""
    return frozenset(_in_slot(revision, name(revision)) for revision in log)


def with_what_replaced_it(log: Log, slots: Collection[str]) -> Log:
    """The log with what was written in any slot but these in the slot of what was written in sight of it since.

    So what a field was called before that went away under another name is no second answer.
    """
    if not any(revision.field not in slots for revision in log):
        return log
    later: dict[str, Revision] = {}
    for revision in sorted(log, key=lambda revision: revision.line):
        for parent in revision.parents:
            later.setdefault(parent, revision)
    ends: dict[Revision, str] = {}
    return frozenset(_in_slot(revision, _end(revision, later, slots, ends)) for revision in log)


def _end(revision: Revision, later: Mapping[str, Revision], slots: Collection[str], ends: dict[Revision, str]) -> str:
    """The slot in which the revisions end that were written one in sight of the other, from this one on."""
    way: dict[Revision, None] = {}
    last = revision
    while last not in way and last not in ends and last.field not in slots and last.id in later:
        way[last] = None
        last = later[last.id]
    end = ends.get(last, last.field)
    ends |= dict.fromkeys(way, end)
    return end


def _in_slot(revision: Revision, slot: str) -> Revision:
    return revision if slot == revision.field else dataclasses.replace(revision, field=slot)

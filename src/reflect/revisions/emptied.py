"""Where somebody has replaced another's words with nothing (pure).

That is a revision like any other, and the words are in the log; but nobody would know. So whoever reads is told who did
it, and what stood there before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reflect.fields import Value
from reflect.pairs.unseen import shows
from reflect.revisions.revision import Revision, canonical


@dataclass(frozen=True, slots=True)
class Emptied:
    """What stood in a slot `before` somebody emptied it, or some of it: by others, the oldest first."""

    by: Revision
    before: tuple[Revision, ...]


def emptied(revisions: Iterable[Revision], heads: Iterable[Revision]) -> tuple[Emptied, ...]:
    """What the current answers in a field, of all its `revisions`, have emptied of others' words and not filled again.

    One that is all blank says nothing where another answer stands beside it.
    """
    heads = [head for head in heads if head.parents]
    if not heads:
        return ()
    known: dict[str, list[Revision]] = defaultdict(list)
    for revision in revisions:
        known[revision.id].append(revision)
    written = [head for head in heads if not _says_nothing(head.value)]
    found = (Emptied(head, _before(head, known)) for head in written or heads)
    return tuple(each for each in found if each.before)


def _before(head: Revision, known: Mapping[str, list[Revision]]) -> tuple[Revision, ...]:
    """The nearest of others' revisions above one which has words that this one has not."""
    above, own = _nearest_of_others(head, known)
    taken = [revision for revision in above if _takes_out(revision.value, [*own, head.value])]
    distinct = {canonical(revision.value): revision for revision in taken}
    return tuple(sorted(distinct.values(), key=lambda revision: (revision.time, revision.id)))


def _nearest_of_others(head: Revision, known: Mapping[str, list[Revision]]) -> tuple[list[Revision], list[Value]]:
    """The first written revisions by others above one, and what its own author wrote on the way from there."""
    found: list[Revision] = []
    own: list[Value] = []
    to_follow, followed = list(head.parents), {head.id}
    while to_follow:
        revision_id = to_follow.pop()
        for revision in known.get(revision_id, ()) if revision_id not in followed else ():
            if not _says_nothing(revision.value) and _name(revision) != _name(head):
                found.append(revision)
            else:
                own.append(revision.value)
                to_follow += revision.parents
        followed.add(revision_id)
    return found, own


def _name(revision: Revision) -> str:
    return " ".join(revision.author.casefold().split())


def _takes_out(before: Value, after: Iterable[Value]) -> bool:
    """Whether a value with words gave way to nothing, or lost rows or cells, on the way to the last of those after it.

    What was taken out and is back is not lost; a word that was put in its place is an edit.
    """
    *between, last = after
    if _says_nothing(last):
        return True
    if not _has_rows(before) or not _has_rows(last):
        return False
    were, are = _cells(before), _cells(last)
    lost = {column for column, cells in were.items() if cells - are.get(column, Counter())}
    return any(
        (_cells(value).get(column, Counter()).total() if _has_rows(value) else 0) < were[column].total()
        for column in lost
        for value in (*between, last)
    )


def _says_nothing(value: Value) -> bool:
    """Whether nothing of a value can be seen: it is blank, or made of characters without a shape."""
    if isinstance(value, str):
        return not shows(value)
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return all(map(_says_nothing, value.values())) if isinstance(value, dict) else value is None


def _has_rows(value: Value) -> bool:
    return isinstance(value, list) and any(isinstance(row, dict) for row in value)


def _cells(value: Value) -> dict[str, Counter[str]]:
    """The cells of a table that are not blank, by column."""
    found: dict[str, Counter[str]] = {}
    for row in value if isinstance(value, list) else ():
        for column, cell in row.items() if isinstance(row, dict) else ():
            if not _says_nothing(cell):
                found.setdefault(column, Counter())[canonical(cell)] += 1
    return found

"""What a register says in all: of each pair the newest entry, and every name and address that it ever had (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from reflect.language import _
from reflect.pairs import Names, Pair
from reflect.register.entry import Entry, from_value
from reflect.revisions.log import heads
from reflect.revisions.revision import Revision

_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Roll:
    """The pairs of a programme by id. `written` are the revisions that say so, the newest of each."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    names: Mapping[str, frozenset[Names]] = field(default_factory=dict)
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    _by_people: Mapping[_Key, frozenset[str]] = field(default_factory=dict, repr=False)

    def who_fit(self, pair: Pair) -> set[str]:
        """The ids of the pairs both of whose people fit, each by an e-mail address or by a name that they ever had."""
        return set().union(*(self._by_people.get(key, ()) for key in _keys(pair)))


def roll_of(log: Iterable[Revision], more: Iterable[Entry] = (), problems: tuple[str, ...] = ()) -> Roll:
    """The pairs in a register's revisions, and in `more` entries, which are as old as can be."""
    log, more = tuple(log), tuple(more)
    entries = {entry.pair.id: entry for entry in more}
    names: dict[str, set[Names]] = defaultdict(set)
    by_people: dict[_Key, set[str]] = defaultdict(set)
    read = {revision: from_value(revision.field, revision.value) for revision in log}
    for entry in (*more, *filter(None, read.values())):
        names[entry.pair.id].add(entry.pair.names)
        for key in _keys(entry.pair):
            by_people[key].add(entry.pair.id)
    newest = heads(revision for revision, entry in read.items() if entry is not None)
    for pair, found in newest.items():
        if (last := read[found[-1]]) is not None:
            entries[pair] = last
    return Roll(
        entries,
        {pair: frozenset(found) for pair, found in names.items()},
        {pair: tuple(revision.id for revision in found) for pair, found in newest.items()},
        problems + tuple(_unusable(revision) for revision in sorted(log, key=_age) if read[revision] is None),
        {key: frozenset(found) for key, found in by_people.items()},
    )


def _keys(pair: Pair) -> Iterable[_Key]:
    """What a pair is looked up by: for each of the two an address or a name, as far as it is there."""
    people = zip(pair.emails, pair.names, strict=True)
    mentor, mentee = ([(what, text) for what, text in zip("@n", each, strict=True) if text] for each in people)
    return [(*one, *other) for one, other in product(mentor, mentee)]


def _unusable(revision: Revision) -> str:
    problem = _("An entry of {date} in the programme's register says nothing that can be used of a pair.")
    return problem.format(date=revision.time[:10])


def _age(revision: Revision) -> tuple[str, str, str]:
    return revision.time, revision.id, revision.line

"""Which question an answer is to, whatever that was called when it was written (pure).

A template changes while a programme runs: a field that is called something else now says `was="old_id"`, one is gone,
one has come. Answers stay where they are, in logs that only grow, under the names that they were given under; so names
are looked up when a log is read. Each revision says which version of the template it answers, and a workbook that is
brought forward remembers what it asked before. By that, the answers of a field that went away stay apart from those of
another that has its name now.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reflect.fields import Field

STILL = "~"
"""Later than any time: a workbook that is of an earlier version still."""

_GAP = re.compile(r"\{\{ *([a-z_]+) *\}\}")

_APART = "@"
"""Stands between the name of a field that went away and the last version that had it, where another has it now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a workbook asked when it was of an earlier version: `labels` by the ids of the fields, `until` some time."""

    labels: Mapping[str, str] = field(default_factory=dict)
    until: str = ""


class Names:
    """What the fields of a template are called now, by what they were called in each version."""

    def __init__(
        self,
        fields: Iterable[Field],
        version: int,
        asked: Mapping[int, Asked],
        written: Iterable[tuple[int, str]] = (),
    ) -> None:
        """`asked` is what is known of earlier versions, `written` in which versions which slots were answered."""
        names = {each.id: (each.id, *each.was) for each in fields}
        there = {number: {*each.labels} for number, each in asked.items()}
        for number, slot in written:
            there.setdefault(number, set()).add(_parts(slot)[1])
        self._version, self._ids = version, frozenset(names)
        self._apart: dict[str, str] = {}
        self._until = {number: asked[number].until for number in sorted(asked) if number < version}
        self._owners = {version: _called(names)}
        for number in sorted((each for each in there if each < version), reverse=True):
            # Who had another name in a later version had not yet this one: it was another's.
            names = {each: called[_oldest(called, there[number]) :] for each, called in names.items()}
            self._owners[number] = _called(names)
            for name in there[number] & self._ids - self._owners[number].keys():
                self._apart.setdefault(name, f"{name}{_APART}{number}")

    def now(self, slot: str, version: int | None, time: str) -> str:
        """What the slot of a revision is called now, which was written at some time to a version, if it says which.

        The slot of a field that went away keeps its name where no field has that now.
        """
        before, name, after = _parts(slot)
        of = self._at(time) if version is None else version
        owner = self._owners.get(of, self._owners[self._version]).get(name)
        return f"{before}{owner or self._apart.get(name, name)}{after}"

    def _at(self, time: str) -> int:
        """The version that a workbook was of at some time."""
        return next((number for number, until in self._until.items() if time < until), self._version)


def _oldest(names: Sequence[str], there: Collection[str]) -> int:
    """The place of the oldest of the names of a field that a version has; 0 where it has none of them."""
    return max((place for place, name in enumerate(names) if name in there), default=0)


def _called(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The fields by what they may be called, the newest name of each before any other's older one."""
    owners: dict[str, str] = {}
    for place in range(max(map(len, names.values()), default=0)):
        for each, called in names.items():
            if place < len(called):
                owners.setdefault(called[place], each)
    return owners


def label_of(name: str, asked: Mapping[int, Asked]) -> str:
    """The label that a field which went away last had; "" where that is not known."""
    plain, _, version = name.partition(_APART)
    of = [number for number in asked if str(number) == version] or sorted(asked, reverse=True)
    return next((asked[number].labels[plain] for number in of if plain in asked[number].labels), "")


def with_names(label: str, parameters: Mapping[str, object]) -> str:
    """A label of an earlier version with names and other parameters in it, as text."""
    return _GAP.sub(lambda gap: str(parameters.get(gap[1]) or gap[0]), label)


def plain_name(name: str) -> str:
    """The name of a field that went away, as it was when somebody answered it."""
    return name.partition(_APART)[0]


def clashes(fields: Iterable[Field]) -> Iterator[tuple[str, str, str]]:
    """The fields whose former name is another's too: its id, the name, and the id of the other."""
    fields = [each for each in fields if not each.like]
    ids = {each.id for each in fields}
    claimed: dict[str, str] = {}
    for each in fields:
        for name in each.was:
            if name in ids or name in claimed:
                yield each.id, name, name if name in ids else claimed[name]
            claimed.setdefault(name, each.id)


def _parts(slot: str) -> tuple[str, str, str]:
    """What stands before the field's id in a slot ("prompt:"), the id, and what stands after it (".mentor")."""
    before, colon, rest = slot.rpartition(":")
    name, dot, role = rest.partition(".")
    return f"{before}{colon}", name, f"{dot}{role}"

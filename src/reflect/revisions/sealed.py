"""Answers that neither of a pair sees before both have sealed theirs (pure).

Nobody can lock words in a folder that both can read so that the other can open it only after sealing, without somebody
in between. So what is sealed is not in that folder. It stays with whoever wrote it, as an *opening*: which revisions
are sealed, and a salt. What goes into the log that both read is a *mark*: who sealed what and when, with a digest of
the answers and the salt, from which nobody gets the words, and to which no other words fit. When there is a mark by
both, each adds their opening and those revisions to the log. Whoever reads it holds them against the mark.

Marks and openings are revisions like all others, under fields of their own, `sealed:SET.ROLE` and `opening:SET.ROLE`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.fields import ROLES, Field, Role, Value, role_of
from reflect.revisions.log import MARK, OPENING, Log
from reflect.revisions.revision import Revision, canonical, revise

SOURCE = "seal"
"""The source of marks and openings."""

Part = tuple[str, Role]
"""One person's part of a set: the set's name, and whose."""


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody has sealed their part of a set, which these `slots` are.

    `late` says that the other's answers could be read by then.
    """

    id: str
    author: str
    time: str
    digest: str
    slots: tuple[str, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens one mark: the revisions that were sealed, by slot, and the salt."""

    mark: str
    salt: str
    answers: Mapping[str, str]
    revision: Revision


@dataclass(frozen=True, slots=True)
class Seal:
    """All that a log has of one person's part of a set. There is more than one mark where two devices sealed it."""

    part: Part
    marks: tuple[Mark, ...]
    openings: tuple[Opening, ...]

    @property
    def slots(self) -> frozenset[str]:
        """The slots that have been sealed."""
        return frozenset(slot for mark in self.marks for slot in mark.slots)


def parts_of(fields: Iterable[Field]) -> dict[Part, tuple[str, ...]]:
    """The slots of each part of each set that these fields are in, in their order."""
    found: dict[Part, list[str]] = defaultdict(list)
    for field in fields:
        for slot in field.sealed_slots:
            if (role := role_of(slot)) is not None:
                found[field.sealed, role].append(slot)
    return {part: tuple(slots) for part, slots in found.items()}


def seal(part: Part, answers: Sequence[Revision], *, author: str, now: dt.datetime, mark_id: str, late: bool) -> Log:
    """The mark and the opening that seal these current answers, at least one, of which no two are of one slot."""
    name, salt = f"{part[0]}.{part[1]}", secrets.token_hex(32)
    by_slot = {answer.field: answer for answer in answers}
    mark: Value = {"digest": _digest(answers, salt), "slots": sorted(by_slot), "late": late}
    opening: Value = {"mark": mark_id, "salt": salt, "answers": {slot: by_slot[slot].id for slot in sorted(by_slot)}}
    workbook = answers[0].workbook
    return frozenset(
        revise(
            workbook=workbook, field=field + name, author=author, value=value, source=SOURCE, now=now, revision_id=new
        )
        for field, value, new in ((MARK, mark, mark_id), (OPENING, opening, None))
    )


def seals(log: Log, people: Mapping[str, str]) -> dict[Part, Seal]:
    """What a log has of each part of each set. A mark in the name of the other of the two `people` is not believed."""
    marks: dict[Part, list[Mark]] = defaultdict(list)
    openings: dict[Part, list[Opening]] = defaultdict(list)
    records = (revision for revision in log if revision.field.startswith((MARK, OPENING)))
    for revision in sorted(records, key=lambda each: (each.time, each.id, each.line)):
        if (part := _part(revision.field, MARK)) and may_be_of(revision.author, part[1], people):
            marks[part] += _mark(revision)
        elif part := _part(revision.field, OPENING):
            openings[part] += _opening(revision)
    return {part: Seal(part, tuple(marks[part]), tuple(openings[part])) for part in {*marks, *openings}}


def sealed_slots(log: Log, people: Mapping[str, str]) -> frozenset[str]:
    """The slots whose owners have sealed them."""
    return frozenset(slot for found in seals(log, people).values() for slot in found.slots)


def opened(own: Log, shared: Log, people: Mapping[str, str]) -> Log:
    """What of a person's `own` log is to be put into the `shared` one by now, and is not there.

    That is each mark and, of a set that both have sealed, each opening with the answers it opens.
    """
    mine, all_of_it = seals(own, people), seals(own | shared, people)
    wanted = {mark.id for found in mine.values() for mark in found.marks}
    for part, found in mine.items():
        if all((part[0], role) in all_of_it and all_of_it[part[0], role].marks for role in ROLES):
            for opening in found.openings:
                wanted |= {opening.revision.id, *opening.answers.values()}
    there = {revision.id for revision in shared}
    return frozenset(revision for revision in own if revision.id in wanted - there)


def is_as_sealed(log: Log, found: Seal, slots: Iterable[str], heads: Mapping[str, Sequence[Revision]]) -> bool:
    """Whether what now stands in these slots of one part is what was sealed, to the letter."""
    known: dict[str, list[Revision]] = defaultdict(list)
    for revision in log:
        known[revision.id].append(revision)
    fitting = [opening for opening in found.openings if _fits(opening, found.marks, known)]
    as_sealed = {(slot, answer) for opening in fitting for slot, answer in opening.answers.items()}
    return all((slot, head.id) in as_sealed for slot in slots for head in heads.get(slot, ()))


def _fits(opening: Opening, marks: Iterable[Mark], known: Mapping[str, Sequence[Revision]]) -> bool:
    answers = []
    for slot, answer in opening.answers.items():
        of_this_id = known.get(answer, ())
        if len(of_this_id) != 1 or of_this_id[0].field != slot:
            return False
        answers.append(of_this_id[0])
    digest = _digest(answers, opening.salt)
    return any(mark.id == opening.mark and secrets.compare_digest(mark.digest, digest) for mark in marks)


def _digest(answers: Iterable[Revision], salt: str) -> str:
    values = {f"{answer.workbook} {answer.field}": answer.value for answer in answers}
    return hashlib.sha256(canonical([salt, values]).encode()).hexdigest()


def _part(field: str, kind: str) -> Part | None:
    """The part that a mark or an opening is of, by the field that it is kept under."""
    name = field.removeprefix(kind)
    role = role_of(name)
    return (name.partition(".")[0], role) if name != field and role else None


def may_be_of(author: str, role: Role, people: Mapping[str, str]) -> bool:
    """Whether a name may be that of the person in a role: not where it is the other's."""
    names = {role: plain_name(name) for role, name in people.items()}
    other = next(each for each in ROLES if each != role)
    return plain_name(author) != names[other] or names[other] in ("", names[role])


def plain_name(name: str) -> str:
    """A name as it is compared with others."""
    return " ".join(name.casefold().split())


def _mark(revision: Revision) -> Iterator[Mark]:
    match revision.value:
        case {"digest": str(digest), "slots": list(slots)} if all(isinstance(slot, str) for slot in slots):
            late = revision.value.get("late") is True
            own = [str(slot) for slot in slots if role_of(str(slot)) == role_of(revision.field)]
            yield Mark(revision.id, revision.author, revision.time, digest, tuple(own), late)


def _opening(revision: Revision) -> Iterator[Opening]:
    match revision.value:
        case {"mark": str(mark), "salt": str(salt), "answers": dict(answers)}:
            if all(isinstance(answer, str) for answer in answers.values()):
                yield Opening(mark, salt, {slot: str(answer) for slot, answer in answers.items()}, revision)

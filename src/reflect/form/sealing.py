"""What is sealed in one workbook while it is open: kept at home until both have sealed it, then put where both read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from reflect.disk.errors import StoreError
from reflect.fields import Role, Value, is_blank, role_of
from reflect.form.book import AnswerBook
from reflect.form.describe import describe_heads, person
from reflect.form.messages import MessageError, SealRequest
from reflect.form.outbound import SealState
from reflect.language import _
from reflect.revisions import Log, Revision
from reflect.revisions.revision import canonical
from reflect.revisions.sealed import Part, Seal, is_as_sealed, may_be_of, opened, parts_of, seal, seals
from reflect.stores.opening import open_home
from reflect.template import Template
from reflect.template.completeness import progress

_OTHER: Mapping[Role, Role] = {"mentor": "mentee", "mentee": "mentor"}


class Sealing:
    """The sealed answers of one workbook, of whoever writes on this device.

    `shared` is the log that both read. What is written in a sealed slot never goes there but by `settle`.
    """

    def __init__(self, template: Template, shared: AnswerBook) -> None:
        self.home = AnswerBook(open_home(), template.workbook_id)
        self._shared = shared
        self._people = template.people
        self._parameters = template.parameters

    def refresh(self) -> bool:
        """Look again at what is at home, and settle. Gives whether anything has changed."""
        changed = self.home.refresh()
        return self.settle() or bool(changed)

    def settle(self) -> bool:
        """Put into the shared log what is to be there by now. What cannot be put there yet is at the next look."""
        ready = opened(self.home.kept, self._shared.kept, self._people)
        with suppress(StoreError):
            if ready:
                self._shared.put(ready)
                return True
        return False

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, in a thread of its own, whenever a refresh may find something. Gives what ends it."""
        return self.home.watch(changed)

    def heads(self, slot: str, part: Part) -> tuple[Revision, ...]:
        """What a form shows in a sealed slot: what was sealed, or is there to read, or what is being written."""
        own, theirs = self._seals(part)
        if theirs.openings:
            return self._shared.heads(slot)
        if own.marks:
            return self._sealed(own, slot)
        return self.home.heads(slot) or self._shared.heads(slot)  # which was written before it was to be sealed

    def is_open(self, part: Part) -> bool:
        """Whether both can read what one of them has sealed."""
        return bool(self._seals(part)[1].openings)

    def state(self, slot: str, template: Template) -> SealState:
        """How the part stands that a slot is of, in a workbook whose fields so far are those of the template."""
        part = _part(slot, template)
        slots = parts_of(template.fields)[part]
        own, theirs = self._seals(part)
        marks = own.marks or theirs.marks
        other = part[0], _OTHER[part[1]]
        of_other = next((found.marks for found in self._seals(other) if found.marks), ())
        return {
            "name": person(part[1], self._parameters),
            "other": person(other[1], self._parameters),
            "other_time": of_other[0].time if of_other else "",
            "slots": list(slots),
            "time": marks[0].time if marks else "",
            "here": bool(own.marks),
            "waiting": not {mark.id for mark in own.marks} <= {mark.id for mark in theirs.marks},
            "open": bool(theirs.openings),
            "fits": self._fits(theirs, slots),
            "late": any(mark.late for mark in marks),
            "asks": slot == slots[-1],
            "missing": self._missing(part, template),
            "after": describe_heads(self._after(slot, part)),
        }

    def seal(self, request: SealRequest, template: Template, author: str) -> None:
        """Seal the part that a slot is of, with the answers that the writer has seen.

        Raises MessageError where they cannot be sealed, and StoreError where that could not be kept; then nothing is.
        """
        part = _part(request.slot, template)
        own, theirs = self._seals(part)
        if any(mark.id == request.nonce for mark in own.marks):
            return
        if own.marks or theirs.openings:
            raise MessageError(_("These answers are sealed already"))
        if not may_be_of(author, part[1], self._people):
            name = person(part[1], self._parameters)
            raise MessageError(_("Only {name} can seal these").format(name=name))
        if missing := self._missing(part, template):
            raise MessageError(_("Not answered yet: {questions}").format(questions=", ".join(missing)))
        answers = self._answers(part, template, request.seen)
        late = bool(self._seals((part[0], _OTHER[part[1]]))[1].openings)
        now = dt.datetime.now(dt.UTC)
        self.home.put(seal(part, answers, author=author, now=now, mark_id=request.nonce, late=late))
        self.settle()

    def _answers(self, part: Part, template: Template, seen: Mapping[str, str]) -> list[Revision]:
        """What is to be sealed. Raises MessageError where it is not what the writer saw."""
        answers = []
        for slot in parts_of(template.fields)[part]:
            heads = self.heads(slot, part)
            if slot in seen and heads and seen[slot] not in {head.id for head in heads}:
                raise MessageError(_("The words have changed meanwhile"), _("Look at them once more, then seal them."))
            written = [head for head in heads if not is_blank(head.value)]
            if len({canonical(head.value) for head in written}) > 1:
                raise MessageError(_("There are two versions of an answer"), _("Keep one of them, then seal."))
            answers += written[-1:]
        if not answers:
            raise MessageError(_("There is nothing here to seal yet"))
        return answers

    def _missing(self, part: Part, template: Template) -> list[str]:
        """The labels of what has to be answered before a part can be sealed, and is not."""
        answers: dict[str, Value] = {**self._shared.answers()}
        in_set = [(field, slot) for field in template.fields if field.sealed == part[0] for slot in field.sealed_slots]
        for _field, slot in in_set:
            heads = self.heads(slot, (part[0], _role(slot)))
            answers[slot] = heads[-1].value if heads else None
        answered = {slot for field, slot in in_set if field.is_answered_in(answers, slot)}
        missing = progress(template, answers, answered).missing
        return [
            field.label
            for field in template.fields
            for slot in field.sealed_slots
            if slot in missing and (field.sealed, _role(slot)) == part
        ]

    def _after(self, slot: str, part: Part) -> list[Revision]:
        """What was written in a slot after its part was sealed: kept here, and no part of it."""
        own, theirs = self._seals(part)
        if not own.marks and not theirs.openings:
            return []
        shown = {canonical(head.value) for head in self.heads(slot, part)}
        written = [head for head in self.home.heads(slot) if not is_blank(head.value)]
        return [head for head in written if canonical(head.value) not in shown]

    def _fits(self, found: Seal, slots: Sequence[str]) -> bool:
        return is_as_sealed(self._shared.log, found, slots, {slot: self._shared.heads(slot) for slot in slots})

    def _seals(self, part: Part) -> tuple[Seal, Seal]:
        """What there is of one part at home, and in the shared log."""
        nothing = Seal(part, (), ())
        return self._of(self.home.log, part) or nothing, self._of(self._shared.log, part) or nothing

    def _of(self, log: Log, part: Part) -> Seal | None:
        return seals(log, self._people).get(part)

    def _sealed(self, found: Seal, slot: str) -> tuple[Revision, ...]:
        ids = {opening.answers.get(slot) for opening in found.openings}
        return tuple(each for each in self.home.log | self._shared.log if each.field == slot and each.id in ids)


def _part(slot: str, template: Template) -> Part:
    field = template.field_of(slot)
    return (field.sealed if field else ""), _role(slot)


def _role(slot: str) -> Role:
    return role_of(slot) or "mentor"  # what is sealed is of one of the two

"""How far a workbook has got: which answers it needs, and which of them it has (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reflect.fields import Field, Value, is_blank
from reflect.template import Template
from reflect.template.defaults import as_it_stands

Answers = Mapping[str, Value]
"""The current value of each slot."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`needed` things are to be answered and `answered` of them are; `missing` names the slots still open, in order.

    A rule that wants some of several fields counts as one thing, and names those of them that are open. What goes
    `deeper`, and nobody has to answer, counts for itself: that many could be, and `deeper_answered` of them are.
    """

    answered: int
    needed: int
    missing: tuple[str, ...]
    deeper_answered: int = 0
    deeper: int = 0

    @property
    def complete(self) -> bool:
        """Whether every required field is answered."""
        return self.answered == self.needed


def progress(template: Template, answers: Answers, sealed: Collection[str] = ()) -> Progress:
    """How far the answers to a workbook of this template have got, with the slots that their owners have `sealed`.

    A required field counts while it is shown, and in a group (such as a second goal) once anything of the group is
    written. In a field answered by each, both people count, or what they agree on. What can be sealed is answered once
    it is. All other fields go deeper, but for those of a rule. What stands from the start counts as answered, and
    begins no group.
    """
    fields = {field.id: field for field in template.fields}
    started = {field.group for field in fields.values() if field.group and _written(field, answers)}
    answers = as_it_stands(template, answers)
    asked = [f for f in fields.values() if is_shown(f, answers) and (not f.group or f.group in started)]
    ruled = {field_id for rule in template.rules for field_id in rule.fields}
    needed = [(field, slot) for field in asked if field.required for slot in field.deciding_slots]
    further = [field for field in asked if not field.required and field.id not in ruled]
    deeper = [(field, slot) for field in further for slot in field.deciding_slots]

    def is_answered(field: Field, slot: str) -> bool:
        return slot in sealed if slot in field.sealed_slots else field.is_answered_in(answers, slot)

    def to_answer(field: Field, slot: str) -> list[str]:
        """The slots to answer next where one is open: before two people agree, each answers."""
        before = [each for each in field.slots if each != slot and not is_answered(field, each)]
        return before if field.agreed and before else [slot]

    open_ones = [(field, slot) for field, slot in needed if not is_answered(field, slot)]
    missing = [each for field, slot in open_ones for each in to_answer(field, slot)]
    answered, total = len(needed) - len(open_ones), len(needed)
    for rule in template.rules:
        shown = [fields[field_id] for field_id in rule.fields if is_shown(fields[field_id], answers)]
        if not shown:
            continue
        of_rule = [(field, slot) for field in shown for slot in field.deciding_slots]
        still_open = [(field, slot) for field, slot in of_rule if not is_answered(field, slot)]
        total += 1
        if len(of_rule) - len(still_open) >= rule.count:
            answered += 1
        else:
            missing += [each for field, slot in still_open for each in to_answer(field, slot)]
    went_deeper = sum(is_answered(field, slot) for field, slot in deeper)
    return Progress(answered, total, tuple(missing), went_deeper, len(deeper))


def is_shown(field: Field, answers: Answers) -> bool:
    """Whether a field's condition (`when`, `when_below`) holds for answers as they stand; without one it is shown."""
    if field.when is not None:
        given, wanted = answers.get(field.when[0]), field.when[1]
        if not isinstance(given, (str, bool)) or given not in wanted:
            return False
    if field.when_below is not None:
        number = answers.get(field.when_below[0])
        if not isinstance(number, (int, float)) or isinstance(number, bool) or number >= field.when_below[1]:
            return False
    return True


def _written(field: Field, answers: Answers) -> bool:
    return any(not is_blank(answers.get(slot)) for slot in field.slots)

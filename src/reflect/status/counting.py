"""What a coordinator may count: the answers that their template says are `shareable`, over all pairs (pure).

They are numbers, dates and options. A count of few people would tell what one of them answered, so of fewer than five
pairs nothing is broken down. Words are never counted: somebody's own words among the options are "another answer".
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reflect.fields import Field, Value, is_agreed
from reflect.template import Template

FEWEST = 5
"""As many pairs must have answered for the answers to be broken down."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers to one question over all pairs.

    `pairs` have answered it and `answers` are as many as they gave: in a field for each, up to two a pair. Where those
    are fewer than `FEWEST` pairs, both are None and nothing is broken down. `middle` is the median of numbers, and
    `shares` says how many gave which option, point of a scale or month, as the kind of field has it. `group` is the
    part that the question belongs to, such as a second goal.
    """

    template: str
    field: str
    label: str
    group: str = ""
    pairs: int | None = None
    answers: int | None = None
    mean: float | None = None
    middle: float | None = None
    shares: tuple[tuple[str, int], ...] = ()


def count(template: Template, answered: Iterable[Mapping[str, Value]]) -> list[Counted]:
    """What may be counted of a template, in the order of its questions. Of a personal template that is nothing.

    `answered` has the current answers of each pair by slot: of a template that repeats, those of its latest entry.
    """
    if template.personal_to is not None:
        return []
    each = list(answered)
    return [_counted(template.name, field, each) for field in template.fields if field.shareable]


def _counted(template: str, field: Field, answered: Sequence[Mapping[str, Value]]) -> Counted:
    given = [_values(field, answers) for answers in answered]
    pairs, values = sum(map(bool, given)), [value for found in given for value in found]
    if pairs < FEWEST:
        return Counted(template, field.id, field.label, field.group)
    numbers = [number for value in values if (number := field.as_number(value)) is not None]
    return Counted(
        template,
        field.id,
        field.label,
        field.group,
        pairs,
        len(values),
        statistics.fmean(numbers) if numbers else None,
        float(statistics.median(numbers)) if numbers else None,
        field.shares(values),
    )


def _values(field: Field, answers: Mapping[str, Value]) -> list[Value]:
    """What the two of a pair have answered."""
    own = (slot for slot in field.slots if not is_agreed(slot))
    return [answers[slot] for slot in own if field.is_answered(answers.get(slot), slot)]

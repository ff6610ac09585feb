"""What an answer is before anybody has written one: the `default` of its field (pure).

No revision is made of it, so that a log has only what people wrote. It is worked out wherever answers are read for what
they say: it counts as answered, conditions go by it, and people are shown it. An answer that somebody has emptied is
one, and stays empty. It does not begin a part that counts once something is written in it, it is offered to no other
workbook, and what a coordinator may count has only what somebody gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reflect.fields import Field, Value
from reflect.fields.field import is_agreed
from reflect.template.parsing import Template
from reflect.template.wording import filler


def as_it_stands(template: Template, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The current answers by slot, and for each slot that has none what it is from the start, where it is anything."""
    defaults = {
        slot: value
        for field in template.fields
        if (value := default_of(field, template.parameters)) is not None
        for slot in field.slots
        if not is_agreed(slot)
    }
    return {**defaults, **answers}


def default_of(field: Field, parameters: Mapping[str, Any]) -> Value:
    """What the answer to a field is from the start; None for nothing, and for what is none with these parameters."""
    value = field.stands(filler(parameters), filler(parameters, str))
    return value if field.is_answered(value) else None

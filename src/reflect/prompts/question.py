"""What is asked for, and what is offered: plain data (pure)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from reflect.fields import Value

OTHER_SIDE = frozenset({"other-view", "assumption"})
"""The angles that look for the other side."""

ANGLES = ("deepen", "evidence", "other-view", "assumption", "next-step", "feeling")
"""What a question can be after."""

Source = Literal["bank", "endpoint"]
Action = Literal["offered", "kept", "dismissed"]


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for when they ask for a question.

    `slot` is where they are writing, in the field `field` of the template `template` (version `version`); `label` and
    `question` are the field's label and help text. `draft` is what they have written there so far, and stays out of
    the `repr`, which may end up in a log. `parameters` are the workbook's own: who the pair are, and `ai_consent`.
    `seen` holds the texts of the questions already offered for this slot, kept or dismissed, the oldest first.
    `withheld` says why no model may be asked, whatever was agreed to; "" where nothing speaks against it.
    `like` is another field whose questions from the bank are this one's too; "" for none.
    `beside` is what else has been written in that field, by anybody; it is never sent.
    """

    template: str
    version: int
    field: str
    slot: str
    label: str
    question: str
    draft: str = dataclasses.field(repr=False)
    parameters: Mapping[str, str] = dataclasses.field(repr=False)
    personal: bool
    seen: tuple[str, ...] = dataclasses.field(repr=False)
    answers_so_far: int = 0
    withheld: str = ""
    like: str = ""
    beside: tuple[str, ...] = dataclasses.field(default=(), repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One question to the person who is writing, with one line on why it is asked."""

    text: str
    why: str
    source: Source
    model: str = ""
    angle: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """The questions offered, and `note`: one calm line for the person, "" when there is nothing to say.

    `rejected` counts what a model wrote that was not offered, by reason. `cause` says why a model that was asked
    did not answer, for whoever set it up: the kind of failure, and nothing of what was sent or received.
    With `support`, the note says where to turn, to somebody who wrote of harm.
    """

    questions: tuple[Question, ...]
    note: str
    rejected: Mapping[str, int] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    cause: str = ""
    support: bool = False


def record(question: Question, action: Action, request: Request) -> dict[str, Value]:
    """What an answer log keeps of an offered question: a JSON value with nothing in it of what the person wrote."""
    return {
        "text": question.text,
        "source": question.source,
        "model": question.model,
        "angle": question.angle,
        "template": request.template,
        "version": request.version,
        "action": action,
    }

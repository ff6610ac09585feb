"""What every field has, whatever its kind (pure)."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Annotated, Any, ClassVar, Self

from reflect.fields import arguments as given
from reflect.fields.arguments import ROLES, FieldError, Fill, Role, arguments_of
from reflect.fields.values import Value
from reflect.fields.words import Shown, anything
from reflect.language import _

_NO_SOURCES: tuple[str, ...] = ()
_NO_DEFAULT: Any = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale that numbers are drawn on. An end that is None is wherever the numbers end; both may have names.

    `middle` is a number with a meaning of its own, such as what was expected.
    """

    low: float | None = None
    high: float | None = None
    ends: tuple[str, str] = ("", "")
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class Field(ABC):
    """One answerable question, as a template declares it.

    Each kind is a class below this one, in `reflect.fields.kinds`. `answer` says in a few words what it takes and
    `call` how it is written; `as_column`, how a column of a table is written that is of this kind, where one can be.
    """

    kind: ClassVar[str]
    answer: ClassVar[str]
    call: ClassVar[str]
    as_column: ClassVar[str] = ""

    # What only some kinds take is off in the others.
    prompts = False
    release = False
    offers = _NO_SOURCES
    carries = _NO_SOURCES
    calendar = False
    picture = ""
    shareable = False
    calls_for = ""
    mail = False
    over_time = ""
    default = _NO_DEFAULT

    id: Annotated[given.Id, "the name its answers are kept under; never changed once people have begun"]
    _: KW_ONLY
    by: Annotated[
        given.By, 'who answers: `"mentor"`, `"mentee"`, `"each"` (both, separately) or `"together"` (the default)'
    ] = "together"
    label: Annotated[given.Wording, "the words beside the box; without it, the id"] = ""
    help: Annotated[given.Wording, "a hint under the label"] = ""
    example: Annotated[
        given.Examples,
        "a worked example, or a list of them, folded under the question:"
        ' `example={"weaker": "...", "better": "...", "changed": "..."}`',
    ] = ()
    required: Annotated[given.Flag, "`True`: the workbook is not complete without it"] = False
    group: Annotated[
        given.Wording,
        "a name shared by optional questions, such as those of a second goal: what is required of a group counts once"
        " anything in it is written",
    ] = ""
    like: Annotated[
        given.Text,
        "the id of another field whose questions fit this one too, such as the same field of a first goal",
    ] = ""
    highlight: Annotated[given.Flag, "`True`: the answer stands at the front of the book of the year as well"] = False
    was: Annotated[
        given.Was,
        "the id that it had in an earlier version of the template, or all of them, the newest first: what was answered"
        " then is its answer",
    ] = ()
    when: Annotated[
        given.When,
        'shown only while another field has this answer: `when={"model": "Gibbs"}`, one of several in a list, or'
        " `True` for a yes",
    ] = None
    when_below: Annotated[
        given.WhenBelow, 'shown only while another field is below a number: `when_below={"confidence": 7}`'
    ] = None

    sealed: Annotated[
        given.Text,
        'a name shared by fields of `by="each"`, or with columns of their own, that are one set: neither of the two'
        " sees what the other gave before both have sealed theirs; see below",
    ] = ""

    agreed: Annotated[
        given.Flag,
        '`True`, with `by="each"`: once both have answered there is a third box, for what the two agree on; the field'
        " is answered when that is",
    ] = False

    def __post_init__(self) -> None:
        """Raise FieldError where two arguments do not go together."""
        if self.sealed and not given.is_id(self.sealed):
            message = _("{name} cannot be the name of a set; use small letters, digits and underscores")
            raise FieldError(message.format(name=repr(self.sealed)))
        if self.sealed and not self.sealed_slots:
            message = _("only what each of the two answers can be sealed: add {argument}, or leave sealed out")
            raise FieldError(message.format(argument="by='each'"))
        if self.agreed and self.by != "each":
            message = _(
                "there is something to agree on where each of the two answers: add {argument}, or leave agreed out"
            )
            raise FieldError(message.format(argument="by='each'"))
        if self.sealed and self.was:
            message = _("what is sealed keeps its id, by which it is known to be as it was: leave {argument} out")
            raise FieldError(message.format(argument="was"))
        self.check_together()
        self._check_default()

    def _check_default(self) -> None:
        if self.default is None:
            return
        if self.sealed:
            message = _("what is sealed is what the two of them gave: leave {argument} out")
            raise FieldError(message.format(argument="default"))
        is_open = isinstance(self.default, str) and "{" in self.default
        if not self.is_answered(self.stands(str, str)) and not is_open:
            message = _("{name} must be an answer that can be given here, not {value!r}")
            raise FieldError(message.format(name="default", value=self.default))

    def stands(self, say: Fill, give: Fill) -> Value:
        """What the answer is before anybody has written one; None for nothing.

        `say` fills in words for people, and `give` puts parameters in as they were given.
        """
        return self.default

    def check_together(self) -> None:  # noqa: B027  # most kinds have nothing of the sort to check
        """What a kind checks that concerns more than one argument, by raising FieldError."""

    @property
    def slots(self) -> tuple[str, ...]:
        """The keys its answers are kept under.

        It is one; or one for each role, and perhaps one for what the two agree on; or one for both, and beside it one
        for each who has something of their own to add.
        """
        whole = () if self.by == "each" else (self.id,)
        roles = ROLES if self.by == "each" else self.roles_beside()
        return (*whole, *(f"{self.id}.{whose}" for whose in (*roles, *([AGREED] if self.agreed else []))))

    def roles_beside(self) -> tuple[Role, ...]:
        """Who has something of their own to add to an answer that both can write."""
        return ()

    @property
    def deciding_slots(self) -> tuple[str, ...]:
        """Those of its slots that have to be answered for the field to be."""
        return self.slots[-1:] if self.agreed else self.slots

    def days(self, value: Value) -> list[dt.date]:
        """The days that an answer names; none in most kinds."""
        return []

    def as_number(self, value: Value) -> float | None:
        """An answer as a number that can be drawn and averaged; None where the kind has none."""
        return None

    @property
    def axis(self) -> Axis:
        """What its numbers are drawn on."""
        return Axis()

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        """How many of these full answers say what, in the order in which that is offered.

        Never a word that somebody wrote; nothing of a kind that cannot be shareable.
        """
        return ()

    @property
    def sealed_slots(self) -> tuple[str, ...]:
        """Those of its slots in which neither of the two sees the other's answer before both have sealed theirs."""
        return tuple(slot for slot in self.slots if role_of(slot)) if self.sealed else ()

    @abstractmethod
    def has_shape(self, value: Value) -> bool:
        """Whether a browser may send this value. Whether it is inside the field's bounds, the form says beside it."""

    @abstractmethod
    def is_answered(self, value: Value, slot: str = "") -> bool:
        """Whether a value is a full answer: of the field's kind, inside its bounds, and as much as is asked for."""

    def is_answered_in(self, answers: Mapping[str, Value], slot: str) -> bool:
        """Whether there is a full answer in a slot, with what is in the others in mind."""
        return self.is_answered(answers.get(slot), slot)

    def in_words(self, value: Value, slot: str = "") -> Shown:  # a table has columns for a slot
        """The value as a reader is shown it."""
        return anything(value)

    def as_draft(self, value: Value, slot: str = "") -> str:
        """The answer as the text that a question is asked about; "" where there is none."""
        return value if isinstance(value, str) else ""

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        """What another field may offer of the answer; of a table, from the column that is named, or the first."""
        return []

    def worded(self, fill: Fill) -> Self:
        """The field as people are shown it, with `fill` put over all of its words that a template may leave open."""
        open_words = {name: each.written.fill for name, each in arguments_of(type(self)).items()}
        filled: dict[str, Any] = {n: over(getattr(self, n), fill) for n, over in open_words.items() if over}
        return replace(self, **filled)

    def own(self) -> Mapping[str, Any]:
        """What a browser needs to show this kind, beyond what it needs for any, as JSON."""
        return {}

    def faults(self, personal_to: Role | None) -> list[tuple[str, str]]:
        """What is wrong with it in a template of that owner, each with what to do about it."""
        if not self.sealed or personal_to is None:
            return []
        message = _("{argument} is for a workbook that a pair shares: nobody else reads a personal one")
        return [(message.format(argument="sealed"), _("Leave {argument} out").format(argument="sealed"))]

    @classmethod
    def column(cls, written: object, *, several: bool) -> Mapping[str, object] | None:
        """The arguments of a column that is `written` so, with the word "several" or not; None if of another kind."""
        return {} if cls.as_column == f"'{written}'" and not several else None


AGREED = "agreed"
"""What the slot is called in which two people write what they agree on, where in others their roles stand."""


def is_agreed(slot: str) -> bool:
    """Whether a slot is for what two people agree on, when each has answered."""
    return slot.partition(".")[2] == AGREED


def role_of(slot: str) -> Role | None:
    """The role in a slot of a field answered by each; None for any other slot."""
    suffix = slot.partition(".")[2]
    return suffix if suffix in ROLES else None

"""What a kernel tells the browser, as types (pure). What a browser may send is in `messages`.

`browser/wire.d.ts` has the same for the browser's code: `make wire` writes it from these classes and from the messages,
and a test fails while it differs.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from reflect.fields import Value


class ColumnDescription(TypedDict):
    """A column of a table. `suggest` are words offered while somebody types in it.

    `optional` says that a row is full without it.
    """

    id: str
    kind: str
    label: str
    optional: bool
    suggest: list[str]
    own: dict[str, Any]


class SlotDescription(TypedDict):
    """Where one answer goes; `who` says who writes it, in words.

    `is_beside` says that it adds columns to the rows of the table in the first slot, by the names of those rows.
    `default` is what it is until somebody writes another, null for nothing.
    """

    slot: str
    who: str
    is_beside: bool
    columns: list[ColumnDescription]
    default: Value


class FoldedIn(TypedDict):
    """A folded part of the workbook that a field is in, as its `place`th field from 0.

    `title` and `level` are those of the part's heading; `id` is any that tells it from the workbook's other parts.
    """

    id: str
    title: str
    level: int
    place: int


class WorkedExample(TypedDict):
    """An answer that could be better, one that is, and what was changed."""

    weaker: str
    better: str
    changed: str


class MailTo(TypedDict):
    """Whom a person can send the words of a field to. Without an `address`, only the name is said."""

    name: str
    address: str


class FieldDescription(TypedDict):
    """A field, without its answers.

    `release` names whom one can be released to, "" where it cannot. `mail` says whom its words can be sent
    to by whoever wrote them. `folded_in` are the parts that are folded until
    somebody wants them, such as a second goal, the outer ones first. `own` is what only the fields of its kind have:
    the kind's class in `reflect.fields.kinds` gives it, and its entry in `browser/kinds.js` reads it.
    """

    kind: str
    label: str
    help: str
    examples: list[WorkedExample]
    required: bool
    prompts: bool
    release: str
    mail: MailTo | None
    folded_in: list[FoldedIn]
    own: dict[str, Any]
    slots: list[SlotDescription]


class HeadingDescription(TypedDict):
    """The top of a workbook. `people` are the names of the two who may write in a shared one.

    `is_last_entry` says that it is the latest workbook of a template that repeats. `length` tells how long it takes.
    """

    title: str
    whose: str
    personal: bool
    people: list[str]
    is_last_entry: bool
    length: str


class Answer(TypedDict):
    """A revision of an answer."""

    revision: str
    value: Value
    author: str
    time: str


class Head(Answer):
    """A current answer. `before` is what stood there, where somebody has emptied another's words."""

    before: NotRequired[list[Answer]]


class KeptQuestion(TypedDict):
    """A question that the writer has kept in view."""

    id: str
    text: str


class OfferedQuestion(TypedDict):
    """A question that is offered, and `why`."""

    id: str
    text: str
    why: str


class Words(TypedDict):
    """Words that somebody has released."""

    author: str
    time: str
    words: str


class WriterKnown(TypedDict):
    """Who writes in this kernel beyond doubt, or ""; and the name of the account."""

    known: str
    login: str


class Reached(TypedDict):
    """How far a workbook has got, and how much of what goes `deeper` is answered.

    `missing` are the slots still open, in the order of the page.
    """

    answered: int
    needed: int
    deeper_answered: int
    deeper: int
    missing: list[str]


class SealState(TypedDict):
    """How that part of a set stands which a slot is of: the one of the person called `name`, in these `slots`.

    The `other` has sealed theirs at `other_time`, or not yet.
    `time` says when this was sealed, "" where it is not; `here`, that this device has its words; `waiting`, that this
    could not be put into the shared folder yet; `open`, that its words are there to read, and `fits`, that they are
    those that were sealed; `late`, that it was sealed when the other's could be read. The slot that `asks` has the
    button; `missing` are labels of what is to be answered before; `after` is what was written in the slot since.
    """

    name: str
    other: str
    other_time: str
    slots: list[str]
    time: str
    here: bool
    waiting: bool
    open: bool
    fits: bool
    late: bool
    asks: bool
    missing: list[str]
    after: list[Head]


class SlotState(TypedDict):
    """All that there is in a slot. `seal` is there where its answer is sealed before the other of the pair sees it.

    `waits` says that it is for what two people agree on, and that they have not both answered yet.
    """

    heads: list[Head]
    kept: list[KeptQuestion]
    released: list[Words]
    waits: NotRequired[bool]
    seal: NotRequired[SealState]


class CarriedRows(TypedDict):
    """Rows that can be brought into a table. `whence` says from which entry or workbook, in words.

    `only_open` says that what is done there has been left out.
    """

    whence: str
    only_open: bool
    rows: list[dict[str, Value]]


class FieldState(TypedDict):
    """To a field: all that there is, to a view that says hello.

    `offers` are words that can be put in, or chosen; `carried`, rows that can be brought into each slot; `nothing` says
    that other workbooks have nothing for it yet; `picture` is what is drawn under it, as markup, or "".
    """

    type: Literal["state"]
    writer: WriterKnown
    slots: dict[str, SlotState]
    hidden: bool
    offers: list[str]
    carried: dict[str, list[CarriedRows]]
    nothing: str
    picture: str


class PictureChanged(TypedDict):
    """To a field: how the picture under it looks now, as markup."""

    type: Literal["picture"]
    picture: str


class SlotChanged(SlotState):
    """To a field: what is in a slot now."""

    type: Literal["slot"]
    slot: str


class Hidden(TypedDict):
    """To a field: whether it is shown has changed."""

    type: Literal["hidden"]
    hidden: bool


class Saved(TypedDict):
    """To a field: the save called `nonce` is on disk."""

    type: Literal["saved"]
    slot: str
    nonce: str
    revision: str
    time: str


class Released(TypedDict):
    """To a field: the act called `nonce`, to release or to take back, is on disk."""

    type: Literal["released"]
    slot: str
    nonce: str


class Sealed(TypedDict):
    """To a field: the act called `nonce`, to seal, is on disk."""

    type: Literal["sealed"]
    slot: str
    nonce: str


class Refused(TypedDict):
    """To a field: what was asked for under `nonce` was not done; `message` says why."""

    type: Literal["not_saved", "not_released", "not_sealed"]
    slot: str
    nonce: str
    message: str


class Questions(TypedDict):
    """To a field: questions for the writer. With `support`, the note says where somebody in distress can turn."""

    type: Literal["questions"]
    slot: str
    nonce: str
    questions: list[OfferedQuestion]
    note: str
    support: bool


class HeadingState(TypedDict):
    """To a heading: all that it shows. `foreign` are cells of the notebook that are not the workbook's."""

    type: Literal["state"]
    writer: WriterKnown
    progress: Reached
    released: list[Words]
    problems: list[str]
    foreign: list[str]
    missing_questions: list[str]


ToField = FieldState | SlotChanged | PictureChanged | Hidden | Saved | Released | Sealed | Refused | Questions
"""What the widget of a field sends."""

ToHeading = HeadingState
"""What the widget of a heading sends."""

"""What a browser may send, checked (pure).

A notebook page is not ours alone: an extension, another tab or a crafted file may send anything. So every message is
read here, into one of a few plain types, before anything is done with it. No error repeats what was sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reflect.errors import UnplacedError
from reflect.fields import Field, Value
from reflect.language import N_, _, grouped

LARGEST = 1_000_000
"""Bytes of one answer as JSON: some 150,000 words."""

LONGEST_NAME = 100
"""Letters of a name. One that is longer is nobody's."""

_NONCE = re.compile(r"[0-9a-f]{32}")
_MOST_PARENTS = 100

_RUN_AGAIN = N_("Run the notebook again.")


class MessageError(UnplacedError):
    """A message that cannot be used; the text is fit for a person."""


@dataclass(frozen=True, slots=True)
class Hello:
    """A view has come alive and wants to know what there is."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """Somebody may have written elsewhere: look again."""


@dataclass(frozen=True, slots=True)
class Save:
    """Keep `value`, written in sight of `parents`. `nonce` becomes the revision's id, so a repeat does no harm.

    `who` writes there, as the browser says; "" where it does not.
    """

    slot: str
    value: Value = field(repr=False)
    parents: tuple[str, ...]
    nonce: str
    who: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Offer questions for what is being written; `draft` is the answer as it stands in the browser."""

    slot: str
    draft: Value = field(repr=False)
    nonce: str
    who: str


@dataclass(frozen=True, slots=True)
class PromptOutcome:
    """What became of an offered question, named by the id it was offered under."""

    slot: str
    question: str
    action: Literal["kept", "dismissed"]
    who: str


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """Share the words of `revision`, which the writer has seen and agreed to. `nonce` names the act."""

    slot: str
    revision: str
    nonce: str
    who: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Share them no more."""

    slot: str
    nonce: str
    who: str


@dataclass(frozen=True, slots=True)
class SealRequest:
    """Seal all that is of the set and the person that `slot` is of.

    `seen` has the revision that was on the screen in each of its slots, as far as they were. `nonce` names the act.
    """

    slot: str
    seen: Mapping[str, str]
    nonce: str
    who: str


Message = Hello | Refresh | Save | Ask | PromptOutcome | ReleaseRequest | TakeBack | SealRequest


def read_message(content: object, known: Field | None) -> Message:
    """The message in what a browser sent to the widget of a field, or (`known` is None) to the heading.

    Raises MessageError for anything else.
    """
    match content:
        case {"type": "hello"}:
            return Hello()
        case {"type": "refresh"}:
            return Refresh()
        case {"type": "save", "slot": slot, "value": value, "parents": list(parents), "nonce": nonce}:
            read = _slot(slot, known)
            return Save(read[1], _answer(read[0], value), _ids(parents), _nonce(nonce), _who(content))
        case {"type": "ask", "slot": slot, "draft": draft, "nonce": nonce}:
            read = _slot(slot, known)
            if not read[0].prompts:
                raise MessageError(_("No questions are offered here"))
            return Ask(read[1], _answer(read[0], draft), _nonce(nonce), _who(content))
        case {"type": "outcome", "slot": slot, "question": question, "action": "kept" | "dismissed" as action}:
            return PromptOutcome(_slot(slot, known)[1], _nonce(question), action, _who(content))
        case {"type": "release", "slot": slot, "revision": revision, "nonce": nonce}:
            return ReleaseRequest(_released(slot, known), _nonce(revision), _nonce(nonce), _who(content))
        case {"type": "take_back", "slot": slot, "nonce": nonce}:
            return TakeBack(_released(slot, known), _nonce(nonce), _who(content))
        case {"type": "seal", "slot": slot, "seen": dict(seen), "nonce": nonce}:
            return SealRequest(_sealed(slot, known), _by_slot(seen), _nonce(nonce), _who(content))
    raise _not_understood()


def _not_understood() -> MessageError:
    return MessageError(_("The form sent something that could not be understood"), _(_RUN_AGAIN))


def _released(slot: object, known: Field | None) -> str:
    field, name = _slot(slot, known)
    if not field.release:
        raise MessageError(_("Nothing can be shared from here"))
    return name


def _sealed(slot: object, known: Field | None) -> str:
    field, name = _slot(slot, known)
    if name not in field.sealed_slots:
        raise MessageError(_("Nothing is sealed here"))
    return name


def _by_slot(seen: dict[object, object]) -> dict[str, str]:
    _ids(list(seen))
    return dict(zip(map(str, seen), _each_id(list(seen.values())), strict=True))


def _slot(slot: object, known: Field | None) -> tuple[Field, str]:
    if known is None or not isinstance(slot, str) or slot not in known.slots:
        raise MessageError(_("There is no such question in this workbook"), _(_RUN_AGAIN))
    return known, slot


def _who(content: object) -> str:
    """The name in a message. What cannot be one is left out: no words are refused for it."""
    who = content.get("who") if isinstance(content, dict) else None
    return who.strip() if isinstance(who, str) and len(who.strip()) <= LONGEST_NAME else ""


def _nonce(nonce: object) -> str:
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise _not_understood()
    return nonce


def _ids(parents: list[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each_id(parents)))


def _each_id(parents: list[object]) -> list[str]:
    if len(parents) > _MOST_PARENTS or not all(isinstance(parent, str) and len(parent) <= 100 for parent in parents):
        raise _not_understood()
    return list(map(str, parents))


def _answer(known: Field, value: Value) -> Value:
    if value is not None and not known.has_shape(value):
        raise MessageError(_("This is not an answer of the kind that the question takes"))
    if _size(value) > LARGEST:
        message = _("This is longer than one answer can be ({most} characters)")
        raise MessageError(message.format(most=grouped(LARGEST)), _("Please shorten it."))
    return value


def _size(value: Value) -> int:
    try:
        return len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass"))
    except (TypeError, ValueError, RecursionError):
        pass  # raised below, outside this block, because these exceptions hold what they stumbled over
    raise MessageError(_("This is not an answer that can be kept"))

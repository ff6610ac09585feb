"""What every question passes, whatever its source (pure).

Each rule has a `Reason`. They are written for English, whose questions open with a word of asking: a rule that says
what an open question is turns away more than a list of what it is not. Where a rule errs, it errs towards the question
bank, which is always there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reflect.language import N_
from reflect.prompts.english import FUNCTION_WORDS, advises, is_english, is_open, judges, plain
from reflect.prompts.redaction import PLACEHOLDERS, named

WORDS = 30
"""The longest question, in words."""

_CHARACTERS = 300
_ALIKE = 0.75
"""Two questions that share this much of their words are one question."""


class Reason(StrEnum):
    """Why a question is not offered."""

    NOT_TEXT = N_("not text")
    CONTROL = N_("control character")
    NAME = N_("name")
    CONTACT = N_("address or link")
    MARKUP = N_("markup")
    TOO_LONG = N_("too long")
    NOT_ONE_SENTENCE = N_("not one sentence")
    NO_QUESTION_MARK = N_("no question mark")
    LANGUAGE = N_("another language")
    ADVICE = N_("advice")
    PRAISE = N_("praise or verdict")
    NOT_OPEN = N_("not an open question")
    REPEAT = N_("repeat")


@dataclass(frozen=True, slots=True)
class Passed:
    """What came through the gate, in the order given, and how many did not, by reason."""

    accepted: tuple[str, ...]
    rejected: Mapping[Reason, int]


def through(questions: Iterable[object], others: Sequence[str], parameters: Mapping[str, str]) -> Passed:
    """The questions that may be offered, white space around them gone. Never raises.

    `others` are the questions that none of them may repeat, and `parameters` the workbook's, for the names in them.
    """
    accepted: list[str] = []
    rejected: Counter[Reason] = Counter()
    for question in questions:
        reason = fault(question, (*others, *accepted), parameters)
        if reason is None:
            accepted.append(str(question).strip())
        else:
            rejected[reason] += 1
    return Passed(tuple(accepted), dict(rejected))


def fault(question: object, others: Sequence[str] = (), parameters: Mapping[str, str] | None = None) -> Reason | None:
    """The first reason not to offer a question; None for one that may be offered. Never raises."""
    if not isinstance(question, str) or not question.strip():
        return Reason.NOT_TEXT
    if len(question) > _CHARACTERS:  # before any pattern sees it
        return Reason.TOO_LONG
    text = question.strip()
    if _names(text, parameters or {}):
        return Reason.NAME
    if (reason := next((reason for reason, breaks in _RULES if breaks(text)), None)) is not None:
        return reason
    return Reason.REPEAT if is_repeat(text, others) else None


def is_repeat(text: str, others: Iterable[str]) -> bool:
    """Whether a question is one of the others again, give or take a word, case and punctuation."""
    mine = _bag(text)
    return any(len(mine & theirs) >= _ALIKE * len(mine | theirs) for theirs in map(_bag, others))


def _bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold().replace("’", "").replace("'", "")))


_CONTACT = re.compile(r"@|://|\bwww\.|\w\.(?!\d)\w|\d[\d\s().-]{5,}\d", re.IGNORECASE)
_MARKUP = re.compile(r"[<>*_`#\[\]{}|\\~^$=&•]|^\s*(?:[-–—+]|\(?\w[.):])\s|^q(?:uestion)?\s?\d*:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[?!…]|\.(?!\d)|[\n\r]")

_RULES: tuple[tuple[Reason, Callable[[str], bool]], ...] = (
    (Reason.CONTROL, lambda text: any(_is_control(character) for character in text)),
    (Reason.NAME, lambda text: any(placeholder in text for placeholder in PLACEHOLDERS)),
    (Reason.CONTACT, lambda text: _CONTACT.search(text) is not None),
    (Reason.MARKUP, lambda text: _MARKUP.search(text) is not None),
    (Reason.TOO_LONG, lambda text: len(text.split()) > WORDS),
    (Reason.NO_QUESTION_MARK, lambda text: not text.endswith("?")),
    (Reason.NOT_ONE_SENTENCE, lambda text: _SENTENCE_END.search(text[:-1]) is not None),
    (Reason.LANGUAGE, lambda text: not is_english(text)),
    (Reason.ADVICE, lambda text: advises(plain(text))),
    (Reason.PRAISE, lambda text: judges(plain(text))),
    (Reason.NOT_OPEN, lambda text: not is_open(plain(text))),
)
"""Each rule that looks at a question alone: the reason, and whether a question breaks it. The first one counts."""


def _is_control(character: str) -> bool:
    """Whether a character is one that cannot be seen, or white space other than the plain space."""
    return unicodedata.category(character)[0] in "CZ" and character != " "


def _names(text: str, parameters: Mapping[str, str]) -> bool:
    """Whether a text names the pair or an organisation.

    A name that is also one of the small words ("will", "may") is no name where it is written small or opens the text.
    """
    opening = text.split(maxsplit=1)[0].casefold()
    return any(
        not (name.casefold() in FUNCTION_WORDS and (name.islower() or name.casefold() == opening))
        for name in named(text, parameters)
    )

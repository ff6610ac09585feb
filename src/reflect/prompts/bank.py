"""Our own questions, and the choice among them.

The questions are kept in `templates/prompts/bank/`, one TOML file for each template and `general.toml` for any. Each is

    [[question]]
    text = "What would a stranger still doubt?"
    fields = ["evidence"]       # ids, for a second or third goal those of the first; or ["*"] for any field
    stage = "meaning"
    angle = "assumption"
    why = "Looks for what is taken for granted."
    cues = ["proof"]            # optional: words that make it fit what somebody wrote, beside its own
    written = true              # optional: it makes sense only once something has been written
    language = "en"

`choose` is pure and deterministic.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reflect.errors import ReflectError
from reflect.language import _, listed
from reflect.prompts.english import FUNCTION_WORDS
from reflect.prompts.gate import fault, is_repeat
from reflect.prompts.question import ANGLES, OTHER_SIDE, Question, Request
from reflect.resources import RESOURCES

FOLDER = RESOURCES / "prompts" / "bank"
GENERAL = "general"
STAGES = ("describe", "feel", "meaning", "question", "plan")
"""The stages of reflection: what happened, how it felt, what it means, what else it could mean, and what comes next."""

_KEYS = frozenset({"text", "fields", "stage", "angle", "why", "language"})
_STEM = 5
"""Words alike in so many first letters count as one: "planned", "planning" and "plans" are near enough to "plan"."""


class BankError(ReflectError):
    """A file of questions that cannot be used: which question, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the bank, and what it is for."""

    template: str
    text: str
    fields: tuple[str, ...]
    stage: str
    angle: str
    why: str
    language: str
    cues: tuple[str, ...] = ()
    written: bool = False

    def as_question(self) -> Question:
        """The question as it is offered."""
        return Question(self.text, self.why, "bank", angle=self.angle)


@cache
def installed_bank() -> tuple[Entry, ...]:
    """Every question that comes with reflect. Raises BankError where a file of them has been damaged."""
    return tuple(
        entry
        for path in sorted(FOLDER.glob("*.toml"))
        for entry in entries(path.stem, path.read_text(encoding="utf-8"))
    )


def entries(template: str, source: str) -> Iterator[Entry]:
    """The questions in the TOML source for a template. Raises BankError, naming the question that cannot be used."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise BankError(f"{template}.toml", _("this is no TOML: {reason}").format(reason=error)) from None
    for number, table in enumerate(document.get("question", ()), start=1):
        if wrong := _wrong(table):
            where = _("{file}, question {number}").format(file=f"{template}.toml", number=number)
            raise BankError(where, wrong)
        table = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
        yield Entry(template=template, **table)


def _wrong(table: Mapping[str, object]) -> str:
    """What is wrong with one question; "" for nothing."""
    if missing := sorted(_KEYS - table.keys()):
        return _("{key} is missing").format(key=missing[0])
    if unknown := sorted(table.keys() - _KEYS - {"cues", "written"}):
        return _("{key} is no key of a question").format(key=unknown[0])
    for key in ("fields", "cues"):
        value = table.get(key, ["-"])
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            return _("{key} must be a list of texts").format(key=key)
    if not all(isinstance(table[key], str) and table[key] for key in _KEYS - {"fields"}):
        return _("every key but fields, cues and written holds a text")
    if not isinstance(table.get("written", False), bool):
        return _("written must be true or false")
    if table["stage"] not in STAGES:
        return _("{key} must be one of {known}").format(key="stage", known=listed(STAGES, "unit"))
    if table["angle"] not in ANGLES:
        return _("{key} must be one of {known}").format(key="angle", known=listed(ANGLES, "unit"))
    return ""


def choose(
    bank: Iterable[Entry], request: Request, count: int, *, beside: Sequence[Question] = ()
) -> tuple[Question, ...]:
    """Up to `count` questions for a request, to stand beside those already chosen.

    First come the questions for this field, then those for any field of its template at the same stage, then any, then
    those for any template. Within these the closest to what was written comes first, then an angle not yet taken, then
    an order that is a pair's own, so that a cohort is not led along one path. Two or more always include one that looks
    for the other side, and so does a third after two that did not. Nothing is offered twice.
    """
    ranked = list(_ranked(bank, request))
    angle_of = {entry.text: entry.angle for _, entry in ranked}
    sequence = [angle_of.get(text, "") for text in request.seen] + [question.angle for question in beside]
    chosen: list[Question] = []
    while len(chosen) < count:
        together = [*beside, *chosen]
        others = (*request.seen, *(question.text for question in together))
        fresh = [(rank, entry) for rank, entry in ranked if fault(entry.text, others, request.parameters) is None]
        last = len(chosen) == count - 1
        if _needs_other_side(sequence, together, last=last):
            fresh = [(rank, entry) for rank, entry in fresh if entry.angle in OTHER_SIDE] or fresh
        if not fresh:
            break
        taken = [question.angle for question in together]
        _, entry = min(fresh, key=lambda item: (*item[0][:2], taken.count(item[1].angle), item[0][2]))
        chosen.append(entry.as_question())
        sequence.append(entry.angle)
    return tuple(chosen)


def seen_all(bank: Iterable[Entry], request: Request) -> bool:
    """Whether every question for a request has been offered before."""
    return bool(request.seen) and all(is_repeat(entry.text, request.seen) for _, entry in _ranked(bank, request))


def _needs_other_side(sequence: Sequence[str], together: Sequence[Question], *, last: bool) -> bool:
    """Whether the next question is to look for the other side."""
    if len(sequence) >= 2 and not OTHER_SIDE & set(sequence[-2:]):
        return True
    return last and bool(together) and not any(question.angle in OTHER_SIDE for question in together)


_Rank = tuple[int, int, str]
"""How far from the field, how far from what was written, and a pair's own order."""


def _ranked(bank: Iterable[Entry], request: Request) -> Iterator[tuple[_Rank, Entry]]:
    """The questions that a request may be given, each with its rank."""
    field = request.like or request.field
    blank = not request.draft.strip()
    mine = [
        entry
        for entry in bank
        if entry.template in (request.template, GENERAL) and entry.language == "en" and not (blank and entry.written)
    ]
    stages = {entry.stage for entry in mine if field in entry.fields}
    written = _stems(request.draft)
    pair = request.parameters.get("pair_id") or "\x1f".join(request.parameters.get(key, "") for key in _PAIR)
    for entry in mine:
        if entry.template == GENERAL:
            distance = 3
        elif field in entry.fields:
            distance = 0
        elif "*" in entry.fields:
            distance = 1 if entry.stage in stages else 2
        else:
            continue
        closeness = len(written & _stems(" ".join((entry.text, *entry.cues))))
        own_order = hashlib.sha256(f"{pair}\x1f{entry.text}".encode(errors="replace")).hexdigest()
        yield (distance, -closeness, own_order), entry


_PAIR = ("programme", "mentor", "mentee")


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    return frozenset(word[:_STEM] for word in words if word not in FUNCTION_WORDS)

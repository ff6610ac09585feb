"""A request in, questions out: where the bank, the endpoint and the gate meet."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reflect.prompts.asking import body
from reflect.prompts.bank import BankError, choose, installed_bank, seen_all
from reflect.prompts.consent import refusal
from reflect.prompts.endpoint import NoAnswer, ask
from reflect.prompts.gate import through
from reflect.prompts.question import OTHER_SIDE, Offer, Question, Request
from reflect.prompts.reply import Candidate
from reflect.prompts.settings import Settings

MOST = 3
"""The most questions in one offer: more is a questionnaire, and this is a conversation."""

FADES_AFTER = 12
"""So many answers into a workbook, a first offer is of one question. Whoever asks again gets what they ask for."""

SWITCHED_OFF = "Questions are switched off on this computer."
NO_ANSWER = "The model did not answer, so these questions come from the question bank."
NO_USE = "The model asked nothing that could be used, so these questions come from the question bank."
NO_BANK = "The question bank cannot be read, so there is no question this time."
ALL_SEEN = "You have now seen all the questions for this part."

_WHY = {
    "deepen": "Goes further into what you wrote.",
    "evidence": "Asks what you have seen or heard that shows it.",
    "other-view": "Looks at it through somebody else's eyes.",
    "assumption": "Looks for what you may be taking for granted.",
    "next-step": "Looks at what comes next.",
    "feeling": "Asks how it is for you.",
    "": "Comes from a model that read what you wrote here.",
}
"""Why a model's question is asked, in our own words: a model's own words on it would be one more thing to judge."""

_log = logging.getLogger(__name__)


def offer(request: Request, count: int = 2) -> Offer:
    """Up to `count` questions (three at most) for what somebody is writing.

    They come from the bank, unless the environment names an endpoint, the pair agreed to it, and something has been
    written. Never raises; answers within the time-out.
    """
    settings = Settings.from_environment(os.environ)
    if settings.source == "off":
        return Offer((), SWITCHED_OFF)
    count = _faded(min(max(count, 0), MOST), request)
    note = f"A setting cannot be used ({settings.problem}). {_FROM_BANK}" if settings.problem else ""
    asked: tuple[Question, ...] = ()
    rejected: Mapping[str, int] = MappingProxyType({})
    if count and not refusal(settings, request):
        asked, rejected, note = _from_model(request, settings, count)
    try:
        bank = installed_bank()
    except (BankError, OSError, UnicodeError) as error:
        _log.warning("The question bank cannot be read: %s", error)
        return Offer(asked, note if asked else NO_BANK, rejected)
    questions = (*asked, *choose(bank, request, count - len(asked), beside=asked))
    if count and not questions and seen_all(bank, request):
        note = ALL_SEEN
    return Offer(questions, note, rejected)


def preview(request: Request) -> str:
    """Exactly what would be sent to a model for this request, or a line saying that nothing would be, and why."""
    settings = Settings.from_environment(os.environ)
    reason = settings.problem or refusal(settings, request) or settings.missing
    return f"Nothing would be sent: {reason}." if reason else body(request, settings.model).decode()


_FROM_BANK = "These questions come from the question bank."


def _faded(count: int, request: Request) -> int:
    return min(count, 1) if request.answers_so_far >= FADES_AFTER and not request.seen else count


def _from_model(
    request: Request, settings: Settings, count: int
) -> tuple[tuple[Question, ...], Mapping[str, int], str]:
    """The questions of a model, how many of them were not offered by reason, and the note for the person."""
    if settings.missing:
        return (), {}, f"The model did not answer ({settings.missing}). {_FROM_BANK}"
    try:
        candidates = ask(lambda: body(request, settings.model), settings)
    except NoAnswer:
        return (), {}, NO_ANSWER
    passed = through([candidate.text for candidate in candidates], request.seen, request.parameters)
    rejected = MappingProxyType({reason.value: number for reason, number in passed.rejected.items()})
    if rejected:
        _log.info("A model's questions were turned away: %s", dict(rejected))  # the reasons, never the words
    questions = _picked(passed.accepted, candidates, settings.model, count)
    return questions, rejected, "" if questions else NO_USE


def _picked(texts: Sequence[str], candidates: Sequence[Candidate], model: str, count: int) -> tuple[Question, ...]:
    """A model's questions, one of them looking for the other side; where none does, room is left for one that does."""
    angles = {candidate.text.strip(): candidate.angle for candidate in reversed(candidates)}
    questions = [Question(text, _WHY[angles[text]], "endpoint", model, angles[text]) for text in texts]
    other_side = [question for question in questions if question.angle in OTHER_SIDE]
    if count < 2:
        return tuple(questions[:count])
    rest = [question for question in questions if question not in other_side[:1]]
    return (*rest[: count - 1], *other_side[:1])

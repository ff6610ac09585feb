"""A request in, questions out: where the bank, the endpoint and the gate meet."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from reflect.language import N_, _, listed
from reflect.prompts.asking import body
from reflect.prompts.bank import BankError, choose, installed_bank, seen_all
from reflect.prompts.consent import refusal
from reflect.prompts.disclosure import in_request, where_to_turn
from reflect.prompts.endpoint import NoAnswer, ask
from reflect.prompts.gate import through
from reflect.prompts.question import OTHER_SIDE, Offer, Question, Request
from reflect.prompts.reply import Candidate
from reflect.prompts.settings import Settings
from reflect.template import CONSENT

MOST = 3
"""The most questions in one offer: more is a questionnaire, and this is a conversation."""

FADES_AFTER = 12
"""So many answers into a workbook, a first offer is of one question. Whoever asks again gets what they ask for."""

SWITCHED_OFF = N_("Questions are switched off on this computer.")
NO_ANSWER = N_("The model did not answer, so these questions come from the question bank.")
NO_USE = N_("The model asked nothing that could be used, so these questions come from the question bank.")
NO_BANK = N_("The question bank cannot be read, so there is no question this time.")
ALL_SEEN = N_("You have now seen all the questions for this part.")

_WHY = {
    "deepen": N_("Goes further into what you wrote."),
    "evidence": N_("Asks what you have seen or heard that shows it."),
    "other-view": N_("Looks at it through somebody else's eyes."),
    "assumption": N_("Looks for what you may be taking for granted."),
    "next-step": N_("Looks at what comes next."),
    "feeling": N_("Asks how it is for you."),
    "": N_("Comes from a model that read what you wrote here."),
}
"""Why a model's question is asked, in our own words: a model's own words on it would be one more thing to judge."""

_log = logging.getLogger(__name__)


def offer(request: Request, count: int = 2) -> Offer:
    """Up to `count` questions (three at most) for what somebody is writing.

    They come from the bank, unless the environment names an endpoint, the pair agreed to it, and something has been
    written. To whoever wrote of harm no question is asked; they are told where to turn. Never raises; answers within
    the time-out.
    """
    try:
        if in_request(request):
            return Offer((), where_to_turn(request.parameters), support=True)
    except (OSError, ValueError, LookupError, re.error) as error:
        _log.warning("What tells a disclosure cannot be read: %s", type(error).__name__)
        return Offer((), _(NO_BANK))
    settings = Settings.from_environment(os.environ)
    if settings.source == "off":
        return Offer((), _(SWITCHED_OFF))
    count = _faded(min(max(count, 0), MOST), request)
    wrong = _("A setting cannot be used ({reason}).").format(reason=settings.problem)
    asked = Offer((), f"{wrong} {_(_FROM_BANK)}" if settings.problem else "")
    if count and not refusal(settings, request):
        asked = _from_model(request, settings, count)
    try:
        bank = installed_bank()
    except (BankError, OSError, UnicodeError) as error:
        _log.warning("The question bank cannot be read: %s", error)
        return asked if asked.questions else replace(asked, note=_(NO_BANK))
    questions = (*asked.questions, *choose(bank, request, count - len(asked.questions), beside=asked.questions))
    seen = count and not questions and seen_all(bank, request)
    return replace(asked, questions=questions, note=_(ALL_SEEN) if seen else asked.note)


def trial() -> tuple[str, bool]:
    """Ask the model that the environment names about a made-up sentence: what came of it, in words, and if it was well.

    For whoever sets a model up. Nothing is sent that anybody wrote.
    """
    settings = Settings.from_environment(os.environ)
    reason = settings.problem or refusal(settings, _MADE_UP) or settings.missing
    if reason:
        return _("No model would be asked: {reason}.").format(reason=reason), False
    asked = _from_model(_MADE_UP, settings, MOST)
    if not asked.questions:
        return _("The model was asked, and no question came of it: {reason}.").format(reason=asked.cause), False
    return _("The model answered. It asked, for example: {question}").format(question=asked.questions[0].text), True


_MADE_UP = Request(
    template="smart_goals",
    version=1,
    field="specific",
    slot="specific",
    label="What exactly I want to reach",
    question="Who, what, where.",
    draft="I want to run the weekly planning meeting by myself by the end of May.",
    parameters={CONSENT: "cloud"},
    personal=False,
    seen=(),
)


def preview(request: Request) -> str:
    """Exactly what would be sent to a model for this request, or a line saying that nothing would be, and why."""
    settings = Settings.from_environment(os.environ)
    harm = _(_OF_HARM) if in_request(request) else ""
    reason = harm or settings.problem or refusal(settings, request) or settings.missing
    if reason:
        return _("Nothing would be sent: {reason}.").format(reason=reason)
    return body(request, settings.model).decode()


_OF_HARM = N_("what is written there may be of harm, and to that no question is asked")
_FROM_BANK = N_("These questions come from the question bank.")


def _faded(count: int, request: Request) -> int:
    return min(count, 1) if request.answers_so_far >= FADES_AFTER and not request.seen else count


def _from_model(request: Request, settings: Settings, count: int) -> Offer:
    """The questions of a model, how many of them were not offered by reason, and the note for the person."""
    if settings.missing:
        missing = _("The model did not answer ({reason}).").format(reason=settings.missing)
        return Offer((), f"{missing} {_(_FROM_BANK)}", cause=settings.missing)
    try:
        candidates = ask(lambda: body(request, settings.model), settings)
    except NoAnswer as error:
        _log.info("A model did not answer: %s", error.message)
        return Offer((), _(NO_ANSWER), cause=error.message)
    passed = through([candidate.text for candidate in candidates], request.seen, request.parameters)
    rejected = MappingProxyType({reason.value: number for reason, number in passed.rejected.items()})
    if rejected:
        _log.info("A model's questions were turned away: %s", dict(rejected))  # the reasons, never the words
    questions = _picked(passed.accepted, candidates, settings.model, count)
    return Offer(questions, "" if questions else _(NO_USE), rejected, "" if questions else _no_use(rejected))


def _no_use(rejected: Mapping[str, int]) -> str:
    if not rejected:
        return _("nothing that the model sent could be used (there was no question in it)")
    reasons = listed([f"{number} × {_(reason)}" for reason, number in rejected.items()], "unit")
    return _("nothing that the model sent could be used ({reasons})").format(reasons=reasons)


def _picked(texts: Sequence[str], candidates: Sequence[Candidate], model: str, count: int) -> tuple[Question, ...]:
    """A model's questions, one of them looking for the other side; where none does, room is left for one that does."""
    angles = {candidate.text.strip(): candidate.angle for candidate in reversed(candidates)}
    questions = [Question(text, _(_WHY[angles[text]]), "endpoint", model, angles[text]) for text in texts]
    other_side = [question for question in questions if question.angle in OTHER_SIDE]
    if count < 2:
        return tuple(questions[:count])
    rest = [question for question in questions if question not in other_side[:1]]
    return (*rest[: count - 1], *other_side[:1])

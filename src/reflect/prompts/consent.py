"""Whether a model may be asked at all (pure).

It takes three yeses: the settings of this machine, the pair's agreement, and for a personal workbook its owner's own
setting. Whatever is unknown or left open counts as no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from reflect.language import _
from reflect.prompts.question import Request
from reflect.prompts.settings import Settings
from reflect.template import CONSENT


class Consent(IntEnum):
    """How far a pair lets its words go, the strictest first."""

    NONE = 0
    LOCAL = 1
    CLOUD = 2


def strictest(answers: Iterable[str]) -> Consent:
    """The strictest of several answers. No answer at all, and any answer that is not one of the three, is none."""
    known = {level.name.casefold(): level for level in Consent}
    return min((known.get(answer.strip().casefold(), Consent.NONE) for answer in answers), default=Consent.NONE)


def agreed(parameters: Mapping[str, str]) -> Consent:
    """What a workbook's parameters say: `ai_consent`, and with it one for each person where there is one."""
    return strictest(value for name, value in parameters.items() if name.startswith(CONSENT))


def refusal(settings: Settings, request: Request) -> str:
    """Why no model may be asked for this request; "" where one may be."""
    if settings.source != "endpoint":
        return _("REFLECT_PROMPTS is {value}").format(value=settings.source)
    if request.withheld:
        return request.withheld
    consent = agreed(request.parameters)
    if consent is Consent.NONE:
        return _("ai_consent does not allow it")
    if consent is Consent.LOCAL and not settings.loopback:
        return _("ai_consent allows only a model on this computer")
    if request.personal and not settings.personal:
        return _("the workbook is personal, and its owner has not set REFLECT_PROMPTS_PERSONAL=endpoint")
    if not request.draft.strip():
        return _("nothing has been written there yet")
    return ""

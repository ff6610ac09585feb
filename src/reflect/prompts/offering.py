"""A request in, questions out: where the bank, the endpoint and the gate meet."""

from __future__ import annotations

from reflect.prompts.question import Offer, Request


def offer(request: Request, count: int = 2) -> Offer:
    """Up to `count` questions for what somebody is writing. Never raises, and answers within the time-out."""
    return Offer((), "")


def preview(request: Request) -> str:
    """Exactly what would be sent to a model for this request, or a line saying that nothing would be, and why."""
    return "Nothing would be sent."

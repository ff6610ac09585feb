"""Requests by a fictional pair, and what a model might send back."""

import json
from dataclasses import replace
from typing import Any

from reflect.prompts import Request

PAIR = {
    "mentor": "Aoife Ní Bhriain",
    "mentee": "Blessing Okonkwo",
    "mentor_email": "aoife.nibhriain@example.org",
    "mentee_email": "b.okonkwo@example.net",
    "programme": "Northlight Nursing Circle",
    "focus": "community diabetes nursing",
    "pair_id": "7d0f",
    "ai_consent": "cloud",
}

DRAFT = (
    "Blessing's tally of hypos by hour. AOIFE NI BHRIAIN signs it, and so does Ms Okonkwo's manager. Ring"
    " +44 20 7946 0958 or write to b.okonkwo@example.net; the sheet is at https://circle.example.net/tally."
    " Northlight Nursing Circle keeps a copy."
)
PRIVATE = ("blessing", "okonkwo", "aoife", "bhriain", "7946", "example.net", "example.org", "northlight")
"""What of the sample request may never be sent, in small letters."""

OPEN = (
    "What would the night shift say about this tally?",
    "How would you notice that the number had stopped mattering?",
    "Which of these hours surprised you, and why?",
)


def a_request(**changes: Any) -> Request:
    """A request that a model may be sent, unless `changes` say otherwise. `parameters` are added to the pair's."""
    parameters = PAIR | changes.pop("parameters", {})
    request = Request(
        template="smart_goals",
        version=1,
        field="evidence",
        slot="evidence",
        label="Evidence that would convince a stranger",
        question="Something that can be seen, heard or read.",
        draft=DRAFT,
        parameters=parameters,
        personal=False,
        seen=(),
    )
    return replace(request, **changes)


def completion(content: object) -> bytes:
    """The body of a chat completion whose message has this content."""
    message = {"role": "assistant", "content": content}
    return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode()


def answered(*texts: str, angle: str = "deepen") -> bytes:
    """The body of a chat completion that keeps to the schema."""
    return completion(json.dumps({"questions": [{"text": text, "angle": angle} for text in texts]}))

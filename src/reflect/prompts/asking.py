"""The bytes that a model is sent, and nothing else is.

What a model is asked is the Jinja2 template `templates/prompts/questions.j2`. What a person wrote is data there:
redacted, cut to its last part, between marks that it cannot contain, and never read as a template.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from reflect.prompts.gate import WORDS
from reflect.prompts.question import ANGLES, Request
from reflect.prompts.redaction import redact
from reflect.resources import RESOURCES

if TYPE_CHECKING:
    from jinja2 import Template

DRAFT = 4_000
"""How many characters of what was written are sent: the last ones, where the writer is."""

QUESTIONS = 3
"""How many questions a model is asked for, however many are wanted: one may not pass the gate."""

_SEEN = 6
_SCHEMA = {
    "type": "object",
    "properties": {
        "questions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "angle": {"type": "string", "enum": list(ANGLES)}},
                "required": ["text", "angle"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["questions"],
    "additionalProperties": False,
}


def body(request: Request, model: str) -> bytes:
    """The JSON body of the one HTTP request that a model is sent for a request."""
    template = _template()
    given = template.new_context(
        {
            "label": _data(request.label, request),
            "question": _data(request.question, request),
            "draft": _data(request.draft, request)[-DRAFT:],
            "seen": [_data(text, request) for text in request.seen[-_SEEN:]],
            "count": QUESTIONS,
            "words": WORDS,
        }
    )
    messages = [{"role": role, "content": "".join(template.blocks[role](given)).strip()} for role in ("system", "user")]
    schema = {"name": "questions", "strict": True, "schema": _SCHEMA}
    asked = {
        "model": model,
        "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    return json.dumps(asked, ensure_ascii=False).encode("utf-8", errors="replace")


def _data(text: str, request: Request) -> str:
    """A text redacted, without the characters that the marks around it are made of."""
    return redact(text, request.parameters).replace("<", "‹").replace(">", "›").strip()


@cache
def _template() -> Template:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Plain text for a model, not HTML, so there is nothing to escape; `_data` keeps what was written inside its marks.
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(RESOURCES / "prompts"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("questions.j2")

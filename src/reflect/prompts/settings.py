"""What the environment says about prompts (pure).

    REFLECT_PROMPTS           off, bank (the default) or endpoint
    OPENAI_API_KEY            as for any program that uses such a server; not needed for one on this computer
    OPENAI_BASE_URL           the server; OpenAI's own unless given
    REFLECT_MODEL             the model's name, as that server knows it
    REFLECT_PROMPTS_PERSONAL  endpoint: the owner's own yes to sending from personal workbooks
    REFLECT_PROMPTS_TIMEOUT   how many seconds a person waits for a model at most; 12 unless given

It is read afresh for each request, so that a change takes effect at once.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from reflect.language import _

OPENAI = "https://api.openai.com/v1"
TIMEOUT = 12.0
LONGEST = 120.0
"""Seconds. Nobody who is in the middle of a thought waits longer than this for a question."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where questions may come from, and how to reach a model.

    `problem` says in plain words which setting cannot be used, `missing` which one is not set; with either, no model
    is asked. The key stays out of the `repr`.
    """

    source: Literal["off", "bank", "endpoint"] = "bank"
    base_url: str = OPENAI
    key: str = field(default="", repr=False)
    model: str = ""
    personal: bool = False
    timeout: float = TIMEOUT
    problem: str = ""
    missing: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in these environment variables. Never raises: what cannot be used is named in `problem`."""
        given = {name: value.strip() for name, value in environ.items() if name.startswith(("REFLECT_", "OPENAI_"))}
        source = given.get("REFLECT_PROMPTS", "").casefold() or "bank"
        if source == "off":
            return cls(source="off")
        if source == "bank":
            return cls()
        if source != "endpoint":
            return cls(problem=_("REFLECT_PROMPTS must be off, bank or endpoint"))
        base_url = given.get("OPENAI_BASE_URL") or OPENAI
        if not _usable(base_url):
            return cls(problem=_("OPENAI_BASE_URL must start with http:// or https:// and name a server"))
        personal = given.get("REFLECT_PROMPTS_PERSONAL", "").casefold()
        if personal not in ("", "off", "bank", "endpoint"):
            return cls(problem=_("REFLECT_PROMPTS_PERSONAL must be endpoint, or left out"))
        timeout = _seconds(given.get("REFLECT_PROMPTS_TIMEOUT") or str(TIMEOUT))
        if timeout is None:
            problem = _("REFLECT_PROMPTS_TIMEOUT must be a number of seconds up to {most}")
            return cls(problem=problem.format(most=f"{LONGEST:.0f}"))
        key, model = given.get("OPENAI_API_KEY", ""), given.get("REFLECT_MODEL", "")
        missing = ""
        if not model:
            missing = _("{name} is not set").format(name="REFLECT_MODEL")
        elif not key and not is_loopback(base_url):
            missing = _("{name} is not set").format(name="OPENAI_API_KEY")
        return cls("endpoint", base_url, key, model, personal == "endpoint", timeout, missing=missing)

    @property
    def loopback(self) -> bool:
        """Whether the server is this computer itself."""
        return is_loopback(self.base_url)


def is_loopback(url: str) -> bool:
    """Whether a URL names this computer itself, so that what is sent there does not leave it."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds <= LONGEST else None

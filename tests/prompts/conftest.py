from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.prompts.server import Script, Scripted, serving


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees, or talks to, what the machine it runs on is set up for."""
    for name in list(os.environ):
        if name.startswith(("REFLECT_", "OPENAI_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


Endpoint = Callable[..., AbstractContextManager[Scripted]]


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """Start a scripted server and set the environment up for it, for as long as the block lasts."""

    @contextmanager
    def start(script: Script, *, timeout: str = "20") -> Iterator[Scripted]:
        with serving(script) as server:
            monkeypatch.setenv("REFLECT_PROMPTS", "endpoint")
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            monkeypatch.setenv("OPENAI_API_KEY", "a key")
            monkeypatch.setenv("REFLECT_MODEL", "a-model")
            monkeypatch.setenv("REFLECT_PROMPTS_TIMEOUT", timeout)
            yield server

    return start

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect import language
from tests.language import pseudo


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write_to(folder)
    return folder


@pytest.fixture
def pseudo_locale(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The tag of the pseudo-locale, which there is a catalogue of for as long as the test runs."""
    monkeypatch.setattr(language, "CATALOGUES", catalogues)
    language.forget()
    yield pseudo.TAG
    language.forget()

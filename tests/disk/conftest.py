"""Answer logs keep what is temporary in folders of the test."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _temporary(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(home))

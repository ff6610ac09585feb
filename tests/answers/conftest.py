"""Some tests are run as somebody who is not root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock  # noqa: F401  # imported while everything may be read
import pytest

NOBODY = 65534


@pytest.fixture(autouse=True)
def _temporary(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(home))


@pytest.fixture
def as_nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of an account that permissions apply to (to root, none do)."""
    monkeypatch.setattr(tempfile, "tempdir", None)  # pytest's own folders are closed to others
    folder = Path(tempfile.mkdtemp(prefix="reflect-test-"))
    _at_home(folder / "home", monkeypatch)
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, NOBODY)
        os.chown(folder / "home", NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o700)
        shutil.rmtree(folder)


def _at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

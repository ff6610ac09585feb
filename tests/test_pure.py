"""What says that it is pure is: each such module is imported alone, and what came with it is looked at."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

IMPURE = re.compile(
    r"(jupyter\w*|ipywidgets|anywidget|IPython|ipykernel|tornado|zmq|comm|traitlets"  # Jupyter
    r"|nbconvert|nbclient|nbformat|papermill|openai|httpx2?|openpyxl|tqdm"  # what takes long to import
    r"|filelock|platformdirs|sqlite3|socket|ssl|http\.client|urllib\.request|subprocess|multiprocessing)(\..*)?"
)
"""What no pure module needs: Jupyter, the network, the disk, other processes."""

SPEAKING = {"reflect.language"}
"""What says words to people in their language. It reads its catalogues when somebody is spoken to, and not before."""

IMPORT_EACH = """
import importlib, json, os, sys
there = set(sys.modules)
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            importlib.import_module(name)
            print(json.dumps([name, sorted(set(sys.modules) - there)]), flush=True)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
"""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def is_pure(path: Path) -> bool:
    first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
    return bool(re.search(r"\(pure\)[.:]", first))


MODULES = {name_of(path): path for path in sorted((SOURCE / "reflect").rglob("*.py"))}
PURE = sorted(name for name, path in MODULES.items() if is_pure(path))


@cache
def brought() -> dict[str, list[str]]:
    """What comes with each pure module, imported in a process of its own."""
    done = subprocess.run([sys.executable, "-c", IMPORT_EACH, *PURE], capture_output=True, check=True)
    return dict(map(json.loads, done.stdout.splitlines()))


def test_there_are_pure_modules() -> None:
    assert len(PURE) > 40


@pytest.mark.parametrize("module", PURE)
def test_what_says_that_it_is_pure_brings_nothing_that_is_not(module: str) -> None:
    came = brought()[module]
    assert [name for name in came if IMPURE.fullmatch(name)] == []
    own = {name for name in came if name in MODULES and MODULES[name].name != "__init__.py"}
    assert own <= {*PURE, *SPEAKING}

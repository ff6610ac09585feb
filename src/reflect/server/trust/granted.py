"""Templates whose code this person has said yes to, kept by name in their own data directory.

The code itself is kept, so that it is known again in a workbook in which there is something else besides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from reflect.disk.atomic import atomic_write
from reflect.disk.device import data_folder
from reflect.disk.folders import make_folder
from reflect.disk.lock import locked
from reflect.errors import ReflectError
from reflect.server.trust.known import Code, code_of
from reflect.template import Notebook


def trusted(name: str) -> Mapping[str, tuple[str, ...]]:
    """The code that was trusted under a template's name, cell by cell, by its digest."""
    found = _read().get(name)
    if not isinstance(found, dict):
        return {}
    return {digest: tuple(map(str, own)) for digest, own in found.items() if isinstance(own, list)}


def has_trusted(name: str, template: Notebook) -> bool:
    """Whether the code of a template was trusted under its name, just as it is."""
    try:
        return code_of(template).digest in trusted(name)
    except ReflectError:
        return False


def trust(name: str, code: Code) -> None:
    """Remember that code was trusted under a template's name. Raises NotebookError or OSError where it cannot be."""
    make_folder(_path().parent, private=True)
    with locked(_path()):
        known = _read()
        known[name] = {**trusted(name), code.digest: code.own}
        atomic_write(_path(), json.dumps(known, indent=1, sort_keys=True) + "\n", private=True)


def _path() -> Path:
    return data_folder() / "trusted.json"


def _read() -> dict[str, object]:
    try:
        known = json.loads(_path().read_bytes())
    except (OSError, ValueError):  # none yet, or damaged: then each template is asked about once more
        return {}
    return known if isinstance(known, dict) else {}

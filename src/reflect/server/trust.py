"""Templates whose code this person has said yes to, kept by name in their own data directory."""

from __future__ import annotations

import json
from pathlib import Path

from reflect.answers.device import data_folder
from reflect.answers.disk import make_folder
from reflect.answers.lock import locked
from reflect.notebook import write_whole


def trusted(name: str) -> frozenset[str]:
    """The digests of the code that was trusted under a template's name."""
    found = _read().get(name, [])
    return frozenset(digest for digest in found if isinstance(digest, str)) if isinstance(found, list) else frozenset()


def trust(name: str, digest: str) -> None:
    """Remember that code was trusted under a template's name. Raises NotebookError or OSError where it cannot be."""
    make_folder(_path().parent, private=True)
    with locked(_path()):
        known = _read()
        known[name] = sorted({*trusted(name), digest})
        write_whole(_path(), json.dumps(known, indent=1, sort_keys=True) + "\n", private=True)


def _path() -> Path:
    return data_folder() / "trusted.json"


def _read() -> dict[str, object]:
    try:
        known = json.loads(_path().read_bytes())
    except (OSError, ValueError):  # none yet, or damaged: then each template is asked about once more
        return {}
    return known if isinstance(known, dict) else {}

"""A language that nobody speaks: every message with accents, longer, and between brackets.

Whatever is seen without them has not been through a catalogue, and whatever breaks for being longer would break in
German. What a message leaves to be filled in, and its markup, stay as they are.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog

TAG = "en-XA"
ROOT = Path(__file__).parents[2]

_ACCENTED = str.maketrans("AEIOUYaeiouycnsz", "ÀÉÎÕÜÝàéîõüýçñšž")
_KEPT = re.compile(r"(\{[^{}]*\}|%\(\w+\)[sd]|%%|<[^<>]*>|&\w+;)")


def accented(message: str) -> str:
    """A message as the pseudo-locale has it."""
    parts = _KEPT.split(message)
    inner = "".join(part if number % 2 else part.translate(_ACCENTED) for number, part in enumerate(parts))
    return f"⟦{inner}{'·' * (1 + len(message) // 4)}⟧"


def messages() -> ModuleType:
    """The script behind `make messages`."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalogue() -> Catalog:
    """Every message there is, accented."""
    made = Catalog(locale="en", fuzzy=False)
    for message in messages().collected():
        if not message.id:
            continue
        several = isinstance(message.id, tuple)
        text = tuple(map(accented, message.id)) if several else accented(message.id)
        made.add(message.id, text, message.locations, context=message.context)
    return made


def write_to(folder: Path) -> None:
    """Put the pseudo-locale's catalogue into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{TAG}.po").write_bytes(messages().written(catalogue()))


def missed(text: str, *known: str) -> list[str]:
    """The words in a text that are neither in the pseudo-locale's brackets nor among what is `known` besides."""
    depth = 0
    outside = []
    for piece in re.split(r"([⟦⟧])", text):
        depth += {"⟦": 1, "⟧": -1}.get(piece, 0)
        if not depth:
            outside.append(piece)
    left = "\n".join(outside)
    for each in sorted(known, key=len, reverse=True):
        left = left.replace(each, " ")
    return re.findall(r"[A-Za-z]{2,}", left)

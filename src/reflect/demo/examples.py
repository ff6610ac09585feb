"""Filled examples of the installed templates: what three fictional pairs wrote.

The words are data, in `examples.json` beside this module, so that they can be edited without touching code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from reflect.fields import Value
from reflect.pairs import Pair


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and its answers: template name -> slot -> value."""

    pair: Pair
    answers: Mapping[str, Mapping[str, Value]]


def examples() -> tuple[Example, ...]:
    """The sample pairs, in the order of the file."""
    text = (files(__package__) / "examples.json").read_text(encoding="utf-8")
    return tuple(_example(given) for given in json.loads(text).values())


def _example(given: Mapping[str, Any]) -> Example:
    pair = Pair(
        mentor=given["mentor"],
        mentee=given["mentee"],
        mentor_email=given["mentor_email"],
        mentee_email=given["mentee_email"],
        programme=given["programme"],
        details=MappingProxyType({"start": given["start"], "focus": given["focus"]}),
    )
    return Example(pair, given["answers"])

"""Filled examples of the installed templates: what three fictional pairs wrote.

The words are data, in `examples.json` beside this module, so that they can be edited without touching code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from reflect.fields import Value
from reflect.pairs import Pair


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and its answers: template name -> slot -> value. `later` has those of the entries after a first one.

    `occasions` has the occasion of each entry of the templates that repeat.
    """

    pair: Pair
    answers: Mapping[str, Mapping[str, Value]]
    later: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    occasions: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def workbooks(self) -> tuple[tuple[str, str, Mapping[str, Value]], ...]:
        """Each workbook's template, by name, its occasion and its answers; entries in the order of their making."""
        return tuple(
            (name, occasion, answers)
            for name, first in self.answers.items()
            for occasion, answers in zip(
                self.occasions.get(name, ("",)), (first, *self.later.get(name, ())), strict=True
            )
        )


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
    return Example(pair, given["answers"], given.get("later", {}), given["occasions"])

"""What the metadata of a notebook says of it as a workbook, `metadata.reflect` (pure).

A notebook may come from anybody, so what is there is read once, here, and whatever cannot be used reads as nothing. To
change something leaves everything else in it as it stands, keys of other versions among that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reflect.pairs import Names
from reflect.template import Notebook
from reflect.template.renames import Asked

_MOST_FORMER = 100
"""As many former names are looked at. Nobody is renamed so often."""

_MOST_VERSIONS = 100
"""As many earlier versions are looked at."""

_VERSION = re.compile("[1-9][0-9]{0,5}")

_UNREADABLE = "?"
"""What stands for answers that are no text. It is no base64, as answers are."""


@dataclass(frozen=True, slots=True)
class ReflectMetadata:
    """What is known of a workbook by its metadata. "" stands for what is not there, or cannot be used.

    `template` and `version` are what it was made from; `pair` and `workbook` are ids, `occasion` is which entry it is,
    and `made` a digest of its cells as they were made, `cells` one of each. `former` are the names that its pair was
    known by before, `left_out` digests of the cells that were left out when it was made anew, and `beside` the pair's
    folder, in the owner's copy of a personal one. `asked` is what it asked before it was brought forward, by the
    version that it was of. `answers` are its shared answers, as `reflect.notebook.embedded` has them.
    """

    template: str = ""
    version: int = 0
    pair: str = ""
    workbook: str = ""
    occasion: str = ""
    made: str | None = None
    former: tuple[Names, ...] = ()
    left_out: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    asked: Mapping[int, Asked] = field(default_factory=dict)
    beside: str = ""
    answers: str | None = field(default=None, repr=False)


def reflect_metadata(notebook: Notebook) -> ReflectMetadata:
    """What a notebook's metadata says of it as a workbook. Never fails."""
    found = _of(notebook)
    version, answers = found.get("version"), found.get("answers")
    return ReflectMetadata(
        template=_text(found.get("template")),
        pair=_text(found.get("pair")),
        workbook=_text(found.get("workbook")),
        occasion=_text(found.get("occasion")),
        beside=_text(found.get("beside")),
        version=version if isinstance(version, int) and not isinstance(version, bool) else 0,
        made=_text(found["made"]) if found.get("made") is not None else None,
        former=tuple(_former(found.get("former"))),
        left_out=frozenset(_texts(found.get("left_out"))),
        cells=frozenset(_texts(found.get("cells"))),
        asked=dict(_asked(found.get("asked"))),
        answers=answers if answers is None or isinstance(answers, str) else _UNREADABLE,
    )


def with_metadata(notebook: Notebook, **changed: object) -> dict[str, Any]:
    """The notebook with these parts of its metadata set or, where they are None, taken away. All else stays.

    Where nothing is left of `metadata.reflect`, that is gone too.
    """
    found = {
        key: value for key, value in {**_of(notebook), **changed}.items() if value is not None or key not in changed
    }
    others = {key: value for key, value in notebook["metadata"].items() if key != "reflect"}
    return {**notebook, "metadata": {**others, "reflect": found} if found else others}


def _of(notebook: Notebook) -> Mapping[str, Any]:
    found = notebook["metadata"].get("reflect")
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(given: object) -> Iterator[str]:
    return (each for each in (given if isinstance(given, list) else ()) if isinstance(each, str))


def _asked(given: object) -> Iterator[tuple[int, Asked]]:
    for version, asked in list(given.items())[:_MOST_VERSIONS] if isinstance(given, Mapping) else ():
        if isinstance(version, str) and _VERSION.fullmatch(version) and isinstance(asked, Mapping):
            labels = asked.get("labels")
            known = {key: _text(label) for key, label in labels.items()} if isinstance(labels, Mapping) else {}
            yield int(version), Asked(known, _text(asked.get("until")))


def asked_as_metadata(asked: Mapping[int, Asked]) -> dict[str, dict[str, object]]:
    """What a workbook asked in earlier versions, as its metadata has it."""
    return {str(number): {"labels": {**each.labels}, "until": each.until} for number, each in sorted(asked.items())}


def _former(given: object) -> Iterator[Names]:
    for each in given[:_MOST_FORMER] if isinstance(given, list) else ():
        match each:
            case [str(mentor), str(mentee)]:
                yield mentor, mentee

"""What the metadata of a notebook says of it as a workbook, `metadata.reflect` (pure).

A notebook may come from anybody, so what is there is read once, here, and whatever cannot be used reads as nothing. To
change something leaves everything else in it as it stands, keys of other versions among that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reflect.pairs import Names
from reflect.template import Notebook

_MOST_FORMER = 100
"""As many former names are looked at. Nobody is renamed so often."""

_UNREADABLE = "?"
"""What stands for answers that are no text. It is no base64, as answers are."""


@dataclass(frozen=True, slots=True)
class ReflectMetadata:
    """What is known of a workbook by its metadata. "" stands for what is not there, or cannot be used.

    `template` and `version` are what it was made from; `pair` and `workbook` are ids, `occasion` is which entry it is,
    and `made` a digest of its cells as they were made. `former` are the names that its pair was known by before,
    `left_out` digests of the cells that were left out when it was made anew, and `beside` the pair's folder, in the
    owner's copy of a personal one. `answers` are its shared answers, as `reflect.notebook.embedded` has them.
    """

    template: str = ""
    version: int = 0
    pair: str = ""
    workbook: str = ""
    occasion: str = ""
    made: str | None = None
    former: tuple[Names, ...] = ()
    left_out: frozenset[str] = frozenset()
    beside: str = ""
    answers: str | None = field(default=None, repr=False)


def reflect_metadata(notebook: Notebook) -> ReflectMetadata:
    """What a notebook's metadata says of it as a workbook. Never fails."""
    found = _of(notebook)
    version, left_out, answers = (found.get(key) for key in ("version", "left_out", "answers"))
    return ReflectMetadata(
        **{key: _text(found.get(key)) for key in ("template", "pair", "workbook", "occasion", "beside")},
        version=version if isinstance(version, int) and not isinstance(version, bool) else 0,
        made=_text(found["made"]) if found.get("made") is not None else None,
        former=tuple(_former(found.get("former"))),
        left_out=frozenset(filter(_text, left_out)) if isinstance(left_out, list) else frozenset(),
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


def _former(given: object) -> Iterator[Names]:
    for each in given[:_MOST_FORMER] if isinstance(given, list) else ():
        match each:
            case [str(mentor), str(mentee)]:
                yield mentor, mentee

"""What people have released to their pair from personal workbooks (pure).

A release is a copy of one answer in a log of the pair's own, beside the workbooks they share. The answer itself stays
where it is, and what becomes of it later does not follow. Taking it back is one more revision, with nothing in it.
"""

from __future__ import annotations

import dataclasses

from reflect.fields import Value, is_blank
from reflect.revisions import Log, heads

SOURCE = "release"
"""The source of the revisions."""

_FIELD = "released:"


@dataclasses.dataclass(frozen=True, slots=True)
class Release:
    """One answer as it was released: from which field, by whom, when, and its words."""

    field: str
    author: str
    time: str
    words: str = dataclasses.field(repr=False)


def released_field(workbook: str, slot: str) -> str:
    """The field that a release from a slot of a workbook is kept under, by its template's name and its occasion."""
    return f"{_FIELD}{workbook}.{slot}"


def releases(log: Log) -> tuple[Release, ...]:
    """What is released now, oldest first. What was taken back, or is no release, is left out."""
    found = [revision for revisions in heads(log).values() for revision in revisions]
    return tuple(
        Release(revision.field, revision.author, revision.time, revision.value)
        for revision in sorted(found, key=lambda revision: (revision.time, revision.id))
        if revision.field.startswith(_FIELD) and is_releasable(revision.value)
    )


def is_releasable(value: Value) -> bool:
    """Whether there are words to release."""
    return isinstance(value, str) and not is_blank(value)

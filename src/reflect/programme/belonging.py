"""Whether a workbook is of the pair whose id it has (pure).

An id is only so many letters in a file that may come from anybody. So it is believed as far as the names that stand
beside it are among those that its pair is known by, from the programme's register or from the workbooks that are there.
A pair of which nothing is known is believed: a workbook that came by e-mail works by itself.
"""

from __future__ import annotations

from collections.abc import Collection

from reflect.notebook import NotebookError
from reflect.pairs import Names, Pair
from reflect.template import PEOPLE, Template
from reflect.template.metadata import ReflectMetadata


class AnotherPairError(NotebookError):
    """A workbook that has the id of one pair and the names of another."""


def fits(heading: Template, said: ReflectMetadata, known: Collection[Names]) -> bool:
    """Whether the names in a workbook, or its pair's former ones, are among those that are known; or none is known.

    `said` is what its metadata says. A name that its template does not have speaks for nobody and against nobody.
    """
    own = names_in(heading)
    has = [role in heading.parameters for role in PEOPLE]
    if not known or any(_agree(own, each, has) for each in known):
        return True
    return any(names in known for names in said.former)


def names_in(heading: Template) -> Names:
    """The names in a workbook, folded, "" for one that is not there."""
    mentor, mentee = (heading.people[role] for role in PEOPLE)
    return Pair(mentor, mentee).names


def names_of(heading: Template, said: ReflectMetadata) -> set[Names]:
    """The names by which a workbook makes its pair known: those in it, if both are, and the former ones."""
    own = names_in(heading)
    return {*said.former, *([own] if all(own) else [])}


def _agree(own: Names, known: Names, has: list[bool]) -> bool:
    return all(one == other for one, other, there in zip(own, known, has, strict=True) if there)

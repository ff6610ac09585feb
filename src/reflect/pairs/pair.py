"""Pairs, their ids, and which names are taken for the same (pure).

A pair's id is random, so that nobody can tell it from names, and is kept in the programme's register and in the pair's
workbooks. The ids of its workbooks follow from it (UUIDv5), so that the same workbook has the same id wherever and
whenever it is made.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.pairs.unseen import folded

_NAMESPACE = uuid.UUID("6f2f4d0c-8f0e-5d0a-9a55-6d0f3f1a7c21")
"""Any fixed UUID serves; this one was drawn at random for this project."""

Names = tuple[str, str]
"""The names of a mentor and a mentee, in one form for all that a reader takes for the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee. `details` holds what else is known of them (start, focus, ...) by parameter name.

    `id` is "" for a pair that has not been looked for among those that are known.
    """

    mentor: str
    mentee: str
    mentor_email: str = ""
    mentee_email: str = ""
    programme: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    id: str = ""

    @property
    def names(self) -> Names:
        """The names of the two, folded."""
        return _alike(self.mentor), _alike(self.mentee)

    @property
    def emails(self) -> tuple[str, str]:
        """The e-mail addresses of the two, "" for none, without regard to case."""
        return folded(self.mentor_email), folded(self.mentee_email)


def new_id() -> str:
    """The id of a pair that has none. Nobody can guess it."""
    return str(uuid.uuid4())


def pair_id(programme: str, mentor: str, mentee: str) -> str:
    """What stands for the id of a pair whose workbook was given none, as stock Papermill makes it.

    It is of UUID's version 5, and so never one that `new_id` gives.
    """
    key = "\x1f".join(_alike(part) for part in (programme, mentor, mentee))
    return str(uuid.uuid5(_NAMESPACE, key))


def workbook_id(pair: str, template: str, occasion: str = "") -> str:
    """The id of the workbook that a pair (by id) has from a template (by name), on an occasion where it repeats."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join([pair, template, *filter(None, [occasion])])))


RELEASED = "released"
"""What takes the place of a template's name in that id. No template is called so."""


def released_id(pair: str) -> str:
    """The id that what a pair (by id) has released to each other from personal workbooks is kept under."""
    return workbook_id(pair, RELEASED)


def journal_mark(workbook: str, folder: str = "") -> str:
    """What stands in the journals of a workbook (by id) and in no other's.

    Of one in which nobody is named, which has the id of many, the `folder` tells which it is. The mark is not the id:
    a page goes to people who should not learn under which one the answers are kept.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{workbook}\x1fjournal\x1f{folder}"))


def is_id(text: object) -> bool:
    """Whether something is the id of a pair or a workbook, written as ids are."""
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _alike(text: str) -> str:
    """One form for texts that a reader takes for the same, letters in another width or shape among them."""
    return folded(unicodedata.normalize("NFKC", text))

"""Pairs, and the ids that follow from them (pure).

Ids are derived (UUIDv5), so that making the same workbook twice gives the same id wherever and whenever it is made.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.unseen import folded

_NAMESPACE = uuid.UUID("6f2f4d0c-8f0e-5d0a-9a55-6d0f3f1a7c21")
"""Any fixed UUID serves; this one was drawn at random for this project."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee. `details` holds what else is known of them (start, focus, ...) by parameter name.

    `known_as` is the id of a pair that has workbooks already; any other follows from who they are.
    """

    mentor: str
    mentee: str
    mentor_email: str = ""
    mentee_email: str = ""
    programme: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    known_as: str = ""

    @property
    def id(self) -> str:
        """The pair's id: the same for the same programme and people, an e-mail address naming a person best."""
        mentor, mentee = self.mentor_email or self.mentor, self.mentee_email or self.mentee
        return self.known_as or pair_id(self.programme, mentor, mentee)


def pair_id(programme: str, mentor: str, mentee: str) -> str:
    """The id of a pair, from its programme and what names each person (an e-mail address, or else a name)."""
    key = "\x1f".join(folded(part) for part in (programme, mentor, mentee))
    return str(uuid.uuid5(_NAMESPACE, key))


def workbook_id(pair: str, template: str) -> str:
    """The id of the workbook that a pair (by id) has from a template (by name)."""
    return str(uuid.uuid5(_NAMESPACE, f"{pair}\x1f{template}"))


RELEASED = "released"
"""What takes the place of a template's name in that id. No template is called so."""


def released_id(pair: str) -> str:
    """The id that what a pair (by id) has released to each other from personal workbooks is kept under."""
    return workbook_id(pair, RELEASED)


def is_id(text: object) -> bool:
    """Whether something is the id of a pair or a workbook, written as ids are."""
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False

"""Pairs of people, their ids, and which names are taken for the same (pure).

`pair` has what is known of two people and the ids that follow from it; `unseen` finds characters in names that nobody
can see.
"""

from reflect.pairs.pair import (
    RELEASED,
    Names,
    Pair,
    is_id,
    journal_mark,
    new_id,
    pair_id,
    released_id,
    workbook_id,
)

__all__ = [
    "RELEASED",
    "Names",
    "Pair",
    "is_id",
    "journal_mark",
    "new_id",
    "pair_id",
    "released_id",
    "workbook_id",
]

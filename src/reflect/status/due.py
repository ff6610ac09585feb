"""Which agreed dates have gone by without the entry that they call for (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

EARLY = dt.timedelta(days=14)
"""How long before the day it may have been done: people move a meeting forward."""


def overdue(
    due: Iterable[tuple[str, dt.date]], written: Iterable[tuple[str, dt.date]], today: dt.date
) -> tuple[dt.date, ...]:
    """The days in order that are over and on which a template was `due`, of which no entry was `written` since.

    One that was written up to two weeks before the day is the one of that day. Whoever has written one has caught up
    with all that was due before.
    """
    newest: dict[str, dt.date] = {}
    for template, day in written:
        newest[template] = max(day, newest.get(template, day))
    late = {day for template, day in due if day < today and newest.get(template, dt.date.min) < day - EARLY}
    return tuple(sorted(late))

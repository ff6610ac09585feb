"""Times by the clock where a journal is made (pure)."""

from __future__ import annotations

import datetime as dt


def local(time: dt.datetime) -> dt.datetime:
    """A time by the clock where this runs; at the ends of the calendar, where that may have no such time, by UTC."""
    try:
        return time.astimezone()
    except OverflowError:
        return time

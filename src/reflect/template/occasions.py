"""Occasions: which of several workbooks of one pair from one template it is (pure). To people, each is an entry.

An occasion is a date, `2026-03-05`, and `2026-03-05-2` for a second workbook of that day. It is part of the workbook's
id and of its file's name. Of a template that does not repeat, there is one workbook, and its occasion is "".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from itertools import chain, count

OCCASION = "occasion"
"""The parameter of a template that repeats."""

_OCCASION = re.compile(r"(\d{4}-\d\d-\d\d)(?:-([2-9]|[1-9]\d))?", re.ASCII)
_FILE = re.compile(rf"([a-z][a-z0-9_]*)(?:-({_OCCASION.pattern}))?", re.ASCII)


def is_occasion(text: str) -> bool:
    """Whether a text is an occasion, written as occasions are."""
    found = _OCCASION.fullmatch(text)
    try:
        return found is not None and bool(dt.date.fromisoformat(found[1]))
    except ValueError:
        return False


def today() -> str:
    """The occasion of whatever is begun now."""
    return dt.datetime.now().astimezone().date().isoformat()


def in_order(occasion: str) -> tuple[str, int]:
    """A sort key: by date, and the entries of one day as they were begun. What has no occasion comes first."""
    found = _OCCASION.fullmatch(occasion)
    return (found[1], int(found[2] or 1)) if found else ("", 0)


def next_of_day(occasion: str, taken: Collection[str]) -> str:
    """The first occasion of the day of this one that is not taken."""
    day, _ = in_order(occasion)
    return next(each for each in chain([day], (f"{day}-{number}" for number in count(2))) if each not in taken)


def in_words(occasion: str, said: Callable[[dt.date], str] = "{0.day} {0:%B %Y}".format) -> str:
    """An occasion as a person would say it: "5 March 2026", "5 March 2026 (2)". `said` is how its date is said."""
    day, number = in_order(occasion)
    return f"{said(dt.date.fromisoformat(day))}{f' ({number})' if number > 1 else ''}"


def file_stem(template: str, occasion: str = "") -> str:
    """What the file of a workbook is called, without its ending: `smart_goals`, `mentor_reflection-2026-03-05`."""
    return f"{template}-{occasion}" if occasion else template


def called_after(stem: str) -> tuple[str, str]:
    """The template and the occasion that the name of a file says, without its ending; "" for what it does not say."""
    found = _FILE.fullmatch(stem)
    if found is None or (found[2] and not is_occasion(found[2])):
        return "", ""
    return found[1], found[2] or ""

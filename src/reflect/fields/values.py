"""Values as a log may hold them, before anything is known of the field they belong to (pure)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeGuard

Value = Any
"""A JSON value. None means not answered."""

DOES_NOT_APPLY = "does not apply"
"""The answer that there is none to give, where a scale has it."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def rows_of(value: Value) -> list[Mapping[str, Value]]:
    """The rows in the value of a table; whatever is not a row is passed over, since a log may hold anything."""
    if not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, dict)]


def is_blank(value: Value) -> bool:
    """Whether nothing has been written: None, empty or white text, or rows with nothing in any of them."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(is_blank(item) for item in value)
    if isinstance(value, dict):
        return all(is_blank(item) for item in value.values())
    return False


def is_date(value: Value) -> bool:
    """Whether a value is a calendar date written YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.fullmatch(
        value
    ):  # Python takes weeks, such as 2027-W01-1, for dates too
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_number(value: Value) -> TypeGuard[float]:
    """Whether a value is a number, which True and False are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: Value) -> TypeGuard[int]:
    """Whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def are_texts(value: Value) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def whole_text(text: str) -> str:
    """Text that any file can hold: halves of a character joined, and U+FFFD for a half left alone.

    Such halves come from JSON that was read as YAML, and from an emoji that a browser has cut in two.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


ROW = "_row"
"""The key in a row of a table that has the name of the row, where somebody may add something of their own to it.

No column can be called so.
"""


def place_name(place: int) -> str:
    """The name of a row that has none of its own, by its place in its table."""
    return f"#{place}"


def by_row(value: Value) -> dict[str, Mapping[str, Value]]:
    """The rows of a table by their names, in their order. None is left out because another has its name."""
    found: dict[str, Mapping[str, Value]] = {}
    for place, row in enumerate(rows_of(value)):
        name = str(row.get(ROW) or place_name(place))
        found[name if name not in found else f"{name} {place}"] = row
    return found


def without_row(row: Mapping[str, Value]) -> dict[str, Value]:
    """The cells of a row, without its name."""
    return {key: cell for key, cell in row.items() if key != ROW}

"""How long a workbook takes: the short way, which is what is required of everybody, and all of it (pure)."""

from __future__ import annotations

from reflect.fields import FieldError
from reflect.fields.values import is_whole
from reflect.language import _, ngettext

Minutes = tuple[int, int]
"""How many the short way takes, and how many all of it does."""

_MOST = 600


def read_minutes(value: object) -> Minutes | None:
    """What a template says of how long it takes, such as `minutes=(20, 45)`; None where it says nothing.

    Raises FieldError where that cannot be used.
    """
    if value is None:
        return None
    if isinstance(value, (tuple, list)) and len(value) == 2 and all(map(is_whole, value)):
        short, whole = value
        if 1 <= short <= whole <= _MOST:
            return short, whole
    text = _(
        "{name} must be two whole numbers, for what is required and for all of it, such as {example}, not {value!r}"
    )
    raise FieldError(text.format(name="minutes", example="(20, 45)", value=value))


def length_in_words(minutes: Minutes | None) -> str:
    """How long a workbook takes, as a person is told; "" where that is not known."""
    if minutes is None:
        return ""
    short, whole = minutes
    if short == whole:
        return ngettext("About {count} minute", "About {count} minutes", short).format(count=short)
    text = ngettext(
        "About {count} minute for what is asked of everybody; {whole} with all of it",
        "About {count} minutes for what is asked of everybody; {whole} with all of it",
        short,
    )
    return text.format(count=short, whole=whole)

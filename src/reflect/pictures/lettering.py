"""How much room text takes in a picture (pure).

Nobody knows which font a reader has, so widths are those of a wide one (DejaVu Sans), and labels fit in any other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reflect.fields import Value

_JOINERS = "\u200c\u200d"  # letters of some scripts need them, and so do emoji
_NARROW = frozenset("iljI.,:;'|!ft()[]-/ ")
_BROAD = frozenset("mwMW@%—&")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that something in a picture keeps to itself."""

    x: float
    y: float
    width: float
    height: float


def tenth(number: float) -> float:
    """A coordinate to a tenth of a unit, which nobody can see the half of."""
    return round(number, 1)


def text_of(value: Value, most: int = 200) -> str:
    """A value as one line of text: nothing where it is no text or number, cut where it is very long."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = " ".join(
        "".join(
            letter if letter.isprintable() or letter in _JOINERS else " " for letter in str(value)[: 4 * most]
        ).split()
    )
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number_of(value: Value, low: float, high: float) -> float | None:
    """A number between two others; None where a value is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        return None
    return value


def width(text: str, size: float) -> float:
    """The room a line of text takes at a font size, rather too much than too little."""
    return sum(map(_width, text)) * size


def fitted(text: str, size: float, room: float) -> str:
    """The text, or as much of it as there is room for and an ellipsis."""
    return next(iter(wrapped(text, size, room, 1)), "")


def wrapped(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines, broken between words where that can be done; an ellipsis ends what is cut."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text, size, room):
        longer = f"{line} {word}" if line else word
        if width(longer, size) <= room:
            line = longer
            continue
        lines.append(line)
        line = word
        if len(lines) == most:
            return (*lines[:-1], _cut(lines[-1], size, room))
    return (*lines, line) if line else tuple(lines)


def _pieces(text: str, size: float, room: float) -> Iterator[str]:
    """The words of a text, those too long for a line in parts."""
    for word in text.split():
        begin, used = 0, 0.0
        for place, letter in enumerate(word):
            needed = _width(letter) * size
            if used + needed > room and place > begin:
                yield word[begin:place]
                begin, used = place, 0.0
            used += needed
        yield word[begin:]


def _cut(line: str, size: float, room: float) -> str:
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip() + "…"


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    """The width of one letter in ems."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.category(letter) == "So":
        return 1.4
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.05
    if letter in _NARROW:
        return 0.42
    if letter in _BROAD:
        return 1.02
    if letter.isupper():
        return 0.78
    return 0.65 if ord(letter) < 0x0530 else 0.85

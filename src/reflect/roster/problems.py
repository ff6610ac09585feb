"""What is said of a roster, or of one cell of it, that cannot be used (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.errors import Problem, UnplacedError, Where, told
from reflect.language import ngettext
from reflect.pairs.unseen import REFUSED, shows

_SHOWN = 80
_LISTED = 5


class RosterError(UnplacedError):
    """A file that cannot be used as a roster: what was expected, and what to do."""


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """One cell that cannot be used.

    The row of `where` is the number that a spreadsheet shows: the headings are row 1. Its column is the heading as
    written, or the letter of a column that has none. `value` is what the cell holds, cut short and free of control
    characters, so that it is safe to print.
    """

    value: str = ""

    def __str__(self) -> str:
        place = f"{self.where}, '{self.value}'" if self.value else str(self.where)
        return told(Where(place), self.message, self.remedy)


def one_line(text: str) -> str:
    """A text made short and safe to print on one line, characters that cannot be seen replaced."""
    line = " ".join(REFUSED.sub("\ufffd", text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def is_blank(cell: str) -> bool:
    """Whether nothing in a cell can be seen."""
    return not cell.strip() or not (cell.isascii() or shows(cell))


def listed(items: Sequence[str]) -> str:
    """The first few of several things, and how many more there are."""
    first, more = ", ".join(items[:_LISTED]), len(items) - _LISTED
    if more <= 0:
        return first
    return ngettext("{first} and {count} more", "{first} and {count} more", more).format(first=first, count=more)

"""What is said of a roster, or of one cell of it, that cannot be used (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.pairs.unseen import REFUSED, shows

_SHOWN = 80
_LISTED = 5


class RosterError(ValueError):
    """A file that cannot be used as a roster; the message names it, says what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that cannot be used: where it is, what it holds, what is wrong with it and what to do.

    `row` is the number that a spreadsheet shows: the headings are row 1. `column` is the heading as written, or the
    letter of a column that has none. `value` is cut short and free of control characters, so it is safe to print.
    """

    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        value = f", '{self.value}'" if self.value else ""
        return f"row {self.row}, column {self.column}{value}: {self.message}. {self.remedy}"


def shown(text: str) -> str:
    """A text made short and safe to print on one line, characters that cannot be seen replaced."""
    line = " ".join(REFUSED.sub("\ufffd", text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def is_blank(cell: str) -> bool:
    """Whether nothing in a cell can be seen."""
    return not cell.strip() or not (cell.isascii() or shows(cell))


def listed(items: Sequence[str]) -> str:
    """The first few of several things, and how many more there are."""
    more = f" and {len(items) - _LISTED} more" if len(items) > _LISTED else ""
    return f"{', '.join(items[:_LISTED])}{more}"

"""Headings of a notebook, and what stands under each (pure).

A heading is a Markdown cell that begins with one. Under it is all below, as far as the next of its level or a higher
one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Cells = Sequence[Mapping[str, Any]]

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_MARKS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)|[ \t]#+[ \t]*$")


def level_of(cell: Mapping[str, Any]) -> int:
    """The level of the heading that a Markdown cell begins with; 0 for any other cell."""
    heading = _heading(cell)
    return len(heading[1]) if heading else 0


def title_of(cell: Mapping[str, Any]) -> str:
    """The words of that heading, without Markdown's marks; "" for any other cell."""
    heading = _heading(cell)
    return _MARKS.sub("", heading[2]).strip() if heading else ""


def heading_above(cells: Cells, place: int) -> int | None:
    """Where the heading is that a cell stands under; None for a cell above every heading."""
    return next((above for above in range(place - 1, -1, -1) if level_of(cells[above])), None)


def end_of(cells: Cells, heading: int) -> int:
    """The place after the last cell under a heading."""
    level = level_of(cells[heading])
    after = range(heading + 1, len(cells))
    return next((place for place in after if 0 < level_of(cells[place]) <= level), len(cells))


def _heading(cell: Mapping[str, Any]) -> re.Match[str] | None:
    return _HEADING.match(cell["source"]) if cell["cell_type"] == "markdown" else None

"""A table as it was read: its rows, and what is to be said of them (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One row that is not empty, under the number a spreadsheet shows for it, without the empty cells at its end."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The rows of a file that are not empty, the headings first, and notes on how it was read."""

    records: tuple[Record, ...]
    notes: tuple[str, ...] = ()

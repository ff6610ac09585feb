"""What a store of answers does, wherever it keeps them (pure)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from reflect.disk.errors import StoreError, printable
from reflect.language import _
from reflect.pairs import is_id
from reflect.revisions import Reading, Revision


@dataclass(frozen=True, slots=True)
class LogStamp:
    """What the answers to a workbook look like from outside, unread: another one whenever there may be more to read.

    `seen` is what it is told by, and None where there is no place for the answers yet. `newest` is when anything there
    last changed, in nanoseconds by the clock of wherever it is, and 0 where there is nothing. `has_answers` says
    whether anything is kept.
    """

    seen: Hashable = None
    newest: int = 0
    has_answers: bool = False


class Store(Protocol):
    """Keeps revisions, by the id of the workbook that they belong to. Safe to use from several threads.

    Others may append to what it keeps at any time, from other computers too. Whatever is no id of a workbook raises
    StoreError.
    """

    @property
    def place(self) -> str:
        """Where the answers are, as people are told it."""

    def append(self, *revisions: Revision) -> None:
        """Keep revisions. When this returns, no crash loses them. To append one again changes nothing.

        Raises StoreError where they are not kept; then all that was kept before still is.
        """

    def read(self, workbook: str) -> Reading:
        """Every revision of a workbook, by whomever, and what could not be read. Nothing that is kept makes it fail."""

    def has(self, workbook: str) -> bool:
        """Whether there is a place for the answers to a workbook, even one in which there are none yet. Quick."""

    def workbooks(self) -> tuple[str, ...]:
        """The ids under which answers are kept, in order."""

    def stamp(self, workbook: str) -> LogStamp:
        """What the answers to a workbook look like from outside. Quick: nothing is read."""

    def watch(self, workbook: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` in a thread of its own, once to begin with and whenever there may be more to read.

        What is returned ends it. Nothing that goes wrong does, in the store or in `changed`.
        """


def check_id(workbook: str) -> None:
    """Raise StoreError for what is no id of a workbook, written as ids are."""
    if not is_id(workbook):
        given = printable(str(workbook))[:80]
        raise StoreError(given, _("this is not the id of a workbook"), _("Make the workbook again."))

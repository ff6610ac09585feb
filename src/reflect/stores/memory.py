"""Answers in memory, for as long as somebody holds on to them (pure)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from reflect.language import _
from reflect.revisions import Log, Reading, Revision
from reflect.stores.protocol import LogStamp, check_id
from reflect.stores.watching import watch_stamp


class MemoryStore:
    """A store that keeps nothing beyond the process: for tests, and for answers that are on their way elsewhere.

    It begins with these revisions.
    """

    def __init__(self, revisions: Iterable[Revision] = ()) -> None:
        self._logs: dict[str, Log] = {}
        self._stamps: dict[str, LogStamp] = {}
        self._lock = threading.Lock()
        self._appended = 0
        self.append(*revisions)

    @property
    def place(self) -> str:
        """Where the answers are, as people are told it."""
        return _("the memory of this program")

    def append(self, *revisions: Revision) -> None:
        """Keep revisions. Raises StoreError for one of no workbook; then none is kept."""
        for revision in revisions:
            check_id(revision.workbook)
        with self._lock:
            for revision in revisions:
                self._appended += 1
                self._logs[revision.workbook] = self._logs.get(revision.workbook, frozenset()) | {revision}
                self._stamps[revision.workbook] = LogStamp(self._appended, time.time_ns(), has_answers=True)

    def read(self, workbook: str) -> Reading:
        """Every revision of a workbook, by whomever."""
        check_id(workbook)
        return Reading(self._logs.get(workbook, frozenset()))

    def has(self, workbook: str) -> bool:
        """Whether there are answers to a workbook."""
        check_id(workbook)
        return workbook in self._logs

    def workbooks(self) -> tuple[str, ...]:
        """The ids under which answers are kept, in order."""
        with self._lock:
            return tuple(sorted(self._logs))

    def stamp(self, workbook: str) -> LogStamp:
        """What the answers to a workbook look like from outside."""
        check_id(workbook)
        return self._stamps.get(workbook, LogStamp())

    def watch(self, workbook: str, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` in a thread of its own, once to begin with and whenever there is more. Gives what ends it."""
        check_id(workbook)
        return watch_stamp(partial(self.stamp, workbook), changed, workbook)

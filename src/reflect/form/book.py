"""The answers of one workbook while it is open: read from the store, saved to it, and current."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable

from reflect.disk.errors import StoreError
from reflect.fields import Field, Value
from reflect.language import _
from reflect.revisions import Emptied, Log, Revision, emptied, heads, merge, revise
from reflect.revisions.log import NO_ANSWERS
from reflect.stores import Store


class AnswerBook:
    """One workbook's answers, by id. Safe to use from several threads.

    `version` is that of the template which they answer, and `read_as` gives a log as its fields are called now.
    """

    def __init__(
        self,
        store: Store,
        workbook: str,
        *,
        version: int | None = None,
        read_as: Callable[[Log], Log] = lambda log: log,
    ) -> None:
        self._store = store
        self._workbook = workbook
        self._version = version
        self._read_as = read_as
        self._lock = threading.RLock()
        self._kept: Log = frozenset()
        self._log: Log = frozenset()
        self._heads: dict[str, tuple[Revision, ...]] = {}
        self.problems: tuple[str, ...] = ()
        self.refresh()

    def refresh(self) -> frozenset[str]:
        """Look at the store again. Gives the slots whose current answers others have changed meanwhile."""
        reading = self._store.read(self._workbook)  # nobody's save waits for a slow drive
        with self._lock:
            self.problems = reading.problems
            if reading.log <= self._kept:
                return frozenset()
            return self._take(reading.log)

    def declare(self, field: Field) -> None:
        """Read what there is once more where a field that is there now may change what its answers are."""
        with self._lock:
            if field.was or self._log != self._kept:
                self._take(())

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, in a thread of its own, whenever a refresh may find something. Gives what ends it."""
        return self._store.watch(self._workbook, changed)

    def heads(self, key: str) -> tuple[Revision, ...]:
        """What is current under a key, oldest first: the answers in a slot, or the prompts offered for one."""
        with self._lock:
            return self._heads.get(key, ())

    def ever(self, slot: str) -> list[Value]:
        """All that has ever been saved in a slot, the current answer last."""
        current = self.heads(slot)
        found = sorted((each for each in self.log if each.field == slot), key=lambda each: (each in current, each.time))
        return [each.value for each in found]

    def emptied(self, slot: str) -> tuple[Emptied, ...]:
        """What the current answers in a slot have emptied of others' words."""
        found = self.heads(slot)
        if not any(head.parents for head in found):
            return ()
        return emptied((revision for revision in self.log if revision.field == slot), found)

    @property
    def log(self) -> Log:
        """Everything there is, as the fields are called now."""
        with self._lock:
            return self._log

    @property
    def kept(self) -> Log:
        """Everything there is, as it was written."""
        with self._lock:
            return self._kept

    def answers(self) -> dict[str, Value]:
        """The current value of each slot that has one, what holds no answer apart."""
        with self._lock:
            return {slot: found[-1].value for slot, found in self._heads.items() if not slot.startswith(NO_ANSWERS)}

    def save(
        self,
        field: str,
        value: Value,
        *,
        author: str,
        source: str,
        parents: Iterable[str] = (),
        revision_id: str | None = None,
    ) -> Revision:
        """Keep a value as its author's; it is on disk when this returns.

        A repeat of the same save gives the revision it first made. A parent that is no revision of this field is left
        out. Raises StoreError where nothing was kept, and RevisionError for a value that no revision can hold.
        """
        with self._lock:
            known = {revision.id: revision for revision in self._log if revision.field == field}
            revision = revise(
                workbook=self._workbook,
                field=field,
                author=author,
                value=value,
                source=source,
                now=dt.datetime.now(dt.UTC),
                parents=[parent for parent in parents if parent in known],
                revision_id=revision_id,
                version=self._version,
            )
            if (earlier := known.get(revision.id)) is not None:
                if earlier.value == revision.value:
                    return earlier
                message = _("This answer was already saved with other words")
                raise StoreError("", message, _("Run the notebook again."))
            self._store.append(revision)
            self._take({revision})
            return revision

    def put(self, revisions: Log) -> None:
        """Keep revisions that are kept elsewhere already. Raises StoreError."""
        with self._lock:
            self._store.append(*sorted(revisions, key=lambda revision: (revision.time, revision.id, revision.line)))
            self._take(revisions)

    def _take(self, revisions: Iterable[Revision]) -> frozenset[str]:
        """Add these. Gives the slots whose current answers have changed."""
        before = self._heads
        self._kept = merge(self._kept, revisions)
        self._log = self._read_as(self._kept)
        self._heads = heads(self._log)
        return frozenset(slot for slot in {*before, *self._heads} if self._heads.get(slot) != before.get(slot))

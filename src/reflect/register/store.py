"""Registers, found, read and written: each is kept in a store, as answers are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from reflect.disk.device import account_name
from reflect.disk.errors import StoreError, printable
from reflect.disk.lock import locked
from reflect.language import _
from reflect.register.entry import Entry, to_value
from reflect.register.roll import Roll, roll_of
from reflect.revisions import Log, revise
from reflect.stores.layout import REGISTER
from reflect.stores.opening import open_register

FOLDER = REGISTER
"""The folder of the register, at the programme's root."""

_KEPT_AS = "3c1b7a54-52d6-4b0e-9c83-0f7f7b1f9d0e"
"""What a register is kept under in place of a workbook's id: the same for all, so that merging folders merges them."""

_MOST_ABOVE = 3
"""How many folders above a workbook are looked in for its programme's root."""


class Register:
    """The register in a folder, which need not be there yet. `private` closes it to everybody else."""

    def __init__(self, root: Path, *, private: bool = False) -> None:
        self.root = root
        self._private = private
        self._store = open_register(root, private=private)
        self._known: tuple[Log, Roll] = (frozenset(), Roll())

    @property
    def is_there(self) -> bool:
        """Whether there is one in the folder itself, and not at the other end of a link."""
        return self._store.has(_KEPT_AS)

    def read(self, more: Iterable[Entry] = ()) -> Roll:
        """The pairs that are in it, and in `more`. What cannot be read is among the problems, and no more."""
        if (folder := self.root / FOLDER).is_symlink():
            problem = _("{file} is a link to somewhere else and was not followed.")
            return roll_of((), more, (problem.format(file=printable(folder)),))
        reading = self._store.read(_KEPT_AS)
        if more := tuple(more):
            return roll_of(reading.log, more, reading.problems)
        if reading.log != self._known[0]:
            self._known = reading.log, roll_of(reading.log)
        return replace(self._known[1], problems=(*reading.problems, *self._known[1].problems))

    def add(self, *entries: Entry) -> None:
        """Add entries, each in the place of those of its pair that are there. On disk when this returns.

        Raises StoreError.
        """
        if not entries:
            return
        folder = self.root / FOLDER
        if folder.is_symlink():
            message, remedy = _("this is a link to somewhere else"), _("Take the link away, then try again.")
            raise StoreError(printable(folder), message, remedy)
        written, now, author = self.read().written, dt.datetime.now(dt.UTC), account_name()
        self._store.append(
            *(
                revise(
                    workbook=_KEPT_AS,
                    field=entry.pair.id,
                    author=author,
                    value=to_value(entry),
                    source="register",
                    now=now,
                    parents=written.get(entry.pair.id, ()),
                )
                for entry in entries
            )
        )

    def home(self, entry: Entry) -> Path | None:
        """A pair's folder, which need not be there; None where it is not known, or something on the way is a link."""
        path = self.root
        for part in entry.folder.split("/"):
            path /= part
            if path.is_symlink():
                return None
        return path if entry.folder else None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other programs of this account from making the same pairs at the same time. Raises StoreError."""
        with locked(self.root / FOLDER):
            yield


@lru_cache(maxsize=32)
def _register_in(root: Path) -> Register:
    """One and the same register for each root, which reads again only what is new in it."""
    return Register(root)


def register_above(folder: Path) -> Register | None:
    """The register of the programme that a folder is in, or is the root of; None where there is none."""
    here = folder.absolute()
    for root in (here, *here.parents[:_MOST_ABOVE]):
        if (register := _register_in(root)).is_there:
            return register
    return None

"""The folders that hold the answers to one workbook: its own, and the copies of it that sync programs make.

Every revision says which workbook it belongs to, and merging is the union, so whatever has the name of `answers` or of
the workbook in its own (see `layout`) is read.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reflect.disk.errors import printable
from reflect.disk.links import is_link
from reflect.disk.stamps import Stamp, stamp_of
from reflect.language import _
from reflect.stores.layout import id_in, is_answers, is_plain_id

_DEEPEST = 3
"""A copy may have ended up inside what it is a copy of, but not again and again."""

_KEPT_FOR = 5.0
"""Seconds that a list of names is kept for. Not every disk changes a folder's times when something is put into it."""
_UNSETTLED = 2_000_000_000
"""Nanoseconds within which a folder can change twice and look the same, on the disks with the coarsest clocks."""
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Places:
    """The folders to read, that of the workbook itself first, and what to say of those that are passed over."""

    folders: tuple[Path, ...]
    problems: tuple[str, ...] = ()


def places_of(root: Path, workbook: str) -> Places:
    """Where the answers to a workbook (by id) are, in and beside `root`. None of them need be there."""
    folders: list[Path] = []
    problems: list[str] = []
    for base in _bases(root):
        for folder in (base,) if is_link(base) else _within(base, root.name, workbook):
            if is_link(folder):
                problem = _("{file} is a link to somewhere else and was not followed.")
                problems.append(problem.format(file=printable(folder)))
            elif not any(_are_one(folder, other) for other in folders):
                folders.append(folder)
    return Places(tuple(folders), tuple(problems))


def workbooks_in(root: Path) -> list[str]:
    """The ids of the workbooks that have a folder in or beside `root`, whatever is in it, in order."""
    found: set[str] = set()
    for base in _bases(root):
        if not is_link(base):
            with suppress(OSError), os.scandir(base) as entries:
                found.update(filter(None, (id_in(entry.name) for entry in entries if not entry.is_symlink())))
    return sorted(found)


def _bases(root: Path) -> Iterator[Path]:
    """A folder `answers` and its copies, beside it or inside one of them."""
    copies = (name for name in _odd_names(root.parent, root.name) if is_answers(name, root.name) and name != root.name)
    found = [root, *(root.parent / name for name in copies)]
    for _depth in range(_DEEPEST):
        yield from found
        found = [
            base / name
            for base in found
            if not is_link(base)
            for name in _odd_names(base, root.name)
            if is_answers(name, root.name)
        ]


def _within(base: Path, called: str, workbook: str) -> Iterator[Path]:
    yield base / workbook
    yield from (base / name for name in _odd_names(base, called) if id_in(name) == workbook)


def _are_one(folder: Path, other: Path) -> bool:
    """Whether a disk that minds no capitals has given one folder by two names."""
    if str(folder).casefold() != str(other).casefold():
        return False
    try:
        return folder.samefile(other)
    except OSError:
        return False


class _Listing(NamedTuple):
    folder: Stamp
    until: float
    names: tuple[str, ...]


_known: dict[tuple[Path, str], _Listing] = {}
_knowing = threading.Lock()


def _odd_names(folder: Path, called: str) -> tuple[str, ...]:
    """The folders in a folder that have `called` or an id in their name, and more than an id."""
    try:
        stamp = stamp_of(folder.stat())
    except OSError:
        return ()
    known = _known.get((folder, called))
    if known is None or known.folder != stamp or time.monotonic() > known.until:
        is_settled = time.time_ns() - max(stamp.written, stamp.changed) > _UNSETTLED
        known = _Listing(stamp, time.monotonic() + _KEPT_FOR * is_settled, tuple(sorted(_listed(folder, called))))
        with _knowing:
            if len(_known) >= _MOST_KEPT:
                _known.clear()
            _known[folder, called] = known
    return known.names


def _listed(folder: Path, called: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if (is_answers(name, called) or id_in(name)) and not is_plain_id(name):
                with suppress(OSError):  # taken away meanwhile, or a link that leads round in a circle
                    if entry.is_dir():
                        yield name

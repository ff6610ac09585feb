"""Seeing what others write, while they write it, and reading no more than is new."""

from __future__ import annotations

import itertools
import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.disk.errors import StoreError
from reflect.revisions import from_line, to_line
from reflect.stores.folder import FolderStore
from tests.revisions.samples import OTHER_WORKBOOK, REVISIONS, WORKBOOK, revision

PATIENCE = 60
"""Seconds that a look may take to come on a busy machine."""


class Looker:
    """Watches a workbook and reads it whenever there may be more."""

    def __init__(self, root: Path) -> None:
        self.store = FolderStore(root, device="mine")
        self._read: queue.Queue[frozenset[str]] = queue.Queue()
        self._failing = threading.Event()
        self.end = self.store.watch(WORKBOOK, self._changed)

    def _changed(self) -> None:
        if self._failing.is_set():
            self._failing.clear()
            raise RuntimeError("my mentor drinks")
        self._read.put(frozenset(r.id for r in self.store.read(WORKBOOK).log))

    def fail_once(self) -> None:
        self._failing.set()

    def failed(self) -> None:
        """Wait until it has."""
        while self._failing.is_set():
            threading.Event().wait(0.01)

    def sees(self, *ids: str) -> None:
        """Wait until exactly these are there."""
        while self._read.get(timeout=PATIENCE) != frozenset(ids):
            pass

    @property
    def is_quiet(self) -> bool:
        return self._read.empty()


@pytest.fixture
def looker(tmp_path: Path) -> Iterator[Looker]:
    looker = Looker(tmp_path / "answers")
    looker.sees()
    yield looker
    looker.end()


def theirs(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "answers", device="other")


def test_what_somebody_else_writes_is_seen_even_in_a_folder_that_was_not_there(tmp_path: Path, looker: Looker) -> None:
    theirs(tmp_path).append(revision("a"))
    looker.sees("a")
    theirs(tmp_path).append(revision("b", author="Alex"))
    looker.sees("a", "b")
    theirs(tmp_path).append(revision("c"))
    looker.sees("a", "b", "c")


def test_a_folder_that_goes_away_and_comes_back_is_seen_again(tmp_path: Path, looker: Looker) -> None:
    theirs(tmp_path).append(revision("a"))
    looker.sees("a")
    (tmp_path / "answers").rename(tmp_path / "unplugged")
    looker.sees()
    (tmp_path / "unplugged").rename(tmp_path / "answers")
    looker.sees("a")
    theirs(tmp_path).append(revision("b"))
    looker.sees("a", "b")


def test_damage_does_not_end_the_watching(tmp_path: Path, looker: Looker) -> None:
    theirs(tmp_path).append(revision("a"))
    folder = tmp_path / "answers" / WORKBOOK
    (folder / "damaged.jsonl").write_bytes(b"\0\xff{[\n" * 100)
    (folder / "folder.jsonl").mkdir()
    (folder / "link.jsonl").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.jsonl")
    theirs(tmp_path).append(revision("b"))
    looker.sees("a", "b")
    (folder / "damaged.jsonl").unlink()
    theirs(tmp_path).append(revision("c"))
    looker.sees("a", "b", "c")


def test_what_goes_wrong_once_is_tried_again_and_its_words_are_in_no_log(
    tmp_path: Path, looker: Looker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    looker.fail_once()
    theirs(tmp_path).append(revision("a"))
    looker.failed()
    looker.sees("a")
    assert "drinks" not in caplog.text


def test_nothing_is_looked_for_once_it_is_ended(tmp_path: Path, looker: Looker) -> None:
    [thread] = [t for t in threading.enumerate() if WORKBOOK in t.name]
    looker.end()
    thread.join(PATIENCE)
    theirs(tmp_path).append(revision("a"))
    assert not thread.is_alive()
    assert looker.is_quiet


def test_a_folder_in_which_nothing_changes_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, reads, enough = itertools.count(), [], threading.Event()
    scandir = os.scandir

    def counted(path: Path) -> Any:
        if next(looks) == 20:
            enough.set()
        return scandir(path)

    theirs(tmp_path).append(revision("a"))
    monkeypatch.setattr("reflect.stores.watching.LOOK_EVERY", 0.001)
    monkeypatch.setattr(os, "scandir", counted)
    end = FolderStore(tmp_path / "answers").watch(WORKBOOK, lambda: reads.append(1))
    assert enough.wait(PATIENCE)
    end()
    assert reads == [1]


def test_what_is_no_workbook_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not the id of a workbook"):
        FolderStore(tmp_path).watch("../elsewhere", print)


def test_only_what_is_new_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(line: str) -> Any:
        read.append(line)
        return from_line(line)

    monkeypatch.setattr("reflect.stores.growing.from_line", counted)
    mine, other = FolderStore(tmp_path, device="mine"), FolderStore(tmp_path, device="other")
    mine.append(*(revision(f"mine-{number}") for number in range(50)))
    other.append(*(revision(f"other-{number}") for number in range(50)))
    assert len(mine.read(WORKBOOK).log) == len(read) == 100

    mine.read(WORKBOOK)
    assert len(read) == 100
    other.append(revision("one more"))
    assert len(mine.read(WORKBOOK).log) == len(read) == 101


def test_a_line_that_was_cut_off_is_read_once_it_is_whole(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.append(revision("a"))
    [path] = (tmp_path / WORKBOOK).iterdir()
    line = to_line(revision("b")).encode() + b"\n"
    with path.open("ab") as file:
        file.write(line[:20])
    reading = store.read(WORKBOOK)
    assert {r.id for r in reading.log} == {"a"}
    assert "cut off" in reading.problems[0]
    with path.open("ab") as file:
        file.write(line[20:])
    reading = store.read(WORKBOOK)
    assert {r.id for r in reading.log} == {"a", "b"}
    assert reading.problems == ()


LINES = REVISIONS.map(lambda r: to_line(r).encode() + b"\n")
PIECES = st.one_of(
    LINES,
    LINES.map(lambda line: line[:-1]),
    st.binary(max_size=20),
    st.sampled_from([b"\n", b"\r\n", b"\xef\xbb\xbf", b"{", b'"']),
    st.builds(lambda line, cut: line[:cut], LINES, st.integers(1, 40)),
)
STEPS = st.lists(st.tuples(st.sampled_from(["append", "replace", "remove"]), st.lists(PIECES, max_size=4)), max_size=8)


@given(steps=STEPS)
def test_reading_as_a_file_grows_finds_what_reading_it_anew_finds(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[bytes]]]
) -> None:
    root = tmp_path_factory.mktemp("answers")
    folder = root / WORKBOOK
    folder.mkdir()
    path, new = folder / "sam.ab12.jsonl", root / "new"
    store = FolderStore(root)
    for step, pieces in steps:
        if step == "append":
            with path.open("ab") as file:
                file.write(b"".join(pieces))
        elif step == "replace":  # as cloud sync does
            new.write_bytes(b"".join(pieces))
            new.replace(path)
        else:
            path.unlink(missing_ok=True)
            store.read(WORKBOOK)
        assert store.read(WORKBOOK) == FolderStore(root).read(WORKBOOK)
        assert store.read(OTHER_WORKBOOK) == FolderStore(root).read(OTHER_WORKBOOK)

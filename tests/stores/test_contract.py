"""What every store does, whatever it keeps answers in."""

from __future__ import annotations

import itertools
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.disk.errors import StoreError
from reflect.revisions import Reading, Revision, merge
from reflect.stores import LogStamp, MemoryStore, Store
from reflect.stores.folder import FolderStore
from tests.revisions.samples import OTHER_WORKBOOK, REVISIONS, SECRET, WORKBOOK, revision

PATIENCE = 60
"""Seconds that a look may take to come on a busy machine."""

Open = Callable[[], Store]
"""Opens a store on what is kept in one place, from one more device."""


def folder_stores(tmp_path: Path) -> Open:
    devices = itertools.count()
    return lambda: FolderStore(tmp_path / "answers", device=f"dev{next(devices)}")


def memory_stores(_tmp_path: Path) -> Open:
    store = MemoryStore()
    return lambda: store


STORES = pytest.mark.parametrize("stores", [folder_stores, memory_stores])


@pytest.fixture(params=[folder_stores, memory_stores])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    made: Open = request.param(tmp_path)
    return made


@pytest.fixture
def one(opened: Open) -> Store:
    return opened()


@pytest.fixture
def other(opened: Open, one: Store) -> Store:
    """Another store on the same place as `one`."""
    return opened()


def ids(store: Store, workbook: str = WORKBOOK) -> set[str]:
    return {found.id for found in store.read(workbook).log}


def test_nothing_is_kept_to_begin_with(one: Store) -> None:
    assert one.read(WORKBOOK) == Reading(frozenset())
    assert one.stamp(WORKBOOK) == LogStamp()
    assert not one.has(WORKBOOK)
    assert one.workbooks() == ()


def test_a_store_says_where_its_answers_are(one: Store) -> None:
    assert one.place


@STORES
@given(written=st.lists(st.lists(REVISIONS, max_size=4), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_what_is_appended_anywhere_is_read_everywhere(
    stores: Callable[[Path], Open], written: list[list[Revision]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    opened = stores(tmp_path_factory.mktemp("kept"))
    for revisions in written:
        opened().append(*revisions)
    everything = merge(*written)
    for workbook in (WORKBOOK, OTHER_WORKBOOK):
        expected = Reading(frozenset(each for each in everything if each.workbook == workbook))
        assert opened().read(workbook) == expected
        assert opened().stamp(workbook).has_answers == opened().has(workbook) == bool(expected.log)
    assert opened().workbooks() == tuple(sorted({each.workbook for each in everything}))


def test_what_is_appended_again_is_there_once(one: Store, other: Store) -> None:
    for store in (one, one, other):
        store.append(revision("a"))
    assert one.read(WORKBOOK) == other.read(WORKBOOK) == Reading(frozenset({revision("a")}))


def test_two_revisions_of_one_id_are_both_kept(one: Store, other: Store) -> None:
    one.append(revision("a", value="One thing."))
    other.append(revision("a", value="Another."))
    assert {found.value for found in one.read(WORKBOOK).log} == {"One thing.", "Another."}


def test_to_append_nothing_is_to_do_nothing(one: Store) -> None:
    one.append()
    assert not one.has(WORKBOOK)


def test_answers_to_one_workbook_are_none_to_another(one: Store) -> None:
    one.append(revision("a"))
    assert ids(one, OTHER_WORKBOOK) == set()
    assert one.stamp(OTHER_WORKBOOK) == LogStamp()
    assert one.workbooks() == (WORKBOOK,)


def test_a_stamp_changes_when_somebody_writes_and_at_no_other_time(one: Store, other: Store) -> None:
    one.append(revision("a"))
    before = one.stamp(WORKBOOK)
    assert before.newest > 0
    one.read(WORKBOOK)
    one.append(revision("b", workbook=OTHER_WORKBOOK))
    assert one.stamp(WORKBOOK) == before == other.stamp(WORKBOOK)
    other.append(revision("c"))
    assert one.stamp(WORKBOOK) != before
    assert one.stamp(WORKBOOK).newest >= before.newest


def test_a_stamp_says_no_word_of_an_answer(one: Store) -> None:
    one.append(revision("a", value=SECRET))
    assert SECRET not in repr(one.stamp(WORKBOOK))
    assert SECRET not in repr(one)


@pytest.fixture
def seen(one: Store) -> Iterator[queue.Queue[set[str]]]:
    """What a watcher has read, each time that it was told that there may be more."""
    found: queue.Queue[set[str]] = queue.Queue()
    end = one.watch(WORKBOOK, lambda: found.put(ids(one)))
    yield found
    end()


def test_a_watcher_is_told_at_once_and_whenever_somebody_writes(
    one: Store, other: Store, seen: queue.Queue[set[str]]
) -> None:
    assert seen.get(timeout=PATIENCE) == set()
    for store, saved in ((other, "a"), (one, "b"), (other, "c")):
        store.append(revision(saved))
        while saved not in seen.get(timeout=PATIENCE):
            pass


def test_a_watcher_that_fails_is_told_again(one: Store) -> None:
    told: queue.Queue[int] = queue.Queue()
    count = itertools.count(1)

    def fail_at_first() -> None:
        told.put(now := next(count))
        if now == 1:
            raise RuntimeError(SECRET)

    end = one.watch(WORKBOOK, fail_at_first)
    assert [told.get(timeout=PATIENCE) for _ in range(2)] == [1, 2]
    end()


NO_IDS = ["..", "../elsewhere", WORKBOOK.upper(), f"{WORKBOOK}/..", f"{WORKBOOK} 2", "\0"]


@pytest.mark.parametrize("workbook", NO_IDS)
def test_what_is_no_id_of_a_workbook_is_refused(one: Store, workbook: str) -> None:
    for do in (one.read, one.has, one.stamp, lambda each: one.watch(each, print)):
        with pytest.raises(StoreError, match="is not the id of a workbook"):
            do(workbook)
    with pytest.raises(StoreError, match="is not the id of a workbook"):
        one.append(revision("a"), revision("b", workbook=workbook, value=SECRET))
    assert one.workbooks() == ()

"""The answers of an open workbook, whatever store keeps them."""

from __future__ import annotations

import queue

import pytest

from reflect.disk.errors import StoreError
from reflect.form.book import AnswerBook
from reflect.stores import MemoryStore
from tests.revisions.samples import SECRET, WORKBOOK, revision

PATIENCE = 60
"""Seconds that a look may take to come on a busy machine."""


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def book(store: MemoryStore) -> AnswerBook:
    return AnswerBook(store, WORKBOOK)


def test_what_was_kept_before_is_there_when_it_is_opened() -> None:
    store = MemoryStore([revision("a", value="We met."), revision("b", parents="a", value="We met again.")])
    assert AnswerBook(store, WORKBOOK).answers() == {"evidence": "We met again."}


def test_a_save_is_in_the_store_when_it_returns(store: MemoryStore, book: AnswerBook) -> None:
    saved = book.save("evidence", "A photograph.", author="Sam", source="form")
    assert store.read(WORKBOOK).log == {saved} == book.log


def test_the_same_save_again_is_the_same_revision(store: MemoryStore, book: AnswerBook) -> None:
    one, other = (
        book.save("evidence", "A photograph.", author="Sam", source="form", revision_id="n1") for _ in range(2)
    )
    assert one is other
    assert store.read(WORKBOOK).log == {one}


def test_other_words_under_the_same_id_are_refused_and_not_repeated(store: MemoryStore, book: AnswerBook) -> None:
    book.save("evidence", "A photograph.", author="Sam", source="form", revision_id="n1")
    with pytest.raises(StoreError) as caught:
        book.save("evidence", SECRET, author="Sam", source="form", revision_id="n1")
    assert SECRET not in str(caught.value)
    assert book.answers() == {"evidence": "A photograph."}


def test_parents_that_are_no_revisions_of_the_field_are_left_out(book: AnswerBook) -> None:
    other = book.save("next_step", "Ring Alex.", author="Sam", source="form")
    saved = book.save("evidence", "A photograph.", author="Sam", source="form", parents=[other.id, "gone"])
    assert saved.parents == ()


def test_two_who_write_at_once_each_see_what_the_other_has_changed(store: MemoryStore) -> None:
    sams, alexs = AnswerBook(store, WORKBOOK), AnswerBook(store, WORKBOOK)
    sams.save("evidence", "A photograph.", author="Sam", source="form")
    alexs.save("evidence", "A letter.", author="Alex", source="form")
    assert sams.refresh() == alexs.refresh() == {"evidence"}
    assert [head.author for head in sams.heads("evidence")] == [head.author for head in alexs.heads("evidence")]
    assert {head.value for head in sams.heads("evidence")} == {"A photograph.", "A letter."}
    assert sams.refresh() == frozenset()


def test_what_somebody_else_saves_is_told(store: MemoryStore, book: AnswerBook) -> None:
    changed: queue.Queue[frozenset[str]] = queue.Queue()
    end = book.watch(lambda: changed.put(book.refresh()))
    assert changed.get(timeout=PATIENCE) == frozenset()
    AnswerBook(store, WORKBOOK).save("evidence", "A letter.", author="Alex", source="form")
    assert changed.get(timeout=PATIENCE) == {"evidence"}
    end()

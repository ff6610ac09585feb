"""What a pair has released to each other, as its log says."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.revisions import Revision
from reflect.revisions.released import released_field, releases
from tests.revisions.samples import revision

LINE = released_field("mentor_reflection", "share_line")


def release(name: str, value: Any, **others: Any) -> Revision:
    return revision(name, field=LINE, value=value, source="release", **others)


def test_what_is_released_now_is_what_no_later_act_replaced() -> None:
    first = release("a", "First.", second=1)
    second = release("b", "Second.", second=2, parents="a")
    back = release("c", None, second=3, parents="b")
    words = [[r.words for r in releases(frozenset(log))] for log in ([first], [first, second], [first, second, back])]
    assert words == [["First."], ["Second."], []]


def test_of_two_acts_in_ignorance_of_each_other_what_was_said_stays() -> None:
    first = release("a", "First.", second=1)
    back = release("b", None, second=2, parents="a")
    again = release("c", "New words.", second=2, parents="a")
    assert [r.words for r in releases(frozenset([first, back, again]))] == ["New words."]


@pytest.mark.parametrize("value", [None, "", " \n", 7, ["words"], {"text": "words"}, True])
def test_what_is_no_words_is_no_release(value: Any) -> None:
    assert releases(frozenset([release("a", value)])) == ()


def test_other_revisions_in_the_log_are_none() -> None:
    assert releases(frozenset([revision("a", field="evidence"), revision("b", field="prompt:evidence")])) == ()


def test_no_words_are_in_what_may_end_up_in_a_log_file() -> None:
    assert "secret" not in repr(releases(frozenset([release("a", "secret words")])))

"""What somebody has emptied of another's words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from reflect.revisions import Revision, emptied, heads
from tests.revisions.samples import TANGLED_LOGS, revision

SAM = revision("s", value="My words")
ROWS = [{"what": "Sam's", "when": "May"}, {"what": "Alex's", "when": ""}]


def alex(id: str, value: Any, parents: str, second: int = 1, author: str = "Alex") -> Revision:  # noqa: A002
    return revision(id, value=value, parents=parents, second=second, author=author)


def before(*revisions: Revision) -> list[list[str]]:
    found = emptied(revisions, heads(revisions)["evidence"])
    return [[each.by.id, *(revision.id for revision in each.before)] for each in found]


@pytest.mark.parametrize("nothing", ["", " \n", None, [], [{}], [{"what": " "}], {}, "\u200b", [{"what": "\u2060"}]])
def test_words_that_gave_way_to_nothing_are_what_stood_before(nothing: Any) -> None:
    assert before(SAM, alex("a", nothing, "s")) == [["a", "s"]]


def test_other_words_own_words_and_words_that_are_there_are_not_emptied() -> None:
    assert before(SAM) == []
    assert before(SAM, alex("a", "Better", "s")) == []
    assert before(SAM, alex("a", "", "s", author=" sam")) == []
    assert before(SAM, alex("a", "", "s"), alex("b", "New", "a", 2)) == []
    assert before(SAM, alex("a", "", "s"), revision("t", value="On", parents="s", second=2)) == []
    assert before(SAM, alex("a", "", "s"), revision("t", value="", parents="a", second=2)) == []
    assert before(SAM, alex("a", "", "s"), revision("t", value="My words", parents="a", second=2)) == []


def test_who_first_wrote_something_shorter_has_emptied_it_too() -> None:
    assert before(SAM, alex("a", ".", "s"), alex("b", "", "a", 2)) == [["b", "s"]]
    assert before(SAM, alex("a", " ", "s"), alex("b", "", "a", 2)) == [["b", "s"]]


def test_all_the_versions_that_were_emptied_are_there() -> None:
    other = revision("j", value="Jo's", author="Jo", second=1)
    assert before(SAM, other, alex("a", "", "sj", 2)) == [["a", "s", "j"]]


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ([ROWS[1:]], True),
        ([[{}, ROWS[1]]], True),
        ([[{"what": "Sam's"}, ROWS[1]]], True),
        ([[{"what": "", "when": "May"}, ROWS[1]]], True),
        ([ROWS[1:], [*ROWS[1:], {"what": "New", "when": "June"}]], True),
        ([ROWS[1:], ROWS], False),
        ([[*ROWS, {"what": "New"}]], False),
        ([[{"what": "Sam’s own", "when": "May"}, ROWS[1]]], False),
        ([list(reversed(ROWS))], False),
    ],
)
def test_rows_and_cells_that_were_taken_out(chain: list[Any], found: bool) -> None:
    first = revision("s", value=ROWS)
    ids = "sabcdef"
    steps = [alex(ids[n + 1], value, ids[n], n + 1) for n, value in enumerate(chain)]
    assert bool(before(first, *steps)) is found


@given(TANGLED_LOGS)
def test_a_tangled_log_is_read_to_the_end(log: frozenset[Revision]) -> None:
    for field, found in heads(log).items():
        emptied((each for each in log if each.field == field), found)

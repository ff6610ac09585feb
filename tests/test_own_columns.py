"""A table that both people of a pair write in, with columns that only one of them fills in."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.fields import FieldError, Rows, declare
from reflect.fields.words import Table
from reflect.revisions import current, merge
from tests.revisions.samples import JSON, revision

COLUMNS = {
    "skill": "text",
    "own": ("My view", "scale 0-4", "mentee"),
    "view": ("Mentor's view", "scale 0-4", "mentor"),
}


def strengths(columns: dict[str, Any] | None = None, **more: Any) -> Rows:
    field = declare("rows", ["strengths", columns or COLUMNS], more)
    assert isinstance(field, Rows)
    return field


def shown(field: Rows, answers: dict[str, Any]) -> list[list[str | None]]:
    table = field.in_words_with_own(answers)
    assert isinstance(table, Table)
    return [[getattr(cell, "text", None) for cell in row.cells] for row in table.rows]


def test_each_has_a_slot_beside_the_table() -> None:
    field = strengths(sealed="views")
    assert field.slots == ("strengths", "strengths.mentor", "strengths.mentee")
    assert field.sealed_slots == ("strengths.mentor", "strengths.mentee")
    assert [[column.id for column in field.columns_for(slot)] for slot in field.slots] == [["skill"], ["view"], ["own"]]
    one = strengths({"skill": "text", "view": ("View", "scale 0-4", "mentor")}, by="mentee")
    assert one.slots == ("strengths", "strengths.mentor")


def test_in_a_field_for_each_own_columns_are_in_each_ones_table() -> None:
    field = strengths(by="each")
    assert field.slots == ("strengths.mentor", "strengths.mentee")
    assert [column.id for column in field.columns_for("strengths.mentor")] == ["skill", "view"]
    assert not field.is_beside("strengths.mentor")


def test_a_table_has_something_that_both_see() -> None:
    with pytest.raises(FieldError, match="not one person's own"):
        strengths({"view": ("View", "scale 0-4", "mentor")})


def test_own_columns_are_answered_once_they_are_in_every_full_row() -> None:
    field = strengths()
    answers: dict[str, Any] = {"strengths": [{"_row": "a", "skill": "Planning"}, {"_row": "b", "skill": "Listening"}]}
    assert field.is_answered_in(answers, "strengths")
    assert not field.is_answered_in(answers, "strengths.mentor")
    answers["strengths.mentor"] = [{"_row": "a", "view": 3}]
    assert not field.is_answered_in(answers, "strengths.mentor")
    answers["strengths.mentor"] = [{"_row": "a", "view": 3}, {"_row": "b", "view": 3}, {"_row": "gone", "view": 1}]
    assert field.is_answered_in(answers, "strengths.mentor")
    assert not field.is_answered_in({"strengths.mentor": answers["strengths.mentor"]}, "strengths.mentor")


def test_what_was_said_of_a_row_stays_with_it() -> None:
    answers = {
        "strengths": [{"_row": "b", "skill": "Listening"}, {"_row": "a", "skill": "Planning"}],
        "strengths.mentor": [{"_row": "a", "view": 3}, {"_row": "gone", "view": 1}],
        "strengths.mentee": [{"_row": "b", "own": 2}],
    }
    assert shown(strengths(), answers) == [["Listening", "2", None], ["Planning", None, "3"], [None, None, "1"]]


def test_rows_that_are_given_are_known_by_their_places() -> None:
    field = strengths(rows=["Listening", "Planning"])
    answers = {"strengths": [{"skill": "well"}], "strengths.mentor": [{"_row": "#1", "view": 3}]}
    assert shown(field, answers) == [["well", None, None], [None, None, "3"]]


def test_no_row_is_left_out_because_another_has_its_name() -> None:
    answers = {"strengths": [{"_row": "a", "skill": "Planning"}, {"_row": "a", "skill": "Listening"}]}
    assert shown(strengths(), answers) == [["Planning", None, None], ["Listening", None, None]]


@given(JSON, JSON)
def test_whatever_a_log_holds_can_be_read(table: Any, own: Any) -> None:
    answers = {"strengths": table, "strengths.mentor": own}
    strengths().in_words_with_own(answers)
    strengths().is_answered_in(answers, "strengths.mentor")


ACTS = st.lists(st.tuples(st.sampled_from(["add", "remove", "reword", "move", "view"]), st.integers(0, 5)), max_size=12)


@given(acts=ACTS, seed=st.integers())
def test_two_who_write_at_once_take_nothing_from_each_other(acts: list[tuple[str, int]], seed: int) -> None:
    """Sam adds, takes away, rewords and moves rows while Alex says what they think of those they see."""
    table: list[dict[str, Any]] = []
    views: dict[str, int] = {}
    logs: dict[str, list[Any]] = {"sam": [], "alex": []}
    for number, (act, at) in enumerate(acts):
        if act == "add":
            table = [*table, {"_row": f"r{number}", "skill": f"skill {number}"}]
        elif table and act == "remove":
            table = [row for place, row in enumerate(table) if place != at % len(table)]
        elif table and act == "reword":
            table = [row | {"skill": f"new {number}"} if p == at % len(table) else row for p, row in enumerate(table)]
        elif act == "move":
            table = table[::-1]
        elif table:
            views = views | {table[at % len(table)]["_row"]: at % 5}
            value = [{"_row": name, "view": view} for name, view in sorted(views.items())]
            earlier = logs["alex"][-1].id if logs["alex"] else ""
            said = revision(f"v{number}", field="strengths.mentor", value=value, second=number)
            logs["alex"].append(replace(said, parents=(earlier,) if earlier else ()))
            continue
        earlier = logs["sam"][-1].id if logs["sam"] else ""
        wrote = revision(f"t{number}", field="strengths", value=table, second=number)
        logs["sam"].append(replace(wrote, parents=(earlier,) if earlier else ()))
    everything = [*logs["sam"], *logs["alex"]]
    random.Random(seed).shuffle(everything)
    answers = current(merge(everything[::2], everything[1::2]))
    rows = shown(strengths(), answers)
    expected = [[row["skill"], None, str(views[row["_row"]]) if row["_row"] in views else None] for row in table]
    gone = [str(view) for name, view in sorted(views.items()) if name not in {row["_row"] for row in table}]
    assert rows == [*expected, *([None, None, view] for view in gone)]

"""What one workbook takes from another, whatever somebody has written there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.fields import Field, Role, Rows, declare
from reflect.template import Cell, Template
from reflect.template.carrying import (
    MOST_ROWS,
    MOST_WORDS,
    Source,
    carried_rows,
    is_open,
    may_read,
    source_faults,
    words_in,
)
from tests.test_fields import JSON

ACTIONS = {"what": "text", "by": "date", "size": "scale 0-4", "status": ["Not yet", "Under way", "Done", "Dropped"]}


def rows(field_id: str = "actions", columns: Any = None, **named: object) -> Rows:
    field = declare("rows", [field_id, columns or ACTIONS], named)
    assert isinstance(field, Rows)
    return field


def template(*fields: Field, name: str = "log", repeats: bool = True, personal_to: Role | None = None) -> Template:
    return Template(name, 1, "Log", personal_to, {}, (Cell(1, fields=fields),), repeats=repeats)


def carried(value: object, there: Rows | None = None, here: Rows | None = None) -> list[dict[str, Any]]:
    there = there or rows()
    found = carried_rows(here or rows("due"), "due", template(there), Source.of("log.actions"), {"actions": [value]})
    return [dict(row) for row in found]


@pytest.mark.parametrize(
    ("field", "row", "open_"),
    [
        (rows(), {"status": "Under way"}, True),
        (rows(), {"status": "Done"}, False),
        (rows(), {"status": " dropped "}, False),
        (rows(), {}, True),
        (rows(), {"status": ["Done"]}, True),
        (rows(columns={"what": "text", "status": ["Waiting", "Kept"]}, closed=["Kept"]), {"status": "Kept"}, False),
        (rows(columns={"what": "text", "status": ["Done", "Kept"]}, closed=["Kept"]), {"status": "Done"}, True),
        (rows(columns={"what": "text", "done": "yes_no"}), {"done": True}, False),
        (rows(columns={"what": "text", "done": "yes_no"}), {"done": False}, True),
        (rows(columns={"what": "text"}), {"done": True, "status": "Done"}, True),
    ],
)
def test_its_own_status_or_done_says_whether_a_row_is_open(field: Rows, row: dict[str, Any], open_: bool) -> None:
    assert is_open(field, row) is open_


def test_only_columns_of_the_same_id_are_taken_and_only_what_fits_them() -> None:
    here = rows("due", {"what": "text", "by": "date", "size": "scale 0-2", "status": ["Under way", "Done"]})
    value = [
        {"what": "Write", "by": "2026-03-05", "size": 4, "status": "Under way", "other": "x"},
        {"what": "Call", "by": "soon", "size": True, "status": "Not yet"},
        {"what": "Rest", "status": "Done"},
    ]
    assert carried(value, here=here) == [
        {"what": "Write", "by": "2026-03-05", "status": "Under way"},
        {"what": "Call"},
    ]


def test_a_row_that_two_people_wrote_apart_comes_once() -> None:
    answers = {"actions": [[{"what": "Write the  letter"}], [{"what": "write the letter", "size": 1}, {"what": "Go"}]]}
    found = carried_rows(rows("due"), "due", template(rows()), Source.of("log.actions"), answers)
    assert [row["what"] for row in found] == ["Write the  letter", "Go"]


def test_what_is_no_table_comes_as_a_row_of_what_its_part_asks() -> None:
    goals = template(
        declare("text", ["goal"]),
        declare("date", ["due"]),
        declare("text", ["goal_2"], {"group": "Goal 2", "like": "goal"}),
        declare("date", ["due_2"], {"group": "Goal 2", "like": "due"}),
        declare("text", ["goal_3"], {"group": "Goal 3", "like": "goal"}),
    )
    here = rows("goals", {"goal": "text", "due": "date", "reached": "text"})
    answers = {"goal": ["Speak up"], "due": ["2026-05-01"], "goal_2": ["Rest"], "due_2": ["never"], "due_3": ["x"]}
    assert carried_rows(here, "goals", goals, Source.of("log.goal"), answers) == [
        {"goal": "Speak up", "due": "2026-05-01"},
        {"goal": "Rest"},
    ]
    assert words_in(goals, Source.of("log.goal"), answers) == ["Speak up", "Rest"]
    other = rows("goals", {"what": "text", "due": "date"})
    assert carried_rows(other, "goals", goals, Source.of("log.goal"), answers) == [
        {"what": "Speak up", "due": "2026-05-01"},
        {"what": "Rest"},
    ]


def test_each_takes_what_is_theirs_of_what_each_has_written() -> None:
    there, here = rows(by="each"), rows("due", by="each")
    answers = {"actions.mentor": [[{"what": "Hers"}]], "actions.mentee": [[{"what": "His"}]]}
    for slot, what in (("due.mentor", "Hers"), ("due.mentee", "His")):
        assert carried_rows(here, slot, template(there), Source.of("log.actions"), answers) == [{"what": what}]
    both = carried_rows(rows("due"), "due", template(there), Source.of("log.actions"), answers)
    assert [row["what"] for row in both] == ["Hers", "His"]


def test_an_option_that_names_somebody_is_offered_as_it_is_shown_and_what_people_wrote_as_it_stands() -> None:
    log = replace(
        template(declare("choice", ["who", ["{{ mentor }}", "Nobody"]], {"other": True})), parameters={"mentor": "Alex"}
    )
    assert words_in(log, Source.of("log.who"), {"who": ["{{ mentor }}"]}) == ["Alex"]
    assert words_in(log, Source.of("log.who"), {"who": ["{{ mentor }}{{ 1 }}"]}) == ["{{ mentor }}{{ 1 }}"]


def test_of_a_table_that_both_see_nobodys_own_columns_are_taken() -> None:
    there = rows(columns={"what": "text", "by": "date", "view": ("My view", "text", "mentor")})
    here = rows("due", {"what": "text", "view": "text"})
    answers = {"actions": [[{"what": "Write"}]], "actions.mentor": [[{"what": "x", "view": "Too soon"}]]}
    assert carried_rows(here, "due", template(there), Source.of("log.actions"), answers) == [{"what": "Write"}]
    assert words_in(template(there), Source.of("log.actions"), answers) == ["Write"]


def test_a_question_that_is_not_shown_offers_nothing() -> None:
    log = template(declare("yes_no", ["ask"]), declare("text", ["what"], {"when": {"ask": True}}))
    assert words_in(log, Source.of("log.what"), {"ask": [True], "what": ["A"]}) == ["A"]
    assert words_in(log, Source.of("log.what"), {"ask": [False], "what": ["A"]}) == []


@given(JSON | st.lists(st.dictionaries(st.sampled_from([*ACTIONS, "x"]), JSON | st.text())))
def test_whatever_is_in_a_log_only_answers_of_the_columns_come_of_it(value: Any) -> None:
    here = rows("due")
    for row in carried(value):
        assert here.full_rows([row]) or row
        for column in here.columns:
            assert column.id not in row or column.is_answered(row[column.id])
        assert row.keys() <= ACTIONS.keys()
    for each in words_in(template(rows()), Source.of("log.actions.what"), {"actions": [value]}):
        assert each.strip()


def test_there_is_a_bound_to_what_is_offered() -> None:
    many = [{"what": f"{number} {'x' * 20_000}"} for number in range(MOST_ROWS * 3)]
    assert len(carried(many)) == MOST_ROWS
    assert sum(len(row["what"]) for row in carried(many)) <= MOST_ROWS * 5_000
    words = words_in(template(rows()), Source.of("log.actions"), {"actions": [many]})
    assert len(words) == MOST_WORDS
    assert max(map(len, words)) <= 501


@pytest.mark.parametrize(
    ("own", "other", "may"),
    [
        (None, None, True),
        ("mentor", None, True),
        ("mentor", "mentor", True),
        ("mentor", "mentee", False),
        (None, "mentor", False),
    ],
)
def test_what_is_personal_goes_to_its_owner_alone(own: Role | None, other: Role | None, may: bool) -> None:
    assert may_read(own, template(personal_to=other)) is may


LOG = template(
    rows(),
    rows("tries", {"try": "text", "status": ["Good", "Bad"]}),
    declare("scale", ["mood"]),
    declare("text", ["goal"]),
)
MAP = template(rows("milestones"), name="map", repeats=False)
PRIVATE = template(declare("text", ["what"]), name="private", personal_to="mentor")


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (declare("text", ["a"], {"offers": ["log", "log.actions", "log.actions.by", "log.goal"]}), None),
        (declare("choice", ["a"], {"offers": "log"}), None),
        (rows("a", carries=["log.actions", "map.milestones"]), None),
        (rows("a", {"goal": "text"}, carries="log.goal"), None),
        (rows("a", {"other": "text"}, carries="log.goal"), None),
        (rows("a", {"other": "date"}, carries="log.goal"), "none of the columns"),
        (rows("a", carries="own.a"), None),
        (declare("text", ["a"], {"offers": "lgo.actions"}), "no template 'lgo'"),
        (declare("text", ["a"], {"offers": "log.action"}), "'log' has no field 'action'"),
        (declare("text", ["a"], {"offers": "log.actions.when"}), "'actions' has no column 'when'"),
        (declare("text", ["a"], {"offers": "log.goal.when"}), "'goal' has no column 'when'"),
        (declare("text", ["a"], {"offers": "log.mood"}), "no words"),
        (declare("text", ["a"], {"offers": "log.actions.size"}), "no words"),
        (declare("text", ["a"], {"offers": "map"}), "'map' has no field ''"),
        (declare("text", ["a"], {"offers": "private.what"}), "personal to the mentor"),
        (rows("a", carries="log"), "'log' has no field ''"),
        (rows("a", {"other": "text"}, carries="log.actions"), "none of the columns"),
        (rows("a", {"try": "text"}, carries="log.tries"), "closes a row"),
    ],
)
def test_a_source_that_gives_nothing_is_named(field: Field, fault: str | None) -> None:
    others = {"log": LOG, "map": MAP, "private": PRIVATE}
    found = source_faults(field, template(field, name="own"), others.get)
    assert [message for message, _remedy in found] == ([] if fault is None else [found[0][0] if found else ""])
    assert fault is None or fault in found[0][0]

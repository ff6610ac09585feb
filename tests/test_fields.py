from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.fields import KINDS, Field, FieldError, Rows, declare, is_blank, role_of
from reflect.fields.words import Plain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def field(kind: str, *positional: object, **named: object) -> Field:
    return declare(kind, positional, named)


def test_a_field_says_what_was_declared() -> None:
    evidence = field("text", "evidence", by="mentee", required=True, prompts=True)
    assert (evidence.id, evidence.kind, evidence.by, evidence.required) == ("evidence", "text", "mentee", True)
    assert evidence.label == "Evidence"
    assert evidence.slots == ("evidence",)


def test_a_field_for_each_has_a_slot_for_each_role() -> None:
    mood = field("scale", "mood", 1, 5, by="each")
    assert mood.slots == ("mood.mentor", "mood.mentee")
    assert [role_of(slot) for slot in mood.slots] == ["mentor", "mentee"]
    assert role_of("mood") is None


def test_what_two_people_agree_on_has_a_slot_of_its_own() -> None:
    mood = field("scale", "mood", 1, 5, by="each", agreed=True, sealed="pulse")
    assert mood.slots == ("mood.mentor", "mood.mentee", "mood.agreed")
    assert mood.deciding_slots == ("mood.agreed",)
    assert mood.sealed_slots == ("mood.mentor", "mood.mentee")
    assert field("rows", "steps", {"do": "text", "own": ("Own", "text", "mentor")}, by="each", agreed=True).slots[2:]


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        ("text", {"id": "a", "sealed": "pulse"}, "add by='each', or leave sealed out"),
        ("text", {"id": "a", "by": "each", "sealed": "Our pulse"}, "cannot be the name of a set"),
        ("text", {"id": "a", "agreed": True}, "add by='each', or leave agreed out"),
        ("essay", {"id": "a"}, "no kind of field called 'essay'"),
        ("text", {"id": "Not an id"}, "cannot be a field id"),
        ("text", {"id": "a/../b"}, "cannot be a field id"),
        ("text", {}, "cannot be a field id"),
        ("text", {"id": "a", "colour": "red"}, "takes no argument 'colour'"),
        ("text", {"id": "a", "required": "yes"}, "required must be True or False"),
        ("text", {"id": "a", "by": "boss"}, "by must be 'mentor', 'mentee', 'each' or 'together', not 'boss'"),
        ("text", {"id": "a", "label": 3}, "label must be text"),
        ("scale", {"id": "a", "low": 5, "high": 5}, "must be less than"),
        ("scale", {"id": "a", "low": 0.5}, "whole numbers"),
        ("scale", {"id": "a", "ends": ["only one"]}, "ends must be two texts"),
        ("choice", {"id": "a", "options": ["one"]}, "at least two options"),
        ("choice", {"id": "a", "options": ["one", "one"]}, "the same thing twice"),
        ("choice", {"id": "a", "options": "one, two"}, "options must be a list"),
        ("rows", {"id": "a"}, "needs columns"),
        ("rows", {"id": "a", "columns": ["what"]}, "columns must be written"),
        ("rows", {"id": "a", "columns": {"what": "essay"}}, "has no kind 'essay'"),
        ("rows", {"id": "a", "columns": {"what": "scale 9-1"}}, "has no kind"),
        ("rows", {"id": "a", "columns": {"what": ["one"]}}, "at least two options"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", "text", "mentor")}}, "not one person's own"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", "text", "sometimes")}}, "each word once, of 'optional',"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", "text", "mentor", "mentee")}}, "each word once"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", "text", "several")}}, "has no kind 'text'"),
        ("rows", {"id": "a", "columns": {"what": (["Mine"], "text")}}, "must be written"),
        ("rows", {"id": "a", "columns": {"what": ("Label",)}}, "has no kind"),
        ("rows", {"id": "a", "columns": {"what": "number 5-0"}}, "has no kind"),
        ("rows", {"id": "a", "columns": {"what": "text"}, "rows": ["x"], "at_least": 2}, "at_least"),
        ("rows", {"id": "a", "columns": {"what": "text"}, "suggest": {"other": ["x"]}}, "suggest must name columns"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", "text", "other")}}, "'other' says nothing of a column"),
        ("rows", {"id": "a", "columns": {"what": ("Mine", ["a", "b"], "may not apply")}}, "says nothing of a column"),
        ("choice", {"id": "a", "options": ["x", "y"], "other": True, "shareable": True}, "never shareable"),
        ("text", {"id": "a", "example": {"weaker": "x", "better": "y"}}, "example must be written"),
        ("text", {"id": "a", "example": [{"weaker": "x", "better": " ", "changed": "z"}]}, "example must be written"),
        (
            "text",
            {"id": "a", "example": {"weaker": "x", "better": "y", "changed": "z", "best": "!"}},
            "must be written",
        ),
        ("text", {"id": "a", "example": "Like this"}, "example must be written"),
        ("yes_no", {"id": "a", "must_be": "yes"}, "must_be must be True or False"),
        ("text", {"id": "a", "when": {"b": "x", "c": "y"}}, "when must name one field"),
        ("text", {"id": "a", "when_below": {"b": "seven"}}, "when_below must name one field"),
    ],
)
def test_a_field_that_cannot_be_used_says_what_to_write(kind: str, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(FieldError, match=said):
        declare(kind, named=arguments)


def test_an_argument_given_twice_or_one_too_many_is_refused() -> None:
    with pytest.raises(FieldError, match="'low' twice"):
        declare("scale", ["mood", 1], {"low": 2})
    with pytest.raises(FieldError, match="at most 1"):
        declare("text", ["a", "b"])


@pytest.mark.parametrize(
    ("asked", "answered", "not_answered"),
    [
        (field("text", "a"), "words", ["", "  \n", None, 3]),
        (field("link", "a"), "https://example.org/a?b=c", ["example.org", "javascript:alert(1)", "https://", " ", 3]),
        (field("number", "a", low=0, high=100), 12.5, [-1, 101, "12", True, None]),
        (field("scale", "a", 0, 10), 0, [11, -1, True, "0"]),
        (field("scale", "a", -2, 2), -2, [-3]),
        (field("date", "a"), "2027-02-05", ["2027-02-31", "05/02/2027", "20270205", 2027]),
        (field("choice", "a", ["x", "y"]), "x", ["z", ["x"], None]),
        (field("choices", "a", ["x", "y"]), ["x", "y"], [[], ["z"], "x"]),
        (field("yes_no", "a"), False, ["no", 0, None]),
        (field("yes_no", "a", must_be=True), True, [False, 1, None]),
        (field("scale", "a", 1, 5, may_not_apply=True), "does not apply", ["Does not apply", 6, None]),
        (field("scale", "a", 1, 5), 1, ["does not apply"]),
        (field("choice", "a", ["x", "y"], other=True), "my own", [" ", ["x"], 3]),
        (field("choices", "a", ["x", "y"], other=True), ["x", "my own"], [[], ["x", " "], ["x", 3]]),
        (
            field("rows", "a", {"what": "text", "when": "date"}),
            [{"what": "call", "when": "2027-01-01"}],
            [[], [{"what": "call"}], [{"what": " ", "when": "2027-01-01"}], "call", [["call"]]],
        ),
    ],
)
def test_what_counts_as_an_answer(asked: Field, answered: object, not_answered: list[object]) -> None:
    assert asked.is_answered(answered, "a")
    assert [value for value in not_answered if asked.is_answered(value, "a")] == []


def test_rows_need_as_many_full_rows_as_they_ask_for_and_distinct_ones_differ() -> None:
    levels = field("rows", "levels", {"looks_like": "text"}, rows=["-1", "0", "1"], at_least=3, distinct=True)
    same = [{"looks_like": "A"}, {"looks_like": "a "}, {"looks_like": "B"}]
    assert not levels.is_answered(same, "levels")
    assert levels.is_answered([*same[1:], {"looks_like": "C"}], "levels")


def test_a_column_of_one_person_is_asked_only_of_them() -> None:
    columns = {
        "skill": "text",
        "own": ("My view", "scale 0-4", "mentee"),
        "seen": ("As I see it", "scale 0-4", "mentor"),
    }
    strengths = field("rows", "strengths", columns, by="each")
    assert isinstance(strengths, Rows)
    assert [column.id for column in strengths.columns_for("strengths.mentor")] == ["skill", "seen"]
    assert strengths.full_rows([{"skill": "Listening", "own": 3}], "strengths.mentee")
    assert not strengths.full_rows([{"skill": "Listening", "own": 3}], "strengths.mentor")


def test_the_words_after_the_kind_of_a_column_say_more_of_it_in_any_order() -> None:
    columns = {
        "who": "text",
        "minutes": ("How long", "number 0-240", "optional", "mentor"),
        "roles": ("Roles", ["Job", "Career"], "mentee", "several", "optional"),
        "spent": "number",
    }
    network = field("rows", "network", columns, by="each")
    assert isinstance(network, Rows)
    assert [column.kind for column in network.columns] == ["text", "number", "choices", "number"]
    assert [column.required for column in network.columns] == [True, False, False, True]
    assert [column.by for column in network.columns] == ["together", "mentor", "mentee", "together"]
    assert network.columns[1].own() == {"low": 0, "high": 240, "unit": ""}


def test_a_row_is_full_without_what_is_optional_but_not_without_anything() -> None:
    steps = field("rows", "steps", {"what": "text", "cost": ("Cost", "number", "optional")})
    assert steps.is_answered([{"what": "Ring"}])
    assert steps.is_answered([{"what": "Ring", "cost": "much"}])
    assert not steps.is_answered([{"cost": 3}])
    notes = field(
        "rows", "notes", {"what": ("What", "text", "optional"), "roles": ("Who", ["a", "b"], "several", "optional")}
    )
    assert not notes.is_answered([{}, {"what": " "}, {"roles": []}])
    assert notes.is_answered([{"roles": ["a", "b"]}])


def test_several_options_of_a_row_are_asked_about_in_words() -> None:
    network = field("rows", "network", {"who": "text", "roles": ("Roles", ["Job", "Career"], "several")})
    assert network.as_draft([{"who": "SO", "roles": ["Job", "Career"]}]) == "Who: SO\nRoles: Job, Career"


def test_a_cell_takes_what_a_field_of_its_kind_takes() -> None:
    columns = {
        "seen": ("How often", "scale 1-5", "may not apply"),
        "how": ("How", ["phone", "video"], "other"),
        "where": ("Where", ["home", "office"], "other", "several"),
    }
    table = field("rows", "meetings", columns)
    assert table.is_answered([{"seen": "does not apply", "how": "by letter", "where": ["home", "a boat"]}])
    assert not table.is_answered([{"seen": "never", "how": "by letter", "where": ["home"]}])


def test_what_does_not_apply_is_said_in_words() -> None:
    assert field("scale", "seen", 1, 5, may_not_apply=True).in_words("does not apply") == Plain("Does not apply")


def any_field(kind: str) -> Field:
    """A field of a kind with all that its answers can be."""
    options = {"options": ["x", "y"], "other": True}
    columns = {
        "what": "text",
        "score": ("Score", "scale 0-4", "may not apply"),
        "state": ["open", "done"],
        "roles": ("Roles", ["open", "done"], "several", "other", "optional"),
        "cost": ("Cost", "number -5-10", "optional"),
    }
    more: dict[str, dict[str, Any]] = {
        "choice": options,
        "choices": options,
        "rows": {"columns": columns},
        "scale": {"may_not_apply": True},
        "yes_no": {"must_be": True},
    }
    return declare(kind, named={"id": "a", **more.get(kind, {})})


CELLS = st.fixed_dictionaries({}, optional=dict.fromkeys(("what", "score", "state", "roles", "cost"), JSON))


@given(kind=st.sampled_from(list(KINDS)), value=JSON | st.just("does not apply") | st.lists(JSON | CELLS, max_size=3))
def test_any_value_in_a_log_can_be_judged_and_read(kind: str, value: Any) -> None:
    asked = any_field(kind)
    assert not (asked.is_answered(value, "a") and is_blank(value))
    assert isinstance(asked.as_draft(value, "a"), str)
    assert asked.in_words(value, "a") is not None
    assert asked.words_to_offer(value, "a") is not None
    asked.has_shape(value)


@given(arguments=st.dictionaries(st.text(max_size=8), JSON, max_size=4), kind=st.sampled_from(list(KINDS)))
def test_any_arguments_make_a_field_or_a_clear_error(kind: str, arguments: dict[str, Any]) -> None:
    try:
        declare(kind, named={"id": "a", **arguments})
    except FieldError as error:
        assert str(error)

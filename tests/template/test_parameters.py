from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.fields import is_date
from reflect.pairs import Pair
from reflect.pairs.unseen import REFUSED, folded
from reflect.prompts.consent import Consent, agreed
from reflect.template.parameters import (
    ParameterError,
    check_two_people,
    is_month_first,
    read_date,
    read_pair,
    read_person,
    read_value,
    read_values,
)

NAMES = ("programme", "focus", "start", "ends_on", "mentor_email", "ai_consent", "ai_consent_mentee")
DEFAULTS = {"mentor": "", "mentee": "", "start": "", "focus": "", "reminders_on": True, "ai_consent": "none"}

anything = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text("0123456789/-.: TZ年月日", max_size=20),
    st.text("ncloudae \u200b\u00ad", max_size=8),
    st.dates().map(str),
)


@given(name=st.sampled_from(NAMES), text=anything)
@example(name="start", text="\udcff")
@example(name="focus", text="\ud83d\ude00")
@example(name="start", text="9999-99-99")
@example(name="mentor_email", text="mailto:")
def test_any_value_is_used_or_refused_and_what_is_used_is_used_as_it_is(name: str, text: str) -> None:
    try:
        read = read_value(name, text).text
    except ParameterError as error:
        assert error.message
        assert error.remedy
        assert not REFUSED.search(str(error))
        return
    assert read_value(name, read).text == read
    assert read_value(name, read).left_out == ()
    if name in ("start", "ends_on"):
        assert not read or is_date(read) or (len(read) == 4 and read.isdecimal())
    if name.startswith("ai_consent") and read:
        assert agreed({name: read}).name == read.upper()


@given(text=anything)
def test_only_a_value_that_is_taken_as_an_agreement_means_more_than_none(text: str) -> None:
    if agreed({"ai_consent": text}) is not Consent.NONE:
        assert read_value("ai_consent", text).text


@given(st.dates(dt.date(1000, 1, 1)))
def test_a_date_is_the_same_however_it_is_written(day: dt.date) -> None:
    month = f"{day:%B}"
    for written in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}. {day.month}. {day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day} {month[:3]} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {month.upper()} {day.year}",
    ):
        assert read_date(written) == day
    assert is_month_first(f"{day.month}/{day.day}/{day.year}") == (day.day > 12)


@given(role=st.sampled_from(["mentor", "mentee"]), text=anything)
def test_any_name_can_be_seen_or_is_refused(role: str, text: str) -> None:
    try:
        name = read_person(role, text).text
    except ParameterError:
        return
    assert folded(name) == folded(text)
    assert folded(name)


def test_a_pair_is_read_with_what_is_said_of_it() -> None:
    given = [("start", "\u200e5 Feb 2027"), ("focus", " "), ("mentee_email", "mailto:Sam@Example.org")]
    pair, notes = read_pair(" Alex  Reid", "Sam", given, DEFAULTS)
    assert pair == Pair("Alex Reid", "Sam", mentee_email="Sam@example.org", details={"start": "2027-02-05"})
    assert notes == ("start: what cannot be seen (U+200E) was left out",)


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ([("mentor_email", "alex")], "mentor_email"),
        ([("mentor_email", "a@example.org"), ("mentee_email", "A@example.org")], "mentee_email"),
        ([("pair_id", "")], "pair_id"),
        ([("focus", ""), ("focus", "")], "focus"),
        ([("mentee", "Kim")], "mentee"),
    ],
)
def test_what_cannot_be_used_for_a_pair_is_named(given: list[tuple[str, str]], parameter: str) -> None:
    with pytest.raises(ParameterError, match=rf"^{parameter}: ") as caught:
        read_pair("Alex", "Sam", given, DEFAULTS)
    assert caught.value.where.argument == parameter


def test_a_parameter_that_is_no_text_has_no_form_that_its_name_would_tell() -> None:
    assert read_pair("Alex", "Sam", [("reminders_on", "False")], DEFAULTS)[0].details == {"reminders_on": "False"}
    assert read_values({"reminders_on": False, "focus": 7}, DEFAULTS)[0] == {"reminders_on": False, "focus": 7}


@pytest.mark.parametrize("value", [True, 1, "yes", 0.5])
def test_papermills_own_values_are_no_agreement(value: object) -> None:
    with pytest.raises(ParameterError, match="none, local or cloud"):
        read_values({"ai_consent": value}, DEFAULTS)


def test_two_people_of_one_name_need_two_addresses() -> None:
    check_two_people(Pair("Alex", "Alex", "a@example.org", "b@example.org"))
    with pytest.raises(ParameterError, match="the same name as the mentor"):
        check_two_people(Pair("Alex", "A\u00adlex", "a@example.org"))

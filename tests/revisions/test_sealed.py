"""Answers that neither sees before both have sealed theirs, as logs say it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.fields import Role, declare
from reflect.revisions import Log, Revision, current, heads
from reflect.revisions.sealed import Seal, is_as_sealed, opened, parts_of, seal, sealed_slots, seals
from tests.revisions.samples import JSON, SECRET, WORKBOOK, revision

PEOPLE = {"mentor": "Alex", "mentee": "Sam"}
NOW = dt.datetime(2026, 11, 1, 9, 30, tzinfo=dt.UTC)
NOTHING: Log = frozenset()


def given_by(role: Role, value: Any = SECRET, slot: str = "often") -> Revision:
    return revision(f"{slot} of {role}", field=f"{slot}.{role}", author=PEOPLE[role], value=value, workbook=WORKBOOK)


def at_home(role: Role, *answers: Revision, author: str = "", mark: str = "") -> Log:
    """All that is on the device of somebody who has sealed these answers."""
    mark_id = mark or f"mark of {role}"
    author = author or PEOPLE[role]
    return frozenset(answers) | seal(("pulse", role), answers, author=author, now=NOW, mark_id=mark_id, late=False)


def standing(log: Log, role: Role) -> Seal:
    return seals(log, PEOPLE)[("pulse", role)]


def fits(log: Log, role: Role, *slots: str) -> bool:
    return is_as_sealed(log, standing(log, role), slots or (f"often.{role}",), heads(log))


def test_of_one_who_has_sealed_alone_there_is_a_mark_and_no_word() -> None:
    [mark] = opened(at_home("mentor", given_by("mentor")), NOTHING, PEOPLE)
    assert SECRET not in mark.line
    assert sealed_slots(frozenset([mark]), PEOPLE) == {"often.mentor"}
    assert current([mark]) == {}


def test_two_who_give_the_same_small_answer_have_marks_of_which_nobody_gets_it() -> None:
    marks = [opened(at_home("mentor", given_by("mentor", 3)), NOTHING, PEOPLE) for _ in range(2)]
    [[first], [second]] = marks
    assert first.value != second.value


def test_once_both_have_sealed_each_opens_their_own() -> None:
    alex, sam = at_home("mentor", given_by("mentor", 3)), at_home("mentee", given_by("mentee", 4))
    shared = opened(alex, NOTHING, PEOPLE) | opened(sam, NOTHING, PEOPLE)
    assert current(shared) == {}

    shared |= opened(alex, shared, PEOPLE)
    assert current(shared) == {"often.mentor": 3}
    assert not standing(shared, "mentee").openings

    shared |= opened(sam, shared, PEOPLE)
    assert current(shared) == {"often.mentor": 3, "often.mentee": 4}
    assert fits(shared, "mentor")
    assert fits(shared, "mentee")
    assert opened(alex, shared, PEOPLE) == opened(sam, shared, PEOPLE) == NOTHING


def test_what_was_written_and_not_sealed_is_never_put_where_both_read() -> None:
    other_set = revision("x", field="note.mentor", author="Alex", value="not for Sam", workbook=WORKBOOK)
    draft = revision("y", field="often.mentor", author="Alex", value="an earlier word", workbook=WORKBOOK)
    alex = at_home("mentor", given_by("mentor", 3)) | {other_set, draft}
    shared = opened(at_home("mentee", given_by("mentee")), NOTHING, PEOPLE)
    assert not {other_set, draft} & opened(alex, shared, PEOPLE)


def both_open(alex: Log, sam: Log) -> Log:
    marks = opened(alex, NOTHING, PEOPLE) | opened(sam, NOTHING, PEOPLE)
    return marks | opened(alex, marks, PEOPLE) | opened(sam, marks, PEOPLE)


def changed(log: Log, name: str, **parts: Any) -> Log:
    return frozenset(dataclasses.replace(each, **parts) if each.id == name else each for each in log)


BOTH = both_open(at_home("mentor", given_by("mentor", 3)), at_home("mentee", given_by("mentee", 4)))


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(changed(BOTH, "often of mentor", value=9), id="the words changed by hand"),
        pytest.param(changed(BOTH, "mark of mentor", value={"digest": "0", "slots": []}), id="the mark changed"),
        pytest.param(
            BOTH | {dataclasses.replace(given_by("mentor", 9), id="z", parents=("often of mentor",))}, id="replaced"
        ),
        pytest.param(
            BOTH | {dataclasses.replace(given_by("mentor", 3), value=9)}, id="other words under the same name"
        ),
        pytest.param(BOTH - {given_by("mentor", 3)} | {given_by("mentor", True)}, id="true for one"),
    ],
)
def test_words_that_are_not_those_that_were_sealed_are_found_out_and_kept(log: Log) -> None:
    assert not fits(log, "mentor")
    assert fits(log, "mentee")
    assert "often.mentor" in current(log)


def test_a_mark_of_ones_own_in_the_name_of_the_other_is_not_believed() -> None:
    forged = opened(at_home("mentor", given_by("mentor"), author=" SAM "), NOTHING, PEOPLE)
    sam = at_home("mentee", given_by("mentee"))
    assert sealed_slots(forged, PEOPLE) == frozenset()
    assert {each.field for each in opened(sam, forged, PEOPLE)} == {"sealed:pulse.mentee"}


def test_a_login_that_is_neither_name_is_believed_as_any_author_is() -> None:
    by_login = opened(at_home("mentor", given_by("mentor"), author="jovyan"), NOTHING, PEOPLE)
    assert sealed_slots(by_login, PEOPLE) == {"often.mentor"}


def test_a_mark_says_only_what_is_its_owners_to_say() -> None:
    mark = revision("m", field="sealed:pulse.mentor", author="Alex", value={"digest": "", "slots": ["often.mentee"]})
    assert sealed_slots(frozenset([mark]), PEOPLE) == frozenset()


def test_two_devices_that_sealed_the_same_are_both_as_sealed() -> None:
    again = dataclasses.replace(given_by("mentor", 5), id="on the other")
    phone, desk = at_home("mentor", given_by("mentor", 3)), at_home("mentor", again, mark="another mark")
    shared = both_open(phone, at_home("mentee", given_by("mentee", 4)))
    shared |= opened(desk, shared, PEOPLE)
    shared |= opened(desk, shared, PEOPLE)
    assert {head.value for head in heads(shared)["often.mentor"]} == {3, 5}
    assert fits(shared, "mentor")


@given(values=st.lists(JSON, min_size=1, max_size=3))
def test_whatever_was_sealed_fits_and_comes_whole(values: list[Any]) -> None:
    answers = [given_by("mentor", value, f"slot{number}") for number, value in enumerate(values)]
    shared = both_open(at_home("mentor", *answers), at_home("mentee", given_by("mentee")))
    assert fits(shared, "mentor", *(answer.field for answer in answers))
    assert set(answers) <= shared


@given(
    values=st.lists(JSON | st.fixed_dictionaries({"digest": JSON, "slots": JSON, "mark": JSON, "answers": JSON})),
    field=st.sampled_from(["sealed:pulse.mentor", "opening:pulse.mentor", "sealed:", "sealed:.mentor", "opening:a.b"]),
)
def test_no_record_that_somebody_made_up_makes_it_fail(values: list[Any], field: str) -> None:
    odd = frozenset(revision(str(at), field=field, value=value) for at, value in enumerate(values))
    for found in seals(odd, PEOPLE).values():
        is_as_sealed(odd, found, ["often.mentor"], heads(odd))
    opened(odd, NOTHING, PEOPLE)
    assert current(odd) == {}


def test_fields_say_which_slots_are_of_a_set() -> None:
    fields = [
        declare("text", ("note",), {"by": "each"}),
        declare("scale", ("often", 1, 5), {"by": "each", "sealed": "pulse"}),
        declare("text", ("why",), {"by": "each", "sealed": "pulse"}),
    ]
    assert parts_of(fields) == {
        ("pulse", "mentor"): ("often.mentor", "why.mentor"),
        ("pulse", "mentee"): ("often.mentee", "why.mentee"),
    }

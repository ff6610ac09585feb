from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.pairs import Pair
from reflect.register import Entry, Recognised, Unrecognised, recognise
from reflect.register.roll import Roll, roll_of

ALEX_AND_SAM = Pair("Alex Reid", "Sam Okafor", "alex@example.org", "sam@example.org", "Spring")
BO_AND_YUKI = Pair("Bo Lind", "Yuki Tanaka", programme="Spring")


def known(*pairs: Pair) -> Roll:
    return roll_of((), [Entry(replace(pair, id=str(number)), f"folder-{number}") for number, pair in enumerate(pairs)])


def ids(roll: Roll, *pairs: Pair, present: set[str] | None = None) -> list[str | None]:
    """The ids that pairs are recognised by: None of a new one, "?" of one that cannot be told."""
    found = recognise(roll, pairs, present)
    return [each.known.pair.id if isinstance(each, Recognised) else "?" if each else None for each in found]


@pytest.mark.parametrize(
    "changes",
    [
        {"mentee_email": "sam@exmaple.org"},
        {"mentor_email": "", "mentee_email": ""},
        {"mentee": "Samuel Okafor-Smith"},
        {"mentor": "Alexandra Reid", "mentee": "Samuel Okafor"},
        {"programme": "Spring (cohort A)"},
        {"mentor": "ALEX\u200b  reid", "mentee_email": "SAM@example.org"},
        {"mentee": "Samuel Okafor", "mentor_email": "a.reid@example.org"},
    ],
)
def test_a_pair_is_known_in_spite_of_a_correction(changes: dict[str, Any]) -> None:
    assert ids(known(BO_AND_YUKI, ALEX_AND_SAM), replace(ALEX_AND_SAM, **changes)) == ["1"]


def test_addresses_that_are_new_make_no_new_pair() -> None:
    assert ids(known(BO_AND_YUKI), replace(BO_AND_YUKI, mentor_email="bo@example.org")) == ["0"]


def test_one_person_may_be_in_several_pairs() -> None:
    others = [replace(ALEX_AND_SAM, mentee="Noor Haddad", mentee_email=email) for email in ("", "noor@example.org")]
    others.append(Pair(ALEX_AND_SAM.mentee, "Kit Oduya", ALEX_AND_SAM.mentee_email))
    others.append(Pair(ALEX_AND_SAM.mentee, ALEX_AND_SAM.mentor))
    assert [ids(known(ALEX_AND_SAM), other) for other in others] == [[None]] * 4


def test_two_people_of_one_name_are_told_apart_by_their_addresses() -> None:
    other = replace(ALEX_AND_SAM, mentee_email="other.sam@example.org")
    assert ids(known(ALEX_AND_SAM), ALEX_AND_SAM, other) == ["0", None]
    assert ids(known(ALEX_AND_SAM, other), other, ALEX_AND_SAM) == ["1", "0"]
    corrected = replace(other, mentee_email="sam.o@example.org")
    assert ids(known(ALEX_AND_SAM, other), corrected, ALEX_AND_SAM) == ["1", "0"]


def test_an_address_says_best_who_somebody_is() -> None:
    renamed, other = replace(ALEX_AND_SAM, mentee="Samuel"), replace(ALEX_AND_SAM, mentee_email="other@example.org")
    assert ids(known(ALEX_AND_SAM), other, renamed) == [None, "0"]


@pytest.mark.parametrize(
    ("roll", "rows", "reason"),
    [
        ((ALEX_AND_SAM, BO_AND_YUKI), (replace(ALEX_AND_SAM, mentor="Bo Lind", mentee="Yuki Tanaka"),), "names of"),
        (
            (BO_AND_YUKI, replace(BO_AND_YUKI, programme="Autumn")),
            (replace(BO_AND_YUKI, programme="Summer"),),
            "2 pairs fit, whose folders are folder-0 and folder-1",
        ),
        (
            (BO_AND_YUKI,),
            [replace(BO_AND_YUKI, mentee_email=f"{n}@example.org") for n in "ab"],
            "2 rows fit the pair whose folder is folder-0",
        ),
    ],
)
def test_what_fits_two_is_a_problem_and_no_guess(roll: tuple[Pair, ...], rows: list[Pair], reason: str) -> None:
    for found in recognise(known(*roll), rows):
        assert isinstance(found, Unrecognised)
        assert reason in found.reason


def test_of_two_pairs_that_fit_the_one_whose_folder_is_there_is_meant() -> None:
    roll = known(BO_AND_YUKI, replace(BO_AND_YUKI, programme="Autumn"))
    asked = replace(BO_AND_YUKI, programme="Summer")
    cases: list[tuple[set[str], str]] = [({"0"}, "0"), ({"1"}, "1"), ({"0", "1"}, "?"), (set(), "?")]
    for there, meant in cases:
        assert ids(roll, asked, present=there) == [meant]


def test_an_id_that_is_given_is_believed_before_names() -> None:
    roll = known(BO_AND_YUKI, replace(BO_AND_YUKI, programme="Autumn"))
    assert ids(roll, replace(BO_AND_YUKI, id="1"), replace(BO_AND_YUKI, id="9")) == ["1", None]


NAMES = st.sampled_from(["Alex", "Sam", "Bo", "Yuki", "SAM", "Sam\u200b"])
EMAILS = st.sampled_from(["", "a@x.org", "b@x.org", "c@x.org", "B@X.org"])
PAIRS = st.builds(Pair, NAMES, NAMES, EMAILS, EMAILS, st.sampled_from(["", "Spring"]))


@given(registered=st.lists(PAIRS, max_size=4), rows=st.lists(PAIRS, max_size=4), data=st.data())
def test_the_order_of_the_rows_does_not_matter_and_no_pair_is_given_to_two(
    registered: list[Pair], rows: list[Pair], data: st.DataObject
) -> None:
    roll = known(*registered)
    found = ids(roll, *rows)
    order = data.draw(st.permutations(range(len(rows))))
    assert ids(roll, *(rows[place] for place in order)) == [found[place] for place in order]
    given_out = [each for each in found if each not in (None, "?")]
    assert len(set(given_out)) == len(given_out)


@settings(max_examples=200)
@given(number=st.integers(1, 4), corrections=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=8))
def test_names_and_addresses_corrected_one_at_a_time_never_make_a_second_pair(
    number: int, corrections: list[tuple[int, int]]
) -> None:
    rows = [Pair("Alex", f"Mentee {n}", "alex@x.org", f"{n}@x.org", "Spring") for n in range(number)]
    history = [Entry(replace(row, id=str(n))) for n, row in enumerate(rows)]
    for time, (row, what) in enumerate(corrections):
        row %= number
        name = ("mentor", "mentee", "mentor_email", "mentee_email", "programme")[what]
        change: dict[str, Any] = {name: f"{name}{time}@x.org"}
        rows[row] = replace(rows[row], **change)
        assert ids(roll_of((), history), *rows) == [str(n) for n in range(number)]
        history.append(Entry(replace(rows[row], id=str(row))))

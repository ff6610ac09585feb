from __future__ import annotations

import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.pairs import Pair, new_id, pair_id, workbook_id


def test_a_pairs_id_cannot_be_guessed_and_those_of_its_workbooks_follow_from_it() -> None:
    pair = new_id()
    assert uuid.UUID(pair).version == 4
    assert pair != new_id()
    assert workbook_id(pair, "smart_goals") == workbook_id(pair, "smart_goals") != workbook_id(pair, "career_map")


@given(programme=st.text(), mentor=st.text(), mentee=st.text())
def test_what_stands_for_an_id_that_was_not_given_is_never_one_of_those(
    programme: str, mentor: str, mentee: str
) -> None:
    assert uuid.UUID(pair_id(programme, mentor, mentee)).version == 5


@given(name=st.text(min_size=1, max_size=30))
def test_spacing_and_composition_make_no_other_name(name: str) -> None:
    composed, other = unicodedata.normalize("NFC", name), f"  {unicodedata.normalize('NFD', name)} "
    assert Pair(composed, "Sam").names == Pair(other, "Sam").names
    assert Pair(name, "Sam").names != Pair("Sam", name).names or Pair("", name).names == Pair("", "Sam").names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam Okafor", "sam\u00a0 OKAFOR"),
        ("Sam Okafor", "\ufeffSam\u200b Oka\u00adfor\u2060"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("\u4f50\u3005\u6728", "\u4f50\u3005\u6728\U000e0100"),
        ("\uff33\uff41\uff4d", "Sam"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_what_a_reader_cannot_tell_apart_is_one_name(one: str, other: str) -> None:
    assert Pair(one, "").names == Pair(other, "").names


def test_names_that_differ_stay_apart() -> None:
    assert Pair("Jos\u00e9", "").names != Pair("Jose", "").names

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reflect.pairs import Pair, workbook_id


def test_ids_are_derived_so_that_the_same_workbook_has_the_same_id_everywhere() -> None:
    pair = Pair("Alex Reid", "Sam Okafor", programme="Spring 2027")
    assert pair.id == "e614ef4f-e74c-5909-ae17-b0067524fbef"
    assert workbook_id(pair.id, "smart_goals") != workbook_id(pair.id, "career_map")


@given(name=st.text(min_size=1, max_size=30))
def test_spacing_and_composition_make_no_other_pair(name: str) -> None:
    plain = Pair(name, "Sam")
    assert (
        Pair(f"  {unicodedata.normalize('NFD', name)} ", "Sam").id == Pair(unicodedata.normalize("NFC", name), "Sam").id
    )
    assert plain.id != Pair("Sam", name).id or name.casefold().split() == ["sam"]


def test_an_address_says_best_who_somebody_is() -> None:
    assert Pair("A. Reid", "Sam", mentor_email="alex@example.org").id == Pair("Alex", "Sam", "ALEX@example.org").id
    assert Pair("Alex", "Sam", "one@example.org").id != Pair("Alex", "Sam", "two@example.org").id

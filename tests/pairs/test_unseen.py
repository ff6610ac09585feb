from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.disk.filenames import file_part
from reflect.pairs import Pair
from reflect.pairs.unseen import folded, plain, shows, without_unseen

NOWHERE = [
    "\u00ad", "\u034f", "\u17b4", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\u2064", "\ufe0f", "\ufeff",
    "\ufffc", "\U000e0041", "\U000e0100", "\U0001d173",
]  # fmt: skip
BLANKS = ["\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"]


@pytest.mark.parametrize("character", NOWHERE)
def test_what_cannot_be_seen_is_left_out_of_a_latin_name(character: str) -> None:
    for written in (
        f"{character}Sam Okafor",
        f"Sam{character} Okafor",
        f"Sam Oka{character}for",
        f"Sam Okafor{character}",
    ):
        assert without_unseen(written) == ("Sam Okafor", (character,))


@pytest.mark.parametrize("character", BLANKS)
def test_what_looks_like_a_space_is_one(character: str) -> None:
    assert without_unseen(f"Sam{character}Okafor") == ("Sam Okafor", (character,))


@pytest.mark.parametrize(
    "name",
    [
        "محمد‌رضا کریمی",  # a non-joiner between Persian letters
        "عَلِي‌رضا",
        "ക്രിസ്‌റ്റി",  # and between Malayalam ones
        "ශ්‍රී",  # a joiner in Sinhala
        "নাহিদ র‍্যাব",  # before a Bengali virama
        "അവന്‍",  # at the end of a Malayalam word
        "👩‍👩‍👧 Kim 🏳️‍🌈 🧑🏽‍🚀 ❤️ 1️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "渡邉\U000e0101 葛\U000e0100城",  # the variant of an ideograph that a family writes
        "\u200fמשה\u200e",
        "ᠮᠣᠩᠭᠣᠯ\u180b",
    ],
)
def test_what_means_something_stays(name: str) -> None:
    assert without_unseen(name) == (name, ())


@pytest.mark.parametrize("name", ["", "\u200d", "\u200b\u2060 ", "\u3164", "\ufe0f", "\U000e0041"])
def test_a_name_of_nothing_but_such_characters_does_not_show(name: str) -> None:
    assert not shows(name)


@given(
    name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    places=st.lists(st.tuples(st.integers(0, 20), st.sampled_from([*NOWHERE, "\u061c", "\u180e"])), max_size=5),
)
def test_no_such_character_makes_another_name(name: str, places: list[tuple[int, str]]) -> None:
    written = name
    for place, character in places:
        written = written[:place] + character + written[place:]
    assert folded(written) == folded(unicodedata.normalize("NFC", name))
    assert Pair(written, "Sam").id == Pair(name, "Sam").id
    assert not any(character in file_part(written) for character in ("\u3164", "\ufeff", "\u200b", "\u2060"))


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_is_left_out_is_said_and_nothing_else_changes(text: str) -> None:
    kept, left_out = without_unseen(text)
    assert bool(left_out) == (kept != text)
    assert plain(kept) == plain(text)

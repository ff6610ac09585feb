"""To a disclosure of harm: no question, nothing sent, nothing recorded, and one line that says where to turn.

`disclosures.txt` and `ordinary.txt` are sentences as people write them, of harm and of anything else.
"""

from __future__ import annotations

import json
import logging
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.prompts.disclosure import FILE, is_disclosed, signs, where_to_turn
from reflect.prompts.offering import offer, preview
from tests.prompts.conftest import Endpoint
from tests.prompts.samples import OPEN, a_request, answered
from tests.prompts.server import sends


def sentences(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


DISCLOSURES, ORDINARY = sentences("disclosures.txt"), sentences("ordinary.txt")
HARM = "He won’t stop touching me."


def test_there_are_enough_of_them() -> None:
    assert min(len(DISCLOSURES), len(ORDINARY)) >= 150


@pytest.mark.parametrize("sentence", DISCLOSURES)
def test_a_disclosure_is_known(sentence: str) -> None:
    assert is_disclosed(sentence)


def test_ordinary_sentences_get_their_questions() -> None:
    """A false alarm costs a question, so some may be; what is counted here is that they stay few.

    More than half of these sentences were made to be mistaken.
    """
    false = [sentence for sentence in ORDINARY if is_disclosed(sentence)]
    assert len(false) <= len(ORDINARY) // 8, false


def test_an_ordinary_answer_of_a_few_sentences_gets_its_questions() -> None:
    """What tells little adds up over a few words only, not over all that somebody writes."""
    plain = [sentence for sentence in ORDINARY if not is_disclosed(sentence)]
    answers = [" ".join(plain[at : at + 3]) for at in range(0, len(plain), 3)]
    false = [answer for answer in answers if is_disclosed(answer)]
    assert len(false) <= len(answers) // 4, false


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("'", "").replace("’", ""),
        lambda text: text.replace(" ", "\u00a0 "),
        lambda text: text.replace(" ", "\n"),
        lambda text: text.replace("e", "e\u200b"),
        lambda text: f"We met on Tuesday and talked about the plan. {text} Then I went home",
        lambda text: f"{text}..... I do not know",
        lambda text: re.sub(r"\b(I|He|She|My) ", r"\1 just really ", text),
    ],
)
def test_a_disclosure_is_known_however_it_is_typed(change: object) -> None:
    assert callable(change)
    missed = [sentence for sentence in DISCLOSURES if not is_disclosed(change(sentence))]
    assert not missed


@pytest.mark.parametrize(
    "text",
    [
        "I feel suicdal",
        "im going to k1ll myself",
        "he r*ped me",
        "su1cide",
        "I was assualted",
        "he threatend me",
        "killlll myself",
    ],
)
def test_slips_of_the_keyboard_are_understood(text: str) -> None:
    assert is_disclosed(text)


@pytest.mark.parametrize("text", DISCLOSURES[::24])
def test_no_question_is_asked_nothing_is_sent_and_nothing_is_said_of_it(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with endpoint(sends(answered(*OPEN))) as server:
        for request in (
            a_request(draft=text),
            a_request(draft="We met.", beside=("", text)),
            a_request(seen=OPEN, draft=text),
        ):
            told = offer(request)
            assert (told.questions, told.support, told.cause, dict(told.rejected)) == ((), True, "", {})
            assert told.note == where_to_turn({})
            seen = preview(request)
            assert seen.startswith("Nothing would be sent: ")
            assert text not in seen
        assert server.connections == 0
    assert caplog.text == ""


@pytest.mark.parametrize("source", ["off", "bank", "endpoint", "nonsense"])
def test_whatever_the_settings_say(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setenv("REFLECT_PROMPTS", source)
    assert offer(a_request(draft=HARM)).note == where_to_turn({})


def test_the_line_says_where_to_turn() -> None:
    general = where_to_turn({"support_contact": " \n"})
    assert "emergency" in general
    contact = "Ruth Keane, 020 7946 0000 {general} <b>"
    line = where_to_turn({"support_contact": f"  {contact}\n"})
    assert contact in line
    assert "helpline" not in line
    assert len(where_to_turn({"support_contact": "a" * 10_000})) < 1_000
    for each in (general, line):
        assert "\n" not in each


def test_where_the_signs_cannot_be_read_no_question_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    signs.cache_clear()
    (tmp_path / "en.toml").write_text("[[")
    monkeypatch.setattr("reflect.prompts.disclosure.FILE", tmp_path / "en.toml")
    try:
        assert offer(a_request()).questions == ()
    finally:
        signs.cache_clear()


def test_the_signs_keep_to_what_python_and_javascript_share() -> None:
    source = FILE.read_text(encoding="utf-8")
    assert not re.search(r"\(\?[PaiLmsux#(]|\\[AZ]|\(\?>|[*+?}]\+|\\p", source)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    is_disclosed(text, text)


@pytest.mark.timeout(120)
def test_a_very_long_text_is_no_trouble() -> None:
    words = " ".join(ORDINARY + DISCLOSURES).split()
    random.Random(7).shuffle(words)
    ordinary = " ".join(ORDINARY) + " "
    for text in (
        " ".join(words * 20),
        ordinary * 15,
        "I want to " * 20_000,
        "a " * 100_000,
        "my " * 60_000,
        "." * 200_000,
        "he " * 60_000,
        "no " * 60_000,
        "not be here any " * 15_000,
    ):
        is_disclosed(text)


def test_harm_is_found_at_the_end_of_a_very_long_text() -> None:
    long = "We met on Tuesday. " * 5_000
    assert not is_disclosed(long)
    assert is_disclosed(long + HARM)


def test_no_record_could_tell_of_it(endpoint: Endpoint) -> None:
    told = offer(a_request(draft=HARM))
    assert json.dumps([question.text for question in told.questions]) == "[]"

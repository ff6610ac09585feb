from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.prompts.gate import WORDS, Reason, fault, is_repeat, through
from tests.hostile import NAMES

PAIR = {"mentor": "Aoife Ní Bhriain", "mentee": "Will Okonkwo", "company": "Acme"}

PASS = (
    "What would convince a stranger?",
    "In what way is that your own?",
    "Looking back, what surprised you?",
    "If it turned out otherwise, what would you do?",
    "Who, in your view, would see this differently?",
    "What's the part that you'd rather not write about?",
    "By when would you know, and how?",
    "Which part would you do even if nobody saw it?",
    "What do you need to know before you choose?",
    "What would you try first, and what would tell you to stop?",
    "Imagine a stranger reads this: what would they doubt?",
    "How would the café’s owner describe it?",
)

FAIL: dict[str, Reason] = {
    "": Reason.NOT_TEXT,
    " \n ": Reason.NOT_TEXT,
    "What would you do.": Reason.NO_QUESTION_MARK,
    "I felt that I had grown a lot": Reason.NO_QUESTION_MARK,
    "What happened? What did you feel?": Reason.NOT_ONE_SENTENCE,
    "It went well. What did you feel about it?": Reason.NOT_ONE_SENTENCE,
    "What did you feel about it??": Reason.NOT_ONE_SENTENCE,
    "What did you feel… and why was that?": Reason.NOT_ONE_SENTENCE,
    "What is it " + "that you think of " * 8 + "now?": Reason.TOO_LONG,
    "What" + "a" * 400 + "?": Reason.TOO_LONG,
    "Do you like it there?": Reason.NOT_OPEN,
    "Does it matter to you?": Reason.NOT_OPEN,
    "Did you ask them about it?": Reason.NOT_OPEN,
    "Is this your own goal?": Reason.NOT_OPEN,
    "Are you sure of that?": Reason.NOT_OPEN,
    "Can you say what it is?": Reason.NOT_OPEN,
    "Could you do it in a week?": Reason.NOT_OPEN,
    "Should this be so?": Reason.NOT_OPEN,
    "Would that be enough for you?": Reason.NOT_OPEN,
    "Will it be done by then?": Reason.NOT_OPEN,
    "Has it been like this before?": Reason.NOT_OPEN,
    "Have they said so to you?": Reason.NOT_OPEN,
    "And so, did you do it?": Reason.NOT_OPEN,
    "When you did that, did you feel sad?": Reason.NOT_OPEN,
    "What did you do, and was it enough for you?": Reason.NOT_OPEN,
    "You did it on your own, right?": Reason.NOT_OPEN,
    "What is it, or not?": Reason.NOT_OPEN,
    "This is what you want for them?": Reason.NOT_OPEN,
    "What makes you think that you should go?": Reason.ADVICE,
    "Have you considered hiring somebody for it?": Reason.ADVICE,
    "What if you asked them for more time?": Reason.ADVICE,
    "Why not ask them for more of it?": Reason.ADVICE,
    "Why don't you ask them for more of it?": Reason.ADVICE,
    "How about a talk with them on this?": Reason.ADVICE,
    "Try a smaller step, and what then?": Reason.ADVICE,
    "When you can, try this: what would it be?": Reason.ADVICE,
    "I would leave, and what would you do?": Reason.ADVICE,
    "What a great plan, and how will you do it?": Reason.PRAISE,
    "You did well with them, so what is next?": Reason.PRAISE,
    "How will you do it, as it sounds like a lot?": Reason.PRAISE,
    "What was it that made you so clearly right?": Reason.PRAISE,
    "What would Aoife say about it?": Reason.NAME,
    "What would aoife say about it?": Reason.NAME,
    "What would Okonkwo's friends say about it?": Reason.NAME,
    "What do they want of Will now?": Reason.NAME,
    "How do they do it at ACME?": Reason.NAME,
    "What would [mentee] say about it?": Reason.NAME,
    "What is at www.example.org for you?": Reason.CONTACT,
    "What is at example.org for you?": Reason.CONTACT,
    "What would a@example.org say to that?": Reason.CONTACT,
    "What would 020 7946 0958 say to that?": Reason.CONTACT,
    "What is **really** going on?": Reason.MARKUP,
    "<b>What</b> is it about?": Reason.MARKUP,
    "What is `this` about?": Reason.MARKUP,
    "- What is this about?": Reason.MARKUP,
    "1. What is this about?": Reason.MARKUP,
    "What is this &amp; that about?": Reason.MARKUP,
    "What is this\nabout?": Reason.CONTROL,
    "What is this\x1b about?": Reason.CONTROL,
    "What is this\u202eabout?": Reason.CONTROL,
    "What is this\u00a0about?": Reason.CONTROL,
    "Was willst du damit erreichen?": Reason.LANGUAGE,
    "Warum zögerst du?": Reason.LANGUAGE,
    "Qu'est-ce que tu veux?": Reason.LANGUAGE,
    "Что ты чувствуешь?": Reason.LANGUAGE,
    "What do you feel, друг?": Reason.LANGUAGE,
    "What do you feel 😀?": Reason.LANGUAGE,
    "What is it that you feel？": Reason.NO_QUESTION_MARK,
}


@pytest.mark.parametrize("question", PASS)
def test_an_open_question_passes(question: str) -> None:
    assert fault(question, (), PAIR) is None


@pytest.mark.parametrize(("question", "reason"), FAIL.items())
def test_anything_else_is_turned_away_for_its_reason(question: str, reason: Reason) -> None:
    assert fault(question, (), PAIR) is reason


@pytest.mark.parametrize("question", [None, 7, ["What is it?"], {"text": "What is it?"}, b"What is it?"])
def test_what_is_no_text_is_turned_away(question: object) -> None:
    assert fault(question) is Reason.NOT_TEXT


def test_a_name_that_is_also_a_small_word_is_no_name_when_it_is_used_as_one() -> None:
    assert fault("What will you do about it?", (), PAIR) is None
    assert fault("How will you know?", (), {"mentor": "Siu How", "mentee": "May Will"}) is None
    assert fault("How would May see it?", (), {"mentee": "May Will"}) is Reason.NAME


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What did you feel?", "what did you feel", True),
        ("What did you really feel at that time?", "What did you feel at that time?", True),
        ("What’s your plan for it?", "Whats your plan for it?", True),
        ("What did you feel?", "What did they see?", False),
    ],
)
def test_near_repeats(one: str, other: str, same: bool) -> None:
    assert is_repeat(one, [other]) is same
    assert (fault(one, [other]) is Reason.REPEAT) is same


def test_what_is_turned_away_is_counted_by_reason() -> None:
    passed = through(["What is it about?", "Is it?", "What is it about?", None, "You should go."], [], {})
    assert passed.accepted == ("What is it about?",)
    assert passed.rejected == {Reason.NOT_OPEN: 1, Reason.REPEAT: 1, Reason.NOT_TEXT: 1, Reason.NO_QUESTION_MARK: 1}


_MIX = "What how would you should the of do it great try , ? . ! <b> @ Okonkwo will and is your www.x.org"
PIECES = st.lists(st.sampled_from([*_MIX.split(), "\n", "\u200b", "привет", "[mentee]"]), max_size=40).map(" ".join)


@given(st.lists(st.text() | PIECES | PIECES.map(lambda text: f"What {text} would you do of it?"), max_size=6))
def test_whatever_passes_keeps_every_rule(questions: list[str]) -> None:
    passed = through(questions, ("What would you do?",), PAIR)
    assert len(passed.accepted) + sum(passed.rejected.values()) == len(questions)
    for index, text in enumerate(passed.accepted):
        assert text.count("?") == 1
        assert text.endswith("?")
        assert len(text.split()) <= WORDS
        assert not re.search(r"[<>*_`#\[\]{}|\\@]|[^\S ]|://|www\.|[!\u200b]", text)
        assert not re.search(r"you should|great|okonkwo|[а-я]|\bWill\b", text, re.IGNORECASE) or "will" in text
        assert not re.match(r"(do|is|would|will|should)\b", text, re.IGNORECASE)
        assert not is_repeat(text, ("What would you do?", *passed.accepted[:index]))


@given(st.text(), st.lists(st.text(), max_size=3), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_gate_never_raises(question: str, others: list[str], mentor: str, mentee: str) -> None:
    fault(question, others, {"mentor": mentor, "mentee": mentee})

"""The questions that come with reflect, and the choice among them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.catalogue import installed_template, template_names
from reflect.fields import Field
from reflect.prompts import Question, Request
from reflect.prompts.bank import FOLDER, GENERAL, BankError, Entry, choose, entries, installed_bank
from reflect.prompts.gate import fault, is_repeat
from reflect.prompts.offering import ALL_SEEN, FADES_AFTER, MOST, NO_BANK, offer
from reflect.prompts.question import OTHER_SIDE
from tests.prompts.samples import a_request

BANK = installed_bank()
OURS = (
    *("agreement", "career_map", "smart_goals", "session_log", "mini_workshop", "conference", "progress_review"),
    "mentor_reflection",
)


def fields_with_prompts() -> list[tuple[str, Field]]:
    found = []
    for name in template_names():
        template = installed_template(name)
        assert template is not None, name
        found += [(name, field) for field in template.template.fields if field.prompts]
    return found


ASKING = fields_with_prompts()


BLANK_OR_NOT = {"blank": " \n", "written": "A room with a door."}


def for_slot(template: str, field: str, draft: str = "", **changes: object) -> Request:
    known = installed_template(template)
    personal = known is not None and known.template.personal_to is not None
    return a_request(template=template, field=field, draft=draft, personal=personal, **{"slot": field, **changes})


# The questions


@pytest.mark.parametrize("template", OURS)
def test_each_template_has_some_for_any_of_its_fields(template: str) -> None:
    anywhere = [entry for entry in BANK if entry.template == template and "*" in entry.fields]
    assert len(anywhere) >= 2
    assert any(entry.angle in OTHER_SIDE for entry in anywhere)


@pytest.mark.parametrize("entry", BANK, ids=lambda entry: entry.text)
def test_every_question_passes_the_gate_and_is_no_repeat(entry: Entry) -> None:
    offered_together = [
        other.text
        for other in BANK
        if other is not entry and (other.template == entry.template or GENERAL in (other.template, entry.template))
    ]
    assert fault(entry.text, offered_together) is None
    assert [other.text for other in BANK].count(entry.text) == 1


@pytest.mark.parametrize("entry", BANK, ids=lambda entry: entry.text)
def test_every_reason_is_one_short_line(entry: Entry) -> None:
    assert re.fullmatch(r"[A-Z][^\n?!<>*]{8,78}\.", entry.why)
    assert entry.why.count(".") == 1


def test_every_field_that_is_named_exists() -> None:
    for entry in BANK:
        template = installed_template(entry.template)
        if entry.template == GENERAL:
            assert entry.fields == ("*",)
            continue
        assert template is not None, f"{entry.template}.toml is for no installed template"
        known = {field.id for field in template.template.fields if field.prompts} | {"*"}
        assert set(entry.fields) <= known, entry.text


def test_there_are_fields_to_cover() -> None:
    assert {name for name, _ in ASKING} >= set(OURS)


@pytest.mark.parametrize(("template", "field"), ASKING, ids=lambda part: getattr(part, "id", part))
def test_every_field_with_prompts_has_questions_of_its_own(template: str, field: Field) -> None:
    if template not in OURS:
        for slot in field.slots:
            assert offer(for_slot(template, field.id, slot=slot)).questions
        return
    own = [entry for entry in BANK if entry.template == template and (field.like or field.id) in entry.fields]
    assert sum(not entry.written for entry in own) >= 3
    assert any(entry.angle in OTHER_SIDE for entry in own)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("[[question]", "no TOML"),
        ('[[question]]\ntext = "What?"', "question 1: angle is missing"),
        ("GOOD\nlanguages = 1", "languages is no key"),
        ('GOOD\nfields = "evidence"', "TOML"),
        ("GOOD\ncues = []", "cues must be a list"),
        ("GOOD\nwritten = 1", "written must be true or false"),
    ],
)
def test_a_damaged_bank_says_which_question_is_wrong(source: str, wrong: str) -> None:
    good = '[[question]]\ntext = "a"\nfields = ["b"]\nstage = "feel"\nangle = "feeling"\nwhy = "c"\nlanguage = "en"'
    assert list(entries("x", good))
    with pytest.raises(BankError, match=wrong):
        list(entries("x", source.replace("GOOD", good)))
    for key in ("stage", "angle"):
        with pytest.raises(BankError, match=f"{key} must be one of"):
            list(entries("x", re.sub(rf'{key} = "\w+"', f'{key} = "other"', good)))


def test_a_bank_that_cannot_be_read_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> tuple[Entry, ...]:
        raise BankError("smart_goals.toml", "this is no TOML")

    monkeypatch.setattr("reflect.prompts.offering.installed_bank", gone)
    given_ = offer(a_request())
    assert (given_.questions, given_.note) == ((), NO_BANK)


def test_the_bank_is_kept_as_one_file_a_template() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*OURS, GENERAL}


# The choice


def test_it_works_with_nothing_configured() -> None:
    given_ = offer(a_request(parameters={"ai_consent": "none"}))
    assert [question.source for question in given_.questions] == ["bank", "bank"]
    assert (given_.note, dict(given_.rejected)) == ("", {})
    assert all(question.why for question in given_.questions)


def test_questions_for_the_field_come_first() -> None:
    own = {entry.text for entry in BANK if "evidence" in entry.fields}
    offered = choose(BANK, for_slot("smart_goals", "evidence", "the sheet"), len(own))
    assert {question.text for question in offered} == own


def test_a_second_and_third_goal_have_the_questions_of_the_first() -> None:
    first = choose(BANK, for_slot("smart_goals", "evidence", "proof"), 3)
    assert choose(BANK, for_slot("smart_goals", "evidence_2", "proof", like="evidence"), 3) == first
    assert choose(BANK, for_slot("smart_goals", "evidence_3", "proof", like="evidence"), 3) == first


def test_what_was_written_steers_the_choice() -> None:
    stranger = for_slot("smart_goals", "achievable", "I am counting on support from my manager and a colleague.")
    hours = for_slot("smart_goals", "achievable", "I have one hour a week on a busy calendar, and a month is short.")
    assert "Whose help" in choose(BANK, stranger, 1)[0].text
    assert "help" not in choose(BANK, hours, 1)[0].text


def test_before_anything_is_written_no_question_looks_back_at_it() -> None:
    looking_back = {entry.text for entry in BANK if entry.written}
    assert looking_back
    every = {name: choose(BANK, for_slot("career_map", "vision", draft), 99) for name, draft in BLANK_OR_NOT.items()}
    assert looking_back.isdisjoint(question.text for question in every["blank"])
    assert not looking_back.isdisjoint(question.text for question in every["written"])


def test_the_same_request_gets_the_same_questions_and_another_pair_may_get_others() -> None:
    request = for_slot("career_map", "paths")
    assert choose(BANK, request, 3) == choose(list(reversed(BANK)), request, 3)
    cohort = {choose(BANK, for_slot("career_map", "paths", parameters={"pair_id": str(n)}), 2) for n in range(20)}
    assert len(cohort) > 5


@pytest.mark.parametrize(("template", "field"), ASKING, ids=lambda part: getattr(part, "id", part))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_of_three_looks_for_the_other_side_and_nothing_comes_twice(template: str, field: Field, count: int) -> None:
    seen: tuple[str, ...] = ()
    angles: list[str] = []
    for _ in range(6 // count):
        questions = choose(BANK, for_slot(template, field.id, "a word or two", seen=seen), count)
        assert len(questions) == count
        assert count == 1 or any(question.angle in OTHER_SIDE for question in questions)
        for question in questions:
            assert not is_repeat(question.text, seen)
            seen += (question.text,)
            angles.append(question.angle)
    triples = zip(angles, angles[1:], angles[2:], strict=False)
    assert all(OTHER_SIDE & set(triple) for triple in triples)
    assert sum(one != two for one, two in pairwise(angles)) >= len(angles) // 2


def test_a_field_that_no_question_was_made_for_gets_those_for_any_field() -> None:
    unknown = choose(BANK, for_slot("smart_goals", "partner", "a word"), 3)
    assert {question.text for question in unknown} <= {
        entry.text for entry in BANK if entry.template == "smart_goals" and "*" in entry.fields
    }
    own_template = choose(BANK, for_slot("made_here", "thoughts"), 3)
    assert {question.text for question in own_template} <= {e.text for e in BANK if e.template == GENERAL}
    assert (len(unknown), len(own_template)) == (3, 3)


def test_when_all_have_been_seen_it_says_so() -> None:
    given_ = offer(a_request(seen=tuple(entry.text for entry in BANK)))
    assert (given_.questions, given_.note) == ((), ALL_SEEN)


def test_the_bank_makes_up_for_a_model_that_saw_one_side() -> None:
    one_sided = Question("What is it about?", "", "endpoint", angle="deepen")
    beside = choose(BANK, for_slot("smart_goals", "evidence"), 1, beside=[one_sided])
    assert beside[0].angle in OTHER_SIDE


def test_a_name_that_is_an_ordinary_word_leaves_questions() -> None:
    names = {"mentor": "Will May", "mentee": "What How"}
    assert len(offer(for_slot("smart_goals", "evidence", parameters=names)).questions) == 2


@pytest.mark.parametrize(("count", "offered"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, MOST), (99, MOST)])
def test_one_to_three_questions_are_offered(count: int, offered: int) -> None:
    given_ = offer(a_request(), count)
    assert (len(given_.questions), given_.note) == (offered, "")


def test_offers_fade_unless_asked_again() -> None:
    assert len(offer(a_request(answers_so_far=FADES_AFTER)).questions) == 1
    assert len(offer(a_request(answers_so_far=FADES_AFTER, seen=("What is it about?",))).questions) == 2


def test_off_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_PROMPTS", " OFF ")
    given_ = offer(a_request())
    assert given_.questions == ()
    assert "switched off" in given_.note


@given(st.text(), st.lists(st.text(), max_size=4), st.text(), st.text(), st.integers(-5, 9))
def test_an_offer_never_raises(draft: str, seen: list[str], template: str, name: str, count: int) -> None:
    request = a_request(
        draft=draft, seen=tuple(seen), template=template, field=name, slot=name, parameters={"mentor": name}
    )
    assert len(offer(request, count).questions) <= MOST

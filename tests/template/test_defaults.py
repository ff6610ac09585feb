"""What an answer is before anybody has written one."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.check import check
from reflect.fields import FieldError, declare
from reflect.fields.words import Plain, Words
from reflect.form.describe import describe_field
from reflect.journal.page import render_page
from reflect.prompts.request import request_of
from reflect.template import Template, read_template
from reflect.template.completeness import progress
from reflect.template.defaults import as_it_stands
from tests.journal.samples import made, questions, wrote
from tests.notebooks import code, markdown, save, template

PARAMETERS = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = "2027-03-05"\npair_id = ""'


def read(*calls: str) -> Template:
    return read_template(template(markdown("## Part"), code("\n".join(calls)), parameters=PARAMETERS), "note.ipynb")


AGENDA = 'wb.choice("agenda", ["The mentor", "The mentee"], default="The mentee", required=True)'


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ('wb.text("a", default="Ask {{ mentor }}, from {{ start }}.")', "Ask Alex, from 5 March 2027."),
        ('wb.text("a", default="{{ programme }}")', None),
        ('wb.date("a", default="2027-06-01")', "2027-06-01"),
        ('wb.date("a", default="{{ start }}")', "2027-03-05"),
        ('wb.date("a", default="{{ mentor }}")', None),
        ('wb.number("a", default=30, high=60)', 30),
        ('wb.scale("a", 0, 4, default=0)', 0),
        ('wb.choice("a", ["{{ mentor }}", "us"], default="{{ mentor }}")', "{{ mentor }}"),
        ('wb.choices("a", ["x", "y"], default=["y"])', ["y"]),
        ('wb.choices("a", ["x", "y"], other=True, default=["z"])', ["z"]),
        ('wb.yes_no("a", default=False)', False),
    ],
)
def test_an_answer_stands_from_the_start(call: str, value: object) -> None:
    found = read(call)
    assert as_it_stands(found, {}).get("a") == value
    assert as_it_stands(found, {"a": None}) == {"a": None}, "it was emptied"
    described = describe_field(found.fields[0], None, found.parameters)
    assert [slot["default"] for slot in described["slots"]] == [value]


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        ("text", {"default": 3}, "default must be text in quotes"),
        ("text", {"default": " "}, "default must be an answer"),
        ("number", {"default": 61, "high": 60}, "default must be an answer that can be given here, not 61"),
        ("scale", {"default": 11}, "default must be an answer"),
        ("date", {"default": "soon"}, "default must be an answer"),
        ("choice", {"options": ["x", "y"], "default": "z"}, "default must be an answer"),
        ("choices", {"options": ["x", "y"], "default": "x"}, "default must be a list"),
        ("choices", {"options": ["x", "y"], "default": []}, "default must be a list"),
        ("yes_no", {"default": "yes"}, "default must be True or False"),
        ("yes_no", {"must_be": True, "default": True}, "somebody's own"),
        ("text", {"by": "each", "sealed": "pulse", "default": "x"}, "leave default out"),
        ("rows", {"columns": {"a": "text"}, "default": []}, "takes no argument 'default'"),
    ],
)
def test_what_nobody_could_answer_stands_nowhere(kind: str, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(FieldError, match=said):
        declare(kind, named={"id": "a", **arguments})


def test_it_counts_as_answered_until_somebody_empties_it() -> None:
    found = read(AGENDA)
    assert progress(found, {}).complete
    assert progress(found, {"agenda": None}).missing == ("agenda",)
    assert progress(found, {"agenda": "The mentor"}).complete


def test_conditions_go_by_it() -> None:
    why = 'wb.text("why", required=True, when={"agenda": "The mentee"})'
    found = read(AGENDA, why)
    assert progress(found, {}).missing == ("why",)
    assert progress(found, {"agenda": "The mentor"}).missing == ()
    assert progress(found, {"agenda": None}).missing == ("agenda",)


def test_it_begins_no_part_that_counts_once_something_is_written() -> None:
    found = read(
        'wb.text("kind_2", default="SMART", group="Goal 2")', 'wb.text("why_2", required=True, group="Goal 2")'
    )
    assert progress(found, {}).needed == 0
    assert progress(found, {"kind_2": "open"}).missing == ("why_2",)
    assert list(questions(made(found))) == []


def test_each_of_two_has_it_and_what_they_agree_on_has_not() -> None:
    found = read('wb.text("how", by="each", agreed=True, required=True, default="By phone")')
    assert as_it_stands(found, {"how.mentor": "By post"}) == {"how.mentor": "By post", "how.mentee": "By phone"}
    assert progress(found, {}).missing == ("how.agreed",)


def test_a_journal_says_that_nobody_has_written_it() -> None:
    found = read(AGENDA, 'wb.text("who", by="each", default="Ask {{ mentor }}.")')
    asked = questions(made(found, wrote("who.mentor", "Me.", "Alex")))
    assert asked["agenda"].answers[0].stands == Plain("The mentee")
    assert [answer.stands for answer in asked["who"].answers] == [None, Words("Ask Alex.")]
    assert render_page(made(found)).count("As it stands until somebody changes it") == 3


def test_a_journal_shows_nothing_in_place_of_what_was_emptied() -> None:
    found = read(AGENDA)
    first = wrote("agenda", "The mentor", minute=1)
    emptied = wrote("agenda", None, minute=2, parents=(first.id,))
    page = made(found, first, emptied)
    assert questions(page)["agenda"].answers[0].stands is None
    assert "Not answered yet" in render_page(page)
    both = made(found, wrote("agenda", "The mentor"), wrote("agenda", "The mentee", "Alex"))
    assert (len(questions(both)["agenda"].answers[0].versions), questions(both)["agenda"].answers[0].stands) == (
        2,
        None,
    )


def test_a_question_is_asked_of_it_and_it_is_no_answer_so_far() -> None:
    found = read('wb.text("who", default="Ask {{ mentor }}.", prompts=True)')
    request = request_of(found, found.fields[0], "who", frozenset())
    assert (request.draft, request.answers_so_far) == ("Ask Alex.", 0)


def test_a_check_names_a_parameter_that_it_has_not(tmp_path: Any) -> None:
    cells = (markdown("## Part"), code('wb.text("a", default="Ask {{ mentro }}.")'))
    [problem] = check(save(template(*cells), tmp_path / "note.ipynb"))
    assert "names mentro" in str(problem)

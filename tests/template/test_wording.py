"""Parameters in the words of fields: in the form, in a journal, in what a model is asked, and in a check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.check import check
from reflect.fields import Rows
from reflect.form.describe import describe_field
from reflect.journal.page import render_page
from reflect.prompts.asking import body
from reflect.prompts.request import request_of
from reflect.template import Template, TemplateError, read_template
from reflect.template.wording import worded
from tests.hostile import NAMES
from tests.journal.samples import made, wrote
from tests.notebooks import HEADER, code, markdown, save, template

PARAMETERS = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = "2027-03-05"\npair_id = ""'


def read(*calls: str, parameters: str = PARAMETERS) -> Template:
    return read_template(template(markdown("## Part"), code("\n".join(calls)), parameters=parameters), "note.ipynb")


EVERYWHERE = (
    'wb.text("why", label="Why, {{ mentee }}?", help="{% if start %}From {{ start }}.{% endif %}", prompts=True)',
    'wb.scale("far", 0, 4, ends=["{{ mentor }} leads", "{{ mentee }} leads"])',
    'wb.choice("who", ["{{ mentor }}", "{{ mentee }}", "both"], other=True)',
    'wb.choices("whom", ["{{ mentor }}", "both"])',
    'wb.number("much", unit="{{ programme }} hours")',
    'wb.rows("steps", {"what": ("What {{ mentee }} does", "text"), "by": ("By", ["{{ mentor }}", "us"])},'
    ' rows=["{{ mentee }}, first", "then"], suggest={"what": ["Ring {{ mentor }}"]})',
)


def test_parameters_stand_in_all_words_that_people_are_shown() -> None:
    why, far, who, whom, much, steps = worded(read(*EVERYWHERE)).fields
    assert (why.label, why.help) == ("Why, Sam?", "From 5 March 2027.")
    assert far.own()["ends"] == ["Alex leads", "Sam leads"]
    assert who.own()["shown"] == ["Alex", "Sam", "both"]
    assert whom.own()["shown"] == ["Alex", "both"]
    assert much.own()["unit"] == " hours"
    assert isinstance(steps, Rows)
    assert steps.columns[0].label == "What Sam does"
    assert steps.rows == ("Sam, first", "then")
    assert dict(steps.suggest) == {"what": ("Ring Alex",)}


def test_what_is_kept_of_an_option_is_what_the_template_says() -> None:
    found = read(*EVERYWHERE)
    who = found.fields[2]
    described = describe_field(who, None, found.parameters)
    assert described["own"]["options"] == ["{{ mentor }}", "{{ mentee }}", "both"]
    assert described["own"]["shown"] == ["Alex", "Sam", "both"]
    assert who.is_answered("{{ mentor }}")
    steps = [{"what": "Ring", "by": "{{ mentor }}"}]
    page = render_page(
        made(found, wrote("who", "{{ mentee }}"), wrote("whom", ["{{ mentor }}"]), wrote("steps", steps))
    )
    assert "Why, Sam?" not in page, "it has no answer"
    assert '<p class="plain" dir="auto">Sam</p>' in page
    assert '<li dir="auto">Alex</li>' in page
    assert "What Sam does" in page
    assert "{{" not in page.partition("<h2>Part")[2]


def test_a_model_is_asked_in_the_words_of_the_form_without_the_names_in_them() -> None:
    found = read(*EVERYWHERE)
    request = request_of(found, found.fields[0], "why", frozenset(), "because")
    assert request.label == "Why, Sam?"
    sent = body(request, "model").decode()
    assert "Why, [mentee]?" in sent
    assert "Sam" not in sent


def test_a_worked_example_is_in_the_form_and_nowhere_else() -> None:
    example = '{"weaker": "Be better.", "better": "Ring {{ mentor }} on Monday.", "changed": "A day."}'
    found = read(
        f'wb.text("why", prompts=True, example={example})\nwb.rows("steps", {{"a": "text"}}, example=[{example}])'
    )
    why, steps = found.fields
    [shown] = describe_field(why, None, found.parameters)["examples"]
    assert shown == {"weaker": "Be better.", "better": "Ring Alex on Monday.", "changed": "A day."}
    assert describe_field(steps, None, found.parameters)["examples"] == [shown]
    assert "on Monday" not in render_page(made(found, wrote("why", "Because.")))
    assert "on Monday" not in body(request_of(found, why, "why", frozenset(), "because"), "model").decode()


def test_a_further_part_has_no_example_once_more() -> None:
    example = '{"weaker": "Be better.", "better": "Ring.", "changed": "A verb."}'
    group = 'wb.group("goal", repeat=2, title="Goal {number}")'
    cells = (markdown("## Goal 1"), code(group), code(f'wb.text("why", example={example})'))
    first, second = read_template(template(*cells), "note.ipynb").fields
    assert (len(first.example), len(second.example)) == (1, 0)


@given(st.sampled_from(NAMES) | st.text(max_size=80))
@example("{{ mentee }}")
@example("2027-03-05-2")
def test_whatever_a_name_holds_is_text(name: str) -> None:
    parameters: dict[str, Any] = {"mentor": name, "mentee": "Sam"}
    field = read('wb.choice("who", ["{{ mentor }}", "us"], label="{{ mentor }}")').fields[0]
    described = describe_field(field, None, parameters)
    shown = "5 March 2027 (2)" if name == "2027-03-05-2" else " ".join(name.split())
    assert described["label"] == shown
    assert described["own"]["shown"] == [shown, "us"]


@pytest.mark.parametrize(
    "words",
    ["{{ colour }}", "{{ mentor", "{% for a in mentor %}{% endfor %}", "{{ mentor / 0 }}", '{{ "a" * 10 ** 9 }}'],
)
def test_words_that_cannot_be_filled_in_are_shown_as_they_are(words: str) -> None:
    [field] = worded(read(f'wb.text("a", label={words!r})')).fields
    assert field.label == words


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (
            'wb.text("a", label="Dear {{ mentro }}")',
            "'a': “Dear {{ mentro }}” names mentro, and there is no such parameter",
        ),
        ('wb.choice("a", ["{{ you }}", "me"])', "“{{ you }}” names you"),
        ('wb.rows("a", {"b": ("For {{ you }}", "text")})', "“For {{ you }}” names you"),
        (
            'wb.text("a", help="{{ mentor() }}")',
            "“{{ mentor() }}” cannot be filled in: name() cannot stand in a question",
        ),
    ],
)
def test_a_check_names_what_is_no_parameter(call: str, problem: str, tmp_path: Path) -> None:
    path = save(template(markdown("## Part"), code(call)), tmp_path / "note.ipynb")
    [found] = check(path)
    assert problem in str(found)
    assert found.where.cell == 5


def test_the_title_of_a_further_part_may_name_people(tmp_path: Path) -> None:
    group = 'wb.group("goal", repeat=2, title="Goal {number} of {{ mentee }}", help="If {{ mentee }} likes.")'
    cells = (markdown("## Goal 1"), code(group), code('wb.text("why")'))
    path = save(template(*cells), tmp_path / "note.ipynb")
    assert check(path) == ()
    found = read_template(template(*cells, parameters=PARAMETERS), "note.ipynb")
    assert [field.group for field in worded(found).fields] == ["", "Goal 2 of Sam"]
    assert found.cells[-2].markdown == "## Goal 2 of {{ mentee }}\n\nIf {{ mentee }} likes."
    for title in ("Goal {number} {", "Goal {{ number }}", "Goal {number} {0}"):
        with pytest.raises(TemplateError, match="title must be text"):
            read_template(template(markdown("## A"), code(f'wb.group("g", 2, {title!r})'), header=HEADER), "note.ipynb")

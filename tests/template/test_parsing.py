from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.template import NoTemplate, TemplateError, read_template
from reflect.template.calls import AtLeast
from reflect.template.lengths import length_in_words
from tests.notebooks import HEADER, PARAMETERS, code, markdown, notebook, template, weekly_note


def problems(content: dict[str, Any]) -> list[str]:
    with pytest.raises(TemplateError) as caught:
        read_template(content, "note.ipynb")
    return [str(problem) for problem in caught.value.problems]


def test_a_template_is_read_without_running_it(tmp_path: Path) -> None:
    bomb = tmp_path / "ran"
    read = read_template(template(code(f"open({str(bomb)!r}, 'w')"), code('wb.text("a")')), "note.ipynb")
    assert (read.name, read.version, read.title, read.personal_to) == ("weekly_note", 1, "Weekly note", None)
    assert list(read.parameters) == ["mentor", "mentee", "programme", "start", "pair_id"]
    assert [field.id for field in read.fields] == ["a"]
    assert not bomb.exists()


def test_cells_keep_their_order_and_their_fields() -> None:
    read = read_template(weekly_note(), "note.ipynb")
    assert [field.id for cell in read.cells for field in cell.fields] == ["happened", "mood", "actions"]
    assert [cell.number for cell in read.cells if cell.markdown] == [1, 4, 6]
    assert read.field_of("mood.mentor") == read.fields[1]
    assert read.field_of("gone") is None


def test_injected_parameters_take_the_place_of_the_defaults_and_add_none() -> None:
    content = weekly_note()
    content["cells"].insert(2, {**code('mentor = "Alex"\nrm = "rf"', "injected-parameters"), "id": "injected"})
    read = read_template(content, "note.ipynb")
    assert read.parameters["mentor"] == "Alex"
    assert "rm" not in read.parameters


def test_a_rule_names_the_fields_it_is_about() -> None:
    read = read_template(template(code('wb.text("a")\nwb.text("b")\nwb.at_least(1, ["a", "b"])')), "note.ipynb")
    assert read.rules == (AtLeast(1, ("a", "b")),)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('wb.text("a")\nwb.text("a")', "cell 4: the field id 'a' is already used in cell 4. Give each field an id"),
        ("wb.text(name)", "cell 4: argument 1 of wb.text is not a literal"),
        ('wb.text("a", label=f"{mentor}")', "cell 4: the argument label of wb.text is not a literal"),
        ('wb.text("a", **more)', "cell 4: wb.text is called with **"),
        ('wb.essay("a")', "cell 4: there is no kind of field called 'essay'; the kinds are text, number"),
        ('for n in range(3):\n    wb.text("a")', "cell 4: wb is used inside other code on line 1"),
        ('x = wb.text("a")', "cell 4: wb is used inside other code on line 1"),
        ('wb.text("a"', "cell 4: this is not Python that can be read (line 1)"),
        ("%matplotlib inline", "cell 4: this is not Python that can be read (line 1)"),
        ('wb.at_least(2, ["a"])', "cell 4: wb.at_least takes a number and a list"),
        ('wb.text("a", when={"b": "x"})', "cell 4: the condition of 'a' names 'b', which is no field here"),
        ('wb.at_least(1, ["zz"])', "cell 4: wb.at_least names 'zz', which is no field here"),
        (HEADER, "cell 4: reflect.workbook(...) is called a second time"),
        ('wb.date("a", release=True)', "cell 4: date takes no argument 'release'"),
    ],
)
def test_each_mistake_names_the_file_the_cell_and_what_to_do(source: str, said: str) -> None:
    [problem] = problems(template(code(source)))
    assert problem.startswith(f"note.ipynb, {said}")
    assert problem.endswith((".", "')."))


def test_every_mistake_is_named_at_once() -> None:
    found = problems(template(code("wb.text(1)"), code('wb.text("a", by="boss")')))
    assert [problem.split(":")[0] for problem in found] == ["note.ipynb, cell 4", "note.ipynb, cell 5"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (notebook(markdown("# Hello"), code(HEADER)), "there is no parameters cell"),
        (template(parameters='mentor = ""'), "the parameters cell has no mentee"),
        (template(parameters=f"{PARAMETERS}\nstart = today()"), "the value of 'start' is not a plain text"),
        (template(parameters=f"import os\n{PARAMETERS}"), "line 1 is not of the form name = value"),
        (template(code(PARAMETERS, "parameters")), "this is a second cell tagged parameters"),
        (template(header="import reflect"), "no cell calls reflect.workbook"),
        (template(header='wb = reflect.workbook("My notes", version=1, title="x")'), "cannot be a template's name"),
        (template(header='wb = reflect.workbook("released", version=1, title="x")'), "a template cannot be called"),
        (template(header='wb = reflect.workbook("../x", version=1, title="x")'), "cannot be a template's name"),
        (template(header='wb = reflect.workbook("x", version="1", title="x")'), "version must be a whole number"),
        (template(header='wb = reflect.workbook("x", version=1, title="x", personal_to="me")'), "personal_to must"),
        (template(header='wb = reflect.workbook("x", version=1, title="x", size=3)'), "does not take size here"),
        *(
            (template(header=HEADER.replace("version=1", f"version=1, minutes={given}")), "minutes must be two whole")
            for given in ("20", "(45, 20)", "(0, 9)", "(1, 2, 3)", "(True, 2)", "'20'", "(10, 10000)")
        ),
        (template(header='wb = reflect.workbook("x", version=1, title="x", focus=focus)'), "focus is passed"),
    ],
)
def test_a_notebook_that_is_no_template_says_what_is_missing(content: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in problems(content))


def test_a_call_that_is_wrong_is_not_said_to_be_missing() -> None:
    [problem] = problems(template(header='wb = reflect.workbook("x", version="1", title="x")'))
    assert "version must be a whole number" in problem


@given(source=st.text(max_size=80) | st.from_regex(r"wb\.[a-z]{1,6}\(.{0,20}\)", fullmatch=True))
def test_any_code_cell_is_read_or_refused(source: str) -> None:
    try:
        read_template(template(code(source)), "note.ipynb")
    except TemplateError as error:
        assert all(problem.where.cell == 4 for problem in error.problems)


@pytest.mark.parametrize(
    ("content", "is_something_else"),
    [
        (notebook(code("%matplotlib inline"), code("wb = load_workbook()\nwb.save('x')")), True),
        (template(header="wb = reflect.workbook("), False),
        (template(header='wb = reflect.workbook("x", version=1)'), False),
        (template(code("wb.text(what)")), False),
    ],
)
def test_a_damaged_workbook_is_told_from_a_notebook_that_is_none(
    content: dict[str, Any], is_something_else: bool
) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template(content, "note.ipynb")
    assert isinstance(caught.value, NoTemplate) == is_something_else


def test_a_template_says_how_long_it_takes() -> None:
    def length(given: str) -> str:
        read = read_template(template(header=HEADER.replace("version=1", f"version=1, minutes={given}")), "note.ipynb")
        return length_in_words(read.minutes)

    assert length("(20, 45)") == "About 20 minutes for what is asked of everybody; 45 with all of it"
    assert length("[10, 10]") == "About 10 minutes"
    assert length("None") == ""


def test_a_text_of_a_personal_template_can_be_released() -> None:
    own = HEADER.replace("version=1", 'version=1, personal_to="mentor"')
    found = read_template(template(code('wb.text("line", release=True)\nwb.text("other")'), header=own), "note.ipynb")
    assert [field.release for field in found.fields] == [True, False]

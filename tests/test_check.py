from __future__ import annotations

from pathlib import Path

import pytest

from reflect.catalogue import template_names
from reflect.check import check
from reflect.resources import WORKBOOKS
from tests.notebooks import HEADER, PARAMETERS, code, markdown, save, template, weekly_note


def found(content: dict[str, object], tmp_path: Path) -> list[str]:
    path = save(content, tmp_path / "note.ipynb")
    return [str(problem).removeprefix(f"{path}") for problem in check(path)]


@pytest.mark.parametrize("name", template_names())
def test_the_templates_that_come_with_reflect_are_clean(name: str) -> None:
    assert check(WORKBOOKS / f"{name}.ipynb") == ()


def test_a_good_template_has_no_problems(tmp_path: Path) -> None:
    assert found(weekly_note(), tmp_path) == []


def test_what_has_to_be_answered_is_not_folded_away(tmp_path: Path) -> None:
    deeper = markdown("## Go deeper") | {"metadata": {"jp-MarkdownHeadingCollapsed": True}}
    asked = code('wb.text("why")\nwb.text("how", required=True)\nwb.text("goal_2", required=True, group="Goal 2")')
    either = code('wb.text("a")\nwb.at_least(1, ["a"])')
    assert found(template(deeper, asked, either), tmp_path) == [
        f", cell 4: '{field}' has to be answered, and is folded away under this heading. Unfold that heading in"
        " JupyterLab and save, or do without required=True."
        for field in ("how", "a")
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            'wb.text("why", was="reason")\nwb.text("reason")',
            "'why' says that it was 'reason', and that is a field here",
        ),
        ('wb.text("why", was=["why"])', "'why' says that it was 'why', and that is a field here"),
        (
            'wb.text("why", was="reason")\nwb.date("by", was=["due", "reason"])',
            "'by' says that it was 'reason', and so does 'why'",
        ),
    ],
)
def test_a_former_name_that_is_anothers_too_is_named(tmp_path: Path, fields: str, said: str) -> None:
    [problem] = found(template(code(fields)), tmp_path)
    assert problem.startswith(f", cell 4: {said}. Give the new field another id")


def test_a_template_of_reflects_own_says_how_long_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.check.WORKBOOKS", tmp_path)
    [problem] = found(weekly_note(), tmp_path)
    assert problem.startswith(": it does not say how long it takes. Add minutes=(20, 45)")


def test_saved_outputs_missing_ids_and_repeated_ids_are_named(tmp_path: Path) -> None:
    content = weekly_note()
    content["cells"][4]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    del content["cells"][5]["id"]
    content["cells"][6]["id"] = "cell-1"
    assert found(content, tmp_path) == [
        ", cell 5: this cell was saved with its output. Clear all outputs and save again.",
        ", cell 6: this cell has no id. Open the notebook in JupyterLab and save it again.",
        ", cell 7: this cell has the id of cell 1. Cut this cell and paste it again, then save.",
    ]


def test_a_misspelt_parameter_in_markdown_is_named(tmp_path: Path) -> None:
    [problem] = found(template(markdown("Dear {{ mentro }}"), code('wb.text("a")')), tmp_path)
    assert problem.startswith(", cell 4: 'mentro' is undefined. Mend what stands in {{ }}")


def test_a_file_that_is_no_notebook_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "note.ipynb"
    path.write_text("Dear diary")
    [problem] = check(path)
    assert str(problem).startswith(f"{path}: this is not a notebook (no JSON). Open it in JupyterLab")


def test_what_is_shared_anyway_cannot_be_released(tmp_path: Path) -> None:
    field = code('wb.text("line", release=True)')
    [problem] = found(template(field), tmp_path)
    assert problem.startswith(", cell 4: 'line': release=True is for a personal workbook")
    assert problem.endswith("Leave release out.")
    assert found(template(field, header=HEADER.replace("version=1", 'version=1, personal_to="mentor"')), tmp_path) == []


@pytest.mark.parametrize("left_out", ["mentor", "mentee", "programme", "start", "pair_id"])
def test_a_parameter_that_the_header_leaves_out_is_named(tmp_path: Path, left_out: str) -> None:
    header = HEADER.replace(f"{left_out}={left_out}", "").replace(", ,", ",").replace(", )", ")").replace(",,", ",")
    [problem] = found(template(code('wb.text("a")'), header=header), tmp_path)
    assert problem == (
        f", cell 3: reflect.workbook is not given the parameter {left_out}. Add {left_out}={left_out} to the call."
    )


def test_every_parameter_that_the_header_leaves_out_is_named(tmp_path: Path) -> None:
    parameters = f'{PARAMETERS}\nai_consent = "none"\nai_consent_mentee = "none"\norganisation = ""'
    [problem] = found(template(code('wb.text("a")'), parameters=parameters), tmp_path)
    assert "the parameters ai_consent, ai_consent_mentee, organisation." in problem


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('ai_consent = "yes"', "this is how far a model may be asked, which is none, local or cloud"),
        ("ai_consent = True", "this is how far a model may be asked, which is none, local or cloud"),
        ('ai_consent_mentee = "all"', "this is how far a model may be asked, which is none, local or cloud"),
        ('review_on = "soon"', "unreadable date"),
        ('mentor_email = "ask me"', "not an e-mail address"),
    ],
)
def test_a_value_that_nobody_could_give_is_no_default(tmp_path: Path, line: str, said: str) -> None:
    name = line.partition(" ")[0]
    header = HEADER.replace("pair_id=pair_id", f"pair_id=pair_id, {name}={name}")
    [problem] = found(template(code('wb.text("a")'), parameters=f"{PARAMETERS}\n{line}", header=header), tmp_path)
    assert problem.startswith(f", cell 2: the default of {name} cannot be used: {said}. Write ")


@pytest.mark.parametrize(
    "line", ['ai_consent = ""', 'ai_consent = "Local"', "started_on = 2027", 'review_on = "5 May 2027"']
)
def test_a_value_that_somebody_could_give_is_a_default(tmp_path: Path, line: str) -> None:
    name = line.partition(" ")[0]
    header = HEADER.replace("pair_id=pair_id", f"pair_id=pair_id, {name}={name}")
    assert found(template(code('wb.text("a")'), parameters=f"{PARAMETERS}\n{line}", header=header), tmp_path) == []


SKILLS = '{"skill": "text", "now": "scale 0-4", "needed": "scale 0-4"}'


def test_a_picture_that_there_is_none_of_is_named(tmp_path: Path) -> None:
    assert found(template(code(f'wb.rows("gaps", {SKILLS}, picture="skills")')), tmp_path) == []
    [problem] = found(template(code(f'wb.rows("gaps", {SKILLS}, picture="roadmap")')), tmp_path)
    assert problem == (
        ", cell 4: 'gaps': there is no picture called 'roadmap'. Write 'road_map', 'skills' or 'network'."
    )


@pytest.mark.parametrize(
    ("picture", "columns", "said"),
    [
        ("road_map", '{"milestone": "text"}', "needs a column 'date' of the kind 'date'. Add 'date': 'date' to its"),
        ("road_map", '{"milestone": "text", "date": "text"}', "needs a column 'date' of the kind 'date'"),
        ("skills", '{"skill": ["a", "b"], "now": "scale 0-4"}', "'needed' of the kind 'scale'. Add 'needed': 'scale"),
        ("network", '{"name": "text", "closeness": "scale 1-5"}', "needs a column 'initials' of the kind 'text'"),
    ],
)
def test_a_picture_without_the_columns_that_it_needs_is_named(
    tmp_path: Path, picture: str, columns: str, said: str
) -> None:
    [problem] = found(template(code(f'wb.rows("gaps", {columns}, picture="{picture}")')), tmp_path)
    assert said in problem


def test_a_source_is_looked_for_among_what_is_installed_and_beside_the_template(tmp_path: Path) -> None:
    other = template(code('wb.text("hope")'), header=HEADER.replace("weekly_note", "hopes"))
    save(other, tmp_path / "hopes.ipynb")
    sources = ["career_map.milestones", "hopes.hope", "weekly_note.a", "hopes.fear", "fears.fear"]
    problems = found(template(code(f'wb.text("a", offers={sources})')), tmp_path)
    assert problems == [
        ", cell 4: 'a': offers='hopes.fear': 'hopes' has no field 'fear'."
        " Name one of its fields, such as 'hopes.hope'.",
        ", cell 4: 'a': offers='fears.fear': there is no template 'fears' among those installed or beside this one."
        " Write the name of one that is in `reflect templates`.",
    ]


def test_a_calendar_needs_dates(tmp_path: Path) -> None:
    [problem] = found(template(code('wb.rows("a", {"what": "text"}, calendar=True)')), tmp_path)
    assert "calendar needs a column of dates" in problem
    [problem] = found(template(code('wb.text("a", calendar=True)')), tmp_path)
    assert "text takes no argument 'calendar'" in problem


def test_a_set_that_only_one_of_the_two_can_seal_is_found(tmp_path: Path) -> None:
    columns = '{"skill": "text", "view": ("View", "scale 0-4", "mentor")}'
    [problem] = found(template(code(f'wb.rows("skills", {columns}, sealed="views")')), tmp_path)
    assert "of the set 'views' only one of the two has something to seal" in problem
    both = code('wb.rows("skills", ' + columns + ', sealed="views")\nwb.text("why", by="each", sealed="views")')
    assert found(template(both), tmp_path) == []


def test_nothing_is_sealed_in_a_personal_workbook(tmp_path: Path) -> None:
    header = HEADER.replace("version=1", 'version=1, personal_to="mentor"')
    [problem] = found(template(code('wb.text("why", by="each", sealed="views")'), header=header), tmp_path)
    assert "nobody else reads a personal one" in problem

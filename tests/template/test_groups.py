"""Parts of a template that repeat."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.check import check
from reflect.personalise import personalise
from reflect.template import Template, TemplateError, read_template
from reflect.template.groups import written_out
from tests.notebooks import code, markdown, save, template

GROUP = 'wb.group("goal", repeat=3, title="Goal {number}", help="Only if you want to.")'
PART = (
    markdown("## Goal 1\n\nStart here."),
    code(GROUP),
    markdown("### Kind\n\nWhich?\n\nThis explains it."),
    code(
        'wb.choice("kind", ["kind", "open"], required=True)\n'
        'wb.text("why", when={"kind": ["kind", "other"]}, prompts=True)\n'
        'wb.scale("sure", 0, 10)\n'
        'wb.text("more", when_below={"sure": 7})\n'
        'wb.at_least(1, ["why", "before"])'
    ),
)
BEFORE, AFTER = (markdown("## Before"), code('wb.text("before")')), (markdown("## After"), code('wb.text("after")'))


def read(*cells: dict[str, Any]) -> Template:
    return read_template(template(*cells), "note.ipynb")


def found() -> Template:
    return read(*BEFORE, *PART, *AFTER)


def test_a_part_is_there_as_often_as_it_says_in_its_place() -> None:
    ids = [field.id for field in found().fields]
    goals = [f"{name}{suffix}" for suffix in ("", "_2", "_3") for name in ("kind", "why", "sure", "more")]
    assert ids == ["before", *goals, "after"]
    assert [cell.markdown for cell in found().cells if cell.markdown][1:] == [
        "## Before",
        "## Goal 1\n\nStart here.",
        "### Kind\n\nWhich?\n\nThis explains it.",
        "## Goal 2\n\nOnly if you want to.",
        "### Kind\n\nWhich?",
        "## Goal 3\n\nOnly if you want to.",
        "### Kind\n\nWhich?",
        "## After",
    ]


def test_the_fields_of_a_further_part_are_a_group_and_say_which_field_they_follow() -> None:
    fields = {field.id: field for field in found().fields}
    assert [(fields[name].group, fields[name].like) for name in ("why", "why_2", "why_3", "after")] == [
        ("", ""),
        ("Goal 2", "why"),
        ("Goal 3", "why"),
        ("", ""),
    ]


def test_conditions_and_rules_stay_within_their_part_and_answers_stay_what_they_are() -> None:
    fields = {field.id: field for field in found().fields}
    conditions = [fields["why_2"].when, fields["more_3"].when_below]
    assert conditions == [("kind_2", ("kind", "other")), ("sure_3", 7)]
    assert fields["kind_2"].is_answered("kind")
    assert [rule.fields for rule in found().rules] == [("why", "before"), ("why_2", "before"), ("why_3", "before")]


def test_a_workbook_holds_plain_cells_that_read_the_same() -> None:
    content = template(*BEFORE, *PART, *AFTER)
    workbook = personalise(content, {"mentor": "Alex", "mentee": "Sam"})
    assert read_template(workbook, "note.ipynb").fields == found().fields
    assert "wb.group" not in "".join(cell["source"] for cell in workbook["cells"])
    assert written_out(workbook) is workbook
    assert len({cell["id"] for cell in workbook["cells"]}) == len(workbook["cells"])
    folded = [c["source"] for c in workbook["cells"] if c["metadata"].get("jp-MarkdownHeadingCollapsed")]
    assert [source.partition("\n")[0] for source in folded] == ["## Goal 2", "## Goal 3"]


def test_a_part_ends_with_the_notebook_where_no_heading_follows() -> None:
    assert [field.id for field in read(*BEFORE, *PART).fields][-1] == "more_3"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('wb.group("goal", repeat=1, title="Goal {number}")', "repeat must be a whole number from 2 to 9"),
        ('wb.group("goal", repeat=3, title="Goal")', "title must be text with {number} in it"),
        ('wb.group("goal", repeat=3, title="{number} {0.__class__}")', "title must be text with {number} in it"),
        ('wb.group("A goal", repeat=3, title="Goal {number}")', "cannot be a group's id"),
        ('wb.group("goal", repeat=n, title="Goal {number}")', "the argument repeat of wb.group is not a literal"),
        ('wb.group("goal")', "wb.group takes an id, how often it is there, and a title"),
    ],
)
def test_a_group_that_cannot_be_used_says_what_to_write(call: str, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        read(markdown("## Goal"), code(call), code('wb.text("why")'))
    assert said in str(refused.value)


def test_a_part_has_a_heading_and_is_not_within_another() -> None:
    inner = (markdown("### Step"), code('wb.group("step", repeat=2, title="Step {number}")'), code('wb.text("step")'))
    for cells in ((code(GROUP), code('wb.text("why")')), (*BEFORE, *PART, *inner)):
        content = template(*cells)
        without_title = [cell for cell in content["cells"] if not cell["source"].startswith("# ")]
        with pytest.raises(TemplateError, match="wb.group cannot stand here"):
            read_template({**content, "cells": without_title}, "note.ipynb")


def test_what_is_wrong_in_a_part_is_said_of_the_cell_that_people_see(tmp_path: Any) -> None:
    wrong = (markdown("## Goal"), code(GROUP), code('wb.text("why")'), markdown("## After {{ mentro }}"))
    [problem] = check(save(template(*wrong), tmp_path / "note.ipynb"))
    assert (problem.where.cell, problem.message) == (7, "'mentro' is undefined")
    [problem] = check(save(template(*BEFORE, *PART, code('wb.text("why_2")')), tmp_path / "note.ipynb"))
    assert "'why_2' is already used" in problem.message

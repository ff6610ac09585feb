"""The form in a program that does not fold what is under a heading, as JupyterLab does: in VS Code, for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.template.folding import FOLDED
from tests.form.conftest import Wire
from tests.form.host import Host, run
from tests.notebooks import code, markdown, save, template

pytestmark = pytest.mark.browser


@pytest.fixture
def workbook() -> Path:
    """A workbook with a second goal, in which there is a part of its own to go deeper."""
    deeper = markdown("### Go deeper") | {"metadata": {FOLDED: True}}
    content = template(
        markdown("## Goal 1"),
        code('wb.group("goal", repeat=2, title="Goal {number}")'),
        code('wb.text("goal", label="My goal", required=True)\nwb.text("why", label="Why")'),
        deeper,
        code('wb.text("roots", label="Its roots")'),
        markdown("## After"),
        code('wb.text("after", label="Afterwards")'),
    )
    source = find_template(str(save(content, Path("templates/weekly_note.ipynb"))))
    return make_workbook(Pair("Alex", "Sam"), source, Path.cwd()).path


def test_a_folded_part_is_one_button_until_it_is_wanted(wire: Wire, page: Page, workbook: Path) -> None:
    run(workbook)
    shown = Host(page, wire)
    expect(shown.page.get_by_role("button", name="Show ")).to_have_text(["Show “Go deeper”", "Show “Goal 2”"])
    for label in ("My goal", "Why", "Its roots"):
        expect(shown.field(label, at=1)).to_be_hidden()
    for label in ("My goal", "Why", "Afterwards"):
        expect(shown.field(label)).to_be_visible()
    assert not Axe().run(page).response["violations"]

    shown.opener("Show “Goal 2”").press("Enter")
    expect(shown.opener("Hide “Goal 2”")).to_be_focused()
    expect(shown.page.get_by_role("button", name="Show “Go deeper”")).to_have_count(2)
    expect(shown.field("Its roots", at=1)).to_be_hidden()
    shown.write("My goal", "To chair a meeting.", at=1)
    shown.opener("Hide “Goal 2”").click()
    expect(shown.field("My goal", at=1)).to_be_hidden()
    expect(shown.page.get_by_role("button", name="Show ")).to_have_text(["Show “Go deeper”", "Show “Goal 2”"])


def test_a_part_with_an_answer_is_open_and_those_around_it(wire: Wire, page: Page, workbook: Path) -> None:
    run(workbook)
    wire.field("roots_2").save("roots_2", "Long ago.")
    shown = Host(page, wire)
    expect(shown.field("Its roots", at=1).get_by_role("textbox")).to_have_value("Long ago.")
    expect(shown.field("Why", at=1)).to_be_visible()
    expect(shown.field("Its roots")).to_be_hidden()
    expect(shown.page.get_by_role("button", name="Show ")).to_have_text(["Show “Go deeper”"])


def test_whoever_is_led_to_an_open_question_finds_its_part_open(wire: Wire, page: Page, workbook: Path) -> None:
    run(workbook)
    shown = Host(page, wire)
    shown.write("My goal", "To speak up.")
    shown.opener("Show “Goal 2”").click()
    shown.write("Why", "To be heard.", at=1)
    shown.opener("Hide “Goal 2”").click()
    shown.opener("Go to the next open question").click()
    expect(shown.field("My goal", at=1).get_by_role("textbox")).to_be_focused()


def test_without_its_notebook_nothing_is_folded(wire: Wire, page: Page, workbook: Path) -> None:
    elsewhere = workbook.rename(Path("templates/renamed.ipynb"))
    run(elsewhere)
    shown = Host(page, wire)
    expect(shown.field("Its roots", at=1)).to_be_visible()
    expect(shown.page.get_by_role("button", name="Show ")).to_have_count(0)

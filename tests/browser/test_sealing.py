"""Two people in two browsers on one server answer a set that neither sees before both have sealed it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.workbook import Workbook
from tests.browsing import Lab
from tests.notebooks import code, markdown, save, template

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

SET = """
wb.scale("often", 1, 5, by="each", required=True, sealed="pulse", agreed=True, label="As often as we need")
wb.text("why", by="each", required=True, sealed="pulse", label="Because")
wb.rows("skills", {"skill": "text", "view": ("Your view", "scale 0-4", "mentor")}, sealed="pulse", label="Skills")
wb.text("plan", label="What we do about it")
"""


def sealed_workbook(lab: Lab) -> str:
    content = template(
        markdown("## Our pulse"),
        code(SET.strip()),
        parameters='mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""',
    )
    save(content, lab.root / "pulse" / "note.ipynb")
    return "pulse/note.ipynb"


def part(workbook: Workbook, label: str, role: str) -> Locator:
    return workbook.field(label).locator(f".reflect-by-{role}")


def writes_as(workbook: Workbook, name: str) -> None:
    workbook.page.locator(".reflect-who-writes").get_by_role("button", name=name, exact=True).click()


def test_two_people_seal_a_set_and_then_see_both(nobodys_lab: Lab, page: Page, other_page: Page) -> None:
    path = sealed_workbook(nobodys_lab)
    sam = Workbook(page, nobodys_lab, path).open().run_all()
    expect(part(sam, "Because", "mentor").get_by_role("textbox")).to_be_hidden()
    expect(part(sam, "As often", "agreed")).to_be_hidden()
    sam.save_notebook()
    alex = Workbook(other_page, nobodys_lab, path).open().alive()
    writes_as(sam, "Sam")
    writes_as(alex, "Alex")

    part(alex, "As often", "mentor").get_by_role("radio", name="2").press("Space")
    words = part(alex, "Because", "mentor").get_by_role("textbox")
    words.press_sequentially("She talks over me")
    part(alex, "Skills", "one").get_by_role("textbox").fill("Planning")
    view = part(alex, "Skills", "mentor").get_by_role("group", name="Planning").get_by_role("combobox")
    view.select_option(label="3")
    seal = alex.field("Skills").get_by_role("button", name="Seal my answers")
    expect(seal).to_be_enabled()
    seal.click()
    alex.page.get_by_role("button", name="Seal them").click()
    expect(part(alex, "Because", "mentor")).to_contain_text("You sealed this")
    expect(words).to_be_hidden()

    theirs = part(sam, "Because", "mentor")
    expect(theirs).to_contain_text("Alex has sealed theirs. You see them once you have sealed yours.")
    assert "talks over" not in page.content()
    assert page.evaluate("[...document.querySelectorAll('textarea')].every((each) => !each.value.includes('talks'))")
    for results in (Axe().run(each, context=".reflect-seal") for each in (page, other_page)):
        assert results.violations_count == 0, results.generate_report()

    part(sam, "As often", "mentee").get_by_role("radio", name="4").press("Space")
    part(sam, "Because", "mentee").get_by_role("textbox").fill("We meet every week")
    sam.field("Because").get_by_role("button", name="Seal my answers").click()
    sam.page.get_by_role("button", name="Seal them").click()
    for workbook in (sam, alex):
        expect(part(workbook, "Skills", "mentor")).to_contain_text("Planning: Your view: 3")
        expect(part(workbook, "Because", "mentor")).to_contain_text("She talks over me")
        expect(part(workbook, "Because", "mentee")).to_contain_text("We meet every week")
        expect(workbook.page.get_by_role("progressbar", name="2 of 3 answered")).to_be_visible()
    part(sam, "As often", "agreed").get_by_role("radio", name="3").press("Space")
    for workbook in (sam, alex):
        expect(workbook.page.get_by_role("progressbar", name="3 of 3 answered")).to_be_visible()
        workbook.saved()
    answers = sam.answers()
    assert [row["skill"] for row in answers.pop("skills")] == ["Planning"]
    assert [row["view"] for row in answers.pop("skills.mentor")] == [3]
    assert answers == {
        "often.mentor": 2,
        "often.mentee": 4,
        "often.agreed": 3,
        "why.mentor": "She talks over me",
        "why.mentee": "We meet every week",
    }


def test_one_persons_column_stays_with_its_row_whatever_the_other_does_to_the_table(
    nobodys_lab: Lab, page: Page, other_page: Page
) -> None:
    columns = '{"skill": "text", "view": ("Your view", "scale 0-4", "mentor")}'
    content = template(
        markdown("## Strengths"),
        code(f'wb.rows("strengths", {columns}, label="Strengths")'),
        code('wb.text("last", label="Last")'),
        parameters='mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""',
    )
    save(content, nobodys_lab.root / "own" / "note.ipynb")
    sam = Workbook(page, nobodys_lab, "own/note.ipynb").open().run_all()
    sam.save_notebook()
    alex = Workbook(other_page, nobodys_lab, "own/note.ipynb").open().alive()
    writes_as(sam, "Sam")
    writes_as(alex, "Alex")
    table, views = part(sam, "Strengths", "one"), part(alex, "Strengths", "mentor")

    for skill in ("Planning", "Listening", "Writing"):
        if skill != "Planning":
            table.get_by_role("button", name="Add a row").click()
        table.get_by_role("textbox").last.fill(skill)
    for skill, view in (("Listening", "2"), ("Writing", "3")):
        views.get_by_role("group", name=skill).get_by_role("combobox").select_option(label=view)
    alex.saved()
    table.get_by_role("button", name="Remove row 2").click()
    table.get_by_role("button", name="Remove row 1").click()
    table.get_by_role("textbox").last.fill("Writing well")
    expect(views.get_by_role("group", name="Writing well").get_by_role("combobox")).to_have_value("3")
    gone = views.get_by_role("group", name="A row that is no longer in the table")
    expect(gone.get_by_role("combobox")).to_have_value("2")
    sam.saved()
    answers = sam.answers()
    [row] = answers["strengths"]
    assert row["skill"] == "Writing well"
    assert {"_row": row["_row"], "view": 3} in answers["strengths.mentor"]
    assert len(answers["strengths.mentor"]) == 2

"""Every installed template as a live form that is in use, looked over by axe, in either theme of JupyterLab."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from reflect.catalogue import installed_template, template_names
from reflect.demo.examples import examples
from reflect.fields import Rows, Value
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from reflect.template import Template
from reflect.template.completeness import is_shown
from tests.browser.workbook import Workbook
from tests.browsing import Lab

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


def written(template: Template) -> list[tuple[str, Value, str]]:
    """Answers, each with who wrote it: two versions of the first words, and whatever brings up another question."""
    first = next(field for field in template.fields if field.kind == "text" and field.when is None)
    given: dict[str, Value] = {}
    for field in template.fields:
        if field.when is not None:
            given.setdefault(field.when[0], field.when[1][0])
        if field.when_below is not None:
            given.setdefault(field.when_below[0], field.when_below[1] - 1)
        if field.release:
            given[field.slots[0]] = "A line to share."
    if template.name == "smart_goals":
        given["goal"] = "By May I have given the talk three times."
    if template.name == "career_map":
        given["milestones"] = examples()[0].answers["career_map"]["milestones"]
    return [
        (first.slots[0], "One thing.", "Sam"),
        (first.slots[0], "Another.", "Alex"),
        *((slot, value, "sam") for slot, value in given.items()),
    ]


@pytest.fixture(scope="module")
def folder(lab: Lab) -> str:
    """A folder with a workbook of each template, all of one pair, in which something is written."""
    for name in template_names():
        file = make_workbook(Pair("Alex", "Sam"), find_template(name), lab.root / "axe").path
        workbook = read_workbook(file)
        personal = workbook.template.personal_to is not None
        store = FolderStore(
            lab.home / "data/reflect/answers" if personal else file.parent / "answers", private=personal
        )
        now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        for slot, value, who in written(workbook.template):
            store.append(revise(workbook=workbook.id, field=slot, author=who, value=value, source="test", now=now))
    return "axe"


@pytest.mark.parametrize("name", template_names())
def test_no_form_has_accessibility_violations(lab: Lab, page: Page, folder: str, name: str) -> None:
    known = installed_template(name) or pytest.fail("it is not installed")
    template = known.template
    path = f"{folder}/{name}.ipynb"
    page.goto(f"{lab.url}reflect/open/{path}?token={lab.token}")
    workbook = Workbook(page, lab, path).alive()
    page.evaluate("window.jupyterapp.commands.execute('notebook:expand-all-headings')")
    answers = {slot: value for slot, value, _ in written(template)}
    shown = [field for field in template.fields if is_shown(field, answers)]
    expect(page.locator(".reflect-field >> visible=true")).to_have_count(1 + len(shown))
    expect(page.locator(".reflect-version")).to_have_count(2)
    prompting = sum(field.prompts for field in shown)
    if prompting:
        page.get_by_role("button", name="Ask me a question").first.press("Enter")
        expect(page.locator(".reflect-question").first).to_be_visible()
        page.get_by_role("button", name="Answer this").first.press("Enter")
        expect(page.get_by_role("button", name="Put away")).to_be_visible()
    if prompting > 1:
        page.get_by_role("button", name="Ask me a question").first.press("Enter")
        page.get_by_role("button", name="Why this question?").first.press("Enter")
    if any(field.offers and field.kind == "text" for field in template.fields):
        expect(page.locator(".reflect-chip").first).to_be_visible()
    if any(field.release for field in template.fields):
        page.get_by_role("button", name="Share this with").first.press("Enter")
        expect(page.get_by_role("button", name="Share these words")).to_be_visible()
    if any(isinstance(field, Rows) and not field.rows for field in template.fields):
        page.get_by_role("button", name="Remove row 1").first.press("Enter")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
    for theme in workbook.in_each_theme():
        found = Axe().run(page, context=".reflect-field")
        assert not found.response["violations"], f"{theme}: {found.generate_report()}"

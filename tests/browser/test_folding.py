"""Folded parts in JupyterLab, which folds what is under a heading by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reflect.template.folding import FOLDED
from tests.browser.workbook import Workbook
from tests.browsing import Lab
from tests.notebooks import code, markdown, save, template

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


def test_jupyterlab_folds_alone_and_unfolds_for_whoever_is_led_to_a_question(lab: Lab, page: Page) -> None:
    content = template(
        markdown("## First"),
        code('wb.text("one", label="One", required=True)'),
        markdown("## Go deeper") | {"metadata": {FOLDED: True}},
        code('wb.text("two", label="Two", required=True)'),
        markdown("## Last"),
        code('wb.text("four", label="Four")'),
        parameters='mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""',
    )
    save(content, lab.root / "folded/note.ipynb")
    workbook = Workbook(page, lab, "folded/note.ipynb").open().run_all()
    expect(workbook.field("Two")).to_be_hidden()
    workbook.words("One").fill("Something.")
    expect(page.locator(".reflect-reached label")).to_have_text("1 of 2 answered")
    page.get_by_role("button", name="Go to the next open question").press("Enter")
    expect(workbook.words("Two")).to_be_in_viewport()
    expect(page.locator(".reflect-fold:visible")).to_have_count(0)

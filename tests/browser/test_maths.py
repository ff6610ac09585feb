"""Money is money in JupyterLab, which typesets whatever it takes for a formula."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from reflect.disk.atomic import atomic_write
from reflect.notebook.files import notebook_text, read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE, Lab
from tests.notebooks import markdown

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


def test_a_value_is_never_typeset(lab: Lab, page: Page) -> None:
    path = make_workbook(
        Pair("from $40k to $50k", r"\(x^2\) \[y\]"), find_template("smart_goals"), lab.root / "money"
    ).path
    workbook = read_notebook(path)
    formula = {**markdown("Somebody's own $x^2$"), "id": "formula"}
    place = next(n for n, cell in enumerate(workbook["cells"], start=1) if cell["source"].startswith("# SMART goals"))
    cells = [*workbook["cells"][:place], formula, *workbook["cells"][place:]]
    atomic_write(path, notebook_text({**workbook, "cells": cells}))
    Workbook(page, lab, "money/smart_goals.ipynb").open()
    expect(page.locator("mjx-container").last).to_be_visible(timeout=PATIENCE)  # what stands before it was looked at
    title = page.locator(".jp-MarkdownOutput", has=page.get_by_role("heading", name="SMART goals"))
    expect(title).to_contain_text(r"\(x^2\) \[y\] with from $40k to $50k")
    expect(page.locator("mjx-container")).to_have_count(1)

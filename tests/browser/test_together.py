"""Two people in one workbook: in two browsers on one kernel, and with a kernel each on one folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.workbook import Workbook, small_workbook
from tests.browsing import PATIENCE, Lab, run_lab

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


@pytest.fixture(scope="module")
def shared_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab with jupyter-collaboration."""
    root, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home")
    with run_lab(root, home, together=True) as lab:
        yield lab


@pytest.fixture(params=["lab", "shared_lab"], ids=["alone", "with jupyter-collaboration"])
def any_lab(request: pytest.FixtureRequest) -> Lab:
    lab: Lab = request.getfixturevalue(request.param)
    return lab


@pytest.fixture
def other_page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser of somebody else's."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_running_all_in_one_browser_leaves_the_form_alive_in_another(
    any_lab: Lab, page: Page, other_page: Page
) -> None:
    path = small_workbook(any_lab, "again")
    mine = Workbook(page, any_lab, path).open().run_all()
    mine.save_notebook()
    theirs = Workbook(other_page, any_lab, path).open().alive()
    box = theirs.words("What happened")
    box.press_sequentially("Half a sen")
    mine.run_all()
    expect(box).to_be_focused()
    other_page.keyboard.type("tence.")
    theirs.saved()
    expect(box).to_have_value("Half a sentence.")
    expect(mine.words("What happened")).to_have_value("Half a sentence.")
    assert mine.answers()["happened"] == "Half a sentence."

"""Two people on a JupyterHub, each with a server of their own, in one workbook of a folder that they share."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from reflect.programme.stored import read_workbook
from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE, Lab
from tests.integration.hub import LINK, PROXY, Hub, run_hub
from tests.test_cli import reflect

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    if not PROXY.exists():
        reason = "JupyterHub's proxy is not here. `make hub` gets it."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with run_hub() as running:
        yield running


class Somebody:
    """One of the hub's people, in a browser of their own."""

    def __init__(self, hub: Hub, name: str, context: BrowserContext) -> None:
        self.name = name
        self._hub = hub
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        home = hub.homes / name
        self.workbook = Workbook(self.page, Lab(f"{hub.url}/user/{name}/", "", home, home), "")

    def follows(self, link: str) -> None:
        """Open a link, and log in where the hub asks for it."""
        self.page.goto(f"{self._hub.url}{link}")
        if "/hub/login" in self.page.url:
            self.page.get_by_label("Username").fill(self.name)
            self.page.get_by_label("Password").fill(self._hub.password)
            self.page.get_by_role("button", name="Sign in").click()

    def sees_the_form(self, path: str) -> None:
        """Wait until the form of the workbook at an API path is there and alive, and knows whose it is."""
        expect(self.page).to_have_url(re.compile(f"/user/{self.name}/doc/tree/{re.escape(quote(path))}$"))
        self.workbook.alive()
        expect(self.page.get_by_text(f"Writing as {self.name}")).to_be_visible()

    def writes(self, label: str, text: str) -> None:
        self.workbook.words(label).fill(text)
        self.workbook.saved()

    def reads(self, label: str, text: str) -> None:
        expect(self.workbook.words(label)).to_have_value(text)

    def saves_the_notebook(self) -> None:
        """Have JupyterLab save it. Where the other has saved it meanwhile, it may ask whose is to be kept: theirs."""
        self.page.evaluate(
            """() => {
                window.saved = false;
                window.jupyterapp.commands.execute("docmanager:save").then(() => { window.saved = true; });
            }"""
        )
        self.page.wait_for_function("window.saved || document.querySelector('.jp-Dialog')")
        for dialog in self.page.locator(".jp-Dialog").all():
            expect(dialog).to_contain_text("has changed on disk")
            dialog.get_by_role("button", name="Revert").click()
        self.page.wait_for_function("window.saved && !document.querySelector('.jp-Dialog')")


WHAT, WHY = "First draft", "Why I want it"


def test_two_people_open_a_shared_workbook_by_one_link_and_each_sees_what_the_other_writes(
    hub: Hub, chromium: Browser
) -> None:
    folder = hub.shared / "Sam & Alex"
    reflect("new", "smart_goals", "--mentor", "Alex", "--mentee", "Sam", "--out", folder)
    path = f"{LINK}/Sam & Alex/smart_goals.ipynb"
    sam, alex = (Somebody(hub, name, chromium.new_context()) for name in hub.people)
    for each in (sam, alex):  # the hub starts both servers at once
        each.follows(f"/hub/user-redirect/reflect/open/{quote(path)}")
    for each in (sam, alex):
        each.sees_the_form(path)

    sam.writes(WHAT, "To speak to a full room.")
    alex.reads(WHAT, "To speak to a full room.")
    alex.writes(WHY, "You said so in May.")
    sam.reads(WHY, "You said so in May.")
    for each in (sam, alex, sam):  # what one has saved, the other may save over, and is shown
        each.saves_the_notebook()
        each.page.reload()
        each.sees_the_form(path)
        each.reads(WHY, "You said so in May.")
    sam.writes(WHY, "You said so in May. And in June.")
    alex.reads(WHY, "You said so in May. And in June.")

    said = {(revision.author, revision.value) for revision in read_workbook(folder / "smart_goals.ipynb").answers().log}
    assert said == {
        (sam.name, "To speak to a full room."),
        (alex.name, "You said so in May."),
        (sam.name, "You said so in May. And in June."),
    }

    for page in ("reflect/", f"doc/tree/{quote(path)}"):
        refused = alex.page.goto(f"{hub.url}/user/{sam.name}/{page}")
        assert refused is not None
        assert refused.status == 403
    alex.follows(f"/user/{sam.name}/reflect/open/{quote(path)}")
    expect(alex.page.get_by_text("403")).to_be_visible()
    expect(alex.page.locator(".reflect-field")).to_have_count(0)
    for each in (sam, alex):
        each.page.context.close()

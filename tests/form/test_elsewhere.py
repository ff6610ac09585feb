"""The form in a page that is not JupyterLab's and knows nothing of its cells, as in VS Code.

Kernel and browser are the real ones. Between them is what anywidget asks of any program that shows a notebook: a model
for each widget, whose messages go to the kernel and come from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from reflect.form.bundle import bundle
from reflect.language import for_browser
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.template.folding import FOLDED
from tests.form.conftest import Recorder, View, Wire
from tests.nodejs import BROWSER
from tests.notebooks import code, markdown, save, template

pytestmark = pytest.mark.browser

HTML = "<!doctype html><html lang=en><title>A notebook</title><main><h1>A notebook</h1></main>"

HOST = """async ({ code, style, language, widgets }) => {
    const { show } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    const listeners = new Map();
    const send = async (id, message) => {
        for (const [to, each] of await window.toKernel(id, message))
            for (const listener of listeners.get(to)) listener(each);
    };
    for (const { id, state } of widgets) {
        const own = new Set();
        listeners.set(id, own);
        const model = {
            get: (name) => state[name],
            send: (message) => void send(id, message),
            on: (event, listener) => event === "msg:custom" && own.add(listener),
            off: (event, listener) => own.delete(listener),
        };
        const el = document.querySelector("main").appendChild(document.createElement("div"));
        await show({ model, el }, style, language);
    }
}"""


class Elsewhere:
    """A page that shows every widget of a kernel, one below the other."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.page = page
        self._views: dict[str, View] = {}
        self._passed_on: dict[str, int] = {}
        page.route("http://elsewhere.test/", lambda route: route.fulfill(body=HTML, content_type="text/html"))
        page.goto("http://elsewhere.test/")
        page.expose_function("toKernel", self._to_kernel)
        self._show(wire.open)

    def field(self, label: str, at: int = 0) -> Locator:
        return self.page.locator(".reflect-field", has=self.page.locator(".reflect-label", has_text=label)).nth(at)

    def write(self, label: str, words: str, at: int = 0) -> None:
        self.field(label, at).get_by_role("textbox").fill(words)
        expect(self.field(label, at).locator(".reflect-status")).to_contain_text("Saved ")

    def opener(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def _show(self, opened: list[Recorder]) -> None:
        parts = [each for each in opened if each.state.get("part") in ("heading", "field")]
        self._views = {each.comm_id: View(each) for each in parts}
        self._passed_on = dict.fromkeys(self._views, 0)
        self.page.evaluate(
            HOST,
            {
                "code": bundle(BROWSER / "form.js"),
                "style": (BROWSER / "field.css").read_text("utf-8"),
                "language": for_browser("en-GB"),
                "widgets": [{"id": each.comm_id, "state": each.state} for each in parts],
            },
        )

    def _to_kernel(self, widget: str, message: object) -> list[tuple[str, dict[str, Any]]]:
        self._views[widget].send(message)
        told: list[tuple[str, dict[str, Any]]] = []
        for each, view in self._views.items():
            heard = view.heard()
            told += [(each, message) for message in heard[self._passed_on[each] :]]
            self._passed_on[each] = len(heard)
        return told


def run(notebook: Path) -> None:
    """Run the cells of a notebook that is in this folder, as its kernel would."""
    names: dict[str, Any] = {}
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], names)  # a template of this repository, or of this file


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
    shown = Elsewhere(page, wire)
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
    shown = Elsewhere(page, wire)
    expect(shown.field("Its roots", at=1).get_by_role("textbox")).to_have_value("Long ago.")
    expect(shown.field("Why", at=1)).to_be_visible()
    expect(shown.field("Its roots")).to_be_hidden()
    expect(shown.page.get_by_role("button", name="Show ")).to_have_text(["Show “Go deeper”"])


def test_whoever_is_led_to_an_open_question_finds_its_part_open(wire: Wire, page: Page, workbook: Path) -> None:
    run(workbook)
    shown = Elsewhere(page, wire)
    shown.write("My goal", "To speak up.")
    shown.opener("Show “Goal 2”").click()
    shown.write("Why", "To be heard.", at=1)
    shown.opener("Hide “Goal 2”").click()
    shown.opener("Go to the next open question").click()
    expect(shown.field("My goal", at=1).get_by_role("textbox")).to_be_focused()


def test_without_its_notebook_nothing_is_folded(wire: Wire, page: Page, workbook: Path) -> None:
    elsewhere = workbook.rename(Path("templates/renamed.ipynb"))
    run(elsewhere)
    shown = Elsewhere(page, wire)
    expect(shown.field("Its roots", at=1)).to_be_visible()
    expect(shown.page.get_by_role("button", name="Show ")).to_have_count(0)

"""A page that shows a form and is not JupyterLab's: it knows nothing of cells, as in VS Code.

Kernel and browser are the real ones. Between them is what anywidget asks of any program that shows a notebook: a model
for each widget, whose messages go to the kernel and come from it. It is there in a second or two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from reflect.form.bundle import bundle
from reflect.language import for_browser
from reflect.notebook.files import read_notebook
from tests.form.conftest import Recorder, View, Wire
from tests.nodejs import BROWSER

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


class Host:
    """A page that shows every widget that is open, one below the other."""

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

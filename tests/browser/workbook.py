"""A workbook in JupyterLab, as the person in front of it meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from reflect.revisions import current
from reflect.stores.folder import FolderStore
from tests.browsing import PATIENCE, Lab
from tests.notebooks import code, markdown, save, template

KERNEL_IDLE = """() => {
    const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""

FIELDS = """
wb.text("happened", by="mentee", required=True, prompts=True, label="What happened", help="A moment, not a summary.")
wb.choice("model", ["Gibbs", "Kolb"], label="Model")
wb.text("feel", label="What I felt", when={"model": "Gibbs"})
wb.scale("mood", 0, 10, by="each", required=True, ends=["low", "high"], label="Mood")
wb.date("due", label="Due on")
wb.yes_no("again", label="Meet again")
wb.choices("channels", ["phone", "video"], label="Channels")
wb.number("minutes", low=0, high=240, unit="minutes", label="Length")
"""
ROWS = 'wb.rows("steps", {"action": "text", "when": "date", "done": "yes_no", "size": "scale 0-4"}, label="Steps")'


SHOWN = """() => {
    const cells = window.jupyterapp?.shell?.currentWidget?.content?.model?.cells;
    if (!cells) return false;
    const shown = [...document.querySelectorAll(".jp-CodeCell .jp-OutputArea-child")];
    const fields = [...document.querySelectorAll(".reflect-field")];
    let last = null;
    for (const cell of cells) if (cell.type === "code") last = cell;
    if (last?.executionCount && fields.length > 1 && fields.length === shown.length &&
        fields.every((field) => !field.querySelector("[inert]"))) return "alive";
    return shown.some((each) => each.textContent.includes("model not found")) && "lost";
}"""
"""Whether every field has heard from the kernel, or one cannot any more."""


def small_workbook(lab: Lab, name: str) -> str:
    """A small workbook of Sam and Alex in a folder of its own; gives its path for JupyterLab."""
    content = template(
        markdown("## This week"),
        code(FIELDS.strip()),
        markdown("## Next steps"),
        code(ROWS),
        parameters='mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""',
    )
    save(content, lab.root / name / "note.ipynb")
    return f"{name}/note.ipynb"


def choose(page: Page, menu: str, item: str) -> None:
    """Choose an item of a menu at the top of the page."""
    for name in (menu, item):
        page.get_by_role("menuitem", name=name, exact=True).click()


class Workbook:
    """A page with a workbook."""

    def __init__(self, page: Page, lab: Lab, path: str) -> None:
        self.page = page
        self._lab = lab
        self._path = path

    def open(self) -> Workbook:
        self.page.goto(f"{self._lab.url}doc/tree/{self._path}?token={self._lab.token}")
        return self.ready()

    def ready(self) -> Workbook:
        """Wait until JupyterLab has connected to the kernel."""
        self.page.locator(".jp-Notebook").wait_for()
        self.page.wait_for_function(KERNEL_IDLE, timeout=PATIENCE)
        return self

    def run_all(self) -> Workbook:
        choose(self.page, "Run", "Run All Cells")
        return self.alive()

    def restart_and_run_all(self) -> Workbook:
        choose(self.page, "Kernel", "Restart Kernel and Run All Cells…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        return self.alive()

    def alive(self) -> Workbook:
        """Wait until the last field of the workbook and all before it have heard from the kernel.

        ipywidgets gives a view two seconds to find its widget. Where the widgets arrive at the very end of them, it
        says "Error displaying widget" for good; whoever sees that on a slow machine loads the page again.
        """
        if self._shown() == "lost":
            self.page.reload()
            assert self._shown() == "alive"
        return self

    def _shown(self) -> str:
        try:
            found = self.page.wait_for_function(SHOWN, timeout=PATIENCE)
        except Error as error:
            there = [field.inner_text()[:60] for field in self.page.locator(".jp-CodeCell .jp-OutputArea-child").all()]
            raise AssertionError(f"{self._path} is not alive. It shows {there}") from error
        return str(found.json_value())

    def field(self, label: str) -> Locator:
        return self.page.locator(".reflect-field", has=self.page.locator(".reflect-label", has_text=label)).first

    def pick(self, label: str, option: str, at: int = 0) -> None:
        """Pick an option by keyboard: JupyterLab lays cells out as they come into view, and moves what is clicked."""
        radio = self.field(label).get_by_role("radio", name=option).nth(at)
        radio.press("Space")
        expect(radio).to_be_checked()

    def words(self, label: str) -> Locator:
        """The text box of a field."""
        return self.field(label).locator(".reflect-box textarea, .reflect-box input").first

    def saved(self) -> None:
        """Wait until the heading says so, and no field says otherwise."""
        expect(self.page.locator(".reflect-saving", has_text="Saving")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator(".reflect-overall")).to_have_text("Everything is saved.", timeout=PATIENCE)

    def in_each_theme(self) -> Iterator[str]:
        """JupyterLab's themes, each while it has it."""
        for theme in ("JupyterLab Light", "JupyterLab Dark"):
            self.page.evaluate(
                "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
            )
            light = str(theme.endswith("Light")).lower()
            self.page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
            yield theme

    def save_notebook(self) -> str:
        """Save the notebook file; gives what is in it."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        return (self._lab.root / self._path).read_text("utf-8")

    def answers(self) -> dict[str, Any]:
        """What is in the answer log."""
        root = (self._lab.root / self._path).parent / "answers"
        [folder] = [entry for entry in root.iterdir() if entry.is_dir()] if Path(root).exists() else [None]
        return current(FolderStore(root).read(folder.name).log) if folder else {}

"""Makes the pictures in this folder: `make screenshots`.

The sample programme is made in a temporary folder, opened in a real JupyterLab and a real Chromium, and photographed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser.workbook import Workbook
from tests.browsing import Lab, launch, run_lab

DOCS = Path(__file__).parent
SIZE: ViewportSize = {"width": 1120, "height": 840}

KEPT = (None, 6, 9, 30, 14)
"""How many answers of each log are left for the picture of the home page; None leaves all."""


def main() -> None:
    """Make the pictures."""
    with tempfile.TemporaryDirectory() as name:
        root, home = Path(name) / "root", Path(name) / "home"
        root.mkdir()
        data = {"XDG_DATA_HOME": str(home / "data"), "XDG_STATE_HOME": str(home / "state")}
        command = [sys.executable, "-m", "reflect", "demo", str(root)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **data})
        with run_lab(root, home) as lab, sync_playwright() as playwright:
            page = launch(playwright).new_page(viewport=SIZE, locale="en-GB", device_scale_factor=2)
            photograph_form(page, lab, next(root.glob("programme/blessing*/smart_goals.ipynb")))
            photograph_journal(page, next(root.glob("journals/blessing*/career_map.html")))
            photograph_home(page, lab)


def photograph_form(page: Page, lab: Lab, workbook: Path) -> None:
    """The workbook in JupyterLab, scrolled to where somebody has written."""
    shown = Workbook(page, lab, quote(str(workbook.relative_to(lab.root)))).open().run_all()
    for _ in range(2):  # JupyterLab lays out cells as they come into view, which moves those below
        page.wait_for_timeout(2000)
        shown.field("First draft").evaluate(
            "field => field.closest('.jp-Cell').previousElementSibling.scrollIntoView()"
        )
    page.mouse.click(5, 700)
    page.wait_for_timeout(1000)
    page.screenshot(path=DOCS / "form.png")


def photograph_journal(page: Page, journal: Path) -> None:
    """The journal's road map and what is around it."""
    page.goto(journal.as_uri())
    page.get_by_role("img").nth(1).evaluate("picture => picture.scrollIntoView({ block: 'center' })")
    page.screenshot(path=DOCS / "journal.png")


def photograph_home(page: Page, lab: Lab) -> None:
    """The home page, for two pairs that have further to go than the sample programme has."""
    shutil.rmtree(next(lab.root.glob("programme/*and-θάλεια*")))  # few machines have the letters of all three
    for number, log in enumerate(sorted(lab.root.glob("programme/*/answers/*/*.jsonl"))):
        lines = log.read_text("utf-8").splitlines(keepends=True)
        log.write_text("".join(lines[: KEPT[number % len(KEPT)]]), "utf-8")
    page.set_viewport_size({"width": 1120, "height": 880})
    page.goto(f"{lab.url}reflect/")
    page.screenshot(path=DOCS / "home.png")


if __name__ == "__main__":
    main()

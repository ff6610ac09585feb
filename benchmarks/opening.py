"""Opening a workbook alive against opening an empty notebook: `python -m benchmarks.opening`.

Both in the same JupyterLab and the same Chromium, in turn, each in a browser context and a kernel of its own, so that
neither finds anything that the other has warmed up. A workbook is there when its form has heard from its kernel, an
empty notebook when its kernel is idle.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.timing import seconds
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.browser.workbook import KERNEL_IDLE
from tests.browsing import PATIENCE, Lab, launch, run_lab

ROUNDS = 7
"""How often each is opened; the first of each, which loads what is loaded once, is left out."""

ALIVE = """() => {
    const fields = [...document.querySelectorAll(".reflect-field")];
    return fields.length > 1 && fields.every((field) => !field.querySelector("[inert]"));
}"""


def main() -> None:
    """Measure both and print them with their ratio."""
    with tempfile.TemporaryDirectory() as name:
        root, home = Path(name) / "root", Path(name) / "home"
        root.mkdir()
        make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), root)
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        empty = {"cells": [], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (root / "empty.ipynb").write_text(json.dumps(empty), encoding="utf-8")
        for together in (False, True):
            with run_lab(root, home, together=together) as lab, sync_playwright() as playwright:
                browser = launch(playwright)
                _measure(lab, browser, "with jupyter-collaboration" if together else "JupyterLab alone")


def _measure(lab: Lab, browser: Browser, label: str) -> None:
    workbook: list[float] = []
    notebook: list[float] = []
    for _ in range(ROUNDS):
        notebook.append(seconds(_open, lab, browser, "doc/tree/empty.ipynb", KERNEL_IDLE))
        workbook.append(seconds(_open, lab, browser, "reflect/open/smart_goals.ipynb", ALIVE))
    each, plain = statistics.median(workbook[1:]), statistics.median(notebook[1:])
    print(f"{label:28} workbook {each:6.2f} s   empty notebook {plain:6.2f} s   ratio {each / plain:5.2f}")


def _open(lab: Lab, browser: Browser, address: str, ready: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{lab.url}{address}?token={lab.token}")
    page.wait_for_function(ready, timeout=PATIENCE)
    context.close()
    for session in lab.ask("GET", "sessions"):
        lab.ask("DELETE", f"sessions/{session['id']}")


if __name__ == "__main__":
    main()

"""The whole of a workbook filled in by somebody who has no mouse: Tab, arrows, Space, Enter and words, nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reflect.fields import Rows
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.template.completeness import is_shown, progress
from tests.browser.workbook import Workbook
from tests.browsing import Lab

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

WHERE = """() => {
    const control = document.activeElement;
    const field = control.closest(".reflect-field");
    const label = field?.querySelector(".reflect-label > span")?.textContent ?? "";
    const words = control.getAttribute("aria-label") ?? control.textContent;
    const kind = control.tagName === "INPUT" ? control.type : control.tagName.toLowerCase();
    return { kind, label, words, isOurs: field !== null, isNew: control !== window.last && !!(window.last = control) };
}"""
"""Where the focus is, and whether it has moved since this was last asked: a date is several stops."""

SEEN = """() => {
    const control = document.activeElement;
    const shown = control.closest(".reflect-option") ?? control;
    const place = shown.getBoundingClientRect();
    const page = control.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const isFramed = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return isFramed && place.top >= page.top && place.bottom <= page.bottom && place.left >= page.left;
}"""
"""Whether whoever looks at the page sees where the focus is: all of the control, with a frame around it."""

REVEALS = {
    "How sure I am that I can do it": "What would add one point",
    "Where this goal stands": "The level we reached",
}
"""Questions whose answer brings up another."""

MOST_STOPS = 600


class Keyboard:
    """Somebody who goes through a page with Tab and answers whatever they come to."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._press = page.keyboard.press
        self._answers = 0
        self._more: set[tuple[int, str]] = set()
        self._unfolded = 0

    @property
    def _goal(self) -> int:
        """Which goal it is by now: in each, what goes deeper is folded too."""
        return 1 + self._unfolded // 2

    def where(self) -> dict[str, Any]:
        return dict(self._page.evaluate(WHERE))

    def go_through(self) -> None:
        """Answer everything from here to the end of the notebook."""
        for _ in range(MOST_STOPS):
            self._press("Tab")
            here = self.where()
            if not here["isNew"]:
                continue
            if here["isOurs"]:
                self._page.wait_for_function(SEEN)
                self._answer(**here)
            elif "hidden" in here["words"]:
                self._press("Enter")
                self._unfolded += 1
            elif self._answers:
                return
        raise AssertionError("there is no end to it")

    def _answer(self, kind: str, label: str, words: str, **_: Any) -> None:
        self._answers += 1
        if kind in ("textarea", "text"):
            self._page.keyboard.type(f"So {self._answers}")
        elif kind == "date":
            self._page.keyboard.type("05052027")
        elif kind == "radio":
            self._press("ArrowRight")
            if label in REVEALS:
                revealed = self._page.locator(".reflect-label", has_text=REVEALS[label]).locator("visible=true")
                expect(revealed).to_have_count(self._goal)
        elif kind == "select":
            self._page.keyboard.type("Yes")
        elif words == "Add a row" and (self._goal, label) not in self._more:
            self._more.add((self._goal, label))
            self._press("Enter")
            assert self.where()["kind"] in ("textarea", "date")
            self._answer(**self.where())


def test_the_whole_of_a_workbook_is_filled_in_by_keyboard_alone(lab: Lab, page: Page) -> None:
    file = make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), lab.root / "by-keyboard").path
    path = file.relative_to(lab.root).as_posix()
    page.goto(f"{lab.url}reflect/open/{path}?token={lab.token}")
    workbook = Workbook(page, lab, path).alive()
    sam = Keyboard(page)

    page.keyboard.press("Tab")
    assert sam.where()["words"] == "Go to the next open question"
    page.keyboard.press("Enter")
    assert sam.where()["label"] == "Kind of goal"
    page.keyboard.press("Shift+Tab")  # JupyterLab's own frame around the cell
    page.keyboard.press("Shift+Tab")
    assert sam.where()["kind"] == "checkbox"
    sam.go_through()

    workbook.saved()
    made = read_workbook(file)
    answers = workbook.answers()
    reached = progress(made.template, answers)
    assert reached.complete
    expect(page.locator(".reflect-reached label")).to_contain_text(f"{reached.needed} of {reached.needed} answered")
    shown = [field for field in made.template.fields if is_shown(field, answers)]
    assert set(answers) == {slot for field in shown for slot in field.slots if slot not in field.sealed_slots}
    for field in shown:
        if isinstance(field, Rows):
            for row in answers[field.id]:
                assert set(row) == {column.id for column in field.columns}, field.id
            assert len(answers[field.id]) == (len(field.rows) or 2), field.id

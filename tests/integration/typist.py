"""Somebody who types, key by key, and remembers what was on the screen, and when."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE

NOW, VISION = "Where I am now", "A good week, three to five years from now"
VALUES, CONFIDENCE = "What work must give me", "How sure I am of this direction"
FIELDS = {NOW: "now", VISION: "vision", VALUES: "values", CONFIDENCE: "confidence"}
"""Words, a table and a scale of the career map."""

WORDS = ["We", "tried", "it", "again", "on", "Monday,", "naïve", "as", "I", "am.", "彼女は言った", "שלום"]

LOOK = r"""([label, key]) => {
    const field = [...document.querySelectorAll(".reflect-field")]
        .find((field) => field.querySelector(".reflect-label > span")?.textContent === label);
    if (!field) return null; // its cell is being run again
    const active = document.activeElement;
    const textOf = (input) => {
        if (input.tagName === "SELECT") return input.value && input.selectedOptions[0].textContent;
        return input.value;
    };
    const afterKey = (input) => {
        if (input !== active || key === null) return textOf(input);
        if (input.tagName === "SELECT") return [...input.options].find((option) => option.text.startsWith(key)).text;
        const before = input.value.slice(0, input.selectionStart);
        const behind = input.value.slice(input.selectionEnd);
        return (key === "Backspace" ? before.slice(0, -1) : before + key) + behind;
    };
    const state = (valueOf) => {
        const radios = [...field.querySelectorAll("[type=radio]")];
        if (radios.length) return radios.findIndex((radio) => radio.checked);
        const rows = [...field.querySelectorAll(".reflect-row")];
        if (!rows.length) return valueOf(field.querySelector("textarea"));
        return rows
            .map((row) => [...row.querySelectorAll(".reflect-input")].map(valueOf))
            .filter((row) => row.some(Boolean));
    };
    const isReady = field.contains(active) && ["TEXTAREA", "SELECT"].includes(active.tagName);
    return { now: state(textOf), then: state(afterKey), isReady };
}"""
"""What is on the screen in a field, what will be after the next key, and whether the writing is there."""


@dataclass
class Seen:
    """What was on the screen in one field, one state after the other, each with since when."""

    states: list[tuple[float, Any]] = field(default_factory=list)

    def add(self, state: Any) -> None:
        """Remember what is there now."""
        if not self.states or self.states[-1][1] != state:
            self.states.append((time.time(), state))

    def may_be_left(self, moment: float) -> list[Any]:
        """What may be left when something was killed at `moment`, if all that had been there for a second is."""
        settled = [at for at, (since, _) in enumerate(self.states) if since <= moment - 1]
        return [state for _, state in self.states[settled[-1] if settled else 0 :]]


class Typist:
    """Types at random in the fields of a career map."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.seen: dict[str, Seen] = {}
        self.keys = 0

    def look(self, page: Page, label: str) -> Any:
        """What is on the screen in a field. It is remembered."""
        state = _look(page, label)["now"]
        self.seen.setdefault(label, Seen()).add(state)
        return state

    def begin(self, page: Page) -> None:
        """Forget what there was, and look at everything."""
        self.seen = {}
        for label in FIELDS:
            self.look(page, label)

    def go_on(self, workbook: Workbook) -> None:
        """Type a few words in a field, or pick something."""
        page = workbook.page
        dialog = page.locator(".jp-Dialog-button.jp-mod-accept")
        if dialog.count():
            dialog.first.click()
        label = self._dice.choice([NOW, NOW, VISION, VISION, VALUES, VALUES, CONFIDENCE])
        if label == CONFIDENCE:
            self._pick(workbook)
        elif label == VALUES:
            self._fill_in(workbook)
        else:
            workbook.words(label).focus()
            self._write(page, label)

    def _write(self, page: Page, label: str) -> None:
        """Type where the focus is: most often at the end, and now and then something is taken back."""
        if self._dice.random() < 0.9:
            page.keyboard.press(self._dice.choice(["Control+End"] * 5 + ["Control+Home"]))
        words = " ".join(self._dice.choices(WORDS, k=self._dice.randint(1, 5)))
        for character in f"{words} ":
            self._press(page, label, character)
            if character.isascii() and self._dice.random() < 0.05:
                self._press(page, label, "Backspace")
                self._press(page, label, character)

    def _press(self, page: Page, label: str, key: str) -> None:
        before = _look(page, label, key)
        states = self.seen[label].states
        if not before["isReady"] or before["now"] != states[-1][1]:
            self.seen[label].add(before["now"])  # a dialog has come up, or the form has put something in
            return
        states.append((float("inf"), before["then"]))  # it may be there before anybody can look
        if key == "Backspace":
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)
        states[-1] = (time.time(), _look(page, label)["now"])
        self.keys += 1
        page.wait_for_timeout(self._dice.uniform(0, 60))

    def _pick(self, workbook: Workbook) -> None:
        point = self._dice.randint(0, 10)
        states = self.seen[CONFIDENCE].states
        states.append((float("inf"), point))
        workbook.field(CONFIDENCE).get_by_role("radio").nth(point).press("Space")
        states[-1] = (time.time(), _look(workbook.page, CONFIDENCE)["now"])

    def _fill_in(self, workbook: Workbook) -> None:
        table = workbook.field(VALUES)
        what = table.get_by_label("What matters")
        if self._dice.random() < 0.3 and what.count() < 8:
            table.get_by_role("button", name="Add a row").press("Enter")
        if self._dice.random() < 0.2:
            table.get_by_label("Must or nice").last.focus()
            self._press(workbook.page, VALUES, "M")
        else:
            what.last.focus()
            self._write(workbook.page, VALUES)
        self.look(workbook.page, VALUES)


def _look(page: Page, label: str, key: str | None = None) -> Any:
    # Not at every frame, as it would be by itself: a browser that has no time to draw goes on answering.
    try:
        return page.wait_for_function(LOOK, arg=[label, key], timeout=PATIENCE, polling=50).json_value()
    except TooLate as error:
        there = page.locator(".reflect-label, .reflect-heading").all_inner_texts()
        raise AssertionError(f"{label} is not on the page, which has {there}") from error


def in_the_log(workbook: Workbook) -> dict[str, Any]:
    """What the answer log has for each field, as the screen would show it."""
    answers = workbook.answers()
    return {
        NOW: answers.get("now") or "",
        VISION: answers.get("vision") or "",
        VALUES: [[row.get(cell) or "" for cell in ("value", "why", "need")] for row in answers.get("values") or []],
        CONFIDENCE: answers.get("confidence", -1) if answers.get("confidence") is not None else -1,
    }

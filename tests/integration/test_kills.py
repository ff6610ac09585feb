"""Whatever dies while somebody types, what had been on the screen for a second is not lost.

REFLECT_KILLS is how many times something is killed, REFLECT_SEED at which moments. `make kills` kills 200 times.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE
from tests.integration.desk import BROWSER, KERNEL, SERVER, Desk, Killing
from tests.integration.typist import FIELDS, Typist, in_the_log

KILLS = int(os.environ.get("REFLECT_KILLS", "6"))
SEED = int(os.environ.get("REFLECT_SEED", "1"))
AGAIN = 0.3
"""How often a browser that was killed is killed once more, while words come back into it."""
WORKBOOK_LASTS = 10
"""Kills, before a new workbook is taken up."""

KINDS = [(KERNEL,), (SERVER,), (BROWSER,), (KERNEL, BROWSER), (SERVER, BROWSER), (KERNEL, SERVER, BROWSER)]

NOTHING_KEPT = """async () => {
    if (Object.keys(localStorage).some((key) => /^reflect:[0-9a-f-]{36}:/.test(key))) return false;
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("reflect-kept");
        request.onsuccess = () => resolve(request.result);
    });
    const read = database.transaction("words").objectStore("words").getAll();
    await new Promise((resolve) => (read.onsuccess = resolve));
    database.close();
    return read.result.every((record) => record.dropped);
}"""
"""Whether the browser keeps no words that were not saved."""

pytestmark = [pytest.mark.browser, pytest.mark.kernel, pytest.mark.timeout(300 + 90 * KILLS)]


def test_nothing_that_was_on_the_screen_for_a_second_is_lost(chromium: Browser, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    typist = Typist(dice)
    killed: Counter[str] = Counter()
    in_vain: Counter[str] = Counter()
    with Desk(chromium.browser_type, tmp_path / "desk") as desk:
        for number, kind in enumerate(_kinds(dice, KILLS), start=1):
            if number % WORKBOOK_LASTS == 1:
                desk.take_up(f"person-{number}")
                desk.bring_back()
            typist.begin(desk.page)
            plan = [(dice.uniform(0.2, 3), what) for what in dice.sample(kind, len(kind))]
            plan[0] = (dice.uniform(1.5, 5), plan[0][1])
            moment = _type_while_killing(desk, typist, plan, dice)
            left = {label: seen.may_be_left(moment) for label, seen in typist.seen.items()}
            killed.update(_bring_back(desk, kind, dice))
            in_vain.update(_settle(desk.workbook, typist, left))
            _check(desk.workbook, typist, left, f"Kill {number} of seed {SEED}, {plan}")
            print(
                f"{time.strftime('%X')} {number}: {plan}. {typist.keys} keys, offered in vain: {dict(in_vain)}",
                flush=True,
            )
    print(f"Killed {dict(killed)}.")


def _kinds(dice: random.Random, count: int) -> Iterator[tuple[str, ...]]:
    """So many kinds of killing, in any order, with all there are in each six."""
    for at in range(count):
        if at % len(KINDS) == 0:
            order = dice.sample(KINDS, len(KINDS))
        yield order[at % len(KINDS)]


def _type_while_killing(desk: Desk, typist: Typist, plan: list[tuple[float, str]], dice: random.Random) -> float:
    """Type until all is done. Gives the moment at which the writing ended."""
    killing = Killing(desk, plan)
    workbook = desk.workbook
    killing.start()
    ends = None
    try:
        while ends is None or time.time() < ends:
            if ends is None and not killing.is_alive():
                ends = time.time() + dice.uniform(0.3, 2.0)
            typist.go_on(workbook)
        for label in FIELDS:
            typist.look(workbook.page, label)
        return time.time() + 1  # the page has not gone away, so that not even the last key may be lost
    except Error:
        killing.join()
        if BROWSER not in killing.moments:
            raise
    return killing.moments[BROWSER]


def _bring_back(desk: Desk, kind: tuple[str, ...], dice: random.Random) -> list[str]:
    """Have everything running again, in one of the ways that a person might choose. Gives all that was killed."""
    way = dice.choice(["wake", "menu", "open"])
    if kind != (KERNEL,) or way == "open":
        desk.bring_back()
        if BROWSER not in kind or dice.random() > AGAIN:
            return [*kind]
        desk.page.wait_for_timeout(dice.uniform(0, 6000))
        desk.kill(BROWSER)
        desk.bring_back()
        return [*kind, BROWSER]
    wake = desk.page.locator(".reflect-heading").get_by_role("button", name="Wake it")
    expect(wake).to_be_visible(timeout=PATIENCE)
    dialog = desk.page.locator(".jp-Dialog-button.jp-mod-accept")
    if dialog.count():
        dialog.first.click()
    if way == "wake":
        with desk.page.expect_navigation(url="**/doc/tree/**", timeout=PATIENCE):
            wake.click()
    else:
        desk.workbook.ready().run_all()
    desk.note_kernel()
    return [*kind]


def _settle(workbook: Workbook, typist: Typist, left: dict[str, list[Any]]) -> Counter[str]:
    """Use what is offered where it is needed, and wait until everything is saved. Gives what was offered in vain."""
    in_vain: Counter[str] = Counter()
    deadline = time.monotonic() + PATIENCE / 1000
    while not workbook.page.evaluate(NOTHING_KEPT):
        assert time.monotonic() < deadline, "there is something that is neither saved nor offered"
        for label in FIELDS:
            field = workbook.field(label)
            if field.get_by_role("button", name="Use it").count():
                is_there = typist.look(workbook.page, label) in left[label]
                in_vain[label] += is_there
                field.get_by_role("button", name="Discard" if is_there else "Use it").click()
        workbook.page.wait_for_timeout(200)
    workbook.saved()
    return in_vain


def _check(workbook: Workbook, typist: Typist, left: dict[str, list[Any]], what: str) -> None:
    log = in_the_log(workbook)
    for label in FIELDS:
        state = typist.look(workbook.page, label)
        assert state in left[label], f"{what}: {label} has {state!r}, and had {left[label]!r}"
        assert log[label] == state, f"{what}: {label} has {state!r}, and the answer log {log[label]!r}"

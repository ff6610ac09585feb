"""The home page in a real browser: quiet, accessible, no wider than a telephone, and used by keyboard."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reflect.demo.examples import examples
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from tests.browsing import PATIENCE, Lab
from tests.hostile import NAMES

pytestmark = pytest.mark.browser

ALL_ANSWERED = re.compile(r"^(\d+) of \1 answered")

FILES = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)<",
    '"quotes\' and "><b>',
    "a?b=c#d%20e&amp;f+g;h",
    "javascript:alert(1)",
    "{{ 7*7 }} {% raw %}",
    "back\\slash",
    "new\nline",
    " space ",
    "佐々木",
    "שָׂרָה \u202eיצחק",
    "👩🏽‍🚀",
    "%2e%2e",
    "x" * 200,
    "~",
)


@pytest.fixture(scope="module")
def pages(shelf: Lab) -> dict[str, str]:
    """The addresses of the pages there are."""
    make_hostile(shelf.root / "hostile names")
    (shelf.root / "nothing here").mkdir()
    (shelf.root / "broken").mkdir()
    (shelf.root / "broken/cut off.ipynb").write_text("{", encoding="utf-8")
    make_workbook(Pair("Alex Reid", "Sam Okafor"), find_template("smart_goals"), shelf.root / "one")
    return {
        "three pairs": "reflect/in/demo",
        "one pair": "reflect/in/one",
        "hostile": "reflect/in/hostile%20names",
        "found": "reflect/in/demo?find=map",
        "empty": "reflect/in/nothing%20here",
        "broken": "reflect/in/broken",
        "new": "reflect/new/one",
        "trouble": "reflect/in/nowhere",
    }


def make_hostile(folder: Path) -> None:
    """A pair of each hostile name, and a workbook under each hostile file name."""
    for number, name in enumerate(NAMES):
        path = make_workbook(Pair(f"{name}.", name), find_template("career_map"), folder / f"{number}").path
        workbook, now = read_workbook(path).id, dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        revision = revise(workbook=workbook, field="now", author=name, value="Words", source="test", now=now)
        FolderStore(path.parent / "answers", device="test").append(revision)
    for name in FILES:
        place = folder / "files" / name / f"{name}.ipynb"
        place.parent.mkdir(parents=True)
        shutil.copy(folder / "0/career_map.ipynb", place)


@contextmanager
def opened(chromium: Browser, lab: Lab, address: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what it does besides being there."""
    with chromium.new_context(**context) as browsing:
        browsing.set_default_timeout(PATIENCE)
        page = browsing.new_page()
        page.goto(f"{lab.url}reflect/in/nothing%20here?token={lab.token}")  # which leaves a cookie
        heard: list[str] = []
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: heard.append(f"request: {request.url}"))
        page.goto(f"{lab.url}{address}")
        yield page, heard


def test_names_and_files_appear_as_themselves_and_do_nothing(
    chromium: Browser, shelf: Lab, pages: dict[str, str]
) -> None:
    with opened(chromium, shelf, pages["hostile"]) as (page, heard):
        page.wait_for_load_state("networkidle")
        assert [what for what in heard if not what.startswith("request: data:")] == [
            f"request: {shelf.url}{pages['hostile']}"
        ]
        assert page.evaluate("document.scripts.length") == 0
        assert {f"{name} with {name}." for name in NAMES} <= set(page.locator("h2").all_text_contents())
        written = page.locator(".last bdi").all_text_contents()
        assert set(NAMES) <= set(written)
        journals = page.get_by_role("link", name="Journal of")
        addresses = [link.get_attribute("href") for link in journals.all()]
        assert len(addresses) == len(NAMES) + len(FILES)
        for address in addresses:
            answer = page.request.get(f"{shelf.url.removesuffix('/user/sam/')}{address}")
            assert answer.status == 200, address
            assert "Career map" in answer.text()


@pytest.mark.parametrize("width", [320, 1100])
def test_every_page_is_accessible(chromium: Browser, shelf: Lab, pages: dict[str, str], width: int) -> None:
    for name, address in pages.items():
        with opened(chromium, shelf, address, viewport={"width": width, "height": 800}, bypass_csp=True) as (page, _):
            check_in_each_scheme(page, name)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.get_by_role("heading", level=1).count() == 1, name
            if name == "new":
                page.get_by_role("button", name="Make and open it").click()
                expect(page.get_by_text("Choose what you would like to work on.")).to_be_visible()
                check_in_each_scheme(page, "problems")


def check_in_each_scheme(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == [], f"{name}, {scheme}"


def test_the_page_prints_in_light_colours_without_what_only_a_screen_has(
    chromium: Browser, shelf: Lab, pages: dict[str, str]
) -> None:
    with opened(chromium, shelf, pages["three pairs"], color_scheme="dark") as (page, _):
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        expect(page.get_by_text(ALL_ANSWERED).first).to_be_visible()
        expect(page.get_by_role("link", name="Open SMART goals").first).to_be_hidden()
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_how_far_each_is_is_told_to_who_cannot_see_it(chromium: Browser, shelf: Lab, pages: dict[str, str]) -> None:
    with opened(chromium, shelf, pages["three pairs"]) as (page, _):
        region = page.get_by_role("region", name="Blessing Okonkwo with Aoife Ní Bhriain")
        first = examples()[0]
        expect(region.get_by_role("progressbar", name=ALL_ANSWERED)).to_have_count(len(first.workbooks))
        link = "Open Career map, Blessing Okonkwo with Aoife Ní Bhriain"
        expect(region.get_by_role("link", name=link)).to_be_visible()
        entries = sum(map(len, first.occasions.values()))  # those of one template are in a list of their own
        expect(region.get_by_role("listitem")).to_have_count(len(first.answers) + entries)


def test_a_workbook_is_looked_for_and_its_journal_read_by_keyboard(
    chromium: Browser, shelf: Lab, pages: dict[str, str]
) -> None:
    with opened(chromium, shelf, pages["three pairs"]) as (page, _):
        box = page.get_by_role("searchbox", name="Find a workbook")
        for _step in range(10):
            page.keyboard.press("Tab")
            if box.evaluate("box => box === document.activeElement"):
                break
        assert box.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
        page.keyboard.type("blessing map")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("1 workbook with “blessing map”")
        page.get_by_role("link", name="Journal of Career map").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Career map")).to_be_visible()
        page.go_back()
        page.get_by_role("link", name=f"Show all {sum(len(each.workbooks) for each in examples())}").click()
        expect(page.get_by_role("progressbar")).to_have_count(sum(len(each.workbooks) for each in examples()))


@pytest.mark.kernel
def test_a_new_workbook_opens_alive(chromium: Browser, shelf: Lab, pages: dict[str, str]) -> None:
    with opened(chromium, shelf, pages["empty"]) as (page, _):
        page.get_by_role("link", name="Make the first one").click()
        page.get_by_role("radio", name="SMART goals").press("Space")
        page.get_by_role("textbox", name="Mentee").fill("Sam Okafor")
        page.keyboard.press("Enter")
        mentor = page.get_by_role("textbox", name="Mentor")
        expect(page.get_by_text("Write the mentor's name.")).to_be_visible()
        expect(mentor).to_be_focused()
        expect(page.get_by_role("radio", name="SMART goals")).to_be_checked()
        page.keyboard.type("Alex Reid")
        page.keyboard.press("Enter")
        expect(page.locator(".reflect-whose")).to_contain_text("Sam Okafor", timeout=PATIENCE)
        expect(page.locator(".reflect-box textarea").first).to_be_visible()

        page = page.context.new_page()
        page.goto(f"{shelf.url}{pages['empty']}")
        page.get_by_role("link", name="New workbook").click()
        expect(page.get_by_role("textbox", name="Mentee")).to_have_value("Sam Okafor")
        page.get_by_role("radio", name="SMART goals").press("Space")
        page.get_by_role("button", name="Make and open it").click()
        expect(page.get_by_role("heading", name="This workbook is there already")).to_be_visible()
        expect(page.get_by_role("link", name="Open it")).to_be_visible()


@pytest.mark.kernel
def test_the_latest_entry_leads_to_the_page_where_the_next_one_begins(shelf: Lab, page: Page) -> None:
    folder = shelf.root / "entries"
    log = find_template("session_log")
    for date in ("2026-03-05", "2026-03-19"):
        make_workbook(Pair("Alex Reid", "Sam Okafor"), log, folder, occasion=date)
    page.goto(f"{shelf.url}reflect/open/entries/session_log-2026-03-19.ipynb?token={shelf.token}")
    page.get_by_role("button", name="Another entry").click()
    expect(page).to_have_url(f"{shelf.url}reflect/new/entries?template=session_log")
    expect(page.get_by_role("radio", name="Session log")).to_be_checked()
    page.get_by_role("button", name="Make and open it").click()
    expect(page.locator(".reflect-heading").get_by_role("button", name="Another entry")).to_be_visible()
    assert len(list(folder.glob("session_log-*.ipynb"))) == 3

"""Journals in a browser: quiet, accessible, and no wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from reflect.demo.examples import Example, examples
from reflect.demo.make import make_demo
from reflect.journal.files import asked_for, write_journals
from reflect.journal.rendering import render
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from tests.journal.samples import NOON, filled, hostile_answers, hostile_notebook

pytestmark = pytest.mark.browser

Make = Callable[[Path], str]


def hostile(folder: Path) -> str:
    return render(filled(folder / "note.ipynb", hostile_notebook(), hostile_answers(), author="<i>Eve</i>"))


def sample(name: str, example: Example, folder: Path) -> str:
    """A shared workbook filled in by one of the sample pairs, with one answer written by both at once."""
    path = make_workbook(example.pair, find_template(name), folder).path
    workbook = read_workbook(path).id
    answers = example.answers[name]
    for author in (example.pair.mentee, example.pair.mentor):
        store = FolderStore(folder / "answers", device="test")
        for slot, value in answers.items() if author == example.pair.mentee else [next(iter(answers.items()))]:
            text = f"{value} {author}" if isinstance(value, str) else value
            store.append(revise(workbook=workbook, field=slot, author=author, value=text, source="test", now=NOON))
    return render(path)


def the_year(folder: Path) -> str:
    """The mentor's book of one of the sample pairs."""
    list(make_demo(folder))
    [pair] = (folder / "programme").glob("blessing*")
    became = list(write_journals(asked_for([pair], folder / "book")[0], "mentor"))
    return became[-1].path.read_text(encoding="utf-8")


JOURNALS: dict[str, Make] = {
    "hostile": hostile,
    "map": partial(sample, "career_map", examples()[0]),
    "goals": partial(sample, "smart_goals", examples()[1]),
    "the year as a book": the_year,
    "map in two directions": partial(sample, "career_map", examples()[2]),
}


@pytest.fixture(scope="module", params=JOURNALS)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("journal")
    page = folder / "page.html"
    page.write_text(JOURNALS[request.param](folder / "workbook"), encoding="utf-8")
    return page.as_uri()


@contextmanager
def opened(chromium: Any, address: str, **context: Any) -> Iterator[tuple[Any, list[str]]]:
    """The page, and what it does besides being there."""
    with chromium.new_context(**context) as browsing:
        page = browsing.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: heard.append(f"request: {request.url}"))
        page.goto(address)
        yield page, heard


def test_a_journal_runs_nothing_and_asks_for_nothing(chromium: Any, address: str) -> None:
    with opened(chromium, address) as (page, heard):
        page.wait_for_load_state("networkidle")

        assert heard == [f"request: {address}"]
        assert page.evaluate("document.scripts.length") == 0
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # so the policy lets the style in


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_a_journal_is_accessible(chromium: Any, address: str, scheme: str, width: int) -> None:
    with opened(chromium, address, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True) as (
        page,
        _,
    ):
        assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [360, 700])
def test_nothing_sticks_out_sideways(chromium: Any, address: str, width: int) -> None:
    with opened(chromium, address, viewport={"width": width, "height": 800}) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1000])
def test_labels_in_a_picture_are_apart_in_a_real_font(chromium: Any, address: str, width: int) -> None:
    # A browser may set emoji a little past the end it was given, which is still inside the page.
    overlapping = """() => [...document.querySelectorAll("svg[role=img]")].flatMap(svg => {
        const boxOf = element => element.getBoundingClientRect()
        const room = boxOf(svg)
        const texts = [...svg.querySelectorAll("text")].map(text => [text, boxOf(text)]).filter(([, b]) => b.width)
        return texts.flatMap(([text, a], n) => [
            ...(a.left < room.left - 4 || a.right > room.right + 4 ? [text.textContent + " is outside"] : []),
            ...texts.slice(n + 1).filter(([, b]) =>
                a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom
            ).map(([other]) => text.textContent + " / " + other.textContent),
        ])
    })"""
    with opened(chromium, address, viewport={"width": width, "height": 800}) as (page, _):
        assert page.evaluate(overlapping) == []


def test_a_journal_prints_in_light_colours(chromium: Any, address: str) -> None:
    with opened(chromium, address, color_scheme="dark") as (page, _):
        page.emulate_media(media="print")

        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")

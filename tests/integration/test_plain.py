"""A workbook where reflect opens nothing: in plain JupyterLab, in Notebook 7 and in Voilà, as its user meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from tests.browser.workbook import choose
from tests.browsing import PATIENCE, Lab, environment, free_port, kernel_process, run_lab

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

FIRST_WORDS = "No boxes to write in below?"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server of JupyterLab and Notebook 7 without reflect's extension."""
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")
    with run_lab(root, home, extended=False) as lab:
        yield lab


@pytest.fixture
def voila(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a Voilà that knows nobody's name, and the folder it serves."""
    root, home, port = tmp_path / "root", tmp_path / "voila", free_port()
    root.mkdir()
    home.mkdir()
    command = [sys.executable, "-m", "voila", str(root), "--no-browser", f"--port={port}"]
    command.append(f"--Voila.connection_dir_root={home}")
    with (home / "voila.log").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment(home, None))
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while not answers(url := f"http://localhost:{port}/"):
            assert process.poll() is None, (home / "voila.log").read_text()
            assert time.monotonic() < deadline, (home / "voila.log").read_text()
            time.sleep(0.1)
        yield url, root
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=30).close()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def workbook_in(folder: Path) -> Path:
    """Sam's and Alex's workbook."""
    return make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), folder).path


def first_words(page: Page) -> Locator:
    return page.locator("strong", has_text=FIRST_WORDS)


def first_draft(page: Page) -> Locator:
    return page.locator(".reflect-field", has=page.locator(".reflect-label", has_text="First draft")).first


def kernel_is_ready(page: Page) -> None:
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")


def written(workbook: Path) -> list[tuple[object, str]]:
    return [(revision.value, revision.author) for revision in read_workbook(workbook).answers().log]


@pytest.mark.parametrize(
    "place", ["doc/tree/", "lab/tree/", "notebooks/"], ids=["document", "JupyterLab", "Notebook 7"]
)
def test_the_first_line_says_what_to_click_and_that_is_all_it_takes(plain: Lab, page: Page, place: str) -> None:
    workbook = workbook_in(plain.root / place.replace("/", "-"))
    page.goto(f"{plain.url}{place}{workbook.relative_to(plain.root).as_posix()}?token={plain.token}")
    first = page.locator(".jp-Notebook .jp-Cell").first
    expect(first).to_be_in_viewport(ratio=1)
    expect(first.locator("strong")).to_have_count(3)
    asks, menu, item = first.locator("strong").all_text_contents()
    assert asks == FIRST_WORDS
    kernel_is_ready(page)
    choose(page, menu, item)

    expect(page.locator(".reflect-heading")).to_be_focused()
    expect(page.locator(".reflect-heading")).to_be_in_viewport(ratio=1)
    box = first_draft(page).get_by_role("textbox")
    box.fill("To speak up.")
    expect(first_draft(page).locator(".reflect-status")).to_contain_text("Saved ")
    assert written(workbook) == [("To speak up.", "sam")]
    expect(first_words(page)).to_be_hidden()  # there are boxes now
    page.get_by_label("Show the code").press("Space")
    expect(first_words(page)).to_be_visible()


def test_asked_before_there_is_a_kernel_it_does_as_the_first_line_says_when_asked_again(plain: Lab, page: Page) -> None:
    held: list[Route] = []
    page.route(
        "**/api/sessions?*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    workbook = workbook_in(plain.root / "too soon")
    page.goto(f"{plain.url}doc/tree/{workbook.relative_to(plain.root).as_posix()}?token={plain.token}")
    expect(page.locator(".reflect-how-to", has_text="Still none after a moment? Choose it once more.")).to_be_visible()
    choose(page, "Run", "Run All Cells")
    [asked_for] = held
    asked_for.continue_()
    kernel_is_ready(page)
    expect(first_draft(page)).to_have_count(0)  # JupyterLab runs nothing, and says nothing
    choose(page, "Run", "Run All Cells")
    expect(first_draft(page).get_by_role("textbox")).to_be_visible()


def test_voila_shows_the_form_at_once_and_nothing_that_is_not_there(voila: tuple[str, Path], page: Page) -> None:
    url, root = voila
    workbook = workbook_in(root / "Sam & Alex")
    page.goto(f"{url}voila/render/Sam & Alex/{workbook.name}")
    page.get_by_role("button", name="Sam", exact=True).click()
    expect(page.get_by_text("Writing as Sam")).to_be_visible()
    box = first_draft(page).get_by_role("textbox")
    box.fill("To speak up.")
    expect(first_draft(page).locator(".reflect-status")).to_contain_text("Saved ")
    assert written(workbook) == [("To speak up.", "Sam")]
    expect(first_words(page)).to_be_hidden()
    for what in ("Show the code", "import reflect"):
        expect(page.get_by_text(what)).to_be_hidden()
    [connection] = (root.parent / "voila").glob("voila_*/kernel-*.json")
    os.kill(kernel_process(connection), signal.SIGKILL)
    box.press("End")
    box.press_sequentially(" In May.")
    expect(page.locator(".reflect-heading .reflect-asleep")).to_contain_text("Load this page again to wake it.")
    page.reload()  # in a kernel of its own
    expect(box).to_have_value("To speak up. In May.")


def test_voila_folds_a_further_goal_until_it_is_wanted(voila: tuple[str, Path], page: Page) -> None:
    url, root = voila
    workbook = workbook_in(root / "pair")
    page.goto(f"{url}voila/render/pair/{workbook.name}")
    page.get_by_role("button", name="Sam", exact=True).click()
    drafts = page.locator(".reflect-field", has=page.locator(".reflect-label", has_text="First draft"))
    second = drafts.nth(1)
    expect(page.get_by_role("button", name="Show “Goal 3”")).to_be_visible()
    expect(second).to_be_hidden()
    page.get_by_role("button", name="Show “Goal 2”").click()
    second.get_by_role("textbox").fill("To chair a meeting.")
    expect(second.locator(".reflect-status")).to_contain_text("Saved ")
    page.get_by_role("button", name="Hide “Goal 2”").click()
    expect(second).to_be_hidden()
    assert not Axe().run(page, ".reflect-fold").response["violations"]
    page.reload()
    expect(second.get_by_role("textbox")).to_have_value("To chair a meeting.")
    expect(second).to_be_visible()
    expect(page.get_by_role("button", name="Show “Goal 3”")).to_be_visible()

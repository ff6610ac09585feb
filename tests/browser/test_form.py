"""The form in a real JupyterLab, in a real browser, against a real kernel."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reflect.journal.rendering import render
from reflect.programme.stored import read_workbook
from reflect.resources import WORKBOOKS
from reflect.revisions import current
from tests.browser.listening import Heard
from tests.browser.workbook import Workbook, small_workbook
from tests.browsing import PATIENCE, Lab
from tests.notebooks import save
from tests.programme.test_stored import made

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

WORDS = "We talked for an hour.\nमैं 👩🏽‍🚀 שלום <b>not bold</b> & 'quotes' \\n"


def test_every_character_survives_a_reload_and_a_new_kernel(lab: Lab, page: Page, heard: Heard) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "survives")).open().run_all()
    workbook.words("What happened").press_sequentially(WORDS)
    workbook.pick("Mood", "7", at=1)
    steps = workbook.field("Steps")
    steps.get_by_label("Action").fill("Call Noor")
    steps.get_by_label("Done").select_option("No")
    steps.get_by_role("button", name="Add a row").click()
    steps.get_by_label("Action").nth(1).fill("Write it up")
    steps.get_by_label("When").nth(1).fill("2027-03-01")
    workbook.saved()
    expected = {
        "happened": WORDS,
        "mood.mentee": 7,
        "steps": [{"action": "Call Noor", "done": False}, {"action": "Write it up", "when": "2027-03-01"}],
    }
    assert workbook.answers() == expected
    assert {message["type"] for message in heard.by_browser} >= {"hello", "save"}
    assert {message["type"] for message in heard.by_kernel} >= {"state", "saved", "slot"}

    def check_all_is_there() -> None:
        expect(workbook.words("What happened")).to_have_value(WORDS)
        expect(workbook.field("Mood").get_by_role("radio", name="7").nth(1)).to_be_checked()
        expect(steps.get_by_label("Action").nth(1)).to_have_value("Write it up")
        expect(steps.get_by_label("When").nth(1)).to_have_value("2027-03-01")
        expect(steps.get_by_label("Done").nth(0)).to_have_value("1")

    workbook.save_notebook()
    page.reload()
    workbook.ready().alive()
    check_all_is_there()
    workbook.restart_and_run_all()
    check_all_is_there()
    assert workbook.answers() == expected

    journal = lab.root / "survives/journal.html"
    journal.write_text(render(lab.root / "survives/note.ipynb"), encoding="utf-8")
    page.goto(journal.as_uri())
    for line in (*WORDS.splitlines(), "7", "Call Noor", "Write it up", "1 March 2027"):
        expect(page.get_by_text(line).first).to_be_visible()


def test_the_smart_goals_workbook_keeps_what_is_written(lab: Lab, page: Page) -> None:
    (lab.root / "goals").mkdir()
    shutil.copy(WORKBOOKS / "smart_goals.ipynb", lab.root / "goals")
    workbook = Workbook(page, lab, "goals/smart_goals.ipynb").open().run_all()
    workbook.words("First draft").fill(WORDS)
    workbook.pick("How important this is to me", "8")
    workbook.field("Steps").get_by_label("What I will do").first.fill("Read two reports")
    workbook.saved()
    answers = workbook.answers()
    assert len(answers) == 3
    workbook.restart_and_run_all()
    expect(workbook.words("First draft")).to_have_value(WORDS)
    expect(workbook.field("Steps").get_by_label("What I will do").first).to_have_value("Read two reports")
    assert workbook.answers() == answers


def test_words_typed_while_the_kernel_dies_are_not_lost(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "dies")
    workbook = Workbook(page, lab, path).open().run_all()
    box = workbook.words("What happened")
    box.fill("This was saved.")
    workbook.saved()
    pid = lab.kernel_pid(path)
    box.press("End")
    box.press_sequentially(" This was half")
    os.kill(pid, signal.SIGKILL)
    box.press_sequentially(" a sentence")

    status = workbook.field("What happened").locator(".reflect-status")
    expect(status).to_contain_text("Not saved", timeout=PATIENCE)
    expect(status).to_contain_text("Your words are kept in this browser")
    # JupyterLab's own message about the kernel may take the focus, and what is typed after that is nowhere.
    written = box.input_value()
    assert written.startswith("This was saved. This was half")
    page.reload()
    if page.locator(".jp-Dialog-button", has_text="Ok").is_visible():
        page.locator(".jp-Dialog-button", has_text="Ok").click()
    workbook.ready().run_all()
    expect(workbook.words("What happened")).to_have_value(written)
    workbook.saved()
    assert workbook.answers()["happened"] == written


def test_unsaved_words_are_offered_when_somebody_has_saved_since(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "offered")
    workbook = Workbook(page, lab, path).open().run_all()
    workbook.words("What happened").fill("Since then.")
    workbook.saved()
    # What an earlier page would have left behind that had seen nothing of "Since then."
    identifier = next((lab.root / "offered/answers").iterdir()).name
    left_behind = {"value": "Before.", "parents": [], "nonces": [], "tab": "another", "at": 0}
    page.evaluate(
        "([key, words]) => localStorage.setItem(key, words)",
        [f"reflect:{identifier}:happened:left-behind", json.dumps(left_behind)],
    )
    page.reload()
    workbook.ready().run_all()
    field = workbook.field("What happened")
    expect(field.get_by_text("You wrote this here and it was not yet saved:")).to_be_visible()
    expect(field.locator("blockquote")).to_have_text("Before.")
    field.get_by_role("button", name="Use it").click()
    workbook.saved()
    assert workbook.answers()["happened"] == "Before."
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':happened')).length") == 0


def test_everything_can_be_filled_in_from_the_keyboard(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "keyboard")).open().run_all()
    keys = page.keyboard
    workbook.words("What happened").focus()
    keys.type("d d a b ")
    keys.press("Shift+Enter")  # a line break here; JupyterLab would run the cell
    keys.press("Control+Enter")
    keys.press("Escape")
    keys.press("ArrowUp")
    keys.press("Tab")  # the question button
    keys.press("Tab")
    keys.press("Space")  # Gibbs
    keys.press("ArrowDown")  # Kolb
    keys.press("ArrowDown")  # and around to Gibbs
    expect(workbook.field("What I felt")).to_be_visible()
    keys.press("Tab")  # Clear
    keys.press("Tab")
    keys.type("Relief")
    keys.press("Tab")
    keys.press("Space")
    for _ in range(3):
        keys.press("ArrowRight")
    workbook.saved()
    assert workbook.answers() == {"happened": "d d a b \n", "model": "Gibbs", "feel": "Relief", "mood.mentor": 3}

    steps = workbook.field("Steps")
    steps.get_by_label("Action").focus()
    keys.type("One")
    steps.get_by_role("button", name="Add a row").focus()
    keys.press("Enter")
    keys.type("Two")
    steps.get_by_role("button", name="Remove row 1").focus()
    keys.press("Enter")
    expect(steps.get_by_label("Action")).to_have_count(1)
    keys.press("Enter")  # the focus is on Undo
    expect(steps.get_by_label("Action")).to_have_count(2)
    workbook.saved()
    assert workbook.answers()["steps"] == [{"action": "One"}, {"action": "Two"}]


def test_the_form_has_no_accessibility_violations(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "axe")).open().run_all()
    workbook.pick("Model", "Gibbs")
    workbook.words("What happened").fill("A moment.")
    workbook.field("What happened").get_by_role("button", name="Ask me a question").click()
    expect(workbook.field("What happened").locator(".reflect-question").first).to_be_visible()
    workbook.saved()
    for theme in workbook.in_each_theme():
        found = Axe().run(page, context=".reflect-field")
        assert not found.response["violations"], f"{theme}: {found.generate_report()}"


def test_a_form_whose_code_was_long_in_loading_is_alive(lab: Lab, page: Page) -> None:
    # anywidget waits two seconds for it, and this browser none.
    page.add_init_script("const { timeout } = AbortSignal; AbortSignal.timeout = () => timeout.call(AbortSignal, 0)")
    workbook = Workbook(page, lab, small_workbook(lab, "slow")).open().run_all()
    workbook.words("What happened").fill("Slowly, slowly.")
    workbook.saved()
    assert workbook.answers() == {"happened": "Slowly, slowly."}


def test_running_all_ends_where_the_workbook_begins(lab: Lab, page: Page) -> None:
    (lab.root / "begins").mkdir()
    shutil.copy(WORKBOOKS / "smart_goals.ipynb", lab.root / "begins")
    workbook = Workbook(page, lab, "begins/smart_goals.ipynb").open()
    page.locator(".jp-Notebook").focus()
    page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    workbook.alive()  # and JupyterLab has gone to the last cell
    heading = page.locator(".reflect-heading")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="SMART goals").first).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(heading.get_by_role("button", name="Go to the next open question")).to_be_focused()
    assert workbook.answers() == {}


def test_who_writes_when_jupyterlab_has_run_all_cells_goes_on_writing(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "meanwhile")).open().run_all()
    notebook = "window.jupyterapp.shell.currentWidget.content"
    cells = page.evaluate(f"{notebook}.widgets.length")
    box = workbook.words("What happened")
    box.click()
    page.keyboard.type("Half a sentence")
    for rest in (", added to.", " Again, added to."):  # D twice deletes a cell, and A puts one above
        page.wait_for_timeout(500)
        page.evaluate(f"{notebook}.activeCell.node.focus()")  # as JupyterLab does, when at last the cell is ready
        page.keyboard.type(rest)
    workbook.saved()
    expect(box).to_be_focused()
    assert workbook.answers() == {"happened": "Half a sentence, added to. Again, added to."}
    assert page.evaluate(f"{notebook}.widgets.length") == cells
    # Whoever moves there by hand is let go.
    page.locator(".jp-Cell", has=page.get_by_text("This week")).first.click(position={"x": 2, "y": 2})
    expect(page.locator(".jp-Cell:focus")).to_have_count(1)


def test_code_is_out_of_sight_and_can_be_shown(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "code")).open().run_all()
    expect(page.locator(".jp-CodeCell .jp-InputArea-editor >> visible=true")).to_have_count(0)
    expect(page.locator(".jp-InputPrompt >> visible=true")).to_have_count(0)
    page.get_by_label("Show the code").check()
    expect(page.locator(".jp-CodeCell .jp-InputArea-editor >> visible=true")).not_to_have_count(0)
    assert workbook.answers() == {}


def test_shared_answers_get_into_the_notebook_file_where_they_are_embedded_and_nowhere_else(
    lab: Lab, page: Page
) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "file")).open().run_all()
    workbook.words("What happened").fill("zebra crossing")
    workbook.saved()
    content = workbook.save_notebook()
    assert "application/vnd.jupyter.widget-state+json" in content
    assert "What happened" in content
    assert "zebra" not in content  # what is embedded is compressed
    alone = save(json.loads(content), lab.root / "file/alone/note.ipynb")
    assert current(read_workbook(alone).answers().log) == {"happened": "zebra crossing"}


def test_personal_answers_get_into_no_notebook_file(lab: Lab, page: Page) -> None:
    save(made("mentor_reflection"), lab.root / "own/mentor_reflection.ipynb")
    workbook = Workbook(page, lab, "own/mentor_reflection.ipynb").open().run_all()
    workbook.words("What it was about").fill("zebra crossing")
    workbook.saved()
    content = workbook.save_notebook()
    assert "What it was about" in content
    assert "zebra" not in content
    assert "answers" not in json.loads(content)["metadata"]["reflect"]
    assert list((lab.root / "own").rglob("*.jsonl")) == []
    assert "zebra crossing" in "".join(log.read_text() for log in (lab.home / "data").rglob("*.jsonl"))


def test_two_pages_on_one_kernel(lab: Lab, page: Page, chromium: Browser) -> None:
    path = small_workbook(lab, "two")
    mine = Workbook(page, lab, path).open().run_all()
    mine.save_notebook()
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    theirs = Workbook(context.new_page(), lab, path).open().alive()
    mine.words("What happened").fill("From me.")
    expect(theirs.words("What happened")).to_have_value("From me.")

    # They type while mine arrives: neither takes the other's place, and both are shown.
    theirs.page.evaluate("() => { window.heldBack = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }")
    theirs.words("What happened").fill("From them.")
    mine.words("What happened").fill("From me, again.")
    mine.saved()
    expect(theirs.words("What happened")).to_have_value("From them.")
    theirs.page.evaluate("() => { WebSocket.prototype.send = window.heldBack; }")
    theirs.words("What happened").press("End")
    versions = mine.field("What happened").locator(".reflect-version blockquote")
    expect(versions).to_have_count(2, timeout=PATIENCE)
    expect(versions).to_have_text(["From me, again.", "From them."])
    mine.field("What happened").get_by_role("button", name=re.compile("Keep ")).nth(1).click()
    expect(versions).to_have_count(0)
    expect(theirs.words("What happened")).to_have_value("From them.")
    mine.saved()
    assert mine.answers()["happened"] == "From them."
    context.close()


def test_a_form_whose_kernel_is_gone_says_what_to_do(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "asleep")
    workbook = Workbook(page, lab, path).open().run_all()
    workbook.words("What happened").fill("Saved before.")
    workbook.saved()
    workbook.save_notebook()
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    sleeping = workbook.field("What happened").locator(".reflect-asleep")
    expect(sleeping).to_contain_text("This form is asleep", timeout=PATIENCE)
    expect(sleeping.get_by_role("button", name="Wake it")).to_be_visible()
    workbook.words("What happened").fill("Typed to nobody.")
    expect(workbook.field("What happened").locator(".reflect-status")).to_contain_text("Not saved: the notebook is not")
    page.reload()  # the file has the state of the widgets, which may hold code, so that no browser is given it
    workbook.ready()
    expect(page.locator(".reflect-field")).to_have_count(0)
    workbook.run_all()
    expect(workbook.words("What happened")).to_have_value("Typed to nobody.")
    workbook.saved()
    assert workbook.answers()["happened"] == "Typed to nobody."

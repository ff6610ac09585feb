"""Words on their way to disk: what may happen to them in a browser, and what they must survive."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from reflect.pairs import pair_id, workbook_id
from reflect.resources import WORKBOOKS
from reflect.revisions import current, revise
from reflect.stores.folder import FolderStore
from tests.browser.workbook import Workbook, small_workbook
from tests.browsing import PATIENCE, Lab
from tests.network import Network
from tests.notebooks import code, save, template

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

PAIR = pair_id("", "Alex", "Sam")
NOTE = workbook_id(PAIR, "weekly_note")

HOLD_BACK = "() => { window.heldBack = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }"
LET_GO = "() => { WebSocket.prototype.send = window.heldBack; }"


ON_DISK = """async () => {
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("reflect-kept");
        request.onsuccess = () => resolve(request.result);
    });
    const read = database.transaction("words").objectStore("words").getAll();
    await new Promise((resolve) => (read.onsuccess = resolve));
    database.close();
    return read.result.filter((record) => !record.dropped).map((record) => record.value);
}"""
"""What the browser has on disk of words that were not saved."""


def status(field: Locator) -> Locator:
    return field.locator(".reflect-status")


def write(folder: Path, workbook: str, field: str, value: Any) -> None:
    """Save an answer as somebody else's computer would."""
    revision = revise(
        workbook=workbook, field=field, author="alex", value=value, source="form", now=dt.datetime.now(dt.UTC)
    )
    FolderStore(folder / "answers").append(revision)


def test_two_tabs_of_one_browser_keep_their_words_apart(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "tabs")
    one = Workbook(page, lab, path).open().run_all()
    one.words("What happened").fill("Saved. ")
    one.saved()
    one.save_notebook()
    two = Workbook(page.context.new_page(), lab, path).open().alive()
    for tab, words in ((one, "From the first tab."), (two, "From the second tab.")):
        tab.page.evaluate(HOLD_BACK)
        tab.words("What happened").press("End")
        tab.words("What happened").press_sequentially(words)
    for tab in (one, two):
        tab.page.close()

    again = Workbook(page.context.new_page(), lab, path)
    again.page.goto(lab.url + "api")
    # The clock has since been put back by a year, and nobody has to wait until it is where it was.
    again.page.evaluate(
        """() => {
            for (const key of Object.keys(localStorage).filter((key) => key.startsWith("reflect:"))) {
                const record = JSON.parse(localStorage.getItem(key));
                localStorage.setItem(key, JSON.stringify({ ...record, at: record.at + 365 * 86400e3 }));
            }
        }"""
    )
    again.open().run_all()
    expect(again.words("What happened")).to_have_value("Saved. From the second tab.")
    expect(again.field("What happened").locator("blockquote")).to_have_text("Saved. From the first tab.")
    again.field("What happened").get_by_role("button", name="Use it").click()
    again.saved()
    assert again.answers()["happened"] == "Saved. From the first tab."
    assert again.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('reflect:')).length") == 0


def test_words_on_disk_outlive_a_browser_that_crashed_before_it_wrote_the_rest(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "crashed")
    workbook = Workbook(page, lab, path).open().run_all()
    page.evaluate(HOLD_BACK)
    workbook.words("What happened").press_sequentially("Every last key of it.")
    page.wait_for_function(f"async () => (await ({ON_DISK})()).includes('Every last key of it.')")
    page.evaluate(
        "window.stop(); window.addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)"
    )
    page.goto(lab.url + "api")
    page.evaluate("localStorage.clear()")
    workbook.open().run_all()
    expect(workbook.words("What happened")).to_have_value("Every last key of it.")
    workbook.saved()
    assert workbook.answers()["happened"] == "Every last key of it."
    page.wait_for_function(f"async () => (await ({ON_DISK})()).length === 0")


def test_words_that_were_saved_do_not_come_back_with_what_a_crashed_browser_had_written(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "come-back")).open().run_all()
    action = workbook.field("Steps").get_by_label("Action")
    action.press_sequentially("Call N")
    early = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('reflect:'))")
    assert early
    action.press_sequentially("oor")
    workbook.saved()
    action.press_sequentially(" and Kim")
    workbook.saved()
    page.wait_for_function(f"async () => (await ({ON_DISK})()).length === 0")
    page.goto(lab.url + "api")
    page.evaluate("(entries) => { for (const entry of entries) localStorage.setItem(...entry); }", early)
    workbook.open().run_all()
    expect(action).to_have_value("Call Noor and Kim")
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('reflect:'))")
    expect(page.get_by_text("You wrote this here and it was not yet saved")).to_have_count(0)


REFUSALS = {
    "indexedDB": """
        const get = () => { throw new DOMException("no", "SecurityError"); };
        Object.defineProperty(window, "indexedDB", { get });
    """,
    "localStorage": """
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key, value) {
            if (key.startsWith("reflect:")) throw new DOMException("full", "QuotaExceededError");
            setItem.call(this, key, value);
        };
    """,
}
"""What makes a browser refuse to keep anything."""


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (["localStorage"], "Your words are kept in this browser."),
        (["indexedDB"], "Your words are kept in this browser."),
        (["localStorage", "indexedDB"], "Copy your words before you close this page."),
    ],
)
def test_a_browser_that_keeps_nothing_says_so_and_goes_on(lab: Lab, page: Page, refused: list[str], said: str) -> None:
    path = small_workbook(lab, "-".join(["refused", *refused]))
    page.add_init_script("".join(REFUSALS[name] for name in refused))
    workbook = Workbook(page, lab, path).open().run_all()
    box = workbook.words("What happened")
    box.fill("Saved all the same.")
    workbook.saved()
    os.kill(lab.kernel_pid(path), signal.SIGKILL)
    box.fill("Saved all the same. And not.")  # at once: a space would press the button of JupyterLab's message
    expect(status(workbook.field("What happened"))).to_contain_text(
        f"Not saved: the notebook is not answering. {said}", timeout=PATIENCE
    )
    page.locator(".jp-Dialog-button", has_text="Ok").click()
    workbook.ready()
    if "Copy" not in said:
        workbook.open()
    workbook.run_all()
    expect(box).to_have_value("Saved all the same. And not.", timeout=PATIENCE)  # other tabs are given a while
    workbook.saved()
    assert workbook.answers()["happened"] == "Saved all the same. And not."


def test_the_last_keys_before_a_page_is_closed_are_kept(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "last-keys")
    workbook = Workbook(page, lab, path).open().run_all()
    page.evaluate(HOLD_BACK)
    workbook.words("What happened").press_sequentially("To the very last letter")
    page.keyboard.press("!")
    page.close()
    again = Workbook(page.context.new_page(), lab, path).open().run_all()
    expect(again.words("What happened")).to_have_value("To the very last letter!", timeout=PATIENCE)


def test_a_form_wakes_by_itself_when_the_network_is_back(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "network")
    with Network(lab.url) as network:
        there = dataclasses.replace(lab, url=network.url)
        workbook = Workbook(page, there, path).open().run_all()
        box = workbook.words("What happened")
        box.fill("Before. ")
        workbook.saved()
        network.cut()
        box.press("End")
        box.press_sequentially("Meanwhile. ")
        expect(status(workbook.field("What happened"))).to_contain_text("Not saved", timeout=PATIENCE)
        asleep = workbook.field("What happened").locator(".reflect-asleep")
        expect(asleep).to_contain_text("JupyterLab is not answering", timeout=PATIENCE)
        # JupyterLab gives up after some minutes. Nobody has to wait for that here.
        page.evaluate(
            """() => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                kernel._reconnectAttempt = kernel._reconnectLimit;
                kernel._reconnect();
            }"""
        )
        network.mend()
        workbook.saved()
        expect(asleep).to_be_empty()
        page.locator(".jp-Dialog-button").click()  # JupyterLab says that the server is not answering
        box.press_sequentially("After.")
        workbook.saved()
        assert workbook.answers()["happened"] == "Before. Meanwhile. After."
        log = FolderStore(lab.root / "network/answers").read(NOTE).log
        assert len({json.dumps(revision.value) for revision in log}) == len(log), "no words were saved twice"


def test_a_form_that_is_asleep_is_woken_by_a_click(lab: Lab, page: Page) -> None:
    (lab.root / "wake us").mkdir()
    shutil.copy(WORKBOOKS / "smart_goals.ipynb", lab.root / "wake us/é goals.ipynb")
    workbook = Workbook(page, lab, "wake us/é goals.ipynb").open().run_all()
    dialogs: list[str] = []

    def answer(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    box = workbook.words("Why I want it")
    box.fill("Saved.")
    workbook.saved()
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    heading = page.locator(".reflect-heading")
    expect(heading.get_by_role("status").filter(has_text="This form is asleep")).to_be_visible(timeout=PATIENCE)
    wake = heading.get_by_role("button", name="Wake it")
    expect(wake).to_be_visible()
    box.press("End")
    box.press_sequentially(" Typed in its sleep.")
    with page.expect_navigation(url="**/doc/tree/**", timeout=PATIENCE):
        wake.click()
    workbook.alive()
    expect(box).to_have_value("Saved. Typed in its sleep.")
    workbook.saved()
    assert workbook.answers() == {"why": "Saved. Typed in its sleep."}
    assert dialogs == []


def test_a_form_asleep_on_a_server_that_cannot_wake_it_names_the_menu(lab: Lab, page: Page) -> None:
    page.route("**/reflect/", lambda route: route.fulfill(status=404))
    workbook = Workbook(page, lab, small_workbook(lab, "menu")).open().run_all()
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    expect(page.locator(".reflect-heading .reflect-asleep")).to_have_text(
        "This form is asleep; nothing is lost. Menu Run → Run All Cells wakes it.", timeout=PATIENCE
    )
    expect(page.get_by_role("button", name="Wake it")).to_have_count(0)
    workbook.run_all()


def test_who_writes_without_a_pause_is_saved_all_the_same(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "pauseless")).open().run_all()
    workbook.words("What happened").evaluate(
        """(box) => setInterval(() => {
            box.value += "on and ";
            box.dispatchEvent(new Event("input", { bubbles: true }));
        }, 50)"""
    )
    page.wait_for_function("document.querySelector('.reflect-box textarea').value.length > 280")  # two seconds
    assert workbook.answers().get("happened", "").startswith("on and on")


def test_half_a_date_takes_no_dates_place_and_holds_nothing_back(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "half")).open().run_all()
    steps = workbook.field("Steps")
    workbook.words("Due on").fill("2027-03-01")
    workbook.words("Length").fill("30.5")
    steps.get_by_label("When").fill("2027-04-01")
    workbook.saved()
    for box in (workbook.words("Due on"), steps.get_by_label("When")):
        box.focus()
        box.press("Backspace")
    workbook.words("Length").fill("500")
    steps.get_by_label("Action").fill("Call Noor")
    expect(status(workbook.field("Due on"))).to_have_text("Not saved: this date is not whole yet.")
    expect(status(workbook.field("Length"))).to_have_text("Not saved: the largest number here is 240.")
    expect(status(steps)).to_have_text("Not saved: this date is not whole yet.")
    expect(page.locator(".reflect-saving", has_text="Saving")).to_have_count(0)
    saved = {"due": "2027-03-01", "minutes": 30.5, "steps": [{"action": "Call Noor", "when": "2027-04-01"}]}
    assert workbook.answers() == saved

    workbook.run_all()
    expect(workbook.words("Due on")).to_have_value("2027-03-01")
    expect(steps.get_by_label("Action")).to_have_value("Call Noor")
    workbook.saved()
    assert workbook.answers() == saved


def test_an_answer_that_the_question_has_no_place_for_is_shown_and_not_saved_over(lab: Lab, page: Page) -> None:
    path = small_workbook(lab, "no-place")
    write(lab.root / "no-place", NOTE, "model", "Rolfe")
    workbook = Workbook(page, lab, path).open().run_all()
    workbook.words("What happened").fill("Something.")
    workbook.saved()
    expect(workbook.field("Model").get_by_text("Earlier answer: Rolfe")).to_be_visible()
    assert workbook.answers() == {"model": "Rolfe", "happened": "Something."}


def test_words_that_make_room_for_others_are_offered(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "room")).open().run_all()
    write(lab.root / "room", NOTE, "happened", "Saved.")
    expect(workbook.words("What happened")).to_have_value("Saved.")
    for at, words in enumerate(["Left behind.", "Sav"]):  # of which the second are in what has been saved since
        left_behind = {"value": words, "parents": [], "nonces": [], "tab": "another", "at": at}
        page.evaluate(
            "([key, words]) => localStorage.setItem(key, words)",
            [f"reflect:{NOTE}:happened:{at}", json.dumps(left_behind)],
        )
    workbook.run_all()
    field = workbook.field("What happened")
    expect(field.locator("blockquote")).to_have_text("Left behind.")
    page.evaluate(HOLD_BACK)
    workbook.words("What happened").fill("Just typed.")
    field.get_by_role("button", name="Use it").click()
    expect(workbook.words("What happened")).to_have_value("Left behind.")
    expect(field.locator("blockquote")).to_have_text("Just typed.")
    page.evaluate(LET_GO)
    workbook.saved()
    assert workbook.answers()["happened"] == "Left behind."


def test_writing_is_as_it_is_everywhere(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "writing")).open().run_all()
    box = workbook.words("What happened")
    assert box.evaluate("(box) => box.spellcheck && box.getAttribute('spellcheck') !== 'false'")

    keyboard = page.context.new_cdp_session(page)
    box.focus()
    keyboard.send("Input.imeSetComposition", {"text": "さ", "selectionStart": 1, "selectionEnd": 1})
    workbook.saved()  # a pause in the middle of a word
    keyboard.send("Input.imeSetComposition", {"text": "ささき", "selectionStart": 3, "selectionEnd": 3})
    keyboard.send("Input.insertText", {"text": "佐々木"})
    page.keyboard.type(" wrote ")
    page.keyboard.insert_text("نص 👩🏽‍🚀")
    workbook.saved()
    assert workbook.answers()["happened"] == "佐々木 wrote نص 👩🏽‍🚀"

    page.keyboard.press("Control+z")
    expect(box).not_to_have_value("佐々木 wrote نص 👩🏽‍🚀")
    page.keyboard.press("Control+Shift+z")
    expect(box).to_have_value("佐々木 wrote نص 👩🏽‍🚀")
    box.evaluate(
        """(box) => {
            const data = new DataTransfer();
            data.setData("text/html", "<b>bold</b>");
            data.setData("text/plain", "bold");
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.keyboard.press("Control+a")
    long = "Long words, many of them. " * 8000
    page.keyboard.insert_text(long)
    workbook.saved()
    assert workbook.answers()["happened"] == long


def test_words_from_before_are_put_in_by_a_click_and_taken_back(lab: Lab, page: Page) -> None:
    field = 'wb.text("relevant", offers="career_map.milestones", label="Why now")'
    given = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""'
    content = template(code(field), parameters=given)
    save(content, lab.root / "chips/note.ipynb")
    career = workbook_id(PAIR, "career_map")
    write(lab.root / "chips", career, "milestones", [{"milestone": "Lead a <team>"}, {"milestone": "Rest"}])
    workbook = Workbook(page, lab, "chips/note.ipynb").open().run_all()
    box = workbook.words("Why now")
    box.press_sequentially("I want to")
    chips = workbook.field("Why now").locator(".reflect-chip")
    expect(chips).to_have_text(["Lead a <team>", "Rest"])
    chips.first.click()
    expect(box).to_have_value("I want to Lead a <team>")
    expect(box).to_be_focused()
    page.keyboard.type(".")
    workbook.saved()
    log = FolderStore(lab.root / "chips/answers").read(NOTE).log
    assert current(log) == {"relevant": "I want to Lead a <team>."}
    while (
        there := box.input_value()
    ) != "I want to":  # a browser takes back more or less at once, as the typing paused
        assert there.startswith("I want to ")
        page.keyboard.press("Control+z")
        expect(box).not_to_have_value(there)


def test_a_question_is_asked_seen_from_another_angle_kept_and_put_away(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "questions")).open().run_all()
    field = workbook.field("What happened")
    box = workbook.words("What happened")
    box.fill("We met.")
    field.get_by_role("button", name="Ask me a question").click()
    asked = field.locator(".reflect-question-list .reflect-question")
    expect(asked.first).to_be_visible()
    first = asked.all_inner_texts()
    field.get_by_role("button", name="Another angle").click()
    expect(asked.first).not_to_have_text(first[0])
    second = asked.all_inner_texts()
    assert not set(first) & set(second)

    field.get_by_role("button", name="Answer this").first.click()
    expect(box).to_be_focused()
    expect(field.locator(".reflect-kept .reflect-question")).to_have_text(second[:1])
    field.get_by_role("button", name="Dismiss").first.click()
    expect(asked).to_have_count(0)
    expect(box).to_have_value("We met.")
    workbook.saved()
    workbook.run_all()
    expect(field.locator(".reflect-kept .reflect-question")).to_have_text(second[:1])
    field.get_by_role("button", name="Put away").click()
    expect(field.locator(".reflect-kept .reflect-question")).to_have_count(0)
    assert workbook.answers() == {"happened": "We met."}


def test_who_writes_of_harm_sees_where_to_turn_and_no_question(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "harm")).open().run_all()
    field = workbook.field("What happened")
    box = workbook.words("What happened")
    box.fill("He won’t stop touching me.")
    ask = field.get_by_role("button", name="Ask me a question")
    ask.click()
    expect(field.get_by_role("status").filter(has_text="you do not have to carry it alone")).to_be_visible()
    expect(field.locator(".reflect-question")).to_have_count(0)
    workbook.saved()
    assert {revision.field for revision in FolderStore(lab.root / "harm/answers").read(NOTE).log} == {"happened"}
    box.fill("We met.")
    workbook.saved()
    ask.click()
    expect(field.locator(".reflect-question").first).to_be_visible()


def test_private_words_are_nowhere_but_with_their_owner(lab: Lab, page: Page) -> None:
    header = (
        'import reflect\n\nwb = reflect.workbook("weekly_note", version=1, title="Note", mentor=mentor,'
        ' mentee=mentee, personal_to="mentee")'
    )
    given = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\npair_id = ""'
    save(
        template(code('wb.text("happened", prompts=True)'), parameters=given, header=header),
        lab.root / "own/note.ipynb",
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    workbook = Workbook(page, lab, "own/note.ipynb").open().run_all()
    box = page.locator(".reflect-box textarea")
    box.fill("rhinoceros")
    workbook.saved()
    page.get_by_role("button", name="Ask me a question").click()
    expect(page.locator(".reflect-question").first).to_be_visible()
    os.kill(lab.kernel_pid("own/note.ipynb"), signal.SIGKILL)
    box.press_sequentially(" and rhinoceros")
    expect(page.locator(".reflect-status")).to_contain_text("Not saved", timeout=PATIENCE)
    written = box.input_value()  # JupyterLab's message about the kernel may take the focus from the rest
    page.locator(".jp-Dialog-button", has_text="Ok").click()
    workbook.ready().run_all()
    expect(box).to_have_value(written)
    workbook.saved()
    workbook.save_notebook()

    assert "rhinoceros" not in "\n".join(said)
    holding = [
        file
        for place in (lab.root, lab.home)
        for file in place.rglob("*")
        if file.is_file() and b"rhinoceros" in file.read_bytes()
    ]
    assert {file.parent.parent for file in holding} == {lab.home / "data/reflect/answers"}

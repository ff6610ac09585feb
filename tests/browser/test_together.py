"""Two people in one workbook: in two browsers on one kernel, and with a kernel each on one folder."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from reflect.journal.rendering import render
from reflect.pairs import pair_id, workbook_id
from reflect.revisions import heads, revise
from reflect.stores.folder import FolderStore
from tests.browser.workbook import Workbook, choose, small_workbook
from tests.browsing import PATIENCE, Lab, run_lab
from tests.notebooks import code, save, template

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


@pytest.fixture(scope="module")
def shared_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The same with jupyter-collaboration."""
    root, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home")
    with run_lab(root, home, who=None, together=True) as lab:
        yield lab


@pytest.fixture(params=["nobodys_lab", "shared_lab"], ids=["alone", "with jupyter-collaboration"])
def any_lab(request: pytest.FixtureRequest) -> Lab:
    lab: Lab = request.getfixturevalue(request.param)
    return lab


def open_to_others(workbook: Workbook) -> None:
    """Have the outputs where another browser finds them. With jupyter-collaboration they are there already."""
    if not workbook.page.evaluate("window.jupyterapp.shell.currentWidget.context.model.collaborative"):
        workbook.save_notebook()


def on_one_kernel(lab: Lab, name: str, page: Page, other_page: Page) -> tuple[Workbook, Workbook]:
    """A small workbook in a folder of its own, open in two browsers."""
    path = small_workbook(lab, name)
    mine = Workbook(page, lab, path).open().run_all()
    open_to_others(mine)
    return mine, Workbook(other_page, lab, path).open().alive()


def test_running_all_in_one_browser_leaves_the_form_alive_in_another(
    any_lab: Lab, page: Page, other_page: Page
) -> None:
    mine, theirs = on_one_kernel(any_lab, "again", page, other_page)
    box = theirs.words("What happened")
    box.press_sequentially("Half a sen")
    # They go on typing, whatever happens to the page around them.
    choose(mine.page, "Run", "Run All Cells")
    rest = "tence, and then another one, and all of it is there in the end."
    for letter in rest:
        other_page.keyboard.type(letter, delay=30)
    mine.alive()
    theirs.alive()
    theirs.saved()
    expect(box).to_have_value(f"Half a sen{rest}")
    expect(box).to_be_focused()
    expect(theirs.page.locator(".reflect-held")).to_have_count(0)
    expect(mine.words("What happened")).to_have_value(f"Half a sen{rest}")
    assert mine.answers()["happened"] == f"Half a sen{rest}"


@pytest.fixture(scope="module")
def two_labs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Lab]]:
    """Sam's JupyterLab and Alex's, each with a home of its own, on one shared folder."""
    root, homes = tmp_path_factory.mktemp("shared"), [tmp_path_factory.mktemp(name) for name in ("sam", "alex")]
    with run_lab(root, homes[0], who="Sam") as sams, run_lab(root, homes[1], who="Alex") as alexs:
        yield sams, alexs


def test_what_is_written_with_another_kernel_on_the_folder_appears_by_itself(
    two_labs: tuple[Lab, Lab], page: Page, other_page: Page
) -> None:
    path = small_workbook(two_labs[0], "kernels")
    sam = Workbook(page, two_labs[0], path).open().run_all()
    alex = Workbook(other_page, two_labs[1], path).open().run_all()
    sam.words("What happened").fill("From Sam.")
    expect(alex.words("What happened")).to_have_value("From Sam.", timeout=PATIENCE)
    expect(other_page.get_by_role("progressbar", name="1 of 3 answered")).to_be_visible()
    alex.words("What happened").press_sequentially(" And from Alex.")
    expect(sam.words("What happened")).to_have_value("From Sam. And from Alex.", timeout=PATIENCE)
    alex.saved()
    sam.pick("Model", "Gibbs")
    expect(alex.field("What I felt")).to_be_visible(timeout=PATIENCE)
    found = authors(two_labs[0], "kernels")
    assert found["From Sam."] == "Sam"
    assert found["From Sam. And from Alex."] == "Alex"
    logs = {file.name.partition(".")[0] for file in (two_labs[0].root / "kernels/answers").rglob("*.jsonl")}
    assert logs == {"sam", "alex"}


HOLD_BACK = "() => { window.heldBack = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }"
LET_GO = "() => { WebSocket.prototype.send = window.heldBack; }"


def at_once(*writing: tuple[Workbook, Callable[[Workbook], None]]) -> None:
    """Have each write without sight of the others."""
    for workbook, _ in writing:
        workbook.page.evaluate(HOLD_BACK)
    for workbook, write in writing:
        write(workbook)
    for workbook, _ in writing:
        workbook.page.evaluate(LET_GO)


def versions(workbook: Workbook, label: str) -> Locator:
    return workbook.field(label).locator(".reflect-version")


def keep(workbook: Workbook, label: str, what: str) -> None:
    workbook.field(label).get_by_role("button", name=f"Keep {what}", exact=False).click()
    expect(versions(workbook, label)).to_have_count(0)
    workbook.saved()


def heads_of(lab: Lab, name: str, slot: str) -> list[Any]:
    [folder] = (lab.root / name / "answers").iterdir()
    return [head.value for head in heads(FolderStore(folder.parent).read(folder.name).log)[slot]]


def test_both_typing_in_one_field_keeps_both_side_by_side(
    two_labs: tuple[Lab, Lab], page: Page, other_page: Page
) -> None:
    path = small_workbook(two_labs[0], "both")
    sam = Workbook(page, two_labs[0], path).open().run_all()
    alex = Workbook(other_page, two_labs[1], path).open().run_all()

    def writes(words: str) -> Callable[[Workbook], None]:
        return lambda workbook: workbook.words("What happened").press_sequentially(words)

    at_once((sam, writes("Sam’s own words.")), (alex, writes("Alex’s words.")))
    for workbook in (sam, alex):
        expect(versions(workbook, "What happened")).to_have_count(2, timeout=PATIENCE)
    # Each goes on with their own words, whatever comes in, and the other sees them beside theirs.
    expect(sam.words("What happened")).to_have_value("Sam’s own words.")
    sam.words("Length").focus()  # looking at both, and away, is no choice between them
    sam.words("What happened").press("End")
    page.keyboard.type(" More.")
    expect(versions(alex, "What happened").locator("blockquote")).to_have_text(
        ["Alex’s words.", "Sam’s own words. More."], timeout=PATIENCE
    )
    expect(versions(alex, "What happened").locator(".reflect-by")).to_contain_text(["You, ", "Sam, "])
    expect(alex.words("What happened")).to_have_value("Alex’s words.")
    expect(sam.field("What happened").get_by_role("status").filter(has_text="Two versions")).to_have_text(
        "Two versions of What happened, by you and Alex."
    )
    buttons = sam.field("What happened").locator(".reflect-note").get_by_role("button")
    expect(buttons).to_have_text(["Keep mine", "Keep theirs", "Keep both"])
    names = [button.get_attribute("aria-label") or "" for button in buttons.all()]
    assert [re.sub(r"\d\d:\d\d", "hh:mm", name) for name in names] == [
        "Keep mine: by you, hh:mm",
        "Keep theirs: by Alex, hh:mm",
        "Keep both: by you and Alex",
    ]
    for who in (sam, alex):
        look_for_violations(who.page)

    keep(sam, "What happened", "both")
    expect(sam.words("What happened")).to_be_focused()
    expect(alex.words("What happened")).to_have_value("Sam’s own words. More.\n\nAlex’s words.", timeout=PATIENCE)
    expect(versions(alex, "What happened")).to_have_count(0)
    assert heads_of(two_labs[0], "both", "happened") == ["Sam’s own words. More.\n\nAlex’s words."]


def test_what_kind_of_answer_it_is_says_whether_both_can_be_kept(
    two_labs: tuple[Lab, Lab], page: Page, other_page: Page
) -> None:
    path = small_workbook(two_labs[0], "kinds")
    sam = Workbook(page, two_labs[0], path).open().run_all()
    alex = Workbook(other_page, two_labs[1], path).open().run_all()

    def rows(*actions: str) -> Callable[[Workbook], None]:
        def write(workbook: Workbook) -> None:
            steps = workbook.field("Steps")
            for at, action in enumerate(actions):
                if at:
                    steps.get_by_role("button", name="Add a row").click()
                steps.get_by_label("Action").nth(at).fill(action)

        return write

    def others(date: str, minutes: str, channel: str, again: str) -> Callable[[Workbook], None]:
        def write(workbook: Workbook) -> None:
            workbook.words("Due on").fill(date)
            workbook.words("Length").fill(minutes)
            workbook.field("Channels").get_by_role("checkbox", name=channel).press("Space")
            workbook.pick("Meet again", again)

        return write

    at_once(
        (sam, others("2027-03-01", "30", "phone", "Yes")),
        (alex, others("2027-04-01", "45", "video", "No")),
    )
    at_once((sam, rows("Call Noor", "Rest")), (alex, rows("Call Noor", "Write")))
    for label in ("Due on", "Length", "Meet again", "Channels", "Steps"):
        expect(versions(sam, label)).to_have_count(2, timeout=PATIENCE)
    for label in ("Due on", "Length", "Meet again"):
        buttons = sam.field(label).locator(".reflect-note").get_by_role("button")
        expect(buttons).to_have_text(["Keep mine", "Keep theirs"])
    keep(sam, "Due on", "theirs")
    keep(sam, "Length", "mine")
    keep(sam, "Meet again", "theirs")
    keep(sam, "Channels", "both")
    keep(sam, "Steps", "both")
    expect(alex.field("Steps").get_by_label("Action")).to_have_count(3, timeout=PATIENCE)
    for workbook in (sam, alex):
        expect(workbook.words("Due on")).to_have_value("2027-04-01")
        expect(workbook.words("Length")).to_have_value("30")
    expected = {
        "due": "2027-04-01",
        "minutes": 30,
        "again": False,
        "channels": ["phone", "video"],
        "steps": [{"action": "Call Noor"}, {"action": "Rest"}, {"action": "Write"}],
    }
    assert sam.answers() == expected
    assert [heads_of(two_labs[0], "kinds", slot) for slot in expected] == [[value] for value in expected.values()]


def test_two_who_have_not_said_who_they_are_still_tell_their_versions_apart(
    shared_lab: Lab, page: Page, other_page: Page
) -> None:
    mine, theirs = on_one_kernel(shared_lab, "unsaid", page, other_page)
    at_once(
        (mine, lambda workbook: workbook.words("What happened").press_sequentially("Mine.")),
        (theirs, lambda workbook: workbook.words("What happened").press_sequentially("Theirs.")),
    )
    expect(versions(mine, "What happened").locator("blockquote")).to_have_text(["Mine.", "Theirs."], timeout=PATIENCE)
    expect(versions(theirs, "What happened").locator("blockquote")).to_have_text(["Theirs.", "Mine."])
    keep(theirs, "What happened", "mine")
    expect(mine.words("What happened")).to_have_value("Theirs.")


def test_versions_of_three_are_called_by_their_names(two_labs: tuple[Lab, Lab], page: Page) -> None:
    path = small_workbook(two_labs[0], "three")
    workbook = workbook_id(pair_id("", "Alex", "Sam"), "weekly_note")
    store = FolderStore(two_labs[0].root / "three/answers", device="test")
    for author in ("Alex", "Kim", "Kim"):
        now = dt.datetime.now(dt.UTC)
        store.append(revise(workbook=workbook, field="happened", author=author, value=f"{now}", source="form", now=now))
    sam = Workbook(page, two_labs[0], path).open().run_all()
    note = sam.field("What happened").get_by_role("group", name="versions")
    texts = [re.sub(r"\d\d:\d\d", "hh:mm", text) for text in note.get_by_role("button").all_inner_texts()]
    assert texts == ["Keep Alex’s", "Keep Kim’s of hh:mm", "Keep Kim’s of hh:mm", "Keep all"]
    expect(note).to_have_attribute("aria-label", "3 versions")
    keep(sam, "What happened", "Alex’s")


def test_what_another_has_emptied_says_who_did_it_and_gives_it_back(two_labs: tuple[Lab, Lab], page: Page) -> None:
    path = small_workbook(two_labs[0], "emptied")
    workbook = workbook_id(pair_id("", "Alex", "Sam"), "weekly_note")
    store = FolderStore(two_labs[0].root / "emptied/answers", device="test")
    parents: list[str] = []
    for author, value in (("Sam", "All of *my* week."), ("Alex", "")):
        now = dt.datetime.now(dt.UTC)
        saved = revise(
            workbook=workbook, field="happened", author=author, value=value, source="form", now=now, parents=parents
        )
        store.append(saved)
        parents = [saved.id]
    sam = Workbook(page, two_labs[0], path).open().run_all()
    field = sam.field("What happened")
    expect(field.get_by_text("Alex emptied this")).to_be_visible()
    words = field.get_by_text("All of *my* week.")
    expect(words).to_be_hidden()
    field.get_by_text("What stood here before").click()
    expect(words).to_be_visible()
    assert Axe().run(page, context=".reflect-field").response["violations"] == []
    field.get_by_role("button", name="Put back what Sam wrote").click()
    expect(sam.words("What happened")).to_have_value("All of *my* week.")
    expect(field.get_by_text("Alex emptied this")).to_have_count(0)
    sam.saved()


def authors(lab: Lab, name: str) -> dict[str, str]:
    """Who is in the log for each text."""
    [folder] = (lab.root / name / "answers").iterdir()
    return {r.value: r.author for r in FolderStore(folder.parent).read(folder.name).log if isinstance(r.value, str)}


def write(workbook: Workbook, words: str) -> None:
    workbook.words("What happened").fill(words)
    workbook.saved()


def test_each_of_two_browsers_on_one_kernel_writes_under_its_own_name(
    any_lab: Lab, page: Page, other_page: Page
) -> None:
    mine, theirs = on_one_kernel(any_lab, "names", page, other_page)
    for person in (mine, theirs):
        expect(person.page.get_by_text("Who is writing?")).to_be_visible()
    write(mine, "Nobody has said who.")
    page.get_by_role("button", name="Sam", exact=True).click()
    expect(page.get_by_role("button", name="Writing as Sam: change")).to_be_focused()
    expect(page.get_by_text("Who is writing?")).to_have_count(0)
    other_page.get_by_label("or another name").fill("Dr Alex Reid")
    other_page.keyboard.press("Enter")
    expect(other_page.get_by_text("Writing as Dr Alex Reid")).to_be_visible()
    write(mine, "Sam wrote this.")
    write(theirs, "Alex wrote this.")
    write(mine, "Sam again.")
    found = authors(any_lab, "names")
    assert {words: found[words] for words in ("Sam wrote this.", "Alex wrote this.", "Sam again.")} == {
        "Sam wrote this.": "Sam",
        "Alex wrote this.": "Dr Alex Reid",
        "Sam again.": "Sam",
    }
    assert found["Nobody has said who."] not in ("", "Sam", "Dr Alex Reid")

    page.reload()
    mine.ready().alive()
    page.get_by_role("button", name="Writing as Sam: change").click()
    page.get_by_role("button", name="Alex", exact=True).press("Enter")
    expect(page.get_by_text("Writing as Alex")).to_be_visible()
    write(mine, "Somebody else at this screen.")
    assert authors(any_lab, "names")["Somebody else at this screen."] == "Alex"


def test_whom_the_server_knows_is_not_asked(nobodys_lab: Lab, page: Page) -> None:
    identity = {"username": "sokafor", "name": "sokafor", "display_name": "Sam Okafor"}

    def me(route: Route) -> None:
        """As JupyterHub has it, which tells nobody who they are without the token of the page they ask from."""
        tokens = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_xsrf"]
        if tokens == [route.request.headers.get("x-xsrftoken")]:
            route.fulfill(json={"identity": identity, "permissions": {}})
        else:
            route.fulfill(status=403, json={"message": "'_xsrf' argument missing from GET"})

    page.route("**/api/me*", me)
    workbook = Workbook(page, nobodys_lab, small_workbook(nobodys_lab, "known")).open().run_all()
    expect(page.get_by_text("Writing as Sam Okafor")).to_be_visible()
    expect(page.get_by_role("button", name="change")).to_have_count(0)
    write(workbook, "We met.")
    assert authors(nobodys_lab, "known") == {"We met.": "Sam Okafor"}


def test_whom_the_environment_names_is_not_asked(lab: Lab, page: Page) -> None:
    workbook = Workbook(page, lab, small_workbook(lab, "as")).open().run_all()
    expect(page.get_by_text("Writing as sam")).to_be_visible()
    expect(page.get_by_text("Who is writing?")).to_have_count(0)
    write(workbook, "We met.")
    assert authors(lab, "as") == {"We met.": "sam"}


def test_nobody_is_asked_twice_for_the_workbooks_of_one_pair(nobodys_lab: Lab, page: Page) -> None:
    first = Workbook(page, nobodys_lab, small_workbook(nobodys_lab, "first")).open().run_all()
    page.get_by_role("button", name="Sam", exact=True).click()
    first.save_notebook()
    known = json.loads(page.evaluate("localStorage.getItem('reflect:who')"))
    page.evaluate(
        "(known) => localStorage.setItem('reflect:who', JSON.stringify({ another: known }))", next(iter(known.values()))
    )
    page.reload()
    first.ready().alive()
    expect(page.get_by_text("Writing as Sam")).to_be_visible()


def look_for_violations(page: Page) -> None:
    """In either theme."""
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        light = str(theme.endswith("Light")).lower()
        page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
        found = Axe().run(page, context=".reflect-field")
        assert not found.response["violations"], found.generate_report()


def test_the_question_who_writes_has_no_accessibility_violations(nobodys_lab: Lab, page: Page) -> None:
    Workbook(page, nobodys_lab, small_workbook(nobodys_lab, "axe")).open().run_all()
    expect(page.get_by_text("Who is writing?")).to_be_visible()
    look_for_violations(page)
    page.get_by_role("button", name="Sam", exact=True).click()
    look_for_violations(page)


def personal_workbook(lab: Lab, name: str) -> str:
    """Alex's own workbook, in the folder of a shared one; one of its two answers can be released."""
    header = (
        'import reflect\n\nwb = reflect.workbook("own_note", version=1, title="Own note", mentor=mentor,'
        ' mentee=mentee, personal_to="mentor")'
    )
    cells = code('wb.text("happened", label="What happened")\nwb.text("line", release=True, label="A line to share")')
    given = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\npair_id = ""'
    save(template(cells, parameters=given, header=header), lab.root / name / "own.ipynb")
    return f"{name}/own.ipynb"


def holding(lab: Lab, words: str) -> set[Path]:
    """The files in the shared folder that have these words in them."""
    files = (file for file in lab.root.rglob("*") if file.is_file())
    return {file.relative_to(lab.root) for file in files if words.encode() in file.read_bytes()}


def test_one_line_is_released_and_nothing_else_of_what_is_private(
    two_labs: tuple[Lab, Lab], page: Page, other_page: Page
) -> None:
    path = small_workbook(two_labs[0], "release")
    sam = Workbook(page, two_labs[0], path).open().run_all()
    alex = Workbook(other_page, two_labs[1], personal_workbook(two_labs[1], "release")).open().run_all()
    expect(other_page.get_by_text("Who is writing?")).to_have_count(0)
    field = alex.field("A line to share")
    share = field.get_by_role("button", name="Share this with Sam")
    expect(share).to_be_hidden()
    alex.words("What happened").fill("A rhinoceros.")
    alex.words("A line to share").fill("Thank you, Sam. <b>Really</b>.")
    alex.saved()

    share.press("Enter")
    asked = field.get_by_role("group", name="Share this with Sam?")
    expect(asked).to_be_focused()
    expect(asked.locator("blockquote")).to_have_text("Thank you, Sam. <b>Really</b>.")
    other_page.keyboard.press("Enter")
    look_for_violations(other_page)
    asked.get_by_role("button", name="Not now").click()
    expect(share).to_be_focused()
    assert holding(two_labs[0], "Thank you") == set()

    share.click()
    asked.get_by_role("button", name="Share these words").click()
    expect(field.get_by_role("status").filter(has_text="Shared with Sam on ")).to_be_visible()
    expect(field.get_by_role("button", name="Take it back")).to_be_focused()
    look_for_violations(other_page)
    told = page.locator(".reflect-heading .reflect-released")
    expect(told.locator("blockquote")).to_have_text("Thank you, Sam. <b>Really</b>.", timeout=PATIENCE)
    expect(told).to_contain_text("Alex has shared:")
    look_for_violations(page)

    alex.words("A line to share").fill("Thank you for the rhinoceros.")
    alex.saved()
    expect(field.get_by_text("You have changed the words since.")).to_be_visible()
    for workbook in (sam, alex):
        workbook.save_notebook()
    assert holding(two_labs[0], "rhinoceros") == set()
    assert ".jsonl" in {file.suffix for file in holding(two_labs[0], "Thank you")}
    assert "Thank you, Sam. &lt;b&gt;Really&lt;/b&gt;." in render(two_labs[0].root / path)

    field.get_by_role("button", name="Take it back").click()
    field.get_by_role("group", name="Take it back?").get_by_role("button", name="Take it back").click()
    expect(told.locator("blockquote")).to_have_count(0, timeout=PATIENCE)
    expect(share).to_be_focused()
    assert "Really" not in render(two_labs[0].root / path)
    assert holding(two_labs[0], "rhinoceros") == set()

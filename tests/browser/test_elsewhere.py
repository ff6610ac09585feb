"""What a field offers from the pair's other workbooks, in JupyterLab."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from playwright.sync_api import Page, expect

from reflect.pairs import pair_id, workbook_id
from reflect.revisions import current, revise
from reflect.stores.folder import FolderStore
from tests.browser.workbook import Workbook
from tests.browsing import Lab
from tests.notebooks import HEADER, PARAMETERS, code, markdown, save, template

PAIR = pair_id("", "Alex", "Sam")
GIVEN = PARAMETERS.replace('mentor = ""', 'mentor = "Alex"').replace('mentee = ""', 'mentee = "Sam"')
LOG = HEADER.replace("weekly_note", "log").replace("version=1", "version=1, repeats=True, occasion=occasion")
COLUMNS = '{"what": "text", "by": "date", "status": ["Not yet", "Done"]}'


def written(folder: Path, occasion: str, slot: str, value: object) -> None:
    """An entry of the log, and what stands in it."""
    content = template(
        code(f'wb.rows("actions", {COLUMNS}, label="Actions")'),
        parameters=f'{GIVEN}\noccasion = "{occasion}"',
        header=LOG.replace("Weekly note", "Meeting log"),
    )
    save(content, folder / f"log-{occasion}.ipynb")
    log, now = workbook_id(PAIR, "log", occasion), dt.datetime.now(dt.UTC)
    revision = revise(workbook=log, field=slot, author="Sam", value=value, source="form", now=now)
    FolderStore(folder / "answers").append(revision)


def test_entries_are_chosen_and_open_rows_are_brought_in_and_taken_back(lab: Lab, page: Page) -> None:
    folder = lab.root / "elsewhere"
    written(folder, "2026-03-05", "actions", [{"what": "Long ago"}])
    actions = [
        {"what": "Write to <Jo>", "by": "2026-04-20", "status": "Not yet"},
        {"what": "Rest", "status": "Done"},
        {"what": "Ask about the course"},
    ]
    written(folder, "2026-04-02", "actions", actions)
    content = template(
        markdown("## Before we begin"),
        code('wb.choice("session", ["Something else"], offers="log", label="Which session")'),
        code(f'wb.rows("due", {COLUMNS}, carries="log.actions", label="What was open")'),
        code('wb.choice("topic", offers="log.actions", other=True, label="What about")'),
        code('wb.text("focus", offers="career_map.milestones", label="Focus")'),
        parameters=GIVEN,
    )
    save(content, folder / "weekly_note.ipynb")
    workbook = Workbook(page, lab, "elsewhere/weekly_note.ipynb").open().run_all()

    session = workbook.field("Which session").get_by_role("combobox")
    expect(session.get_by_role("option")).to_have_text(["Choose …", "2 April 2026", "5 March 2026", "Something else"])
    session.select_option("2 April 2026")
    topic = workbook.field("What about")
    topic.get_by_role("combobox").select_option("Rest")
    workbook.saved()
    assert workbook_answers(folder)["topic"] == "Rest"
    topic.get_by_role("combobox").select_option("Other …")
    topic.get_by_role("textbox").fill("The river")
    due = workbook.field("What was open")
    due.get_by_role("textbox", name="What").fill("Already here")
    due.get_by_role("button", name="Bring in 2 open rows from 2 April 2026").click()
    expect(due.get_by_role("textbox", name="What")).to_have_count(3)
    expect(due.get_by_role("button", name="Bring in")).to_have_count(0)
    expect(due.get_by_role("button", name="Undo")).to_be_focused()
    workbook.saved()
    left_open = [actions[0], actions[2]]
    assert workbook_answers(folder) == {
        "session": "2 April 2026",
        "topic": "The river",
        "due": [{"what": "Already here"}, *left_open],
    }

    due.get_by_role("button", name="Undo").click()
    expect(due.get_by_role("button", name="Bring in 2 open rows")).to_be_visible()
    workbook.saved()
    assert workbook_answers(folder)["due"] == [{"what": "Already here"}]
    expect(workbook.field("Focus").get_by_text("Nothing from “Career map” yet.")).to_be_visible()

    (folder / "log-2026-04-02.ipynb").unlink()
    page.reload()
    workbook.ready().run_all()
    expect(session.locator("option:checked")).to_have_text("2 April 2026")
    expect(topic.get_by_role("textbox")).to_have_value("The river")


def workbook_answers(folder: Path) -> dict[str, object]:
    return current(FolderStore(folder / "answers").read(workbook_id(PAIR, "weekly_note")).log)

"""A workbook that two people have in turn, each on a machine of their own: one file goes to and fro, nothing else."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from reflect.notebook.files import read_notebook
from reflect.programme.stored import embedded_answers, read_heading, read_workbook
from reflect.revisions import Log, conflicts
from reflect.template.metadata import reflect_metadata
from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE, Lab, run_lab
from tests.notebooks import save
from tests.programme.test_stored import made

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

Way = Literal["by its address", "in JupyterLab itself"]


class Machine:
    """Somebody's computer, with a folder for a workbook."""

    def __init__(self, folder: Path, who: str) -> None:
        self.root, self.home, self.who = folder / "root", folder / "home", who
        self.workbook = self.root / "career_map.ipynb"
        for each in (self.root, self.home):
            each.mkdir(parents=True)

    @contextmanager
    def running(self, *, together: bool) -> Iterator[Lab]:
        server = run_lab(self.root, self.home, who=self.who, together=together)
        with server as lab:
            yield lab
            if together:
                server.kill()  # asked to stop, jupyter-collaboration may wait for ever

    def open(self, page: Page, lab: Lab, way: Way) -> Workbook:
        workbook = Workbook(page, lab, self.workbook.name)
        if way == "in JupyterLab itself":
            return workbook.open().run_all()
        page.goto(f"{lab.url}reflect/open/{self.workbook.name}?token={lab.token}")
        return workbook.alive()

    def saves(self, workbook: Workbook) -> None:
        """Save the notebook, and wait until all that is in the logs is in the file too."""
        workbook.save_notebook()
        deadline = time.monotonic() + PATIENCE / 1000
        while inside(self.workbook) != read_workbook(self.workbook).answers().log:
            assert time.monotonic() < deadline  # jupyter-collaboration writes the file when it sees fit
            time.sleep(0.1)


def inside(path: Path) -> Log:
    """The answers in a file, whatever is beside it."""
    notebook = read_notebook(path)
    return embedded_answers(reflect_metadata(notebook), read_heading(notebook, path.name), path.name).log


def write(workbook: Workbook, label: str, words: str) -> None:
    workbook.words(label).fill(words)
    workbook.saved()


@pytest.mark.parametrize(
    ("way", "together"),
    [("by its address", False), ("in JupyterLab itself", False), ("by its address", True)],
    ids=["by address", "in JupyterLab", "by address, with jupyter-collaboration"],
)
def test_two_machines_take_turns_with_one_file(way: Way, together: bool, tmp_path: Path, page: Page) -> None:
    one, two = Machine(tmp_path / "one", "sam"), Machine(tmp_path / "two", "alex")
    save(made("career_map"), one.workbook)
    with one.running(together=together) as lab:
        workbook = one.open(page, lab, way)
        write(workbook, "Where I am now", "In a shop")
        write(workbook, "Where I am now", "In a shop, but not for long.")
        one.saves(workbook)
        shutil.copy(one.workbook, two.workbook)
        write(workbook, "What drains me", "Noise, says Sam")  # while it is on its way
        one.saves(workbook)
    with two.running(together=together) as lab:
        workbook = two.open(page, lab, way)
        expect(workbook.words("Where I am now")).to_have_value("In a shop, but not for long.")
        write(workbook, "Where I am now", "In a shop until May.")
        write(workbook, "What gives me energy", "People")
        write(workbook, "What drains me", "Meetings, says Alex")
        two.saves(workbook)
    shutil.copy(two.workbook, one.workbook)
    with one.running(together=together) as lab:
        workbook = one.open(page, lab, way)
        expect(workbook.words("Where I am now")).to_have_value("In a shop until May.")
        expect(workbook.words("What gives me energy")).to_have_value("People")
        drains = workbook.field("What drains me")
        expect(drains.get_by_text("Two versions of What drains me")).to_be_visible()
        expect(drains.get_by_text("Noise, says Sam")).to_be_visible()
        expect(drains.get_by_text("Meetings, says Alex")).to_be_visible()
    log = read_workbook(one.workbook).answers().log
    assert {each.author for each in log} == {"sam", "alex"}
    assert list(conflicts(log)) == ["energy_drains"]

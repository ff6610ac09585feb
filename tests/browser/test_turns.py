"""A workbook that two people have in turn, each on a machine of their own: one file goes to and fro, nothing else."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reflect.answers import Log, conflicts
from reflect.notebook import read_notebook
from reflect.stored import read_heading, read_workbook, take_in, woven_answers
from reflect.weaving import about
from tests.browser.workbook import Workbook, small_workbook
from tests.browsing import PATIENCE, Lab, run_lab

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


class Machine:
    """Somebody's computer, with a folder for workbooks."""

    def __init__(self, folder: Path, who: str) -> None:
        self.root, self.home, self.who = folder / "root", folder / "home", who
        self.root.mkdir(parents=True)
        self.home.mkdir()
        self.workbook = self.root / "turns/note.ipynb"

    @contextmanager
    def running(self, *, together: bool) -> Iterator[Lab]:
        server = run_lab(self.root, self.home, who=self.who, together=together)
        with server as lab:
            yield lab
            if together:
                server.kill()  # asked to stop, jupyter-collaboration may wait for ever

    def is_sent(self, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Get a workbook by e-mail, and open it."""
        self.workbook.parent.mkdir(exist_ok=True)
        shutil.copy(workbook, self.workbook)
        monkeypatch.setenv("XDG_DATA_HOME", str(self.home / "data"))
        assert take_in(self.workbook).problems == ()

    def open(self, page: Page, lab: Lab) -> Workbook:
        return Workbook(page, lab, "turns/note.ipynb").open().run_all()

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
    return woven_answers(about(notebook), read_heading(notebook, path.name), path.name).log


@pytest.mark.parametrize("together", [False, True], ids=["alone", "with jupyter-collaboration"])
def test_two_machines_take_turns_with_one_file(
    together: bool, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = Machine(tmp_path / "one", "sam"), Machine(tmp_path / "two", "alex")
    with one.running(together=together) as lab:
        small_workbook(lab, "turns")
        workbook = one.open(page, lab)
        workbook.words("What happened").fill("We met")
        workbook.saved()
        workbook.words("What happened").fill("We met, and talked about Noor.")
        workbook.saved()
        one.saves(workbook)
    two.is_sent(one.workbook, monkeypatch)
    with two.running(together=together) as lab:
        workbook = two.open(page, lab)
        expect(workbook.words("What happened")).to_have_value("We met, and talked about Noor.")
        workbook.words("What happened").fill("We met, and talked about Noor for an hour.")
        workbook.words("Due on").fill("2027-03-01")
        workbook.saved()
        two.saves(workbook)
    one.is_sent(two.workbook, monkeypatch)
    with one.running(together=together) as lab:
        workbook = one.open(page, lab)
        expect(workbook.words("What happened")).to_have_value("We met, and talked about Noor for an hour.")
        expect(workbook.words("Due on")).to_have_value("2027-03-01")
        assert workbook.answers() == {"happened": "We met, and talked about Noor for an hour.", "due": "2027-03-01"}
    log = read_workbook(one.workbook).answers().log
    assert {each.author for each in log} == {"sam", "alex"}
    assert conflicts(log) == {}

"""`reflect open` as its users meet it: a real JupyterLab, and a browser that goes where it is sent."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from reflect.programme.stored import read_workbook
from reflect.resources import WORKBOOKS
from tests.browsing import PATIENCE, run_lab
from tests.notebooks import save, weekly_note
from tests.opening import STARTED, Person

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


@pytest.fixture
def person(tmp_path: Path) -> Person:
    home = tmp_path / "somebody"
    home.mkdir()
    return Person(home)


def test_a_workbook_opens_alive_and_keeps_what_is_written_under_the_given_name(
    person: Person, page: Page, tmp_path: Path
) -> None:
    workbook = tmp_path / "spring 2027" / "Sam & 拓真" / "note é.ipynb"
    workbook.parent.mkdir(parents=True)
    shutil.copy(WORKBOOKS / "career_map.ipynb", workbook)
    with person.opens(workbook, "--as", "sam") as printed:
        opening, last = printed.splitlines()
        assert f"{last}\n" == STARTED
        address = opening.removeprefix("Opening ").removesuffix(" in your browser.")
        assert unquote(urlsplit(address).path) == "/reflect/open/note é.ipynb"

        [given] = person.browsed()
        sent = Path(unquote(urlsplit(given).path))
        assert urlsplit(given).scheme == "file"
        assert stat.S_IMODE(sent.stat().st_mode) == 0o600
        assert sent.parent == person.runtime
        [token] = (json.loads(file.read_text())["token"] for file in person.runtime.glob("jpserver-*.json"))
        assert token in sent.read_text()
        assert token not in given + printed

        page.goto(given)
        field = page.locator(".reflect-field", has=page.locator("textarea")).first
        field.locator("textarea").fill("We laughed.")
        expect(field.locator(".reflect-status")).to_contain_text("Saved", timeout=PATIENCE)
        [connection] = person.runtime.glob("kernel-*.json")
        assert "curve_secretkey" in connection.read_text()  # no other account of this machine can listen to answers
        expect(page.get_by_text("official Jupyter news")).to_have_count(0)
    [revision] = read_workbook(workbook).answers().log
    assert (revision.value, revision.author) == ("We laughed.", "sam")


def test_a_running_server_is_used_again_unless_it_is_for_somebody_else(person: Person, tmp_path: Path) -> None:
    first = save(weekly_note(), tmp_path / "pairs" / "a-0123456789" / "note.ipynb")
    other = save(weekly_note(), tmp_path / "pairs" / "b-9876543210" / "note.ipynb")
    with person.opens(first, "--no-browser", "--as", "sam") as printed:
        line = printed.splitlines()[0]
        assert line.startswith("Open this address in a browser: http://localhost:")
        address, token = line.rpartition(" ")[2].split("?token=")
        server = address.removesuffix("reflect/open/a-0123456789/note.ipynb")
        assert len(token) > 20

        assert person.sees(other) == f"Opening {server}reflect/open/b-9876543210/note.ipynb in your browser.\n"
        assert person.sees(other.parent, "--as", "sam") == f"Opening {server}reflect/in/b-9876543210 in your browser.\n"
        assert person.sees(tmp_path / "pairs") == f"Opening {server}reflect/ in your browser.\n"
        assert len(set(person.browsed())) == 3
        said = person.sees(other, "--no-browser")
        assert said == f"Open this address in a browser: {server}reflect/open/b-9876543210/note.ipynb?token={token}\n"

        with Person(person.runtime.parent, terminal="another").opens(first, "--as", "alex", "--no-browser") as also:
            assert server not in also


def test_a_server_that_is_dead_or_has_no_reflect_is_left_alone(person: Person, tmp_path: Path) -> None:
    workbook = save(weekly_note(), tmp_path / "pair" / "note.ipynb")
    person.environment.update(BROWSER="", PATH=os.devnull)
    with run_lab(workbook.parent, person.runtime.parent, extended=False) as lab:
        dead = {"url": "http://localhost:9/", "token": "x", "pid": 1, "root_dir": str(workbook.parent)}
        for number, left in enumerate((json.dumps(dead), "{", '{"url": 3}')):
            (person.runtime / f"jpserver-{number}.json").write_text(left)
        with person.opens(workbook) as printed:
            assert printed.startswith("There is no browser here. Open this address in one: http://localhost:")
            assert "/reflect/open/note.ipynb?token=" in printed
            port = urlsplit(printed.splitlines()[0].rpartition(" ")[2]).port
            assert port not in (9, urlsplit(lab.url).port)

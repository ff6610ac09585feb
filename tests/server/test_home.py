"""The home page of a real server, asked for as a program would."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from reflect.demo.examples import examples
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from tests.browsing import Lab, run_lab
from tests.notebooks import code, notebook, save
from tests.server.visiting import visit, words

SECRET = "rhinoceros"
IN_DEMO = sum(len(example.workbooks) for example in examples())


def make(folder: Path, template: str = "smart_goals", mentee: str = "Sam Okafor", mentor: str = "Alex Reid") -> Path:
    return make_workbook(Pair(mentor, mentee), find_template(template), folder).path


def write(path: Path, slot: str, words: str, author: str = "Sam Okafor") -> None:
    workbook = read_workbook(path)
    now = dt.datetime.now(dt.UTC)
    revision = revise(workbook=workbook.id, field=slot, author=author, value=words, source="test", now=now)
    FolderStore(path.parent / "answers", device="test").append(revision)


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server on a hub that belongs to Alex, and is visited by somebody else."""
    root = tmp_path_factory.mktemp("visited")
    make(root, "smart_goals")
    make(root, "mentor_reflection")
    with run_lab(root, tmp_path_factory.mktemp("home"), more={"JUPYTERHUB_USER": "alex"}) as lab:
        yield lab


def test_the_workbooks_below_a_folder_are_listed_by_pair(shelf: Lab) -> None:
    for address in ("reflect", "reflect/", "reflect/in/", "reflect/in/demo", "reflect/in/demo/programme/"):
        answer = visit(shelf, address)
        assert answer.status == 200
        shown = words(answer.text)
        assert (
            f"{IN_DEMO} workbooks of 3 pairs {IN_DEMO} complete" if "demo" in address else f"{IN_DEMO} complete"
        ) in shown
        assert shown.count("Mentor's reflection Personal to") == 3
        assert "About 20 minutes for what is asked of everybody; 45 with all of it" in shown
        assert re.search(r"(\d+) of \1 answered Complete \d+ more of \d+ Written", shown)
        assert "Blessing Okonkwo with Aoife Ní Bhriain" in shown
        assert re.search(r"Written 17 May 2027 by ", shown)
        assert answer.text.count('href="/user/sam/reflect/open/demo/programme/') == IN_DEMO
        assert answer.text.count('href="/user/sam/reflect/journal/demo/programme/') == IN_DEMO
    pair = next(shelf.root.glob("demo/programme/blessing*")).name
    alone = words(visit(shelf, f"reflect/in/demo/programme/{quote(pair)}").text)
    assert alone.startswith(
        "Blessing Okonkwo with Aoife Ní Bhriain Your workbooks demo programme Blessing Okonkwo with"
    )
    assert alone.count("answered") == len(examples()[0].workbooks)
    assert "Rosa" not in alone


def test_what_is_written_shows_when_the_page_is_loaded_again(shelf: Lab) -> None:
    path = make(shelf.root / "written")
    assert re.search(r" 0 of \d+ answered Nothing written yet", words(visit(shelf, "reflect/in/written").text))
    write(path, "draft", SECRET)
    shown = words(visit(shelf, "reflect/in/written").text)
    assert re.search(r" 1 of \d+ answered Written today, \d\d:\d\d by Sam Okafor", shown)
    assert SECRET not in shown
    path.unlink()
    assert "There is no workbook here yet" in words(visit(shelf, "reflect/in/written").text)


def test_nothing_is_run_and_nothing_is_changed(shelf: Lab) -> None:
    path = make(shelf.root / "still")
    bomb = shelf.root / "ran"
    content = notebook(code(f"open({str(bomb)!r}, 'w')"))
    content["cells"] += json.loads(path.read_bytes())["cells"]
    save(content, path)
    before = {file: file.stat().st_mtime_ns for file in shelf.root.rglob("*")}
    assert "Sam Okafor" in visit(shelf, "reflect/in/still").text
    assert visit(shelf, "reflect/journal/still/smart_goals.ipynb").status == 200
    assert {file: file.stat().st_mtime_ns for file in shelf.root.rglob("*")} == before
    assert shelf.ask("GET", "kernels") == []


def test_what_cannot_be_read_is_told_at_the_end_and_other_notebooks_are_not(shelf: Lab) -> None:
    folder = shelf.root / "mixed"
    make(folder)
    save(notebook(code("%matplotlib inline")), folder / "analysis.ipynb")
    (folder / "cut off.ipynb").write_text('{"cells": [', encoding="utf-8")
    (folder / "empty.ipynb").touch()
    (folder / os.fsdecode(b"\xff.ipynb")).write_text("{", encoding="utf-8")
    shown = words(visit(shelf, "reflect/in/mixed").text)
    assert shown.count("answered") == 1
    end = shown.partition("What could not be read")[2]
    assert "mixed/cut off.ipynb this is not a notebook (no JSON). Open it in JupyterLab and save it again." in end
    assert "mixed/empty.ipynb" in end
    assert "mixed/\N{REPLACEMENT CHARACTER}.ipynb" in end
    assert "analysis" not in shown
    assert str(shelf.root) not in shown


def test_a_damaged_workbook_says_where_its_answers_are_and_opens_to_be_made_anew(shelf: Lab) -> None:
    path = make(shelf.root / "hurt")
    write(path, "specific", SECRET)
    path.write_text(path.read_text("utf-8")[:900], encoding="utf-8")
    page = visit(shelf, "reflect/in/hurt").text
    end = words(page).partition("What could not be read")[2]
    assert "damaged, and cannot be read. Its answers are safe, in the folder answers beside it. Open it" in end
    assert "no JSON" not in end
    assert "reflect/open/hurt/smart_goals.ipynb" in page


def test_copies_of_a_workbook_are_told_apart_by_their_files(shelf: Lab) -> None:
    path = make(shelf.root / "copied")
    assert "copied/smart_goals.ipynb" not in words(visit(shelf, "reflect/in/copied").text)
    shutil.copy(path, path.with_name("smart_goals (Sam's conflicted copy).ipynb"))
    shown = words(visit(shelf, "reflect/in/copied").text)
    assert "copied/smart_goals.ipynb" in shown
    assert "copied/smart_goals (Sam's conflicted copy).ipynb" in shown


def test_many_workbooks_can_be_searched(shelf: Lab) -> None:
    assert 'type="search"' in visit(shelf, "reflect/in/demo").text
    found = words(visit(shelf, f"reflect/in/demo?find={quote('AOIFE bhriain map')}").text)
    assert "1 workbook with “ AOIFE bhriain map ”" in found
    assert "Career map" in found
    assert "SMART goals" not in found
    none = words(visit(shelf, "reflect/in/demo?find=%3Cscript%3E").text)
    assert f"There is no workbook with “ <script> ”. Show all {IN_DEMO}" in none
    for number in ("0", "2", "-1", "x", "1" * 5000):
        assert f"{IN_DEMO} workbooks" in words(visit(shelf, f"reflect/in/demo?page={number}").text)


def test_an_empty_folder_says_what_to_do(shelf: Lab) -> None:
    (shelf.root / "empty").mkdir()
    answer = visit(shelf, "reflect/in/empty")
    assert "There is no workbook here yet" in words(answer.text)
    assert 'href="/user/sam/reflect/new/empty"' in answer.text


def test_pages_run_no_script_and_are_for_no_other_site(shelf: Lab) -> None:
    for address in ("reflect/", "reflect/new/", "reflect/in/nowhere"):
        answer = visit(shelf, address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "<script" not in answer.text


@pytest.mark.parametrize("page", ["", "in/demo", "new/demo", "journal/{workbook}"])
@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_the_token_there_is_nothing(shelf: Lab, page: str, token: str | None) -> None:
    workbook = next(shelf.root.glob("demo/programme/blessing*/smart_goals.ipynb"))
    address = "reflect/" + page.format(workbook=quote(str(workbook.relative_to(shelf.root))))
    answer = visit(shelf, address, token=token)
    assert answer.status == 302
    assert answer.headers["Location"].startswith("/user/sam/login?next=")
    assert answer.text == ""
    sent = visit(shelf, address, token=token, form={"template": "smart_goals", "mentee": "Sam", "mentor": "Alex"})
    assert sent.status == 403
    assert "Blessing" not in sent.text


@pytest.fixture(scope="module")
def odd_places(shelf: Lab, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Addresses of what is outside, hidden or no place at all."""
    outside = tmp_path_factory.mktemp("outside")
    make(outside, mentee="Somebody Outside")
    make(outside / ".hidden", mentee="Somebody Hidden")
    (shelf.root / "way out").symlink_to(outside)
    (shelf.root / "way out.ipynb").symlink_to(outside / "smart_goals.ipynb")
    (shelf.root / "way in.ipynb").symlink_to(make(shelf.root / "inside", mentee="Robin Adler"))
    (shelf.root / "nowhere else").symlink_to(outside / "gone")
    (shelf.root / "circle").symlink_to("circle")
    make(shelf.root / ".hidden", mentee="Somebody Hidden")
    up = f"../{outside.name}"
    return [
        up,
        up.replace("..", "%2e%2e"),
        up.replace("/", "%2f"),
        f"demo/../../{outside.name}",
        f"demo/%2e%2e/%2e%2e/{outside.name}",
        f"..%5c{outside.name}",
        f"/{outside}",
        f"%2f{outside}",
        "way%20out/.hidden",
        "way%20out/..",
        "way%20out.ipynb",
        "way%20in.ipynb",
        "nowhere%20else",
        "circle",
        ".hidden",
        "%2ehidden",
        "nowhere",
        "demo/%00",
        "demo%00.ipynb",
        "%ff%fe",
        "a" * 300,
        "a" * 5000,
        "a/" * 2500,
    ]


@pytest.mark.parametrize("page", ["in", "journal", "new"])
def test_no_address_leads_out_of_the_folder(shelf: Lab, odd_places: list[str], page: str) -> None:
    for place in odd_places:
        for address in (f"reflect/{page}/{place}", f"reflect/{page}/{place}/smart_goals.ipynb"):
            answer = visit(shelf, address)
            assert answer.status in (400, 403, 404), address
            assert "Somebody" not in answer.text, address
            assert "reflect/" in answer.text or answer.status == 400  # a way back
    log = (shelf.home / "lab.log").read_text("utf-8")
    assert "Traceback" not in log


def test_what_is_hidden_or_behind_a_link_is_not_listed_and_a_linked_folder_is_named(
    shelf: Lab, odd_places: list[str]
) -> None:
    assert odd_places
    shown = visit(shelf, "reflect/").text
    assert "Somebody" not in shown
    assert "Kept elsewhere:" in words(shown)
    assert 'href="/user/sam/reflect/in/way%20out"' in shown
    for place in ("nowhere%20else", "circle", ".hidden"):
        assert f"/in/{place}" not in shown


@pytest.mark.parametrize("where", ["within", "elsewhere"])
def test_a_link_to_a_folder_is_followed_where_it_is_asked_for(shelf: Lab, where: str) -> None:
    real = (shelf.root if where == "within" else shelf.home) / "shared"
    make(real)
    (shelf.root / where).symlink_to(real)
    assert "Sam Okafor" in visit(shelf, f"reflect/in/{where}").text
    assert "Sam Okafor" in visit(shelf, f"reflect/new/{where}").text
    assert "Sam Okafor" in visit(shelf, f"reflect/journal/{where}/smart_goals.ipynb").text


def test_a_file_that_is_a_link_gets_a_page_that_says_what_to_do(shelf: Lab, odd_places: list[str]) -> None:
    assert odd_places
    for place in ("way%20out.ipynb", "way%20in.ipynb"):
        for page in ("in", "journal", "new", "open"):
            answer = visit(shelf, f"reflect/{page}/{place}")
            assert answer.status == 403
            assert "Open the workbook where it really is." in answer.text
        assert (shelf.root / unquote(place)).is_symlink()


def test_no_page_goes_through_a_link_in_a_programme(shelf: Lab) -> None:
    [pair, other] = [path.parent for path in sorted(shelf.root.glob("demo/programme/*/smart_goals.ipynb"))][:2]
    (pair / "more").symlink_to(other)
    (pair.parent / "eve-and-mallory-0123456789").symlink_to(other)
    for place in (f"{pair.name}/more", "eve-and-mallory-0123456789"):
        for page in ("in", "new", "open", "journal"):
            for end in ("", "/smart_goals.ipynb"):
                answer = visit(shelf, f"reflect/{page}/demo/programme/{quote(place)}{end}")
                assert answer.status == 403
                assert "This leads elsewhere" in answer.text
    for link in (pair / "more", pair.parent / "eve-and-mallory-0123456789"):
        link.unlink()


def test_personal_workbooks_are_not_shown_to_a_visitor(visited: Lab) -> None:
    shown = words(visit(visited, "reflect/").text)
    assert "1 workbook " in shown
    assert "Mentor's reflection" not in shown
    assert "1 personal workbook left out" in shown
    assert visit(visited, "reflect/journal/smart_goals.ipynb").status == 200
    refused = visit(visited, "reflect/journal/mentor_reflection.ipynb")
    assert refused.status == 403
    assert "This journal is for its owner" in refused.text
    assert visit(visited, "reflect/in/reflect-private").status == 403


def test_no_line_of_the_log_holds_an_answer(shelf: Lab) -> None:
    path = make(shelf.root / "logged")
    write(path, "specific", SECRET)
    (path.parent / "answers/broken.jsonl").write_text(SECRET, encoding="utf-8")
    for address in ("in/logged", "journal/logged/smart_goals.ipynb", "new/logged", "in/logged?find=x"):
        assert visit(shelf, f"reflect/{address}").status == 200
    assert SECRET in visit(shelf, "reflect/journal/logged/smart_goals.ipynb").text
    assert SECRET not in (shelf.home / "lab.log").read_text("utf-8")

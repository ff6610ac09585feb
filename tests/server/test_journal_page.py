"""Journals from a real server."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from reflect.journal.rendering import render
from tests.browsing import Lab
from tests.journal.samples import filled, hostile_answers, hostile_notebook
from tests.notebooks import code, notebook, save
from tests.server.visiting import visit, words


def address(lab: Lab, pattern: str) -> str:
    [path] = lab.root.glob(pattern)
    return f"reflect/journal/{quote(str(path.relative_to(lab.root)))}"


def test_a_journal_is_the_page_that_is_written_from_the_command_line(shelf: Lab) -> None:
    answer = visit(shelf, address(shelf, "demo/programme/blessing*/career_map.ipynb"))
    [written] = shelf.root.glob("demo/journals/blessing*/career_map.html")
    assert answer.status == 200
    assert answer.text == written.read_text("utf-8")


def test_it_allows_nothing_but_its_own_style(shelf: Lab) -> None:
    answer = visit(shelf, address(shelf, "demo/programme/blessing*/career_map.ipynb"))
    policy = answer.headers["Content-Security-Policy"]
    [in_page] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', answer.text)
    assert policy == f"{in_page}; frame-ancestors 'self'"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_personal_one_is_for_whoever_runs_the_server(shelf: Lab) -> None:
    answer = visit(shelf, address(shelf, "demo/programme/blessing*/mentor_reflection-2027-04*.ipynb"))
    assert answer.status == 200
    assert "This journal belongs to Aoife Ní Bhriain alone." in words(answer.text)
    assert "Complete" in words(answer.text)


def test_what_is_hostile_in_a_workbook_is_text_in_its_journal(shelf: Lab) -> None:
    path = filled(shelf.root / "hostile/note.ipynb", hostile_notebook(), hostile_answers(), author="<i>Eve</i>")
    answer = visit(shelf, "reflect/journal/hostile/note.ipynb")
    assert answer.text == render(path)
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("{", "This file cannot be read"),
        ("", "This file cannot be read"),
        ("[]", "This file cannot be read"),
        (notebook(code("1 + 1")), "This is no workbook"),
    ],
)
def test_what_is_no_workbook_has_a_page_that_says_so(shelf: Lab, content: object, title: str) -> None:
    path = shelf.root / "odd/one.ipynb"
    if isinstance(content, dict):
        save(content, path)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(content), encoding="utf-8")
    answer = visit(shelf, "reflect/journal/odd/one.ipynb")
    assert answer.status == 422
    assert title in words(answer.text)
    assert "odd/one.ipynb" in words(answer.text)
    assert str(shelf.root) not in answer.text
    assert 'href="/user/sam/reflect/"' in answer.text


def test_half_a_character_costs_nothing_but_itself(shelf: Lab) -> None:
    content = hostile_notebook()
    content["cells"][3]["source"] = "## Half \ud83d of one"
    save(content, shelf.root / "half/note.ipynb")
    answer = visit(shelf, "reflect/journal/half/note.ipynb")
    assert answer.status == 200
    assert "Half \N{REPLACEMENT CHARACTER} of one" in words(answer.text)
    assert visit(shelf, "reflect/in/half").status == 200


def test_a_folder_has_no_journal(shelf: Lab) -> None:
    answer = visit(shelf, "reflect/journal/demo")
    assert answer.status == 404
    assert "This is a folder" in words(answer.text)

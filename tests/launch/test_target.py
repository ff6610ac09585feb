"""What `reflect open` opens, where it is on a server, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest

from reflect.launch.target import LaunchError, find_target
from tests.notebooks import code, markdown, notebook, save, save_and_be_killed, template, weekly_note
from tests.test_cli import reflect

PAIRS = ("sam-and-alex-0123456789", "bo-and-yuki-abcdef0123")


def test_a_pairs_workbook_is_shown_among_those_of_its_programme(tmp_path: Path) -> None:
    for pair in PAIRS:
        save(weekly_note(), tmp_path / pair / "note.ipynb")
    target = find_target(tmp_path / PAIRS[0] / "note.ipynb")
    assert target.root == tmp_path
    assert target.address(target.root) == f"reflect/open/{PAIRS[0]}/note.ipynb"
    assert find_target(tmp_path / PAIRS[0]).address(tmp_path) == f"reflect/in/{PAIRS[0]}"


@pytest.mark.parametrize("folder", [PAIRS[0], "on my own"])
def test_a_folder_that_is_not_one_pairs_among_others_is_shown_alone(tmp_path: Path, folder: str) -> None:
    (tmp_path / "documents").mkdir()
    workbook = save(weekly_note(), tmp_path / folder / "note.ipynb")
    assert find_target(workbook).root == workbook.parent
    assert find_target(workbook.parent).root == workbook.parent
    assert find_target(workbook.parent).address(workbook.parent) == "reflect/"


def test_an_address_says_any_name(tmp_path: Path) -> None:
    workbook = save(weekly_note(), tmp_path / "50% & më #1?" / "佐々木 + é.ipynb")
    assert find_target(workbook).address(tmp_path) == (
        "reflect/open/50%25%20%26%20m%C3%AB%20%231%3F/%E4%BD%90%E3%80%85%E6%9C%A8%20%2B%20%C3%A9.ipynb"
    )


def test_a_server_shows_what_is_in_its_folder_and_not_hidden(tmp_path: Path) -> None:
    target = find_target(save(weekly_note(), tmp_path / "a" / ".b" / "note.ipynb"))
    assert target.address(tmp_path / "a" / ".b") == "reflect/open/note.ipynb"
    assert target.address(tmp_path / "a") is None
    assert target.address(tmp_path / "other") is None


def test_a_workbook_whose_code_was_changed_is_still_one(tmp_path: Path) -> None:
    changed = template(code('wb.text("happened", label=input())'))
    assert find_target(save(changed, tmp_path / "changed.ipynb")).path.name == "changed.ipynb"


def test_a_workbook_that_jupyter_was_killed_while_saving_is_for_its_page_to_put_back(tmp_path: Path) -> None:
    workbook = save(weekly_note(), tmp_path / "note.ipynb")
    save_and_be_killed(workbook, "{")
    assert find_target(workbook).path == workbook
    assert workbook.read_text() == "{"


@pytest.mark.parametrize("called", ["smart_goals.ipynb", "note.ipynb"])
def test_a_damaged_workbook_of_which_something_is_left_is_for_its_page_to_make_anew(
    tmp_path: Path, called: str
) -> None:
    damaged = tmp_path / called
    damaged.write_text("{")
    if called == "note.ipynb":
        log = tmp_path / "answers" / str(uuid4()) / "sam.x.jsonl"
        log.parent.mkdir(parents=True)
        log.write_text("what was written\n")
    assert find_target(damaged).path == damaged


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.ipynb", None, "there is no such file or folder"),
        ("torn.ipynb", "{", "this is not a notebook"),
        ("plain.ipynb", json.dumps(notebook(markdown("# Cooking"), code("print(1)"))), "is no workbook of reflect"),
        ("roster.csv", "mentor,mentee\n", "this is not a notebook"),
        (".hidden.ipynb", json.dumps(weekly_note()), "shows no hidden files"),
        ("x" * 300, None, "this cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    run = reflect("open", path, "--no-browser", status=2)
    assert said in run.stderr
    assert run.stderr.startswith(f"{path}: ")
    assert run.stderr.count("\n") == 1
    assert run.stdout == ""


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert "this cannot be opened" in reflect("open", tmp_path / "a", status=2).stderr


def test_a_folder_that_cannot_be_read_is_refused(as_nobody: Path) -> None:
    closed = as_nobody / "closed"
    closed.mkdir(mode=0o300)
    with pytest.raises(LaunchError, match="closed: this cannot be opened .* Check who may read it"):
        find_target(closed)


def test_a_blank_name_is_refused(tmp_path: Path) -> None:
    assert "The name to write as is blank" in reflect("open", tmp_path, "--as", " ", status=2).stderr

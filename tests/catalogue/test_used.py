"""A programme's own template on the command line: named, tried only if trusted, collected into, and made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reflect.cli import main
from reflect.notebook.files import read_notebook
from reflect.programme.batch import find_template
from reflect.programme.damaged import remains_of
from reflect.programme.standing import Standings, notebooks_below
from reflect.programme.stored import read_workbook
from reflect.server.trust.granted import trust
from reflect.server.trust.known import code_of
from tests.notebooks import HEADER, code, save, template, weekly_note

NAMES = ("--mentor", "Alex Reid", "--mentee", "Sam Okafor")


def reflect(*arguments: str | Path, status: int = 0) -> str:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """The root of a programme of one pair, with a template of its own."""
    root = tmp_path / "programme"
    roster = tmp_path / "roster.csv"
    roster.write_text("mentor,mentee\nAlex Reid,Sam Okafor\n", encoding="utf-8")
    reflect("batch", roster, "--out", root, "--templates", "career_map")
    save(weekly_note(), root / "templates/weekly_note.ipynb")
    return root


def home(root: Path) -> Path:
    [found] = root.glob("*-??????????")
    return found


def test_it_is_listed_with_where_it_is_from(programme: Path) -> None:
    what = "Weekly note, shared by the pair, 3 questions"
    line = f"{'weekly_note':20} {what}; is this programme's own, in its folder templates"
    assert line in reflect("templates", programme).splitlines()
    assert line in reflect("templates", home(programme)).splitlines()
    save(weekly_note(), programme / "templates/career_map.ipynb")
    listed = reflect("templates", programme, status=1)
    assert line in listed.splitlines()
    assert (
        "career_map.ipynb: this is not used, since there is a template called 'career_map' already (comes with reflect)"
        in listed
    )


def test_a_workbook_is_made_from_it_by_name(programme: Path) -> None:
    reflect("new", "weekly_note", *NAMES, "--out", home(programme))
    workbook = read_workbook(home(programme) / "weekly_note.ipynb")
    assert workbook.template.parameters["mentee"] == "Sam Okafor"
    said = reflect("new", "weekly_note", *NAMES, "--out", programme.parent / "elsewhere", status=2)
    assert "There is no template 'weekly_note'. The templates are agreement, career_map," in said


def test_that_another_is_used_in_its_place_is_said(programme: Path) -> None:
    save(weekly_note(), programme / "templates/smart_goals.ipynb")
    said = reflect("new", "smart_goals", *NAMES, "--out", home(programme))
    assert "templates/smart_goals.ipynb: this is not used" in said
    assert read_workbook(home(programme) / "smart_goals.ipynb").template.title != "Weekly note"


def test_a_batch_does_not_run_what_others_can_write_until_it_is_trusted(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []
    monkeypatch.setattr("reflect.programme.batch.try_template", lambda source: tried.append(source.template.name))
    batch = ("batch", programme.parent / "roster.csv", "--out", programme, "--templates", "weekly_note")
    said = reflect(*batch)
    assert "weekly_note is not tried, since others can write where it is" in said
    assert "1 workbook for 1 pair" in said
    assert not tried
    trust("weekly_note", code_of(weekly_note()))
    reflect(*batch)
    assert tried == ["weekly_note"]
    save(template(code("wb.text('a')\nopen('/tmp/taken', 'w')")), programme / "templates/weekly_note.ipynb")
    assert "weekly_note is not tried" in reflect(*batch, status=0)
    assert tried == ["weekly_note"]


def test_a_batch_makes_no_more_than_reflects_own_unless_it_is_told_to(programme: Path) -> None:
    reflect("batch", programme.parent / "roster.csv", "--out", programme)
    assert not (home(programme) / "weekly_note.ipynb").exists()


def test_a_workbook_that_came_back_is_made_anew_from_it(programme: Path) -> None:
    reflect("new", "weekly_note", *NAMES, "--out", home(programme))
    back = programme.parent / "back.ipynb"
    made = home(programme) / "weekly_note.ipynb"
    before = made.read_bytes()
    shutil.move(made, back)
    said = reflect("collect", back, "--into", programme)
    assert f"in {made}, which was made now" in said
    assert made.read_bytes() == before


def test_one_that_came_back_is_never_shared_where_the_template_is_personal(programme: Path) -> None:
    reflect("new", "weekly_note", *NAMES, "--out", home(programme))
    back = programme.parent / "back.ipynb"
    shutil.move(home(programme) / "weekly_note.ipynb", back)
    personal = HEADER.replace("version=1", 'version=1, personal_to="mentor"')
    save(template(code('wb.text("happened")'), header=personal), programme / "templates/weekly_note.ipynb")
    assert "it is personal" in reflect("collect", back, "--into", programme, status=2)
    assert not (home(programme) / "weekly_note.ipynb").exists()


def test_a_damaged_workbook_of_it_is_made_anew(programme: Path) -> None:
    reflect("new", "weekly_note", *NAMES, "--out", home(programme))
    path = home(programme) / "weekly_note.ipynb"
    made = read_notebook(path)
    path.write_text("{", encoding="utf-8")
    remains = remains_of(path)
    assert remains.template is not None
    assert "reflect new weekly_note" in remains.sentence
    reflect("new", "weekly_note", *NAMES, "--out", home(programme))
    assert read_notebook(path) == made


def test_it_is_none_of_the_programmes_workbooks(programme: Path) -> None:
    assert [path.name for path in notebooks_below(programme)[0]] == ["career_map.ipynb"]
    assert [each.path.name for each in Standings().below(programme).workbooks] == ["career_map.ipynb"]
    assert find_template("weekly_note", programme).is_shared
    beside_no_register = programme.parent / "other/templates/career_map.ipynb"
    beside_no_register.parent.mkdir(parents=True)
    shutil.copy(home(programme) / "career_map.ipynb", beside_no_register)
    assert notebooks_below(programme.parent / "other")[0] == [beside_no_register]  # somebody keeps workbooks there

"""Where templates come from, what they are called, and what a shared folder cannot do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reflect.catalogue import Origin, catalogue, find, installed_names, installed_template, shadowed, template_names
from reflect.notebook import NotebookError
from reflect.resources import WORKBOOKS
from reflect.template import TemplateError
from tests.catalogue.packages import install
from tests.notebooks import HEADER, code, markdown, save, template, weekly_note

RAISES = "raise SystemExit('this package was imported')"


def called(name: str, *cells: dict[str, Any], title: str = "Weekly note") -> dict[str, Any]:
    """A template of this name."""
    header = HEADER.replace('"weekly_note"', f'"{name}"').replace('"Weekly note"', f'"{title}"')
    return template(*(cells or (code('wb.text("happened")'),)), header=header)


def own_folder(home: Path) -> Path:
    """Where a person keeps templates of their own."""
    return home / "data/jupyter/reflect/templates"


def named(programme: Path | None = None) -> dict[str, Origin]:
    return {each.template.name: each.place.origin for each in catalogue(programme).entries}


def test_what_comes_with_reflect_is_there_and_without_a_problem(tmp_path: Path) -> None:
    found = catalogue(tmp_path)
    assert tuple(each.template.name for each in found.entries) == template_names()
    assert {each.place.words for each in found.entries} == {"comes with reflect"}
    assert found.problems == ()


def test_a_person_has_templates_of_their_own(home: Path) -> None:
    save(weekly_note(), own_folder(home) / "weekly_note.ipynb")
    assert named()["weekly_note"] is Origin.PERSON
    known = installed_template("weekly_note")
    assert known is not None
    assert [field.id for field in known.template.fields] == ["happened", "mood", "actions"]
    assert "weekly_note" in installed_names()
    assert "weekly_note" not in template_names()  # those that run by themselves


def test_a_template_is_read_again_once_it_is_another(home: Path) -> None:
    path = save(called("weekly_note"), own_folder(home) / "weekly_note.ipynb")
    assert installed_template("weekly_note")
    save(called("weekly_note", code('wb.text("happened")'), code('wb.text("then")')), path)
    known = installed_template("weekly_note")
    assert known is not None
    assert [field.id for field in known.template.fields] == ["happened", "then"]
    path.unlink()
    assert installed_template("weekly_note") is None


def test_a_package_brings_templates_and_nothing_of_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(
        tmp_path / "site",
        "welsh-mentoring",
        points="[reflect.templates]\nwelsh = welsh_mentoring.notebooks\n",
        templates={"nodyn_wythnosol": called("nodyn_wythnosol", title="Nodyn wythnosol")},
        code=RAISES,
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert named()["nodyn_wythnosol"] is Origin.PACKAGE
    entry = find("nodyn_wythnosol", None)
    assert entry is not None
    assert entry.place.words == "comes with the package welsh-mentoring"
    assert "welsh_mentoring" not in sys.modules


def test_the_command_line_finds_the_templates_of_a_package(tmp_path: Path, home: Path) -> None:
    site = tmp_path / "site"
    points = "[reflect.templates]\nwelsh = welsh_mentoring:notebooks\n"
    install(site, "welsh-mentoring", points=points, templates={"nodyn": called("nodyn", title="Nodyn")}, code=RAISES)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "reflect", "templates"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home, check=True)
    line = "nodyn                Nodyn, shared by the pair, 1 question; comes with the package welsh-mentoring"
    assert line in run.stdout.splitlines()


def test_a_faulty_package_does_not_hide_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    note = {"weekly_note": weekly_note()}
    install(site, "a-lost-folder", points="[reflect.templates]\na = a_lost_folder.nowhere\n")
    install(site, "b-no-points", points="[reflect.templates\nb b_no_points\n= = =\n")
    install(site, "c-not-there", points="[reflect.templates]\nc = no_such_package.notebooks\n")
    install(site, "d-good", points="[reflect.templates]\nd = d_good.notebooks\n", templates=note)
    (site / "e-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(site))
    found = catalogue(None)
    assert found.entries[-1].template.name == "weekly_note"
    assert len(found.problems) == 2
    assert found.problems[0].startswith("The package a-lost-folder has no folder 'a_lost_folder.nowhere'")
    assert found.problems[1].startswith("The package c-not-there has no folder 'no_such_package.notebooks'")


def test_a_package_in_the_folder_in_which_one_stands_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = "[reflect.templates]\nw = weekly.notebooks\n"
    install(tmp_path, "weekly", points=points, templates={"weekly_note": weekly_note()})
    monkeypatch.chdir(tmp_path)
    for entry in ("", str(tmp_path)):  # as with `python -c`, and with `python -m`
        monkeypatch.syspath_prepend(entry)
        assert "weekly_note" not in named()


def test_a_programme_has_templates_of_its_own(tmp_path: Path) -> None:
    save(weekly_note(), tmp_path / "templates/weekly_note.ipynb")
    assert named(tmp_path)["weekly_note"] is Origin.PROGRAMME
    assert find("weekly_note", tmp_path)
    assert find("weekly_note", tmp_path / "elsewhere") is None
    assert installed_template("weekly_note") is None  # it overrules no workbook
    assert "weekly_note" not in installed_names()


def test_a_programme_puts_nothing_in_the_place_of_what_is_installed(tmp_path: Path, home: Path) -> None:
    mine = save(weekly_note(), own_folder(home) / "weekly_note.ipynb")
    for name in ("weekly_note", "smart_goals"):
        save(called(name, code('wb.text("theirs")')), tmp_path / f"templates/{name}.ipynb")
    found = catalogue(tmp_path)
    assert Origin.PROGRAMME not in {each.place.origin for each in found.entries}
    folder = tmp_path / "templates"
    assert found.problems == (
        f"{folder}/smart_goals.ipynb: this is not used, since there is a template called 'smart_goals' already"
        " (comes with reflect). Give this one another name.",
        f"{folder}/weekly_note.ipynb: this is not used, since there is a template called 'weekly_note' already"
        f" (is in {mine.parent}). Give this one another name.",
    )
    assert (shadowed("smart_goals", tmp_path), shadowed("weekly_note", tmp_path)) == found.problems
    assert shadowed("career_map", tmp_path) == ""


def test_not_even_in_the_place_of_an_installed_one_that_is_damaged(tmp_path: Path, home: Path) -> None:
    save(weekly_note(), tmp_path / "templates/weekly_note.ipynb")
    broken = own_folder(home) / "weekly_note.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", encoding="utf-8")
    assert "weekly_note" not in named(tmp_path)
    assert installed_template("weekly_note") is None
    with pytest.raises(NotebookError, match="weekly_note.ipynb: this is not a notebook"):
        find("weekly_note", tmp_path)


def test_one_faulty_template_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    save(weekly_note(), folder / "weekly_note.ipynb")
    save(called("other_name"), folder / "a_name.ipynb")
    save({"cells": [[[]]], "metadata": 1}, folder / "no_notebook.ipynb")
    save(called("mistake", code("wb.oops('x')")), folder / "mistake.ipynb")
    save(called("wont_fill", markdown("{{ 1 / 0 }}"), code('wb.text("a")')), folder / "wont_fill.ipynb")
    somebodys = called("somebodys")
    somebodys["cells"][1]["source"] = somebodys["cells"][1]["source"].replace('mentee = ""', 'mentee = "Sam"')
    save(somebodys, folder / "somebodys.ipynb")
    (folder / "folder.ipynb").mkdir()
    (folder / "huge.ipynb").touch()
    os.truncate(folder / "huge.ipynb", 1 << 40)
    os.mkfifo(folder / "pipe.ipynb")
    found = catalogue(tmp_path)
    assert {each.template.name for each in found.entries} == {*template_names(), "weekly_note"}
    told = {Path(problem.partition(".ipynb")[0]).name: problem for problem in found.problems}
    assert told.keys() == {"a_name", "no_notebook", "mistake", "wont_fill", "somebodys", "folder", "huge", "pipe"}
    assert "the template in it is called 'other_name'. Call the file other_name.ipynb" in told["a_name"]
    with pytest.raises(TemplateError, match="this names somebody"):
        find("somebodys", tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_nothing_of_a_programme_is_read_through_a_link(tmp_path: Path) -> None:
    elsewhere = save(weekly_note(), tmp_path / "elsewhere/weekly_note.ipynb")
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "templates").mkdir(parents=True)
    (one / "templates/weekly_note.ipynb").symlink_to(elsewhere)
    found = catalogue(one)
    assert "weekly_note" not in {each.template.name for each in found.entries}
    assert "weekly_note.ipynb: this is a link to another file" in found.problems[0]
    other.mkdir()
    (other / "templates").symlink_to(elsewhere.parent, target_is_directory=True)
    assert "weekly_note" not in named(other)
    assert find("weekly_note", other) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_a_person_may_link_to_their_own(tmp_path: Path, home: Path) -> None:
    mine = save(weekly_note(), tmp_path / "checkout/weekly_note.ipynb")
    own_folder(home).mkdir(parents=True)
    (own_folder(home) / "weekly_note.ipynb").symlink_to(mine)
    assert named()["weekly_note"] is Origin.PERSON


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../weekly_note", "a/b", "templates\\x", "weekly_note\0", "/etc/passwd"]
)
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    save(weekly_note(), tmp_path / "weekly_note.ipynb")
    (tmp_path / "templates").mkdir()
    assert find(name, tmp_path) is None


def test_more_templates_than_anybody_has_are_not_all_read(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    for number in range(203):
        os.link(WORKBOOKS / "career_map.ipynb", folder / f"t{number:03}.ipynb")
    found = catalogue(tmp_path)
    assert found.problems[-1] == f"{folder}: only the first 200 templates here are used. Take some away."
    assert len(found.problems) == 201

"""`jupyter nbconvert --to reflect`."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters.base import get_exporter
from nbconvert.utils.exceptions import ConversionException

from reflect.journal.exporter import JournalExporter
from reflect.journal.rendering import render
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.journal.samples import filled, hostile_answers, hostile_notebook
from tests.notebooks import save, weekly_note


def test_nbconvert_knows_it_by_name() -> None:
    assert get_exporter("reflect") is JournalExporter


def test_the_command_writes_the_page_beside_the_notebook(tmp_path: Path) -> None:
    path = filled(tmp_path / "note.ipynb", weekly_note(), {"happened": "A walk."})
    command = [sys.executable, "-m", "nbconvert", "--to", "reflect", path.name]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "note.html").read_text(encoding="utf-8") == render(path)
    assert "A walk." in render(path)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("option", [[], ["--output-dir=out"], ["--output=mine"]])
def test_the_command_leaves_a_personal_journal_to_its_owner(option: list[str], tmp_path: Path) -> None:
    path = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path).path
    command = ["nbconvert", "--to", "reflect", "--JournalExporter.reader=mentor", *option, path.name]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, env=os.environ, capture_output=True, text=True, umask=0
    )

    assert done.returncode == 0, done.stderr
    [page] = tmp_path.rglob("*.html")
    assert page.relative_to(tmp_path).as_posix() in (
        "mentor_reflection.html",
        "out/mentor_reflection.html",
        "mine.html",
    )
    assert page.read_text(encoding="utf-8") == render(path, "mentor")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_it_makes_the_same_page_of_a_hostile_notebook(tmp_path: Path) -> None:
    path = filled(tmp_path / "note.ipynb", hostile_notebook(), hostile_answers())

    assert converted(path) == render(path)


def test_a_personal_workbook_needs_its_owner(tmp_path: Path) -> None:
    path = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path).path

    with pytest.raises(ConversionException, match=r"--JournalExporter\.reader=mentor"):
        converted(path)
    assert "Personal to the mentor" in converted(path, reader="mentor")


@pytest.mark.parametrize("cells", [[], [{"cell_type": "code", "source": "1 +", "metadata": {"tags": [3]}}]])
def test_a_notebook_that_is_no_workbook_is_a_clear_error(cells: list[dict[str, Any]]) -> None:
    notebook = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    with pytest.raises(ConversionException, match="no reflect workbook"):
        exporter().from_notebook_node(notebook)


def test_a_template_in_the_working_directory_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "note.ipynb", weekly_note(), {})
    planted = tmp_path / "journal"
    planted.mkdir()
    (planted / "index.html.j2").write_text("planted")
    (planted / "conf.json").write_text(json.dumps({"preprocessors": {"1": {"type": "no.such.thing"}}}))
    monkeypatch.chdir(tmp_path)

    assert "planted" not in converted(path)


def test_its_own_templates_can_be_given_by_name(tmp_path: Path) -> None:
    own = tmp_path / "ours"
    own.mkdir()
    (own / "conf.json").write_text("{}")
    (own / "style.css").write_text("p { color: red }")
    (own / "index.html.j2").write_text("<p>{{ resources.journal.mentee }}</p>")
    path = save(weekly_note(), tmp_path / "note.ipynb")
    path.write_text(path.read_text().replace('mentee = \\"\\"', 'mentee = \\"<b>\\"'))
    ours = exporter(extra_template_basedirs=[str(tmp_path)], template_name="ours")

    assert ours.from_filename(str(path))[0] == "<p>&lt;b&gt;</p>"


def exporter(**traits: Any) -> JournalExporter:
    return JournalExporter(**traits)


def converted(path: Path, **traits: str) -> str:
    page, resources = exporter(**traits).from_filename(str(path))
    assert resources["output_extension"] == ".html"
    return page

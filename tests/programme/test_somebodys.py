"""Nobody's workbook is a template: what is in it would be in everybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reflect.check import check
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.template import TemplateError
from tests.notebooks import PARAMETERS, code, save, weekly_note


def filled(folder: Path) -> dict[str, Any]:
    return read_notebook(make_workbook(Pair("Alex Reid", "Sam Okafor"), find_template("smart_goals"), folder).path)


def without_metadata(notebook: dict[str, Any]) -> dict[str, Any]:
    return {**notebook, "metadata": {}}


def without_names(notebook: dict[str, Any]) -> dict[str, Any]:
    return {**notebook, "cells": [cell for cell in notebook["cells"] if "Sam Okafor" not in cell["source"]]}


@pytest.mark.parametrize("change", [lambda n: n, without_metadata, without_names], ids=["as it is", "bare", "nameless"])
def test_a_workbook_is_no_template(change: Any, tmp_path: Path) -> None:
    path = save(change(filled(tmp_path)), tmp_path / "filled.ipynb")
    with pytest.raises(TemplateError, match="somebody's workbook, not a template"):
        find_template(str(path))
    assert any("somebody's workbook" in str(problem) for problem in check(path))


def test_nor_is_one_for_papermill(tmp_path: Path) -> None:
    notebook = without_names(filled(tmp_path))
    notebook["cells"].insert(0, code('mentee = "Jo Park"', "injected-parameters"))
    import papermill  # noqa: F401  # which imports the engine itself

    from reflect.engine import ReflectEngine

    with pytest.raises(TemplateError, match="somebody's workbook, not a template"):
        ReflectEngine.execute_notebook(notebook, "python3")


def test_a_template_that_names_its_author_is_asked_to_name_nobody(tmp_path: Path) -> None:
    notebook = weekly_note()
    notebook["cells"][1] = {**code(PARAMETERS.replace('mentor = ""', 'mentor = "Ann"'), "parameters"), "id": "p"}
    path = save(notebook, tmp_path / "mine.ipynb")
    with pytest.raises(TemplateError, match=r"names somebody.*\(mentor\)"):
        find_template(str(path))
    assert any("names somebody" in str(problem) for problem in check(path))
    assert not check(save(weekly_note(), tmp_path / "nobody.ipynb"))

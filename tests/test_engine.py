from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from papermill import execute_notebook

from reflect.catalogue import template_names
from reflect.notebook.files import read_notebook
from reflect.personalise import PersonaliseError
from reflect.resources import WORKBOOKS
from reflect.template import read_template
from reflect.template.parameters import ParameterError
from tests.hostile import NAMES

PEOPLE = ("-p", "mentee", "Sam", "-p", "mentor", "Alex")


def papermill(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("template", template_names())
def test_stock_papermill_makes_the_workbook_that_reflect_makes(template: str, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    source = WORKBOOKS / f"{template}.ipynb"
    run = papermill(source, out, "--engine", "reflect", *PEOPLE, "-p", "start", "2027")
    assert run.returncode == 0, run.stderr
    command = [sys.executable, "-m", "reflect", "new", template, "--mentor", "Alex", "--mentee", "Sam"]
    subprocess.run([*command, "-p", "start", "2027", "--out", tmp_path], check=True, capture_output=True)
    [made] = tmp_path.glob(f"{template}*.ipynb")
    assert json.loads(out.read_text()) == json.loads(made.read_text())


def test_nothing_of_the_person_or_the_machine_is_left_in_the_metadata(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    papermill(
        WORKBOOKS / "smart_goals.ipynb", out, "--engine", "reflect", "-p", "mentee", "Sam", "-p", "mentor", "Alex"
    )
    made = json.loads(out.read_text())
    metadata = json.dumps([made["metadata"], *(cell["metadata"] for cell in made["cells"])])
    assert "papermill" not in metadata
    assert "Sam" not in metadata
    assert str(tmp_path) not in out.read_text()


def test_hostile_parameters_come_through_papermill_as_text(tmp_path: Path) -> None:
    parameters = tmp_path / "parameters.json"
    parameters.write_text(json.dumps({"mentor": "Alex", "mentee": " ".join(NAMES)}))
    out = tmp_path / "out.ipynb"
    run = papermill(WORKBOOKS / "smart_goals.ipynb", out, "--engine", "reflect", "-f", parameters)
    assert run.returncode == 0, run.stderr
    [title] = (cell for cell in json.loads(out.read_text())["cells"] if cell["id"] == "title")
    assert "&#123;&#123; 7&#42;7 &#125;&#125;" in title["source"][2]


def test_papermill_reads_values_as_the_rest_of_reflect_does(tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    source = WORKBOOKS / "smart_goals.ipynb"
    given = ("-p", "start", "5 Feb 2027", "-p", "ai_consent", " Local", "-p", "pair_id", "mine", "-p", "focus", "7")
    run = papermill(source, out, "--engine", "reflect", "-p", "mentee", "S\u200bam", "-p", "mentor", "Alex", *given)
    assert run.returncode == 0, run.stderr
    assert "mentee: what cannot be seen (U+200B) was left out" in run.stderr
    parameters = read_template(read_notebook(out), "out.ipynb").parameters
    assert {name: parameters[name] for name in ("mentee", "start", "ai_consent", "pair_id", "focus")} == {
        "mentee": "Sam",
        "start": "2027-02-05",
        "ai_consent": "local",
        "pair_id": "mine",
        "focus": "7",
    }


@pytest.mark.parametrize(("name", "value"), [("ai_consent", "yes"), ("ai_consent", "True"), ("start", "soon")])
def test_papermill_is_told_of_a_value_that_cannot_be_used(name: str, value: str, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    run = papermill(WORKBOOKS / "smart_goals.ipynb", out, "--engine", "reflect", *PEOPLE, "-p", name, value)
    assert run.returncode != 0
    assert f"ParameterError: {name}: " in run.stderr


@pytest.mark.kernel
@pytest.mark.parametrize("template", template_names())
def test_a_template_also_runs_under_stock_papermill(template: str, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    run = papermill(WORKBOOKS / f"{template}.ipynb", out, *PEOPLE)
    assert run.returncode == 0, run.stderr
    executed = read_notebook(out)
    shown = ["application/vnd.jupyter.widget-view+json" in str(cell.get("outputs")) for cell in executed["cells"]]
    asking = {cell.number for cell in read_template(executed, "out.ipynb").cells if cell.fields}
    assert sum(shown) == 1 + len(asking)  # a part that repeats is shown once, from the cells that it has here


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), None, ["a"], {"a": 1}, 10**4000, json.loads("[" * 90 + "]" * 90), "\ud800", "a\0b"],
    ids=["nan", "inf", "none", "list", "dict", "huge", "nested", "half", "NUL"],
)
def test_a_value_that_no_parameter_can_have_is_refused_in_words(value: object, tmp_path: Path) -> None:
    given = {"mentor": "Alex", "mentee": "Sam", "focus": value}
    source = str(WORKBOOKS / "smart_goals.ipynb")
    with pytest.raises((PersonaliseError, ParameterError), match="focus|parameters") as raised:
        execute_notebook(source, str(tmp_path / "o.ipynb"), given, engine_name="reflect", progress_bar=False)
    assert len(str(raised.value)) < 400

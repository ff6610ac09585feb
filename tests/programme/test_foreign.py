"""What people put into a notebook by accident: their workbook stays theirs, and nothing of it runs or is lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.catalogue import installed_template, template_names
from reflect.journal.rendering import render
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.personalise import is_parameters
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.foreign import own_code, put_back, sort_cells
from reflect.programme.stored import read_heading, read_workbook, template_of
from reflect.revisions.revision import Revision
from reflect.stores.opening import open_store
from reflect.template import TemplateError
from tests.notebooks import PARAMETERS, code, markdown, save, template

PAIR = Pair("Alex Reid", "Sam Okafor", id="3b0c7a52-6f0e-4c43-9d0a-2f6a54a7d1c8")
WORDS = "I want to lead a small team by May."

Cells = list[dict[str, Any]]


def at(cells: Cells, text: str) -> int:
    """The place of the cell that holds a text."""
    return next(place for place, cell in enumerate(cells) if text in cell["source"])


def draft(cells: Cells) -> dict[str, Any]:
    return cells[at(cells, '"draft"')]


def as_code(cell: dict[str, Any]) -> None:
    cell.update(cell_type="code", outputs=[], execution_count=None)


ACCIDENTS: dict[str, Callable[[Cells], object]] = {
    "a heading that became code": lambda cells: as_code(cells[at(cells, "### A first draft")]),
    "a heading that became raw": lambda cells: cells[at(cells, "### A first draft")].update(cell_type="raw"),
    "the title that became code": lambda cells: as_code(cells[at(cells, "# SMART goals")]),
    "a sentence": lambda cells: cells.append(code("We talked about my first week.")),
    "a sentence in front": lambda cells: cells.insert(0, code("We talked: it's good")),
    "a question copied": lambda cells: cells.insert(at(cells, '"draft"'), copy.deepcopy(draft(cells))),
    "a question copied and changed": lambda cells: cells.append(code('wb.text("draft", label="More room")')),
    "a question of one's own": lambda cells: cells.append(code('wb.text("mine", label="Mine")')),
    "the heading of the form copied": lambda cells: cells.append(copy.deepcopy(cells[at(cells, "import reflect")])),
    "a magic": lambda cells: cells.append(code("%pip install pandas")),
    "a cell magic": lambda cells: cells.insert(3, code("%%bash\necho hello")),
    "a line for the shell": lambda cells: cells.append(code("!ls")),
    "code": lambda cells: cells.append(code("import pandas as pd\npd.read_csv('x')")),
    "code with wb": lambda cells: cells.append(code("for field in wb: print(field)")),
    "another name for wb": lambda cells: cells.insert(0, code("wb = None")),
    "a second parameters cell": lambda cells: cells.append(code('mentee = "Jo"', "parameters")),
    "a parameters cell of nonsense": lambda cells: cells.append(code("mentee is Jo", "parameters")),
    "injected parameters of nonsense": lambda cells: cells.append(code("mentee =", "injected-parameters")),
    "a blank cell": lambda cells: cells.append(code("")),
    "a null byte": lambda cells: cells.append(code("x\0y")),
    "brackets without end": lambda cells: cells.append(code("(" * 5000)),
    "a question deleted": lambda cells: cells.remove(draft(cells)),
    "a question made Markdown": lambda cells: draft(cells).update(cell_type="markdown"),
    "a question made raw": lambda cells: draft(cells).update(cell_type="raw"),
    "a question typed into": lambda cells: draft(cells).update(source=draft(cells)["source"] + "d d"),
    "a question moved": lambda cells: cells.insert(0, cells.pop(at(cells, '"draft"'))),
    "the heading of the form deleted": lambda cells: cells.pop(at(cells, "import reflect")),
    "the heading of the form made Markdown": lambda cells: cells[at(cells, "import reflect")].update(
        cell_type="markdown"
    ),
    "the parameters deleted": lambda cells: cells.pop(at(cells, "focus =")),
    "the parameters typed into": lambda cells: cells[at(cells, "focus =")].update(source="Sam and Alex"),
    "the names deleted": lambda cells: cells.pop(at(cells, "Sam Okafor")),
    "the names before the parameters": lambda cells: cells.insert(0, cells.pop(at(cells, 'mentee = "Sam Okafor"'))),
    "all code deleted": lambda cells: cells.__setitem__(slice(None), [c for c in cells if c["cell_type"] != "code"]),
    "all text deleted": lambda cells: cells.__setitem__(slice(None), [c for c in cells if c["cell_type"] == "code"]),
}


def after(accident: Callable[[Cells], object], folder: Path) -> Path:
    """A workbook with an answer, to which something has happened."""
    path = make_workbook(PAIR, find_template("smart_goals"), folder).path
    workbook = read_workbook(path)
    revision = Revision("1" * 32, workbook.id, "draft", "Sam Okafor", "2026-11-01T10:00:00.000Z", (), WORDS, "form")
    open_store(folder, None).append(revision)
    notebook = read_notebook(path)
    accident(notebook["cells"])
    return save(notebook, path)


@pytest.mark.parametrize("accident", ACCIDENTS.values(), ids=ACCIDENTS.keys())
def test_whatever_happens_to_its_cells_a_workbook_keeps_its_questions_answers_and_owners(
    accident: Callable[[Cells], object], tmp_path: Path
) -> None:
    sound = read_workbook(after(lambda _: None, tmp_path / "sound"))
    path = after(accident, tmp_path / "touched")
    touched = read_workbook(path)
    assert touched.template.workbook_id == sound.template.workbook_id
    assert read_heading(read_notebook(path), "it").workbook_id == sound.template.workbook_id
    assert {field.id: field for field in touched.template.fields} == {f.id: f for f in sound.template.fields}
    assert touched.template.rules == sound.template.rules
    assert WORDS in render(path, "pair")


@pytest.mark.parametrize(
    ("accident", "words"),
    [
        ("a sentence", "We talked about my first week."),
        ("a sentence in front", "We talked: it&#39;s good"),
        ("a magic", "%pip install pandas"),
        ("code", "import pandas as pd\npd.read_csv(&#39;x&#39;)"),
        ("a heading that became code", "<h3>A first draft, in your own words</h3>"),
        ("a heading that became raw", "<h3>A first draft, in your own words</h3>"),
        ("a question copied and changed", "More room"),
        ("a question of one's own", "Mine"),
    ],
)
def test_what_somebody_wrote_in_a_cell_is_in_the_journal_as_it_stands(
    accident: str, words: str, tmp_path: Path
) -> None:
    assert words in render(after(ACCIDENTS[accident], tmp_path), "pair")


@pytest.mark.parametrize(
    "accident", ["a question copied", "a question deleted", "a question made raw", "a question made Markdown"]
)
def test_no_code_of_the_template_is_in_the_journal(accident: str, tmp_path: Path) -> None:
    assert "wb." not in render(after(ACCIDENTS[accident], tmp_path), "pair")


def test_what_is_taken_out_is_read_where_it_was(tmp_path: Path) -> None:
    sound = read_workbook(after(lambda _: None, tmp_path / "sound"))
    touched = read_workbook(after(ACCIDENTS["a question deleted"], tmp_path / "touched"))
    assert [field.id for field in touched.template.fields] == [field.id for field in sound.template.fields]


@given(st.text() | st.text(alphabet="wb=.text(\"')[]{}\n\\% #"), st.sampled_from(["code", "raw"]), st.data())
@settings(deadline=None)
def test_any_text_in_any_cell_is_only_text(text: str, kind: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(template_names()))
    known = installed_template(name)
    assert known is not None
    notebook = copy.deepcopy(dict(known.notebook))
    place = data.draw(st.integers(0, len(notebook["cells"])))
    notebook["cells"].insert(place, {**code(text), "cell_type": kind})
    read = template_of(notebook, "it")
    assert (read.fields, read.rules, read.parameters) == (
        known.template.fields,
        known.template.rules,
        known.template.parameters,
    )
    if text.strip() and text not in own_code(known.notebook):
        assert text in [cell.text for cell in read.cells]


def test_a_workbook_of_an_older_version_is_still_read_by_what_it_asks() -> None:
    known = installed_template("smart_goals")
    assert known is not None
    notebook = copy.deepcopy(dict(known.notebook))
    header = notebook["cells"][at(notebook["cells"], "import reflect")]
    header["source"] = header["source"].replace("title=", "title =")
    draft(notebook["cells"])["source"] = 'wb.text("draft", label="As it was")'
    notebook["cells"].append(code('wb.text("asked_no_longer")\nwb.at_least(1, ["asked_no_longer"])'))
    found = sort_cells(notebook, own_code(known.notebook))
    assert len(found.changed) == 3
    assert not found.foreign
    assert not any(cell.text for cell in template_of(notebook, "it").cells)


def test_a_template_is_read_as_strictly_as_ever(tmp_path: Path) -> None:
    for accident in ("a sentence", "a question copied"):
        notebook = copy.deepcopy(dict(find_template("smart_goals").notebook))
        ACCIDENTS[accident](notebook["cells"])
        with pytest.raises(TemplateError):
            find_template(str(save(notebook, tmp_path / "mine.ipynb")))


def own_template() -> dict[str, Any]:
    """Somebody's workbook of a template that is not installed."""
    fields = [markdown("## This week"), code('wb.text("happened", by="mentee")')]
    names = PARAMETERS.replace('mentor = ""', 'mentor = "Alex"').replace('mentee = ""', 'mentee = "Sam"')
    return template(*fields, parameters=names)


@pytest.mark.parametrize(
    "cell",
    [
        code("We talked."),
        code("%pip install pandas"),
        code('wb.text("happened", by="mentee")'),
        code('wb.text("happened", label="More room")'),
        code("print(wb)"),
        code("mentee is Jo", "parameters"),
        code('mentee = "Jo"', "parameters"),
        code('wb = reflect.workbook("other", version=1, title="Other")'),
    ],
)
def test_so_does_a_workbook_whose_template_is_not_installed(cell: dict[str, Any], tmp_path: Path) -> None:
    notebook = own_template()
    sound = template_of(own_template(), "it")
    notebook["cells"].append(cell)
    path = save(notebook, tmp_path / "weekly_note.ipynb")
    read = read_workbook(path).template
    assert (read.fields, read.parameters) == (sound.fields, sound.parameters)
    copied = cell["source"] == 'wb.text("happened", by="mentee")'
    assert [each.text for each in read.cells if each.text] == ([] if copied else [cell["source"]])
    assert read_heading(notebook, "it").workbook_id == sound.workbook_id


def test_parameters_are_never_foreign_for_being_many() -> None:
    notebook = own_template()
    notebook["cells"].append(code('mentee = "Jo"', "injected-parameters"))
    assert is_parameters(notebook["cells"][-1])
    assert template_of(notebook, "it").parameters["mentee"] == "Jo"


@pytest.mark.parametrize("accident", [name for name in ACCIDENTS if "deleted" in name or "a question made" in name])
def test_what_is_put_back_stands_where_it_was(accident: str, tmp_path: Path) -> None:
    sound = read_notebook(after(lambda _: None, tmp_path / "sound"))["cells"]
    known = installed_template("smart_goals")
    assert known is not None
    mended = put_back(read_notebook(after(ACCIDENTS[accident], tmp_path / "touched")), known.notebook)["cells"]
    wanted = [cell["source"] for cell in sound if cell["cell_type"] == "code" and not is_parameters(cell)]
    assert [cell["source"] for cell in mended if cell["cell_type"] == "code" and not is_parameters(cell)] == wanted
    kept = [cell["source"] for cell in mended]
    assert kept == [cell["source"] for cell in sound if cell["source"] in kept]

"""What a form says of what is in its notebook besides, and what a kernel makes of a cell that is no code."""

from __future__ import annotations

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from reflect.form.aside import Aside, aside_of, pass_over_text
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_heading
from reflect.server.pages.mend import missing_in
from tests.notebooks import HEADER, code, save, template

NONE: Aside = {"foreign": [], "missing_questions": []}


def test_a_form_names_what_is_not_its_own_and_what_was_taken_out(tmp_path: Path) -> None:
    path = make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), tmp_path).path
    notebook = read_notebook(path)
    heading = read_heading(notebook, "it")
    assert aside_of([path], heading) == NONE
    draft = next(cell for cell in notebook["cells"] if '"draft"' in cell["source"])
    notebook["cells"].remove(draft)
    notebook["cells"] += [code("We talked."), code(" "), code("%pip"), {**code("A raw note."), "cell_type": "raw"}]
    save(notebook, path)
    said = aside_of([tmp_path / "gone.ipynb", path], heading)
    assert said == {"foreign": ["We talked.", "%pip"], "missing_questions": ["First draft"]}
    path.write_text("{")
    assert aside_of([path], heading) == NONE


def test_what_only_another_version_asks_was_not_taken_out(tmp_path: Path, home: Path) -> None:
    own = home / "data/jupyter/reflect/templates/weekly_note.ipynb"
    save(template(code('wb.text("happened", label="What happened")')), own)
    path = make_workbook(Pair("Alex", "Sam"), find_template("weekly_note"), tmp_path).path
    later = template(code('wb.text("more", label="More")'), header=HEADER.replace("version=1", "version=2"))
    save(later, own)
    assert aside_of([path], read_heading(read_notebook(path), "it")) == NONE
    found = missing_in(path)
    assert (found.labels, found.headed, found.mended) == ((), True, None)


@pytest.mark.parametrize("text", ["We talked about my first week.", "### A first draft, in my words\nIt's", "(" * 3000])
def test_a_cell_of_text_does_not_end_a_run_of_all_cells(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell.instance()
    try:
        pass_over_text()
        pass_over_text()
        assert shell.run_cell(text).success
        assert "there was nothing to run" in capsys.readouterr().out
        for source in (
            "x = 1\nx",
            "%time 1",
            "!true",
            "x?",
            "%%capture\nprint(1)",
            "def f():\n    return 1",
        ):
            result = shell.run_cell(source)
            assert not isinstance(result.error_before_exec, SyntaxError)
            assert "nothing to run" not in capsys.readouterr().out
        assert not shell.run_cell("1 / 0").success
        # Not run: whichever test ran before this one in the same process may have left a loop behind.
        assert shell.transform_cell("await f()") == "await f()\n"
    finally:
        InteractiveShell.clear_instance()

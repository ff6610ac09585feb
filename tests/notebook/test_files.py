from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.disk.atomic import atomic_write
from reflect.notebook import CutOffError, NotebookError
from reflect.notebook.files import LARGEST, cell_text, notebook_text, put_back, read_notebook
from tests.notebooks import save, save_and_be_killed, weekly_note


def test_a_notebook_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "note.ipynb"
    atomic_write(path, notebook_text(weekly_note()))
    assert read_notebook(path) == weekly_note()
    nbformat.validate(nbformat.read(path, as_version=4))


def test_the_file_is_written_as_nbformat_would(tmp_path: Path) -> None:
    path = tmp_path / "note.ipynb"
    atomic_write(path, notebook_text(weekly_note()))
    assert path.read_text() == nbformat.writes(nbformat.read(path, as_version=4)) + "\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a notebook"),
        (b"\xff\xfe{", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b"[" + b"9" * 5_000 + b"]", "not a notebook"),
        (b"{}", "not a notebook of format 4"),
        (b"[1, 2]", "not a notebook of format 4"),
        (b'{"nbformat": 3, "worksheets": []}', "not a notebook of format 4"),
        (b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}', "not a notebook of format 4"),
        (b'{"nbformat": 4, "metadata": {"reflect": 3}, "cells": []}', "not a notebook of format 4"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=said) as caught:
        read_notebook(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="no such file"):
        read_notebook(tmp_path / "gone.ipynb")
    with pytest.raises(NotebookError, match="folder"):
        read_notebook(tmp_path)
    huge = tmp_path / "huge.ipynb"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(NotebookError, match="too large"):
        read_notebook(huge)


@pytest.mark.parametrize("part", ["", '{"cells": [{"cell_type": "mark'])
def test_what_jupyter_was_killed_while_saving_is_as_it_was_before(tmp_path: Path, part: str) -> None:
    path = save(weekly_note(), tmp_path / "note.ipynb")
    save_and_be_killed(path, part)
    with pytest.raises(CutOffError, match="puts back what it held before"):
        read_notebook(path)
    put_back(path)
    assert read_notebook(path) == weekly_note()
    assert [each.read_text() for each in tmp_path.glob("*.cut-off")] == [part] * bool(part)
    put_back(path)  # and there is nothing more to do
    save_and_be_killed(path, part)
    put_back(path)
    assert len(list(tmp_path.glob("*.cut-off"))) == 2 * bool(part)
    assert not list(tmp_path.glob(".~*"))


def test_nothing_is_put_back_but_what_jupyter_kept(tmp_path: Path) -> None:
    path, kept = tmp_path / "note.ipynb", tmp_path / ".~note.ipynb"
    private = save(weekly_note(), tmp_path / "private.ipynb")
    for content in ("", "{", json.dumps(weekly_note())):
        path.write_text(content)
        for link in (True, False):
            kept.unlink(missing_ok=True)
            kept.symlink_to(private) if link else kept.write_text("{")
            put_back(path)
            assert path.read_text() == content
            assert kept.is_symlink() == link


@given(
    cell=st.dictionaries(
        st.sampled_from(["cell_type", "source", "metadata", "outputs"]),
        st.none() | st.text(max_size=5) | st.lists(st.integers(), max_size=2) | st.just({"tags": 3}),
    )
)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, cell: dict[str, object]) -> None:
    path = save({"nbformat": 4, "metadata": {}, "cells": [cell]}, tmp_path_factory.mktemp("any") / "x.ipynb")
    try:
        assert isinstance(read_notebook(path)["cells"][0]["source"], str)
    except NotebookError:
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(NotebookError, match="no ordinary file"):
        read_notebook(tmp_path / "pipe.ipynb")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.dictionaries(st.integers(), inner),
    max_leaves=8,
)

CELL = st.builds(
    lambda more, source: {**more, "source": source}, st.dictionaries(st.text(), JSON, max_size=4), st.text()
)


@given(
    st.lists(CELL, max_size=4),
    st.dictionaries(st.text(), JSON, max_size=4),
)
def test_a_notebook_is_written_as_json_writes_it(cells: list[dict[str, Any]], more: dict[str, Any]) -> None:
    content = {**more, "cells": cells}
    lines = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in cells]
    as_json = json.dumps({**more, "cells": lines}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert notebook_text(content) == as_json
    assert notebook_text(content, {id(cell): cell_text(cell) for cell in cells[::2]}) == as_json

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflect.notebook.files
from reflect.notebook import LARGEST, CutOffError, NotebookError, notebook_text, put_back, read_notebook, write_whole
from tests.notebooks import save, save_and_be_killed, weekly_note


def test_a_notebook_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "note.ipynb"
    write_whole(path, notebook_text(weekly_note()))
    assert read_notebook(path) == weekly_note()
    nbformat.validate(nbformat.read(path, as_version=4))


def test_the_file_is_written_as_nbformat_would(tmp_path: Path) -> None:
    path = tmp_path / "note.ipynb"
    write_whole(path, notebook_text(weekly_note()))
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


def test_a_file_is_replaced_in_one_step_and_a_failure_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pages" / "page.html"
    write_whole(path, "before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NotebookError, match=r"cannot be written \(No space left on device\)"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_can_be_read_by_those_who_may_read_the_folder(tmp_path: Path) -> None:
    path = save(weekly_note(), tmp_path / "plain.ipynb")
    write_whole(tmp_path / "made.ipynb", json.dumps(weekly_note()))
    assert (tmp_path / "made.ipynb").stat().st_mode == path.stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(NotebookError, match="no ordinary file"):
        read_notebook(tmp_path / "pipe.ipynb")


@pytest.mark.skipif(sys.platform == "win32", reason="a system where an open file cannot be renamed")
def test_what_a_killed_program_left_is_gone_when_the_file_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "out" / "note.ipynb"
    script = (
        "import os, signal, sys; from pathlib import Path; from reflect.notebook.files import write_whole\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(Path(sys.argv[1]), 'half')"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert len(list(path.parent.iterdir())) == 1
    write_whole(path, "whole")
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text() == "whole"


@pytest.mark.skipif(sys.platform == "win32", reason="a system where an open file cannot be renamed")
def test_two_writers_of_one_file_leave_each_other_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out" / "note.ipynb"
    replace = Path.replace
    between: list[str] = []

    def interrupted(part: Path, target: Path) -> Path:
        if not between:
            between.append(part.name)
            write_whole(path, "the second's")
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    write_whole(path, "the first's")
    assert path.read_text() == "the first's"
    assert list(path.parent.iterdir()) == [path]


def interrupt_at(count: int) -> Callable[..., Any]:
    """A trace function that has Ctrl-C fall at so many lines of `reflect.notebook.files`, counted as they are run."""
    lines = iter(range(count + 1))

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != reflect.notebook.files.__file__:
            return None
        if event == "line" and next(lines, None) == count:
            raise KeyboardInterrupt
        return trace

    return trace


def test_nothing_is_left_whenever_ctrl_c_falls(tmp_path: Path) -> None:
    path = tmp_path / "out" / "note.ipynb"
    path.parent.mkdir()
    before = sys.gettrace()
    for count in itertools.count():
        path.write_text("old")
        try:
            sys.settrace(interrupt_at(count))
            write_whole(path, "new")
        except KeyboardInterrupt:
            assert list(path.parent.iterdir()) == [path], count
            assert path.read_text() in ("old", "new")
        else:
            break
        finally:
            sys.settrace(before)
    assert path.read_text() == "new"
    assert count > 20

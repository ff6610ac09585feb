from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import reflect.disk.atomic
from reflect.disk.atomic import atomic_write
from reflect.disk.errors import DiskError


def test_a_file_is_replaced_in_one_step_and_a_failure_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pages" / "page.html"
    atomic_write(path, "before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DiskError, match=r"cannot be written \(No space left on device\)"):
        atomic_write(path, "after")
    assert path.read_text() == "before"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_can_be_read_by_those_who_may_read_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("words")
    atomic_write(tmp_path / "made.txt", "words")
    assert (tmp_path / "made.txt").stat().st_mode == path.stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="a system where an open file cannot be renamed")
def test_what_a_killed_program_left_is_gone_when_the_file_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "out" / "note.ipynb"
    script = (
        "import os, signal, sys; from pathlib import Path; from reflect.disk.atomic import atomic_write\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "atomic_write(Path(sys.argv[1]), 'half')"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert len(list(path.parent.iterdir())) == 1
    atomic_write(path, "whole")
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
            atomic_write(path, "the second's")
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    atomic_write(path, "the first's")
    assert path.read_text() == "the first's"
    assert list(path.parent.iterdir()) == [path]


def interrupt_at(count: int) -> Callable[..., Any]:
    """A trace function that has Ctrl-C fall at so many lines of `reflect.disk.atomic`, counted as they are run."""
    lines = iter(range(count + 1))

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != reflect.disk.atomic.__file__:
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
            atomic_write(path, "new")
        except KeyboardInterrupt:
            assert list(path.parent.iterdir()) == [path], count
            assert path.read_text() in ("old", "new")
        else:
            break
        finally:
            sys.settrace(before)
    assert path.read_text() == "new"
    assert count > 20

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from reflect.disk.stamps import Stamp
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.standing import Overview, Standings
from reflect.programme.stored import Workbook, read_workbook
from reflect.revisions import revise
from reflect.revisions.log import PROMPT
from reflect.stores.opening import open_store
from tests.journal.samples import FILLED
from tests.notebooks import code, notebook, save, template, weekly_note

LONG_AGO = 1_700_000_000
"""Seconds. Files that have been as they are since then are remembered."""


def workbook(path: Path) -> Path:
    """A workbook for Sam and Alex."""
    return save(template(*weekly_note()["cells"][3:], parameters=FILLED), path)


def write(path: Path, slot: str, value: Any, author: str = "Sam", day: int = 1) -> None:
    found = read_workbook(path)
    personal = found.template.personal_to
    now = dt.datetime(2026, 11, day, 9, 30, tzinfo=dt.UTC)
    revision = revise(workbook=found.id, field=slot, author=author, value=value, source="test", now=now)
    store = open_store(path.parent, personal, device="test")
    store.append(revision)


def age(folder: Path) -> None:
    """Make everything look as if nobody had touched it for long."""
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))


def paths(overview: Overview, folder: Path) -> list[str]:
    return [each.path.relative_to(folder).as_posix() for each in overview.workbooks]


def test_a_workbook_is_told_with_whose_it_is_how_far_it_is_and_who_wrote_last(tmp_path: Path) -> None:
    path = workbook(tmp_path / "sam/note.ipynb")
    write(path, "mood.mentor", 3, "Alex", day=2)
    write(path, "happened", "We met.", "Sam", day=4)
    write(path, f"{PROMPT}happened", {"question": "What else?"}, "Alex", day=9)
    [found] = Standings().below(tmp_path).workbooks
    assert (found.path, found.title, found.mentor, found.mentee) == (path, "Weekly note", "Alex", "Sam")
    assert (found.progress.answered, found.progress.needed) == (2, 3)
    assert (found.written, found.author) == (dt.datetime(2026, 11, 4, 9, 30, tzinfo=dt.UTC), "Sam")
    assert found.personal_to is None


def test_what_is_written_shows_at_once_and_what_was_read_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = workbook(tmp_path / "sam/note.ipynb"), workbook(tmp_path / "jo/note.ipynb")
    write(path, "happened", "We met.")
    age(tmp_path)
    standings = Standings()
    assert [each.progress.answered for each in standings.below(tmp_path).workbooks] == [0, 1]

    read: list[Path] = []

    def reading(path: Path) -> Workbook:
        read.append(path)
        return read_workbook(path)

    monkeypatch.setattr("reflect.programme.standing.read_workbook", reading)
    monkeypatch.setattr("reflect.programme.standing.time.time_ns", lambda: 2**62)  # even a new change is long ago
    standings.below(tmp_path)
    standings.below(tmp_path)
    assert read == [other, path]  # once more, since only now do they look untouched

    write(path, "mood.mentor", 4)
    age(path.parent / "answers")
    assert [each.progress.answered for each in standings.below(tmp_path).workbooks] == [0, 2]
    save({**weekly_note(), "cells": []}, other)
    age(tmp_path)
    assert paths(standings.below(tmp_path), tmp_path) == ["sam/note.ipynb"]
    path.unlink()
    assert standings.below(tmp_path).workbooks == ()


def test_a_change_within_one_tick_of_a_coarse_clock_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def coarse(about: os.stat_result) -> Stamp:
        tick = 2_000_000_000
        return Stamp(0, 0, about.st_size, about.st_mtime_ns // tick * tick, about.st_ctime_ns // tick * tick)

    monkeypatch.setattr("reflect.disk.stamps.stamp_of", coarse)
    path = workbook(tmp_path / "note.ipynb")
    write(path, "happened", "We met.")
    standings = Standings()
    assert [each.progress.answered for each in standings.below(tmp_path).workbooks] == [1]
    [log] = tmp_path.glob("answers/*/*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"happened"', b'"happenee"'))
    assert [each.progress.answered for each in standings.below(tmp_path).workbooks] == [0]


def test_a_file_that_jupyterlab_is_just_writing_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "note.ipynb")
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    monkeypatch.setattr("reflect.programme.standing.time.sleep", lambda _seconds: path.write_bytes(whole))
    overview = Standings().below(tmp_path)
    assert (len(overview.workbooks), overview.unreadable) == (1, ())


def test_only_workbooks_are_told_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    workbook(tmp_path / "b/note.ipynb")
    workbook(tmp_path / ".hidden/note.ipynb")
    workbook(tmp_path / "b/.ipynb_checkpoints/note-checkpoint.ipynb")
    (tmp_path / "linked").symlink_to(tmp_path / "b")
    (tmp_path / "linked.ipynb").symlink_to(tmp_path / "b/note.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    save(
        notebook(code("%matplotlib inline"), code("wb = openpyxl.load_workbook()\nwb.save('x')")), tmp_path / "a.ipynb"
    )
    (tmp_path / "c.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "d.ipynb").write_text("[]", encoding="utf-8")
    broken = template(code("wb.text('happened', by=who)"))
    save(broken, tmp_path / "e.ipynb")
    overview = Standings().below(tmp_path)
    assert paths(overview, tmp_path) == ["b/note.ipynb"]
    assert overview.whole
    reasons = {each.path.name: each.reason for each in overview.unreadable}
    assert list(reasons) == ["c.ipynb", "d.ipynb", "e.ipynb"]
    assert "no JSON" in reasons["c.ipynb"]
    assert "format 4" in reasons["d.ipynb"]
    assert reasons["e.ipynb"].startswith("In cell 4, ")
    assert str(tmp_path) not in "".join(reasons.values())


def test_the_answers_to_a_personal_workbook_are_its_owners(tmp_path: Path, home: Path) -> None:
    path = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path).path
    write(path, "session", "A meeting that has no log yet", "Alex")
    [found] = Standings().below(tmp_path).workbooks
    assert (found.personal_to, found.author, found.progress.answered) == ("mentor", "Alex", 1)
    (home / "data").rename(home / "somebody else's")
    [found] = Standings().below(tmp_path).workbooks
    assert (found.personal_to, found.author, found.progress.answered, found.written) == ("mentor", "", 0, None)


def test_the_nearest_are_found_where_there_are_too_many_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.programme.standing.MOST_FOLDERS", 3)
    for folder in ("a/deep", "b"):
        workbook(tmp_path / folder / "note.ipynb")
    overview = Standings().below(tmp_path)
    assert paths(overview, tmp_path) == ["b/note.ipynb"]
    assert not overview.whole


def test_a_closed_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(tmp_path / "open/note.ipynb")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def closed(path: Path) -> Any:  # the tests may run as root, to whom no folder is closed
        if path.name == "closed":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(path)

    monkeypatch.setattr("reflect.programme.standing.os.scandir", closed)
    overview = Standings().below(tmp_path)
    assert paths(overview, tmp_path) == ["open/note.ipynb"]
    assert [each.path.name for each in overview.unreadable] == ["closed"]

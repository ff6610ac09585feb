"""The calendar of one pair, from their workbooks on disk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner

from reflect.calendar.file import CalendarError
from reflect.calendar.source import calendar_of
from reflect.cli import main
from reflect.fields import Role
from reflect.pairs import Pair, new_id, workbook_id
from reflect.programme.batch import find_template, make_workbook
from reflect.revisions import revise
from reflect.stores.opening import open_store
from tests.notebooks import HEADER, PARAMETERS, code, markdown, save, template

PAIR = Pair("Alex Reid", "Sam Okafor", id=new_id())
OTHERS = Pair("Jo Lee", "Ana Diaz", id=new_id())
DAYS = 'wb.date("review_on", label="Review", calendar=True)'


@pytest.fixture(autouse=True)
def _templates(home: Path) -> None:
    folder = home / "data/jupyter/reflect/templates"
    for name, personal_to, repeats in (("plan", None, False), ("log", None, True), ("diary", "mentor", False)):
        more = (f', personal_to="{personal_to}"' if personal_to else "") + (
            ", repeats=True, occasion=occasion" if repeats else ""
        )
        header = HEADER.replace("weekly_note", name).replace("version=1", f"version=1{more}")
        parameters = PARAMETERS + ('\noccasion = ""' if repeats else "")
        content = template(markdown("## Days"), code(DAYS), parameters=parameters, header=header)
        save(content, folder / f"{name}.ipynb")


def filled(
    folder: Path, name: str, day: str, *, pair: Pair = PAIR, occasion: str = "", personal_to: Role | None = None
) -> Path:
    made = make_workbook(pair, find_template(name), folder, occasion=occasion)
    workbook = workbook_id(pair.id, name, occasion)
    now = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
    answer = revise(workbook=workbook, field="review_on", author="Sam", value=day, source="form", now=now)
    open_store(folder, personal_to).append(answer)
    return made.path


def days(text: str) -> list[str]:
    calendar: Any = icalendar.Calendar.from_ical(text)
    return [event["DTSTART"].dt.isoformat() for event in calendar.walk("VEVENT")]


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["calendar", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_all_that_a_pair_shares_is_in_one_calendar_and_what_is_personal_in_another(tmp_path: Path) -> None:
    pair = tmp_path / "pair"
    filled(pair, "plan", "2026-06-01")
    filled(pair, "log", "2026-05-01", occasion="2026-04-01")
    filled(pair, "log", "2026-07-01", occasion="2026-06-01")
    filled(pair, "diary", "2026-06-15", personal_to="mentor")
    assert days(calendar_of([pair], "pair").text) == ["2026-05-01", "2026-06-01", "2026-07-01"]
    assert days(calendar_of([pair], "mentor").text) == ["2026-06-15"]
    assert days(calendar_of([pair], "mentee").text) == []
    assert calendar_of([pair], "pair").file_name == "sam-okafor-alex-reid.ics"

    status, said = run(pair, "--out", tmp_path / "pair.ics")
    assert (status, said) == (0, f"{tmp_path / 'pair.ics'}: 3 dates of Sam Okafor with Alex Reid\n")
    status, said = run(pair, "--for", "mentor", "--out", tmp_path / "mine.ics")
    assert status == 0
    assert days((tmp_path / "mine.ics").read_text("utf-8")) == ["2026-06-15"]
    assert (tmp_path / "mine.ics").stat().st_mode & 0o777 == 0o600
    assert run(pair, "--for", "mentee", "--out", tmp_path / "theirs.ics")[0] == 2
    assert not (tmp_path / "theirs.ics").exists()


def test_the_dates_of_several_pairs_are_not_mixed(tmp_path: Path) -> None:
    filled(tmp_path, "plan", "2026-06-01")
    filled(tmp_path / "others", "plan", "2026-06-02", pair=OTHERS)
    with pytest.raises(CalendarError, match="several pairs"):
        calendar_of([tmp_path], "pair")
    assert days(calendar_of([tmp_path], "pair", pair=PAIR.id).text) == ["2026-06-01"]
    status, said = run(tmp_path, "--out", tmp_path / "all.ics")
    assert status == 2
    assert "Name the folder or the workbooks of one pair." in said


def test_what_is_damaged_is_named_and_the_others_are_in_the_calendar(tmp_path: Path) -> None:
    filled(tmp_path, "plan", "2026-06-01")
    filled(tmp_path, "log", "2026-05-01", occasion="2026-04-01").write_text("{")
    save({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, tmp_path / "other.ipynb")
    status, said = run(tmp_path, "--out", tmp_path / "pair.ics")
    assert status == 1, said
    assert "log-2026-04-01.ipynb" in said
    assert "other.ipynb" not in said
    assert days((tmp_path / "pair.ics").read_text("utf-8")) == ["2026-06-01"]


def test_a_calendar_is_written_over_and_nothing_else_is(tmp_path: Path) -> None:
    path, out = filled(tmp_path / "pair", "plan", "2026-06-01"), tmp_path / "pair.ics"
    assert run(path, "--out", out)[0] == run(path, "--out", out)[0] == 0
    out.write_text("Dear diary")
    assert run(path, "--out", out)[0] == 2
    assert out.read_text() == "Dear diary"
    status, said = run(path, "--out", path)
    assert status == 2
    assert "a calendar's name ends in .ics" in said


def test_a_folder_without_dates_says_so(tmp_path: Path) -> None:
    status, said = run(tmp_path, "--out", tmp_path / "pair.ics")
    assert (status, said) == (2, f"There are no dates for a calendar yet in {tmp_path}.\n")

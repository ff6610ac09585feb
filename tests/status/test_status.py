"""`reflect status`: what a coordinator is told, and what never."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from reflect.cli import main
from reflect.fields import FieldError, declare
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_enrolled
from reflect.programme.enrolment import enrol
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.status.counting import FEWEST, count
from reflect.status.due import overdue
from reflect.stores.opening import open_store
from reflect.template import read_template
from tests.notebooks import code, save, template

MOOD = 'wb.scale("mood", 1, 5, by="each", required=True, shareable=True)'
KIND = 'wb.choice("kind", ["SMART", "learning"], by="mentee", shareable=True)'
WORDS = 'wb.text("happened", by="mentee", required=True)'
REVIEWS = 'wb.rows("reviews", {"on": "date"}, calls_for="review_note")'
SECRET = "I was frightened of the ward sister"


def programme(folder: Path, pairs: int) -> list[Path]:
    """A programme whose pairs have the weekly note, the mentor's reflection and a review that repeats."""
    note = save(template(code(MOOD), code(KIND), code(WORDS), code(REVIEWS)), folder / "templates/weekly_note.ipynb")
    header = (
        'import reflect\n\nwb = reflect.workbook("review_note", version=1, title="Review", mentor=mentor,'
        " mentee=mentee, programme=programme, start=start, pair_id=pair_id, occasion=occasion, repeats=True)"
    )
    asks = 'mentor = ""\nmentee = ""\nprogramme = ""\nstart = ""\npair_id = ""\noccasion = ""'
    save(template(code(WORDS), parameters=asks, header=header), folder / "templates/review_note.ipynb")
    assert note.exists()
    names = ["weekly_note", "mentor_reflection"]
    enrolment = enrol([Pair(f"Mentor {n}", f"Mentee {n}", programme="Spring") for n in range(pairs)], names, folder)
    sources = [find_template(name, folder) for name in names]
    assert all(made.path.exists() for made in make_enrolled(enrolment, sources))
    return [home for _, home in enrolment.homes]


def write(path: Path, slot: str, value: Any, day: str = "2026-11-04") -> None:
    found = read_workbook(path)
    now = dt.datetime.fromisoformat(f"{day}T09:30:00+00:00")
    revision = revise(workbook=found.id, field=slot, author="Sam", value=value, source="test", now=now)
    open_store(path.parent, found.template.personal_to, device="test").append(revision)


def status(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["status", str(folder), *more])


def told(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(status(folder, "--format", "json").stdout)
    return found


def test_each_pair_and_template_is_not_started_begun_or_complete(tmp_path: Path) -> None:
    first, second, _third = programme(tmp_path, 3)
    write(first / "weekly_note.ipynb", "mood.mentor", 3)
    for slot, value in (("mood.mentor", 3), ("mood.mentee", 4), ("happened", SECRET)):
        write(second / "weekly_note.ipynb", slot, value, "2026-11-06")
    found = told(tmp_path)
    assert [(pair["mentee"], pair["last"]) for pair in found["pairs"]] == [
        ("Mentee 0", "2026-11-04"),
        ("Mentee 1", "2026-11-06"),
        ("Mentee 2", None),
    ]
    states = [{each["template"]: each["state"] for each in pair["templates"]} for pair in found["pairs"]]
    assert [each["weekly_note"] for each in states] == ["begun", "complete", "not_started"]
    assert {each["mentor_reflection"] for each in states} == {"private"}
    assert (tmp_path / "templates").is_dir()
    shown = status(tmp_path).stdout
    assert "1/3" in shown
    assert "done" in shown


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_never_a_word_of_anybodys_nor_anything_of_what_is_personal(tmp_path: Path, form: str) -> None:
    for number, home in enumerate(programme(tmp_path, 6)):
        write(home / "weekly_note.ipynb", "happened", SECRET)
        write(home / "weekly_note.ipynb", "kind", "SMART" if number else SECRET)  # not an option: somebody's words
        [personal] = home.glob("mentor_reflection*.ipynb")
        write(personal, "talk_share", 73, "2026-11-19")  # this account is that mentor's, and a coordinator's too
    result = status(tmp_path, "--format", form)
    assert result.exit_code == 0, result.output
    assert "frightened" not in result.output
    assert "talk" not in result.output.casefold()
    assert "2026-11-19" not in result.output


def test_fewer_than_five_pairs_are_not_broken_down(tmp_path: Path) -> None:
    homes = programme(tmp_path, 6)
    for home in homes[:4]:
        write(home / "weekly_note.ipynb", "mood.mentor", 2)
        write(home / "weekly_note.ipynb", "mood.mentee", 4)  # eight answers, of four pairs
    assert {(each["field"], each["pairs"], each["mean"]) for each in told(tmp_path)["counted"]} == {
        ("mood", None, None),
        ("kind", None, None),
    }
    write(homes[4] / "weekly_note.ipynb", "mood.mentor", 5)
    mood, kind = told(tmp_path)["counted"]
    assert (mood["pairs"], mood["answers"], mood["median"]) == (5, 9, 4)
    assert mood["shares"] == {"1": 0, "2": 4, "3": 0, "4": 4, "5": 1}
    assert kind["shares"] == {}
    assert "1 question has been answered by fewer than 5 pairs" in status(tmp_path).stdout


def test_a_review_that_was_agreed_and_not_held_is_overdue(tmp_path: Path) -> None:
    home, other, _third = programme(tmp_path, 3)
    for each in (home, other):
        write(each / "weekly_note.ipynb", "reviews", [{"on": "2026-06-01"}, {"on": "2126-01-01"}, {"on": "soon"}])
    names = ["--mentor", "Mentor 0", "--mentee", "Mentee 0"]
    asked = ["new", str(tmp_path / "templates/review_note.ipynb"), *names, "--occasion", "2026-05-28"]
    made = CliRunner().invoke(main, [*asked, "--out", str(home)])
    assert made.exit_code == 0, made.output
    assert told(tmp_path)["pairs"][0]["overdue"] == ["2026-06-01"]  # it is there, and nobody has written in it
    write(home / "review_note-2026-05-28.ipynb", "happened", "We looked back.")
    assert [pair["overdue"] for pair in told(tmp_path)["pairs"]] == [[], ["2026-06-01"], []]


def test_names_are_no_formulas_in_a_spreadsheet_and_command_no_terminal(tmp_path: Path) -> None:
    pair = Pair("=HYPERLINK(1)", "\x1b[31mRed", programme="[bold]Spring[/bold]")
    enrolment = enrol([pair], ["career_map"], tmp_path)
    assert list(make_enrolled(enrolment, [find_template("career_map")]))
    rows = list(csv.DictReader(io.StringIO(status(tmp_path, "--format", "csv").stdout)))
    assert rows[0]["mentor"] == "'=HYPERLINK(1)"
    assert not any("\x1b" in cell for row in rows for cell in row.values())
    shown = status(tmp_path).stdout
    assert "\x1b" not in shown
    assert "=HYPERLINK(1)" in shown


def test_what_cannot_be_read_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    home, *_others = programme(tmp_path, 2)
    (home / "smart_goals.ipynb").write_text('{"cells": [', encoding="utf-8")
    result = status(tmp_path, "--format", "csv")
    assert result.exit_code == 1
    assert "smart_goals.ipynb" in result.stderr
    assert "Mentee 1" in result.stdout


def test_a_folder_without_workbooks_is_refused(tmp_path: Path) -> None:
    result = status(tmp_path)
    assert result.exit_code == 2
    assert "There is no workbook in" in result.stderr


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(("mood.mentor", "mood.mentee", "kind"), VALUES)), max_size=9))
def test_whatever_a_log_holds_counts_are_of_full_answers_alone(answered: list[dict[str, Any]]) -> None:
    asked = read_template(template(code(MOOD), code(KIND)), "note")
    for counted in count(asked, answered):
        if counted.pairs is None:
            assert counted.shares == ()
        else:
            assert counted.pairs >= FEWEST
            assert sum(number for _, number in counted.shares) == counted.answers


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


@given(st.lists(DAYS, max_size=6), st.lists(DAYS, max_size=6), DAYS)
def test_no_day_is_overdue_before_it_is_over_or_once_there_is_an_entry_of_it(
    due: list[dt.date], written: list[dt.date], today: dt.date
) -> None:
    late = overdue([("review", day) for day in due], [("review", day) for day in written], today)
    assert list(late) == sorted(set(late))
    for day in due:
        held = any(each >= day - dt.timedelta(days=14) for each in written)
        assert (day in late) == (day < today and not held)


def test_a_table_that_calls_for_an_entry_has_a_column_of_dates() -> None:
    with pytest.raises(FieldError, match="calls_for needs a column of dates"):
        declare("rows", ("reviews", {"on": "text"}), {"calls_for": "progress_review"})

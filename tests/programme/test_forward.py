"""Workbooks of an earlier version of their template, brought forward to the one that is there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reflect.cli import main
from reflect.journal.content import Journal
from reflect.journal.source import journal_of
from reflect.notebook.embedded import embed
from reflect.notebook.files import notebook_text, read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import Made, MakeOutcome, find_template
from reflect.programme.forward import bring_forward, brought_forward
from reflect.programme.stored import read_workbook
from reflect.revisions import Revision, revise
from reflect.stores.folder import FolderStore
from reflect.template.metadata import reflect_metadata
from tests.notebooks import HEADER, code, markdown, save, template
from tests.programmes import make_programme

NOW = dt.datetime(2027, 2, 5, 9, tzinfo=dt.UTC)
LATER = "2027-06-01T09:00:00.000Z"

FIRST = (
    markdown("## What happened\n\nWhat would you like to remember?"),
    code('wb.text("happened", label="What happened")\nwb.text("reason", label="The reason")'),
    markdown("## Your mood"),
    code('wb.scale("mood", 1, 5, by="each", label="How you felt")'),
)
SECOND = (
    markdown("## What happened, in short\n\nWhat stays with you?"),
    code('wb.text("happened", label="In short")\nwb.text("why", label="Why", was="reason")'),
    markdown("## The next step"),
    code('wb.text("step", label="One step", required=True)'),
)


def version(number: int, *cells: dict[str, Any]) -> dict[str, Any]:
    return template(*cells, header=HEADER.replace("version=1", f"version={number}"))


def programme(root: Path, pairs: int = 1) -> list[Made]:
    """A programme whose own template is of its first version, with a workbook for each pair."""
    save(version(1, *FIRST), root / "templates/weekly_note.ipynb")
    named = [Pair(f"Mentor {number}", f"Mentee {number}") for number in range(pairs)]
    list(make_programme(named[:1], [find_template("career_map")], root))  # the root of a programme has a register
    return list(make_programme(named, [find_template("weekly_note", root)], root))


def written(path: Path, answers: dict[str, Any], number: int | None = 1) -> list[Revision]:
    workbook = read_workbook(path).id
    return [
        revise(workbook=workbook, field=s, author="Sam", value=value, source="form", now=NOW, version=number)
        for s, value in answers.items()
    ]


def fill(path: Path, **answers: Any) -> None:
    FolderStore(path.parent / "answers", device="ab12").append(
        *written(path, {slot.replace("__", "."): value for slot, value in answers.items()})
    )


def shown(path: Path) -> dict[str, list[object]]:
    """What a workbook's journal has, by the label: the answers and, with a star, those to earlier questions."""
    found: Journal = journal_of(read_workbook(path), "pair")
    asked = {q.label: q for section in found.sections for q in section.questions}
    asked |= {f"{q.label}*": q for q in found.earlier}
    values = {label: [v.value for a in q.answers for v in a.versions] for label, q in asked.items()}
    return {label: found for label, found in values.items() if found}


def again(root: Path, pairs: int = 1, number: int = 2, cells: tuple[dict[str, Any], ...] = SECOND) -> list[Made]:
    save(version(number, *cells), root / "templates/weekly_note.ipynb")
    named = [Pair(f"Mentor {number}", f"Mentee {number}") for number in range(pairs)]
    return list(make_programme(named, [find_template("weekly_note", root)], root))


def test_two_hundred_filled_workbooks_come_forward_in_a_batch(tmp_path: Path) -> None:
    made = programme(tmp_path, 200)
    for number, each in enumerate(made):
        words = {"happened": f"Met {number}", "reason": f"Because {number}", "mood.mentor": 4}
        if number % 20:
            FolderStore(each.path.parent / "answers", device="ab12").append(*written(each.path, words))
        else:  # as it came back by e-mail, its answers inside
            each.path.write_text(notebook_text(embed(read_notebook(each.path), written(each.path, words))), "utf-8")
        if number % 10 == 1:
            notebook = read_notebook(each.path)
            note = {**markdown(f"A note of {number}"), "id": "note"}
            save({**notebook, "cells": [*notebook["cells"][:6], note, *notebook["cells"][6:]]}, each.path)
    logs = {path: path.read_bytes() for path in tmp_path.rglob("*.jsonl") if "answers" in path.parts}

    save(version(2, *SECOND), tmp_path / "templates/weekly_note.ipynb")
    roster = tmp_path / "roster.csv"
    roster.write_text("mentor,mentee\n" + "".join(f"{each.pair.mentor},{each.pair.mentee}\n" for each in made), "utf-8")
    run = CliRunner().invoke(main, ["batch", str(roster), "--out", str(tmp_path), "--templates", "weekly_note"])
    assert run.exit_code == 0, run.output
    assert "200 brought forward to the new version of their template" in " ".join(run.output.split())

    for number, each in enumerate(made):
        assert shown(each.path) == {
            "In short": [f"Met {number}"],
            "Why": [f"Because {number}"],
            "How you felt*": [4],
        }
        notebook = read_notebook(each.path)
        said = reflect_metadata(notebook)
        assert (said.version, said.pair) == (2, read_workbook(each.path).template.pair_id)
        text = "\n".join(cell["source"] for cell in notebook["cells"])
        assert (f"A note of {number}" in text) == (number % 10 == 1)
        assert "What would you like to remember?" not in text
        assert f"Mentee {number}" in text
    assert not list(tmp_path.rglob("*.version-1*"))
    assert {path: path.read_bytes() for path in logs} == logs
    assert {each.outcome for each in again(tmp_path, 3)} == {MakeOutcome.WRITTEN_IN}


def test_what_nobody_has_written_in_comes_forward_too_and_is_as_if_made_now(tmp_path: Path) -> None:
    [made] = programme(tmp_path)
    assert [each.outcome for each in again(tmp_path)] == [MakeOutcome.FORWARD]
    assert [each.outcome for each in again(tmp_path)] == [MakeOutcome.SAME]
    assert shown(made.path) == {}


def test_a_newer_workbook_is_not_brought_back(tmp_path: Path) -> None:
    [made] = programme(tmp_path)
    again(tmp_path)
    before = made.path.read_bytes()
    for force in (False, True):
        save(version(1, *FIRST), tmp_path / "templates/weekly_note.ipynb")
        sources = [find_template("weekly_note", tmp_path)]
        [kept] = make_programme([made.pair], sources, tmp_path, force=force)
        assert (kept.outcome, made.path.read_bytes()) == (MakeOutcome.NEWER, before)


def test_what_took_the_name_of_a_question_that_went_away_has_none_of_its_answers(tmp_path: Path) -> None:
    [made] = programme(tmp_path)
    fill(made.path, happened="We met", reason="Because")
    reused = (code('wb.text("reason", label="What it was", was="happened")'),)
    assert [each.outcome for each in again(tmp_path, cells=reused)] == [MakeOutcome.FORWARD]
    assert shown(made.path) == {"What it was": ["We met"], "The reason*": ["Because"]}
    FolderStore(made.path.parent / "answers", device="cd34").append(*written(made.path, {"happened": "By post"}))
    # From somebody who has the first version still.
    assert sorted(map(str, shown(made.path)["What it was"])) == ["By post", "We met"]


def test_one_that_nobody_has_brought_forward_is_read_as_the_new_version_asks(tmp_path: Path, home: Path) -> None:
    [made] = programme(tmp_path)
    answers = FolderStore(made.path.parent / "answers", device="ab12")
    answers.append(*written(made.path, {"happened": "We met", "reason": "Because", "mood.mentor": 4}, number=None))
    reused = (
        markdown("## In short"),
        code('wb.text("reason", label="What it was", was="happened", required=True)\nwb.text("next", required=True)'),
    )
    save(version(2, *reused), home / "data/jupyter/reflect/templates/weekly_note.ipynb")
    assert shown(made.path) == {"What it was": ["We met"], "The reason*": ["Because"], "How you felt*": [4]}
    reached = journal_of(read_workbook(made.path), "pair").progress
    assert (reached.answered, reached.missing) == (1, ("next",))


def test_what_was_sent_away_in_the_old_version_comes_back_into_the_new_one(tmp_path: Path) -> None:
    [made] = programme(tmp_path / "here")
    away = tmp_path / "away" / made.path.name
    away.parent.mkdir()
    away.write_bytes(made.path.read_bytes())
    assert [each.outcome for each in again(tmp_path / "here")] == [MakeOutcome.FORWARD]
    fill(away, reason="Because", mood__mentor=3)
    sent = tmp_path / "sent.ipynb"
    for command in (["pack", str(away), "--out", str(sent)], ["collect", str(sent), "--into", str(tmp_path / "here")]):
        run = CliRunner().invoke(main, command)
        assert run.exit_code == 0, run.output
    assert shown(made.path) == {"Why": ["Because"], "How you felt*": [3]}
    assert reflect_metadata(read_notebook(made.path)).version == 2
    assert sorted(path.name for path in made.path.parent.glob("*.ipynb*")) == ["career_map.ipynb", made.path.name]


def test_versions_are_gone_through_one_by_one_or_at_once(tmp_path: Path) -> None:
    for name, steps in (("one", (2, 3)), ("once", (3,))):
        [made] = programme(tmp_path / name)
        fill(made.path, reason="Because", mood__mentor=2)
        third = (code('wb.text("cause", label="The cause", was=["why", "reason"])'),)
        for step in steps:
            again(tmp_path / name, number=step, cells=SECOND if step == 2 else third)
        assert shown(made.path) == {"The cause": ["Because"], "How you felt*": [2]}
        assert reflect_metadata(read_notebook(made.path)).version == 3


@pytest.mark.parametrize(
    "cell",
    [
        {**code('wb.text("happened", label="What I say happened")'), "id": "top-9"},
        {**code('mentor = "Somebody"', "parameters"), "id": "more"},
    ],
)
def test_the_notebook_as_it_was_is_kept_where_its_own_code_was_changed(tmp_path: Path, cell: dict[str, Any]) -> None:
    [made] = programme(tmp_path)
    notebook = read_notebook(made.path)
    save({**notebook, "cells": [*notebook["cells"], cell]}, made.path)
    before = made.path.read_bytes()
    again(tmp_path)
    assert made.path.with_name("weekly_note.ipynb.version-1").read_bytes() == before
    assert cell["source"] not in [each["source"] for each in read_notebook(made.path)["cells"]]


def test_words_in_the_templates_own_cells_and_beside_them_go_along(tmp_path: Path) -> None:
    [made] = programme(tmp_path)
    notebook = read_notebook(made.path)
    cells = list(notebook["cells"])
    place = next(n for n, cell in enumerate(cells) if "Your mood" in cell["source"])
    cells[place] = {**cells[place], "source": f"{cells[place]['source']}\n\nMine was good."}
    cells += [{**code("Just a thought"), "id": "thought"}, {**markdown(" "), "id": "blank"}]
    save({**notebook, "cells": cells, "metadata": {**notebook["metadata"]}}, made.path)
    again(tmp_path)
    sources = [cell["source"] for cell in read_notebook(made.path)["cells"]]
    assert sources[-1] == "Just a thought"
    assert any("Mine was good." in source for source in sources)
    assert " " not in sources


def test_what_is_no_such_workbook_stays_as_it_is(tmp_path: Path) -> None:
    [made] = programme(tmp_path)
    save(version(2, *SECOND), tmp_path / "templates/weekly_note.ipynb")
    source = find_template("weekly_note", tmp_path)
    notebook = read_notebook(made.path)
    first = read_notebook(save(version(1, *FIRST), tmp_path / "first.ipynb"))
    assert brought_forward(first, source.notebook, source.template, LATER) is None  # nobody's
    personal = HEADER.replace("version=1", 'version=2, personal_to="mentor"')
    other = save(template(*SECOND, header=personal), tmp_path / "own.ipynb")
    own = find_template(str(other))
    assert brought_forward(notebook, own.notebook, own.template, LATER) is None
    assert brought_forward(notebook, source.notebook, source.template, LATER) is not None
    assert bring_forward(made.path, source.notebook, source.template) is not None
    assert bring_forward(made.path, source.notebook, source.template) is None

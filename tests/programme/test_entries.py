"""Templates that repeat: a workbook for each occasion, through all that is done with workbooks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from reflect.cli import main
from reflect.exchange.collecting import CollectOutcome, collect, gathered
from reflect.exchange.packing import pack
from reflect.fields import declare
from reflect.form.offers import offered_words
from reflect.journal.page import render_page
from reflect.journal.source import journal_of
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair, new_id, workbook_id
from reflect.programme.batch import MakeOutcome, find_template, make_workbook
from reflect.programme.beside import Beside
from reflect.programme.damaged import remains_of
from reflect.programme.stored import read_heading, read_workbook
from reflect.revisions.revision import Revision
from reflect.stores.opening import open_store
from reflect.template import TemplateError
from tests.notebooks import HEADER, PARAMETERS, code, markdown, save, template
from tests.programmes import make_programme

PAIR = Pair("Alex Reid", "Sam Okafor", id=new_id())
DAY, SECOND, LATER = "2026-03-05", "2026-03-05-2", "2026-03-12"
REPEATING = HEADER.replace("version=1", "version=1, repeats=True, occasion=occasion")


@pytest.fixture
def _log(home: Path) -> None:
    """A log that a pair shares, among the templates that are installed here."""
    parameters = f'{PARAMETERS}\noccasion = ""'
    question = code('wb.text("happened", by="mentee", required=True)')
    log = template(markdown("## {{ occasion }}"), question, parameters=parameters, header=REPEATING)
    save(log, home / "data/jupyter/reflect/templates/weekly_note.ipynb")


pytestmark = pytest.mark.usefixtures("_log")


def entry(folder: Path, occasion: str, words: str = "", author: str = "Sam Okafor") -> Path:
    """An entry of the pair, in which somebody has written."""
    made = make_workbook(PAIR, find_template("weekly_note"), folder, occasion=occasion)
    assert made.outcome in (MakeOutcome.MADE, MakeOutcome.SAME, MakeOutcome.WRITTEN_IN), made.reason
    if words:
        number = f"{abs(hash((occasion, words))):032x}"[-32:]
        time = f"{occasion[:10]}T10:00:00.000Z"
        revision = Revision(number, read_workbook(made.path).id, "happened", author, time, (), words, "form")
        open_store(folder, None).append(revision)
    return made.path


def words_in(path: Path) -> set[object]:
    return {revision.value for revision in read_workbook(path).answers().log}


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_each_occasion_is_a_workbook_of_its_own(tmp_path: Path) -> None:
    paths = [entry(tmp_path, each, f"On {each}") for each in (DAY, SECOND, LATER)]
    assert [path.name for path in paths] == [f"weekly_note-{each}.ipynb" for each in (DAY, SECOND, LATER)]
    assert [words_in(path) for path in paths] == [{f"On {each}"} for each in (DAY, SECOND, LATER)]
    assert "## 5 March 2026 (2)" in [cell["source"] for cell in read_notebook(paths[1])["cells"]]


def test_two_who_begin_the_entry_of_one_day_begin_the_same_one_and_both_keep_their_words(tmp_path: Path) -> None:
    mine = entry(tmp_path / "mine", DAY, "What Sam wrote")
    theirs = entry(tmp_path / "theirs", DAY, "What Alex wrote", "Alex Reid")
    assert read_workbook(mine).id == read_workbook(theirs).id == workbook_id(PAIR.id, "weekly_note", DAY)
    entry(tmp_path / "theirs", LATER, "A week later", "Alex Reid")
    list(pack(tmp_path / "theirs", tmp_path / "theirs.zip"))
    for became in (CollectOutcome.MERGED, CollectOutcome.KEPT):
        with gathered([tmp_path / "theirs.zip"]) as what:
            assert {each.outcome for each in collect(what, tmp_path / "mine")} == {became}
    assert words_in(mine) == {"What Sam wrote", "What Alex wrote"}
    assert words_in(tmp_path / "mine" / f"weekly_note-{LATER}.ipynb") == {"A week later"}
    assert len(list((tmp_path / "mine").glob("*.ipynb"))) == 2


def test_batch_makes_the_first_entry_and_only_once(tmp_path: Path) -> None:
    def batch(*, force: bool = False) -> list[tuple[str, MakeOutcome]]:
        made = make_programme([PAIR], [find_template("weekly_note")], tmp_path / "out", force=force)
        return [(each.path.name, each.outcome) for each in made]

    [(first, outcome)] = batch()
    assert outcome is MakeOutcome.MADE
    [home] = (tmp_path / "out").glob("sam*")
    assert batch() == [(first, MakeOutcome.SAME)]
    (home / first).unlink()
    path = entry(home, DAY, "What Sam wrote")
    entry(home, LATER)
    before = path.read_bytes()
    wanted = [(path.name, MakeOutcome.WRITTEN_IN), (f"weekly_note-{LATER}.ipynb", MakeOutcome.SAME)]
    assert batch() == batch(force=True) == wanted
    assert path.read_bytes() == before


def test_the_command_line_makes_todays_entry_or_that_of_a_day(tmp_path: Path) -> None:
    people = ("--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path)
    assert run("new", "weekly_note", *people, "--occasion", "5 March 2026")[0] == 0
    assert run("new", "weekly_note", *people, "-p", "occasion", LATER)[0] == 0
    assert run("new", "weekly_note", *people)[0] == 0
    found = [read_workbook(path).template for path in sorted(tmp_path.glob("*.ipynb"))]
    assert [each.occasion for each in found[:2]] == [DAY, LATER]
    assert len({each.pair_id for each in found}) == 1
    assert len(found) == 3


@pytest.mark.parametrize("occasion", ["2026-02-30", "2026-03-05-0", "../", "2026"])
def test_a_bad_occasion_is_refused_in_words_and_nothing_is_made(occasion: str, tmp_path: Path) -> None:
    people = ("--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "out")
    code, said = run("new", "weekly_note", *people, "--occasion", occasion)
    assert (code, "occasion: this is no date that an entry can have. Write it as" in said) == (2, True)
    failed = make_workbook(PAIR, find_template("weekly_note"), tmp_path / "out", occasion=occasion)
    assert (failed.outcome, "the occasion is no date" in failed.reason) == (MakeOutcome.FAILED, True)
    assert not list(tmp_path.rglob(f"*{occasion[:4]}*.ipynb"))


def test_an_occasion_is_refused_for_a_template_that_does_not_repeat(tmp_path: Path) -> None:
    source = save(template(), tmp_path / "note.ipynb")
    content = source.read_text("utf-8").replace("weekly_note", "other_note")
    source.write_text(content, "utf-8")
    code, said = run("new", source, "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path, "--occasion", DAY)
    assert (code, said) == (2, "occasion: a pair has one workbook from other_note. Leave it out.\n")


def test_a_workbook_whose_occasion_was_changed_to_what_is_none_is_refused_in_words(tmp_path: Path) -> None:
    path = entry(tmp_path, DAY, "What Sam wrote")
    path.write_text(path.read_text("utf-8").replace(f'occasion = \\"{DAY}\\"', 'occasion = \\"../x\\"'), "utf-8")
    for read in (read_workbook, lambda path: read_heading(read_notebook(path), "it")):
        with pytest.raises(TemplateError, match=r"its occasion is '\.\./x', and is no date"):
            read(path)


def test_the_entry_is_still_known_when_its_names_are_lost(tmp_path: Path) -> None:
    path = entry(tmp_path, DAY, "What Sam wrote")
    content = read_notebook(path)
    cells = [cell for cell in content["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    save({**content, "cells": cells}, path)
    assert words_in(path) == {"What Sam wrote"}


@pytest.mark.parametrize("occasion", [DAY, SECOND])
def test_a_damaged_entry_is_made_anew_by_the_name_of_its_file(occasion: str, tmp_path: Path) -> None:
    path = entry(tmp_path, occasion, "What Sam wrote")
    entry(tmp_path, LATER, "A week later")
    path.write_bytes(b"")
    remains = remains_of(path)
    assert (remains.pair and remains.pair.id, remains.occasion) == (PAIR.id, occasion)
    assert remains.logs == (workbook_id(PAIR.id, "weekly_note", occasion),)
    assert f"--occasion {occasion} --out" in remains.sentence
    assert run("new", "weekly_note", "--mentor", PAIR.mentor, "--mentee", PAIR.mentee, "--occasion", occasion,
               "--out", tmp_path)[0] == 0  # fmt: skip
    assert words_in(path) == {"What Sam wrote"}


def test_words_are_offered_from_every_entry_the_latest_first(tmp_path: Path) -> None:
    for occasion in (DAY, LATER, SECOND):
        entry(tmp_path, occasion, f"On {occasion}")
    field = declare("text", ["focus"], {"offers": "weekly_note.happened"})
    beside = Beside(replace(read_workbook(entry(tmp_path, DAY)).template, name="other", repeats=False), tmp_path)
    assert offered_words(field, beside) == [f"On {LATER}", f"On {SECOND}", f"On {DAY}"]


def test_the_journal_of_an_entry_says_its_date(tmp_path: Path) -> None:
    page = render_page(journal_of(read_workbook(entry(tmp_path, DAY, "What Sam wrote")), "pair"))
    assert "5 March 2026" in page


def test_another_pairs_entry_is_not_written_over(tmp_path: Path) -> None:
    path = entry(tmp_path, DAY, "What Sam wrote")
    other = Pair("Kim", "Jo", id=new_id())
    made = make_workbook(other, find_template("weekly_note"), tmp_path, occasion=DAY)
    assert (made.outcome, "another pair's workbook is in its place" in made.reason) == (MakeOutcome.FAILED, True)
    assert words_in(path) == {"What Sam wrote"}

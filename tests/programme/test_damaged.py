"""A notebook that cannot be read any more: its answers are safe, and its form comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from reflect.cli import main
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import MakeOutcome, find_template, make_workbook
from reflect.programme.damaged import remains_of
from reflect.programme.stored import read_workbook
from reflect.revisions.revision import Revision
from reflect.revisions.sealed import seal
from reflect.stores.opening import open_store

WORDS = "I want to lead a small team by May."
PAIR = Pair("Alex Reid", "Sam Okafor")


def conflict(text: bytes) -> bytes:
    at = text.index(b'"metadata"')
    return text[:at] + b"<<<<<<< HEAD\n" + text[at : at + 40] + b"\n=======\n" + text[at:]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "conflict": conflict,
    "empty": lambda _: b"",
    "cut off": lambda text: text[: len(text) // 2],
    "cut off early": lambda text: text[:100],
    "Windows-1252": lambda text: text.replace(b"Okafor", b"Okaf\xf6r"),
    "a log-in page": lambda _: b"<!doctype html><title>Sign in</title>",
    "zeros": lambda text: bytes(len(text)),
    "another JSON": lambda _: b"[]",
    "an old format": lambda _: b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
}


def filled(folder: Path) -> Path:
    path = make_workbook(PAIR, find_template("smart_goals"), folder).path
    workbook = read_workbook(path).id
    revision = Revision("1" * 32, workbook, "draft", "Sam Okafor", "2026-11-01T10:00:00.000Z", (), WORDS, "form")
    open_store(folder, None).append(revision)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside another"])
def test_the_answers_are_said_to_be_safe_and_the_notebook_is_made_anew(
    damage: Callable[[bytes], bytes], alone: bool, tmp_path: Path
) -> None:
    path = filled(tmp_path / "sam")
    if not alone:
        make_workbook(PAIR, find_template("career_map"), tmp_path / "sam")
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    for command in (("journal", path, "--out", tmp_path / "out"), ("collect", path, "--into", tmp_path / "into")):
        code, said = run(*command)
        assert code != 0
        assert f"answers are safe, in {path.parent / 'answers'}" in said
        assert "reflect new smart_goals" in said
    assert path.read_bytes() == damaged

    arguments = ("new", "smart_goals", "--mentor", PAIR.mentor, "--mentee", PAIR.mentee, "--out", path.parent)
    code, said = run(*arguments)
    assert (code, "kept beside it" in said) == (0, True)
    assert path.with_name("smart_goals.ipynb.damaged").read_bytes() == damaged
    assert WORDS in {revision.value for revision in read_workbook(path).answers().log}

    path.write_bytes(damaged)
    run(*arguments)
    assert path.with_name("smart_goals.ipynb.damaged-2").read_bytes() == damaged
    assert WORDS in {revision.value for revision in read_workbook(path).answers().log}


def test_nobody_is_given_the_answers_of_another_pair(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.write_bytes(conflict(path.read_bytes()))
    made = make_workbook(Pair("Alex Reid", "Jo Park"), find_template("smart_goals"), tmp_path, mend=True)
    assert made.outcome in (MakeOutcome.MENDED, MakeOutcome.FAILED)
    if made.outcome is MakeOutcome.MENDED:
        assert not read_workbook(path).answers().log


def test_a_folder_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "smart_goals.ipynb").mkdir()
    made = make_workbook(PAIR, find_template("smart_goals"), tmp_path, mend=True)
    assert (made.outcome, "a folder of this name" in made.reason) == (MakeOutcome.FAILED, True)


def test_of_a_file_that_is_called_like_no_template_little_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "note.ipynb"
    path.write_text("{")
    assert remains_of(path).template is None
    assert "TEMPLATE" in remains_of(path).sentence


@pytest.mark.parametrize("change", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n")])
def test_a_mark_at_the_beginning_or_other_line_ends_are_no_damage(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = filled(tmp_path)
    sound = read_notebook(path)
    path.write_bytes(change(path.read_bytes()))
    assert read_notebook(path) == sound


def test_a_workbook_in_which_somebody_has_only_sealed_is_known_by_that(tmp_path: Path) -> None:
    path = make_workbook(PAIR, find_template("progress_review"), tmp_path, occasion="2026-11-01").path
    workbook = read_workbook(path)
    field = next(field for field in workbook.template.fields if field.sealed)
    answer = Revision("1" * 32, workbook.id, field.slots[0], "Alex", "2026-11-01T10:00:00.000Z", (), 3, "form")
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    records = seal((field.sealed, "mentor"), [answer], author="Alex", now=now, mark_id="2" * 32, late=False)
    open_store(tmp_path, None).append(*(each for each in records if each.id == "2" * 32))
    path.write_bytes(b"")
    assert remains_of(path).logs == (workbook.id,)

"""The command line in the pseudo-locale. What click says of a command that it cannot read stays English."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reflect.catalogue import catalogue
from reflect.cli import main
from reflect.demo.examples import examples
from reflect.exchange.collecting import CollectOutcome
from reflect.language import speaking
from reflect.programme.batch import MakeOutcome
from reflect.prompts.offering import trial
from reflect.resources import WORKBOOKS
from tests.language.pseudo import accented, missed

CLICKS = (
    "OPTIONS", "COMMAND", "ARGS", "DIRECTORY", "FILE", "NAME", "KEY VALUE", "WHO", "A,B", "DATE", "--help", "--version",
)  # fmt: skip
PAIR = ("--mentor", "Άννα", "--mentee", "Σοφία")


Said = Callable[..., list[str]]


@pytest.fixture
def said(pseudo_locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Said:
    """Runs a command in the pseudo-locale and gives the words that are not in it."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, status: int = 0, known: Iterable[str] = ()) -> list[str]:
        result = CliRunner().invoke(main, arguments, env={"LANGUAGE": pseudo_locale}, prog_name="reflect")
        assert result.exit_code == status, result.output
        assert "⟦" in result.output
        names = re.findall(r"\S*\.(?:ipynb|csv|html|zip)\S*|\S+-and-\S+", result.output)
        return missed(result.output, *CLICKS, *names, str(tmp_path), str(home), *arguments, *known)

    return run


def commands(of: click.Command, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield above, of
    for name, command in getattr(of, "commands", {}).items():
        yield from commands(command, *above, name)


@pytest.mark.parametrize("names", [names for names, _ in commands(main)], ids=" ".join)
def test_every_word_of_the_help_has_been_through_the_catalogue(said: Said, names: tuple[str, ...]) -> None:
    options = {option for _, each in commands(main) for parameter in each.params for option in parameter.opts}
    commanded = {f"\n  {word} " for names, _ in commands(main) for word in names}
    left = said(*names, "--help", known={"reflect", "[pair|mentor|mentee]", "[table|json|csv]", *options, *commanded})
    assert not [word for word in left if not word.isupper()]  # those are what arguments are called


def test_what_is_around_the_words_on_a_mistake_has_been_through_the_catalogue(said: Said) -> None:
    left = said("new", "smart_goals", "--mentor", "Άννα", status=2, known={"reflect new", "TEMPLATE", "--mentee"})
    assert not left  # the message itself is click's, and stands inside ours


def test_every_word_of_a_programmes_life_has_been_through_the_catalogue(said: Said, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("mentor,mentee,hobby\nΆννα,Σοφία,x\nΝίκη,Ζωή,y\n", encoding="utf-8")
    found = [each.template for each in catalogue(None).entries]
    names, titles = [each.name for each in found], [each.title for each in found]
    assert not said("templates", known=[*names, *titles])
    assert not said("batch", "roster.csv", "--out", "p", "--templates", "smart_goals", "--dry-run")
    assert not said("batch", "roster.csv", "--out", "p", "--templates", "smart_goals")
    assert not said("batch", "roster.csv", "--out", "p", "--templates", "smart_goals")
    assert not said("new", "mentor_reflection", *PAIR, "--out", "q")
    assert not said("new", "mentor_reflection", *PAIR, "--out", "q", status=0)
    assert not said("journal", "p", "q", "--out", "j")
    assert not said("pack", "p", "--out", "all.zip")
    assert not said("collect", "all.zip", "--into", "p")
    assert not said("check", str(WORKBOOKS / "smart_goals.ipynb"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "smart_goals", "--mentor", " ", "--mentee", "Σοφία"),
        ("new", "smart_goals", *PAIR, "-p", "hobby", "x"),
        ("collect", "nowhere", "--into", "p"),
        ("open", "--as", " "),
    ],
    ids=str,
)
def test_every_word_of_a_refusal_has_been_through_the_catalogue(said: Said, arguments: tuple[str, ...]) -> None:
    assert not said(*arguments, status=2)


BAD = """mentor,mentor_email,mentee,mentee_email,start,hobby,pair_id
Άννα,,Σοφία,,2027-02-05,χ,
Ζωή,ζωή@,Νίκη,,05/02/2027,,
Άννα,,Σοφία,,πότε,,
mentor,,mentee,,,,
Ήρα,,,,,,
Ρέα,,Ίων​,,#REF!,,,,ψ
"""


def test_every_word_of_a_bad_roster_has_been_through_the_catalogue(said: Said, tmp_path: Path) -> None:
    columns = {"mentor", "mentee", "mentor_email", "start", "hobby", "pair_id", "email", "REF"}
    asked = ("--out", "p", "--templates", "smart_goals")
    for name, text in {
        "bad.csv": BAD,
        "empty.csv": "",
        "headed.csv": "mentor,mentee\n",
        "other.csv": "α;β\n1;2\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert not said("batch", name, *asked, status=1 if name == "bad.csv" else 2, known=columns)
    (tmp_path / "old.xls").write_bytes(b"")
    (tmp_path / "odd.csv").write_bytes("mentor,mentee\nÄ,Ö\n".encode("cp1252"))
    for name in ("old.xls", "odd.csv", "none.csv", "."):
        assert not said("batch", name, *asked, status=2, known={".xls", *columns})
    assert not said("batch", "bad.csv", "--out", "p", "--templates", "nothing", status=2, known=columns)


def test_every_word_of_what_came_back_has_been_through_the_catalogue(said: Said, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    (hostile / "α.ipynb").write_text("{")
    (hostile / "β.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (hostile / "γ.zip").write_bytes(b"PK\x03\x04")
    (hostile / "δ").write_bytes(b"%PDF")
    (hostile / "ε").write_bytes(b"")
    (hostile / "ζ").write_bytes(b"Rar!\x1a\x07")
    (hostile / "η").symlink_to(tmp_path)
    (hostile / ".θ").write_bytes(b"")
    with zipfile.ZipFile(hostile / "ι.zip", "w") as packed:
        packed.writestr("../α.ipynb", "{}")
        packed.writestr("κ/λ.jpg", b"\xff\xd8\xff")
    said("new", "smart_goals", *PAIR, "--out", "q")
    (tmp_path / "q/smart_goals.ipynb").rename(hostile / "μ.ipynb")
    assert not said("collect", "hostile", "--into", "p", status=1, known={"zip", "hostile"})
    assert not said("collect", "hostile/δ", "--into", "p", status=2, known={"hostile"})
    assert not said("pack", "hostile", "--out", "all.zip", status=1, known={"hostile"})
    assert not said("open", "hostile/β.ipynb", status=2, known={"hostile"})


def test_every_word_about_prompts_has_been_through_the_catalogue(said: Said, tmp_path: Path) -> None:
    said("new", "smart_goals", *PAIR, "--out", "q")
    note = "q/smart_goals.ipynb"
    slots = [slot for each in catalogue(None).entries for field in each.template.fields for slot in field.slots]
    assert not said("prompts", "preview", note, "specific", known={"REFLECT_PROMPTS", "bank"})
    assert not said("prompts", "preview", note, "nothing", status=2, known=slots)
    assert not said("prompts", "preview", "q/none.ipynb", "specific", status=2)
    assert not said("prompts", "try", status=1, known={"REFLECT_PROMPTS", "bank"})


def test_a_model_that_cannot_be_reached_is_told_of_from_a_thread_of_its_own(
    pseudo_locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"REFLECT_PROMPTS": "endpoint", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "REFLECT_MODEL": "m"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with speaking(pseudo_locale):
        told, _well = trial()
    assert accented("no connection to the server: see OPENAI_BASE_URL") in told


def test_every_word_of_the_demo_has_been_through_the_catalogue(said: Said) -> None:
    people = {name for each in examples() for name in (each.pair.mentor, each.pair.mentee)}
    commands = {
        "reflect open d/programme",
        "reflect new smart_goals --mentor Alex --mentee Sam",
        "d/programme/",
    }
    assert not said("demo", "d", known={*people, *commands, "open"})


def test_a_terminal_in_a_language_that_there_is_not_gets_english(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "reflect", "templates"],
        check=True, capture_output=True, text=True, env={"LANG": "xx_XX.UTF-8", "PATH": "", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "shared by the pair" in run.stdout


@pytest.mark.parametrize("outcome", [*MakeOutcome, *CollectOutcome], ids=str)
def test_so_many_of_every_outcome_can_be_said(outcome: MakeOutcome | CollectOutcome) -> None:
    assert outcome.counted(1).startswith("1 ")
    assert outcome.counted(2).startswith("2 ")

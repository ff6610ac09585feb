"""What the command line says, given whatever a shell, a disk or a file can hold: in words, and none that command."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.cli import main
from tests.notebooks import code, save, template, weekly_note

ESCAPES = "\x1b]0;title\x07\x1b[2J\x1b[31m\x9b2J\r\x08\u202e"


def reflect(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    assert "This did not work" not in result.output, result.output
    assert commands(result.output) == ""
    return result


def commands(text: str) -> str:
    """What in a text a terminal would obey, the ends of lines aside."""
    return "".join(
        letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") and letter != "\n"
    ) + "".join(re.findall("[\u202a-\u202e\u2066-\u2069]", text))


def test_nothing_that_others_named_or_wrote_commands_the_terminal(tmp_path: Path) -> None:
    here = tmp_path / f"dir{ESCAPES.replace('/', '')}"
    here.mkdir()
    whole = save(template(*weekly_note()["cells"][3:], parameters=f'mentor = {ESCAPES!r}\nmentee = {ESCAPES!r}\n'
                          'programme = ""\nstart = ""\npair_id = ""'), here / f"a{ESCAPES}.ipynb")  # fmt: skip
    own = save(
        template(code(f"wb.text({ESCAPES!r})"), code("wb.text('a', label=" + repr(ESCAPES) + ")")), here / "own.ipynb"
    )
    titled = save(
        template(
            code("wb.text('a')"),
            header=f'wb = reflect.workbook("my_note", version=1, title={ESCAPES!r}, mentor=mentor, mentee=mentee)',
        ),
        here / "titled.ipynb",
    )
    roster = here / f"roster{ESCAPES}.csv"
    roster.write_text(f'mentor,mentee,mentor_email,{ESCAPES}x\n"{ESCAPES}","{ESCAPES}",{ESCAPES}@@,y\n,"{ESCAPES}"\n')
    broken = here / f"broken{ESCAPES}.ipynb"
    broken.write_text("no")
    out = tmp_path / f"out{ESCAPES}"
    said = [
        reflect(*arguments).output
        for arguments in (
            ("check", whole, own, titled, broken, here / f"none{ESCAPES}"),
            ("new", whole, "--mentor", f"A{ESCAPES}", "--mentee", "B", "--out", out),
            ("new", titled, "--mentor", "A", "--mentee", "B", "-p", ESCAPES, ESCAPES),
            ("new", titled, "--mentor", "A", "--mentee", "B", "-p", "start", ESCAPES, "--out", out),
            ("new", ESCAPES, "--mentor", "A", "--mentee", "B"),
            ("batch", roster, "--out", out, "--templates", "smart_goals"),
            ("batch", roster, "--out", out, "--templates", f"smart_goals,{ESCAPES}"),
            ("batch", broken, "--out", out),
            ("journal", here, "--out", out / "journals"),
            ("journal", broken, "--out", whole),
            ("pack", here, "--out", out / "a.zip"),
            ("pack", whole, "--out", whole),
            ("collect", here, "--into", out / "into"),
            ("collect", here / f"none{ESCAPES}", "--into", out),
            ("collect", here, "--into", whole),
            ("prompts", "preview", whole, f"x{ESCAPES}"),
            ("open", here / f"none{ESCAPES}"),
            ("demo", whole),
            (f"--{ESCAPES}",),
            (ESCAPES,),
        )
    ]
    assert "?" in "".join(said)


@pytest.mark.parametrize("name", ["Zoë Ní Bhriain", "محمد‌رضا کریمی", "佐々木 拓真", "👩🏽‍🚀", "a\u00a0b"])
def test_names_in_every_script_are_said_as_they_are(name: str, tmp_path: Path) -> None:
    result = reflect("check", tmp_path / f"{name}.ipynb")
    assert f"{name}.ipynb: there is no such file" in result.stderr


def stays_here(word: str) -> bool:
    """Whether a path leads nowhere but below the working directory: commands write where they are told to."""
    return not word.startswith(("/", "~")) and ".." not in word.split("/")


WORDS = (
    st.text(st.characters() | st.sampled_from("\0\x1b\ud800\udcff\n\r/.~{}%$\\'\"-=,"), max_size=40)
    | st.sampled_from(("", ".", "-", "--", "*", "a" * 5_000, "\0", "file", "folder", "pipe", "link", "circle"))
    | st.sampled_from(("closed", "closed/x", "file/x", "smart_goals", "note.ipynb", "2027-13-45", "x.zip", "x.ipynb"))
).filter(stays_here)


@pytest.fixture
def odd_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, to be in, of everything that may stand where a file should."""
    (tmp_path / "file").write_bytes(b"\xff\x00")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "closed").mkdir(mode=0o000)
    save(weekly_note(), tmp_path / "note.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = (
    "check ? ?",
    "new ? --mentor ? --mentee ? --out ?",
    "new smart_goals --mentor ? --mentee ? -p ? ?",
    "new smart_goals --mentor ? --mentee B -p start ?",
    "batch ? --out ? --templates ? --dry-run",
    "journal ? --out ? --for ?",
    "journal ? --out ?",
    "pack ? --out ?",
    "collect ? --into ?",
    "prompts preview ? ?",
    "prompts preview note.ipynb ?",
    "? ?",
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_whatever_is_given_to_a_command_is_answered_in_words(odd_places: Path, data: st.DataObject) -> None:
    assert Path.cwd() == odd_places
    command = data.draw(st.sampled_from(COMMANDS)).split()
    reflect(*(data.draw(WORDS) if part == "?" else part for part in command))


@pytest.mark.parametrize("error", [KeyError("rhinoceros"), PermissionError(13, "rhinoceros", "a.ipynb")])
@pytest.mark.parametrize(("debug", "raised"), [("1", True), ("", False), ("0", False)])
def test_an_unforeseen_error_has_its_traceback_only_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, error: Exception, debug: str, *, raised: bool
) -> None:
    def fail(_: Path) -> None:
        raise error

    monkeypatch.setenv("REFLECT_DEBUG", debug)
    monkeypatch.setattr("reflect.check.check", fail)
    result = CliRunner().invoke(main, ["check", "a.ipynb"])
    assert (result.exception is error) == raised
    if not raised:
        assert result.exit_code == 2
        assert len(result.output.splitlines()) == 1


def test_so_has_one_that_would_stay_with_its_workbook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    path = save(weekly_note(), tmp_path / "note.ipynb")
    monkeypatch.setattr("reflect.check._found", fail)
    assert "reflect cannot work with this file" in reflect("check", path).output
    monkeypatch.setenv("REFLECT_DEBUG", "1")
    assert isinstance(CliRunner().invoke(main, ["check", str(path)]).exception, ZeroDivisionError)

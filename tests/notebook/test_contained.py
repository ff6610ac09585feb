"""One workbook with something wrong with it, among others: it is named, and the others go on without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reflect.cli import main
from reflect.errors import Problem, Where
from reflect.notebook import NotebookError
from reflect.notebook.contained import contained
from reflect.programme.standing import Standings
from reflect.template import NoTemplate
from tests.hostile import CODE, hostile_parameters
from tests.notebooks import code, notebook, save, template, weekly_note

QUESTIONS = weekly_note()["cells"][3:]


def good(path: Path) -> Path:
    return save(
        template(*QUESTIONS, parameters='mentor = "Kim"\nmentee = "Jo"\nprogramme = ""\nstart = ""\npair_id = ""'), path
    )


def reflect(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def broken() -> dict[str, bytes]:
    """What a notebook file may hold that has something wrong with it."""
    parameters = {
        name: json.dumps(template(*QUESTIONS, parameters=hostile_parameters(value))).encode()
        for name, value in CODE.items()
    }
    questions = {f"a question with {name}": json.dumps(template(code(f"wb.text('a', help={CODE[name]})"))).encode()
                 for name in ("a long number", "nested brackets", "a wide formatted text")}  # fmt: skip
    whole = json.dumps(template(*QUESTIONS))
    return {
        **parameters,
        **questions,
        "deep JSON": whole.replace('"metadata"', f'"deep": {"[" * 50_000}{"]" * 50_000}, "metadata"', 1).encode(),
        "JSON 500 deep": whole.replace('"metadata"', f'"deep": {"[" * 500}{"]" * 500}, "metadata"', 1).encode(),
        "a long number in JSON": whole.replace('"nbformat"', f'"number": {"9" * 9000}, "nbformat"', 1).encode(),
        "answers that are no text": json.dumps(
            {**template(*QUESTIONS), "metadata": {"reflect": {"answers": [[[]]], "workbook": {}}}}
        ).encode(),
        "empty": b"",
        "no text": bytes(range(256)),
    }


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programme")
    good(folder / "jo/weekly_note.ipynb")
    for number, content in enumerate(broken().values()):
        (folder / f"bad{number}").mkdir()
        (folder / f"bad{number}/weekly_note.ipynb").write_bytes(content)
    return folder


def test_the_home_page_knows_the_others(programme: Path) -> None:
    overview = Standings().below(programme)
    assert "Jo" in {each.mentee for each in overview.workbooks}
    assert len(overview.workbooks) + len(overview.unreadable) == len(broken()) + 1
    for each in overview.unreadable:
        assert 10 < len(each.reason) < 800


def test_collect_takes_the_others_in_and_names_it(programme: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    good(into / "jo/weekly_note.ipynb")
    result = reflect("collect", programme, "--into", into)
    assert result.exit_code == 1
    assert f"{programme}/jo/weekly_note.ipynb: nothing new" in result.stdout
    assert f"{programme}/bad0/weekly_note.ipynb: refused: " in result.stderr


def test_collect_goes_on_where_it_is_among_those_that_are_there(programme: Path, tmp_path: Path) -> None:
    result = reflect("collect", good(tmp_path / "weekly_note.ipynb"), "--into", programme)
    assert (result.exit_code, result.stderr) == (0, "")


def test_pack_packs_the_others_and_names_it(programme: Path, tmp_path: Path) -> None:
    result = reflect("pack", programme, "--out", tmp_path / "all.zip")
    assert result.exit_code == 1
    assert f"{programme}/bad0/weekly_note.ipynb: " in result.stderr
    assert (tmp_path / "all.zip").exists()


def test_journals_of_the_others_are_written_and_it_is_named(programme: Path, tmp_path: Path) -> None:
    result = reflect("journal", programme, "--out", tmp_path)
    assert result.exit_code == 1
    assert f"{programme}/bad0/weekly_note.ipynb, cell 2: " in result.stderr
    assert "Jo" in (tmp_path / "jo/weekly_note.html").read_text()


def test_check_names_it_and_goes_on(programme: Path) -> None:
    result = reflect("check", *sorted(programme.rglob("*.ipynb")))
    assert result.exit_code == 1
    assert "jo/weekly_note.ipynb: this names somebody, as a workbook does" in result.stderr


@pytest.mark.parametrize("content", broken().values(), ids=broken())
def test_every_command_that_is_given_it_alone_says_what_is_wrong(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weekly_note.ipynb"
    path.write_bytes(content)
    for command in (
        ("check", path),
        ("new", path, "--mentor", "Alex", "--mentee", "Sam", "--out", tmp_path / "new"),
        ("journal", path, "--out", tmp_path / "journal"),
        ("pack", path, "--out", tmp_path / "packed.ipynb"),
        ("collect", path, "--into", tmp_path / "into"),
        ("prompts", "preview", path, "happened"),
    ):
        result = reflect(*command)
        assert result.exit_code in (0, 1, 2)
        assert result.exit_code == 0 or "weekly_note.ipynb" in result.stderr or "happened" in result.stderr


def test_errors_of_reflects_own_pass_as_they_are() -> None:
    with pytest.raises(NoTemplate), contained("a.ipynb"):
        raise NoTemplate([Problem(Where("a.ipynb"), "no cell calls reflect.workbook", "Add it.")])


@pytest.mark.parametrize("error", [RecursionError, MemoryError, KeyError, ValueError, OverflowError, AttributeError])
def test_any_other_error_becomes_one_that_names_the_file_and_not_what_is_in_it(error: type[Exception]) -> None:
    with pytest.raises(NotebookError) as raised, contained("a.ipynb"):
        raise error("rhinoceros")
    assert str(raised.value).startswith(f"a.ipynb: reflect cannot work with this file ({error.__name__}).")
    assert raised.value.__cause__ is None
    assert "rhinoceros" not in str(raised.value)


def test_a_stop_by_hand_is_no_error_of_the_file() -> None:
    with pytest.raises(KeyboardInterrupt), contained("a.ipynb"):
        raise KeyboardInterrupt


def test_a_notebook_that_is_something_else_is_still_no_problem(tmp_path: Path) -> None:
    save(notebook(code("1")), tmp_path / "own.ipynb")
    assert Standings().below(tmp_path).unreadable == ()

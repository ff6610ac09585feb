"""Links that somebody has put into a programme: nothing is read or written through any of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reflect.cli import main
from reflect.disk.atomic import atomic_write
from reflect.disk.errors import DiskError
from reflect.disk.links import is_link, leads_elsewhere
from reflect.launch.target import LaunchError, find_target
from reflect.notebook import NotebookError
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import MakeOutcome, find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.stores.folder import FolderStore
from tests.notebooks import save
from tests.programme.test_stored import made, written
from tests.revisions.samples import SECRET

OURS, THEIRS = "sam-okafor-and-alex-reid-0123456789", "jo-park-and-bo-lind-abcdef0123"


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """Two pairs' folders; in the second is an answer that nobody else is to see."""
    root = tmp_path / "programme"
    save(made(), root / OURS / "smart_goals.ipynb")
    save(made(), root / THEIRS / "smart_goals.ipynb")
    FolderStore(root / THEIRS / "answers", device="dev1").append(*written(made(), "a", value=SECRET, author="Jo"))
    return root


def workbook_link(root: Path) -> None:
    (root / OURS / "smart_goals.ipynb").unlink()
    (root / OURS / "smart_goals.ipynb").symlink_to(root / THEIRS / "smart_goals.ipynb")


def pair_link(root: Path) -> None:
    shutil.rmtree(root / OURS)
    (root / OURS).symlink_to(root / THEIRS)


def pair_link_by_another_name(root: Path) -> None:
    shutil.rmtree(root / OURS)
    (root / OURS).symlink_to(root.parent / "elsewhere")
    shutil.copytree(root / THEIRS, root.parent / "elsewhere")


def folder_link_within(root: Path) -> None:
    shutil.rmtree(root / OURS)
    (root / OURS).mkdir()
    (root / OURS / "more").symlink_to(root / THEIRS)


def answers_link(root: Path) -> None:
    (root / OURS / "answers").symlink_to(root / THEIRS / "answers")


def copy_of_answers_link(root: Path) -> None:
    (root / OURS / "answers (1)").symlink_to(root / THEIRS / "answers")


def id_link(root: Path) -> None:
    (root / OURS / "answers").mkdir()
    [theirs] = (root / THEIRS / "answers").iterdir()
    (root / OURS / "answers" / theirs.name).symlink_to(theirs)


def log_link(root: Path) -> None:
    [theirs] = (root / THEIRS / "answers").rglob("*.jsonl")
    ours = root / OURS / theirs.relative_to(root / THEIRS)
    ours.parent.mkdir(parents=True)
    ours.symlink_to(theirs)


LINKS = (
    workbook_link,
    pair_link,
    pair_link_by_another_name,
    folder_link_within,
    answers_link,
    copy_of_answers_link,
    id_link,
    log_link,
)


def reflect(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


@pytest.mark.parametrize("plant", LINKS)
def test_no_command_reads_or_writes_through_a_link(plant: Callable[[Path], None], programme: Path) -> None:
    plant(programme)
    ours, theirs, out = programme / OURS, programme / THEIRS, programme.parent / "out"
    where = ours / "more" if (ours / "more").is_symlink() else ours
    before = files(programme)
    for number, named in enumerate((where / "smart_goals.ipynb", where, ours)):
        for command in (
            ["journal", str(named), "--out", str(out / f"{number}")],
            ["pack", str(named), "--out", str(out / f"{number}.{'ipynb' if named.suffix else 'zip'}")],
            ["collect", str(named), "--into", str(out / f"into {number}")],
        ):
            reflect(*command)
    assert SECRET.encode() not in b"".join(files(out).values())
    for path in (*out.glob("*.zip"), *out.glob("*.ipynb")):  # in these, answers are compressed
        reflect("collect", str(path), "--into", str(out / "again"))
    assert not list(out.rglob("*.jsonl"))
    for name in ("smart_goals", "career_map"):
        reflect("new", name, "--mentor", "Alex Reid", "--mentee", "Sam Okafor", "--out", str(where))
    sent = save(made(), out / "sent.ipynb")
    FolderStore(out / "answers", device="dev2").append(*written(made(), "mine"))
    reflect("collect", str(out), "--into", str(ours))
    assert files(theirs) == {path: content for path, content in before.items() if path.is_relative_to(theirs)}
    assert sent.exists()


@pytest.mark.parametrize("plant", [workbook_link, pair_link, pair_link_by_another_name, folder_link_within])
def test_what_is_at_the_other_end_is_refused_by_name(plant: Callable[[Path], None], programme: Path) -> None:
    plant(programme)
    folder = programme / OURS / ("more" if plant is folder_link_within else "")
    path = folder / "smart_goals.ipynb"
    assert leads_elsewhere(path)
    with pytest.raises(NotebookError, match="leads through one"):
        read_workbook(path)
    with pytest.raises(LaunchError, match="leads through one"):
        find_target(path)
    became = make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), folder, force=True)
    assert (became.outcome, "leads through one" in became.reason) == (MakeOutcome.FAILED, True)
    result = reflect("journal", str(path), "--out", str(programme.parent / "out"))
    assert result.exit_code != 0
    if plant is not workbook_link:
        with pytest.raises(LaunchError, match="leads through one"):
            find_target(folder)
        with pytest.raises(DiskError, match="leads through one"):
            atomic_write(folder / "page.html", "words")


def test_a_shared_folder_that_is_a_link_is_worked_in(programme: Path, tmp_path: Path) -> None:
    home = tmp_path / "home of sam"
    home.mkdir()
    save(made(), home / OURS / "smart_goals.ipynb")  # a workbook of one's own beside it
    (home / "shared").symlink_to(programme)
    (tmp_path / "stick").symlink_to(programme / THEIRS)
    for folder in (home / "shared" / THEIRS, tmp_path / "stick"):
        assert not leads_elsewhere(folder / "smart_goals.ipynb")
        assert {each.id for each in read_workbook(folder / "smart_goals.ipynb").answers().log} == {"a"}
        assert find_target(folder).path == programme / THEIRS
    made_there = make_workbook(Pair("Bo Lind", "Jo Park"), find_template("career_map"), home / "shared" / THEIRS)
    assert made_there.outcome is MakeOutcome.MADE


def test_a_template_may_be_at_the_other_end_of_a_link(tmp_path: Path) -> None:
    from tests.notebooks import weekly_note

    (tmp_path / "linked.ipynb").symlink_to(save(weekly_note(), tmp_path / "weekly_note.ipynb"))
    assert find_template(str(tmp_path / "linked.ipynb")).template.name == "weekly_note"
    with pytest.raises(NotebookError, match="link"):
        read_notebook(tmp_path / "linked.ipynb")


def test_links_that_lead_nowhere_or_round_in_a_circle_are_links(tmp_path: Path) -> None:
    (tmp_path / "nowhere.ipynb").symlink_to("gone")
    (tmp_path / "circle.ipynb").symlink_to("circle.ipynb")
    for name in ("nowhere.ipynb", "circle.ipynb"):
        assert is_link(tmp_path / name)
        with pytest.raises(NotebookError, match="link"):
            read_notebook(tmp_path / name)
    assert not is_link(tmp_path / "a\0b")
    assert not leads_elsewhere(tmp_path / "a\0b")

"""A folder that a group shares stays the whole group's, whoever makes something in it and whatever their umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.disk.atomic import atomic_file, atomic_write
from reflect.disk.folders import make_folder
from reflect.disk.sharing import make_private_folders, make_shared_folders, share
from reflect.journal.files import Asked, write_journals
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.stores.folder import FolderStore
from reflect.stores.opening import open_store
from tests.revisions.samples import revision

pytestmark = pytest.mark.skipif(os.name != "posix", reason="groups of a folder are POSIX's")


@pytest.fixture(autouse=True)
def umask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """That of most accounts, which lets a group read and no more."""
    monkeypatch.setattr("reflect.disk.atomic._UMASK", 0o022)
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    return folder


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.lstat().st_mode):o}"


def made_in(folder: Path) -> Path:
    """All that reflect makes in a folder of a pair: a workbook, an answer to it, and its journal."""
    path = make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), folder / "programme" / "pair").path
    store = open_store(path.parent, None, device="ab12")
    store.append(revision(workbook=read_workbook(path).id, author="Sam"))
    [written] = write_journals([Asked(path, folder / "pages" / "smart_goals.html")], "pair")
    assert not written.problem
    return path.parent


def modes_below(folder: Path) -> tuple[set[str], set[str]]:
    """The modes of the folders below a folder, and those of the files."""
    below = list(folder.rglob("*"))
    folders, files = ({mode(path) for path in below if path.is_dir() is kind} for kind in (True, False))
    return folders, files


def test_all_that_is_made_in_a_shared_folder_is_the_groups_to_write_in(shared: Path) -> None:
    pair = made_in(shared)
    assert sorted(path.suffix for path in shared.rglob("*.*")) == [".html", ".ipynb", ".jsonl"]
    assert len(list((pair / "answers").iterdir())) == 1
    assert modes_below(shared) == ({"2775"}, {"664"})


def test_elsewhere_the_umask_holds(tmp_path: Path) -> None:
    made_in(tmp_path / "own")
    assert modes_below(tmp_path / "own") == ({"755"}, {"644"})


@pytest.mark.parametrize("given", [0o2755, 0o775])
def test_a_folder_that_gives_no_group_or_lets_it_only_read_shares_nothing(tmp_path: Path, given: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(given)
    made_in(folder)
    assert modes_below(folder)[1] == {"644"}
    assert modes_below(folder)[0] == {f"{given & 0o2000 | 0o755:o}"}


def test_a_group_that_may_not_look_may_not_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o2730)
    atomic_write(folder / "note.txt", "")
    make_folder(folder / "answers", private=False)
    assert [mode(path) for path in (folder / "note.txt", folder / "answers")] == ["664", "2775"]
    (folder / "own.txt").touch(0o600)
    share(folder / "own.txt")
    assert mode(folder / "own.txt") == "620"


def test_what_is_private_stays_so_in_a_shared_folder(shared: Path) -> None:
    atomic_write(shared / "private.txt", "mine", private=True)
    make_folder(shared / "own" / "answers", private=True)
    FolderStore(shared / "kept", device="ab12", private=True).append(revision(author="Sam"))
    assert modes_below(shared) == ({"700"}, {"600"})


def test_what_takes_the_place_of_a_closed_file_is_closed(tmp_path: Path) -> None:
    kept, open_to_others = tmp_path / "kept.ipynb", tmp_path / "open.ipynb"
    for file, permissions in ((kept, 0o600), (open_to_others, 0o644)):
        file.touch()
        file.chmod(permissions)
        atomic_write(file, "written anew")
    assert (mode(kept), mode(open_to_others)) == ("600", "644")


@pytest.mark.parametrize("given", [0, 0o022, 0o077, 0o277])
def test_what_is_private_is_so_from_its_first_byte_whatever_the_umask(
    given: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.disk.atomic._UMASK", given)
    os.umask(given)
    with atomic_file(tmp_path / "mine/own/deep/private.txt", private=True) as part:
        assert mode(part) == "600"
    assert modes_below(tmp_path / "mine") == ({"700"}, {"600"})

    os.umask(0)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)  # as if another came in between
    atomic_write(tmp_path / "mine/own/deep/private.txt", "mine", private=True)
    assert modes_below(tmp_path / "mine") == ({"700"}, {"600"})


def test_a_folder_that_is_there_stays_as_open_as_it_is(shared: Path) -> None:
    make_private_folders(shared / "a/b")
    atomic_write(shared / "private.txt", "mine", private=True)
    assert mode(shared) == "2770"
    assert modes_below(shared) == ({"700"}, {"600"})


def test_locks_are_nobody_elses(shared: Path, home: Path) -> None:
    (home / "state").mkdir()
    (home / "state").chmod(0o2770)
    made_in(shared)
    folders, files = modes_below(home / "state")
    assert folders == {"700"}
    assert files <= {"600"}


def test_a_file_that_is_there_stays_as_its_owner_has_it(shared: Path) -> None:
    pair = made_in(shared)
    [log] = pair.glob("answers/*/*.jsonl")
    log.chmod(0o640)
    FolderStore(pair / "answers", device="ab12").append(revision("b", workbook=log.parent.name, author="Sam"))
    assert log.read_bytes().count(b"\n") == 2
    assert mode(log) == "640"


def test_a_link_is_not_followed(shared: Path, tmp_path: Path) -> None:
    own, folder = tmp_path / "own.txt", tmp_path / "own"
    own.touch(0o600)
    folder.mkdir(0o700)
    for name, target in (("file", own), ("folder", folder), ("nowhere", tmp_path / "nowhere")):
        (shared / name).symlink_to(target)
        share(shared / name)
    assert (mode(own), mode(folder)) == ("600", "700")


def test_a_pipe_is_not_waited_for_and_what_is_gone_is_no_error(shared: Path) -> None:
    os.mkfifo(shared / "pipe", 0o600)
    share(shared / "pipe")
    share(shared / "gone")
    share(shared / "gone" / "too")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to a group that it is not in")
def test_what_belongs_to_another_group_is_not_opened_to_it(shared: Path) -> None:
    (shared / "others").touch(0o600)
    os.chown(shared / "others", -1, os.getgid() + 1)
    share(shared / "others")
    assert mode(shared / "others") == "600"


def test_missing_folders_are_made_and_a_file_in_their_place_is_an_error(shared: Path) -> None:
    make_shared_folders(shared / "a" / "b")
    make_shared_folders(shared / "a" / "b")
    assert modes_below(shared) == ({"2775"}, set())
    (shared / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_shared_folders(shared / "file" / "c")

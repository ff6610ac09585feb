"""Folders of answers that a sync program has made two of, and links in their place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reflect.disk.errors import StoreError
from reflect.stores.folder import FolderStore
from tests.revisions.samples import OTHER_WORKBOOK, SECRET, WORKBOOK, revision
from tests.stores.test_folder import ids, line, log_file, root, store

__all__ = ["root"]

COPIES = {
    "Google Drive, Windows": "{} (1)",
    "a Google Drive that was set up anew": "{} (2)",
    "without a space": "{}(1)",
    "OneDrive": "{}-LAPTOP",
    "OneDrive, a name with a dot": "{}-Sam's Mac.local",
    "OneDrive, again": "{}-LAPTOP-2",
    "iCloud": "{} 2",
    "Dropbox": "{} (Sam's conflicted copy 2027-01-02)",
    "Dropbox, on the web": "{} (conflicted copy)",
    "Dropbox, capitals": "{} (Case Conflict)",
    "Dropbox, selective sync": "{} (Selective Sync Conflict)",
    "Syncthing": "{}.sync-conflict-20270102-120000-ABCDEFG",
    "Nextcloud": "{}_conflict-20270102-120000",
    "Seafile": "{} (SFConflict sam@example.org 2027-01-02-12-00-00)",
    "Synology": "{}_NAS_Jan-02-120000-2027_Conflict",
    "Explorer": "{} - Copy (2)",
    "Explorer, in German": "{} - Kopie",
    "Finder": "{} copy 2",
    "Files": "{} (another copy)",
    "Google Drive, on the web": "Copy of {}",
    "Finder, in German": "Kopie von {}",
    "by hand": "{}.bak",
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_the_copies_that_sync_makes_of_a_folder_are_read(copy: str, root: Path) -> None:
    store(root).append(revision("in the copy of the one"))
    (root / WORKBOOK).rename(root / copy.format(WORKBOOK))
    store(root).append(revision("in the copy of all"))
    root.rename(root.with_name(copy.format("answers")))
    store(root).append(revision("where it should be"))
    found = store(root).read(WORKBOOK)
    assert {each.id for each in found.log} == {"in the copy of the one", "in the copy of all", "where it should be"}
    assert found.problems == ()


@pytest.mark.parametrize("copy", ["answers (1)", "Answers", "ANSWERS", "answers/answers", "answers/answers (1)"])
def test_a_copy_is_read_where_the_folder_itself_is_not_there(copy: str, root: Path) -> None:
    log_file(root.parent / copy).write_bytes(line(revision("a")))
    assert ids(root) == {"a"}


def test_an_id_in_capitals_is_the_same_id(root: Path) -> None:
    store(root).append(revision("a"))
    (root / WORKBOOK).rename(root / WORKBOOK.upper())
    assert ids(root) == {"a"}


def test_the_answers_to_another_workbook_in_a_copy_are_not_looked_at(root: Path) -> None:
    for name in (OTHER_WORKBOOK, f"{OTHER_WORKBOOK} (1)"):
        (root / name).mkdir(parents=True)
        (root / name / "sam.ab12.jsonl").write_bytes(b"damaged\n")
    assert store(root).read(WORKBOOK).problems == ()


def test_damage_in_a_copy_is_reported(root: Path) -> None:
    log_file(root.with_name("answers (1)")).write_bytes(b"damaged\n" + line(revision("a")))
    assert ids(root) == {"a"}
    assert store(root).read(WORKBOOK).problems == ("sam.ab12.jsonl, line 1 could not be read and was passed over.",)


def test_a_store_and_a_stamp_notice_a_copy_that_comes_later(root: Path) -> None:
    kept = store(root)
    kept.append(revision("a"))
    seen: list[str] = []
    for name in ("answers (1)", f"answers/{WORKBOOK} 2", "answers (1)"):
        before = store(root).stamp(WORKBOOK)
        log_file(root.parent / name, f"{len(seen)}.jsonl").write_bytes(line(revision(str(len(seen)))))
        folder = root.parent / name
        if folder.name.startswith(WORKBOOK):
            shutil.move(folder / WORKBOOK / f"{len(seen)}.jsonl", folder)
        assert store(root).stamp(WORKBOOK) != before
        seen.append(str(len(seen)))
        assert {each.id for each in kept.read(WORKBOOK).log} == {"a", *seen}


def test_what_looks_like_a_copy_and_is_none_is_no_matter(root: Path) -> None:
    store(root).append(revision("a"))
    (root.parent / "my answers").mkdir()
    (root.parent / "my answers/letter.txt").write_text("Dear Alex")
    (root.parent / "answers.txt").write_text("42")
    (root / f"{WORKBOOK}.txt").write_text("notes")
    assert ids(root) == {"a"}
    assert store(root).read(WORKBOOK).problems == ()


@pytest.mark.parametrize("name", ["answers", "answers (1)", f"answers/{WORKBOOK}", f"answers/{WORKBOOK} (1)"])
def test_no_link_is_read_or_written_through(name: str, root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for at in (elsewhere, elsewhere / WORKBOOK):
        at.mkdir()
        (at / "sam.ab12.jsonl").write_bytes(line(revision("private", value=SECRET)))
    link = root.parent / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    found = store(root).read(WORKBOOK)
    assert found.log == frozenset()
    assert found.problems == (f"{link} is a link to somewhere else and was not followed.",)
    if "(1)" not in name:
        with pytest.raises(StoreError, match="is a link"):
            store(root).append(revision("a"))
    assert sorted(elsewhere.rglob("*")) == before
    assert not store(root).stamp(WORKBOOK).has_answers


@pytest.mark.parametrize(
    "name",
    [
        "sam.ab12.jsonl (Sam's conflicted copy 2027-01-02)",
        "sam.ab12.jsonl.sync-conflict-20270102-120000-ABCDEFG",
        "sam.ab12.jsonl.conflict1",
        "sam.ab12.jsonl.orig",
        "sam.ab12.jsonl.tmp",
        ".syncthing.sam.ab12.jsonl.tmp",
        "sam.ab12.jsonl.txt",
        "sam.ab12.json",
        "sam.ab12.JSONL~",
    ],
)
def test_what_sync_has_added_after_the_ending_of_a_log_hides_nothing(name: str, root: Path) -> None:
    log_file(root, name).write_bytes(line(revision("a")) + b"damaged\n")
    assert ids(root) == {"a"}
    assert len(store(root).read(WORKBOOK).problems) == 1


def test_what_a_drive_has_not_brought_here_is_said(root: Path) -> None:
    log_file(root, ".sam.ab12.jsonl.icloud").write_bytes(b"bplist00")
    log_file(root, "alex.cd34.jsonl").write_bytes(b"")
    os.utime(log_file(root, "alex.cd34.jsonl"), (1_700_000_000, 1_700_000_000))
    assert store(root).read(WORKBOOK).problems == (
        ".sam.ab12.jsonl.icloud is in iCloud and not on this computer. Open the folder in Finder and download it.",
        "alex.cd34.jsonl is empty. If a cloud drive keeps it elsewhere, open it once, so that it comes to this"
        " computer.",
    )


def test_a_log_that_is_just_being_begun_is_no_matter(root: Path) -> None:
    log_file(root).write_bytes(b"")
    assert store(root).read(WORKBOOK).problems == ()


def test_a_folder_of_a_thousand_workbooks_is_not_listed_for_each(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root.mkdir()
    for folder in (root, root.parent):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    listed = []
    scandir = os.scandir

    def counted(path: Path) -> object:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr("reflect.stores.places._UNSETTLED", 0)
    monkeypatch.setattr(os, "scandir", counted)
    for _ in range(100):
        FolderStore(root).read(WORKBOOK)
    assert listed.count(root) <= 2
    assert listed.count(root.parent) <= 2

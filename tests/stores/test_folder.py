import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.disk import lock
from reflect.disk.device import this_device
from reflect.disk.errors import StoreError
from reflect.revisions import Reading, Revision, to_line
from reflect.stores import growing
from reflect.stores.folder import FolderStore
from tests.revisions.samples import OTHER_WORKBOOK, SECRET, WORKBOOK, revision
from tests.revisions.test_revision import MALFORMED


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "answers"


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def store(root: Path, *, private: bool = False) -> FolderStore:
    return FolderStore(root, device="ab12", private=private)


def log_file(root: Path, name: str = "sam.ab12.jsonl") -> Path:
    path = root / WORKBOOK / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def line(of: Revision) -> bytes:
    return to_line(of).encode() + b"\n"


def ids(root: Path) -> set[str]:
    return {found.id for found in store(root).read(WORKBOOK).log}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# Keeping


def test_what_is_appended_is_read(root: Path) -> None:
    saved = [revision("a", value=SECRET), revision("b", parents="a", field="gone.since", value=[{"what": None}])]
    for each in saved:
        store(root).append(each)
    reading = store(root).read(WORKBOOK)
    assert reading.log == set(saved)
    assert reading.problems == ()


def test_revisions_appended_together_are_each_in_their_authors_log(root: Path) -> None:
    saved = [revision("a"), revision("b", author="Alex"), revision("c"), revision("d", workbook=OTHER_WORKBOOK)]
    store(root).append(*saved)
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert names == {f"{WORKBOOK}/{who}.ab12.jsonl" for who in ("sam", "alex")} | {f"{OTHER_WORKBOOK}/sam.ab12.jsonl"}
    assert store(root).read(WORKBOOK).log | store(root).read(OTHER_WORKBOOK).log == set(saved)


def test_each_writer_has_a_file_in_the_folder_of_the_workbook(root: Path) -> None:
    store(root).append(revision("a", author="Sam"))
    FolderStore(root, device="cd34").append(revision("b", author="Alex Ng"))
    FolderStore(root).append(revision("c"))
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    logs = ("sam.ab12.jsonl", "alex-ng.cd34.jsonl", f"sam.{this_device()}.jsonl")
    assert names == {f"{WORKBOOK}/{name}" for name in logs}
    assert ids(root) == {"a", "b", "c"}


def test_a_log_is_lines_of_utf8_that_are_only_ever_added_to(root: Path) -> None:
    store(root).append(revision("a", value="naïve\u2028\n😀"))
    before = log_file(root).read_bytes()
    store(root).append(revision("b"))
    after = log_file(root).read_bytes()
    assert after.startswith(before)
    assert after == line(revision("a", value="naïve\u2028\n😀")) + line(revision("b"))


def test_authors_whose_names_look_alike_in_file_names_lose_nothing(root: Path) -> None:
    store(root).append(revision("a", author="O'Neil"))
    store(root).append(revision("b", author="o neil"))
    assert [path.name for path in (root / WORKBOOK).iterdir()] == ["o-neil.ab12.jsonl"]
    assert {found.author for found in store(root).read(WORKBOOK).log} == {"O'Neil", "o neil"}


def test_append_returns_only_when_the_line_and_the_names_are_on_disk(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, int]] = []
    fsync = os.fsync

    def noted(file: int) -> None:
        found = os.fstat(file)
        synced.append((found.st_ino, found.st_size))
        fsync(file)

    monkeypatch.setattr(os, "fsync", noted)
    store(root).append(revision("a"))
    written = log_file(root)
    assert synced[-1] == (written.stat().st_ino, written.stat().st_size)
    assert {path.stat().st_ino for path in (root.parent, root, written.parent)} <= {inode for inode, _ in synced}
    synced.clear()
    store(root).append(revision("b"))
    assert synced == [(written.stat().st_ino, written.stat().st_size)]


def test_each_append_is_one_write(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[bytes] = []
    write = os.write

    def noted(file: int, data: bytes) -> int:
        writes.append(data)
        return write(file, data)

    monkeypatch.setattr(os, "write", noted)
    log_file(root).write_bytes(b"torn")
    store(root).append(revision("a"))
    store(root).append(revision("b"))
    assert writes == [b"\n" + line(revision("a")), line(revision("b"))]


def test_a_folder_that_cannot_be_synced_is_no_reason_to_refuse(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def only_files(file: int) -> None:
        if stat.S_ISDIR(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(file)

    monkeypatch.setattr(os, "fsync", only_files)
    store(root).append(revision("a"))
    assert ids(root) == {"a"}


def test_a_line_that_may_not_be_on_disk_is_not_called_saved(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))

    def broken(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError, match="Input/output error"):
        store(root).append(revision("b"))
    assert ids(root) >= {"a"}


# Torn, damaged and strange files


def test_a_last_line_torn_anywhere_costs_nothing_else(root: Path) -> None:
    before = line(revision("a")) + line(revision("b"))
    last = line(revision("c", value="Naïve 😀"))
    path = log_file(root)
    for cut in range(len(last)):
        path.write_bytes(before + last[:cut])
        torn = store(root).read(WORKBOOK)
        whole = cut == len(last) - 1  # only the end of the line is gone
        assert {found.id for found in torn.log} == ({"a", "b", "c"} if whole else {"a", "b"})
        assert len(torn.problems) == (0 if whole or cut == 0 else 1)
        assert all("sam.ab12.jsonl, line 3" in problem and "cut off" in problem for problem in torn.problems)
        store(root).append(revision("d"))
        assert path.read_bytes().startswith(before + last[:cut])
        healed = store(root).read(WORKBOOK)
        assert healed.log == torn.log | {revision("d")}
        assert len(healed.problems) == len(torn.problems)


DAMAGED = {name: text.encode(errors="surrogatepass") for name, text in MALFORMED.items() if text} | {
    "bytes that are no UTF-8": line(revision("x", value=SECRET)).strip().replace(b"my", b"\xff\xfe"),
    "what a disk leaves after a power cut": b"\0" * 600,
    "a conflict that Git marked": b"<<<<<<< HEAD",
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_line_costs_only_itself_and_is_not_quoted(root: Path, damage: bytes) -> None:
    content = line(revision("a")) + damage + b"\n" + line(revision("b"))
    log_file(root).write_bytes(content)
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("a"), revision("b")}
    assert reading.problems == ("sam.ab12.jsonl, line 2 could not be read and was passed over.",)
    store(root).append(revision("c"))
    assert log_file(root).read_bytes() == content + line(revision("c"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.binary() | st.just(line(revision("b"))) | st.just(b"\n")).map(b"".join))
def test_no_bytes_in_a_file_are_fatal(root: Path, content: bytes) -> None:
    log_file(root).write_bytes(content)
    store(root).read(WORKBOOK)
    store(root).append(revision("z"))
    assert revision("z") in store(root).read(WORKBOOK).log
    assert log_file(root).read_bytes().startswith(content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_changed_byte_costs_at_most_two_lines(root: Path, data: st.DataObject) -> None:
    saved = [revision(id, second=second) for second, id in enumerate("abcde")]  # noqa: A001
    content = bytearray(b"".join(map(line, saved)))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    log_file(root).write_bytes(content)
    assert len(store(root).read(WORKBOOK).log & set(saved)) >= 3


def test_a_file_with_a_hole_of_gigabytes_costs_neither_time_nor_what_is_around_it(root: Path) -> None:
    log_file(root).write_bytes(line(revision("a")))
    os.truncate(log_file(root), 6 * 1024**3)  # takes no room on most disks
    store(root).append(revision("b"))
    kept = store(root)
    reading = kept.read(WORKBOOK)
    assert reading.log == {revision("a"), revision("b")}
    assert reading.problems[-1] == ("sam.ab12.jsonl is larger than answers can be, and not all that is in it was read.")
    kept.append(revision("c"))
    assert kept.read(WORKBOOK).log == {revision("a"), revision("b"), revision("c")}


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_longer_than_any_answer_costs_only_itself(root: Path, end: bytes) -> None:
    log_file(root).write_bytes(line(revision("a")) + b"[" * (growing.LONGEST_LINE * 2 + 1) + end)
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("a")}
    assert reading.problems == ("sam.ab12.jsonl, line 2 is longer than any answer and was passed over.",)
    kept = store(root)
    kept.read(WORKBOOK)
    kept.append(revision("b"))
    assert kept.read(WORKBOOK).log == store(root).read(WORKBOOK).log == {revision("a"), revision("b")}


def test_of_a_file_of_very_many_lines_the_first_and_the_last_are_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "MOST_LINES", 20)
    monkeypatch.setattr(growing, "LARGEST", 4_000)
    log_file(root).write_bytes(line(revision("a")) + b"\n" * 50_000 + line(revision("b")))
    reading = store(root).read(WORKBOOK)
    assert revision("a") in reading.log
    assert reading.problems == ("sam.ab12.jsonl is larger than answers can be, and not all that is in it was read.",)
    monkeypatch.setattr(growing, "MOST_LINES", 10_000)
    assert store(root).read(WORKBOOK).log == {revision("a"), revision("b")}


def test_of_very_many_damaged_lines_a_few_are_named_and_the_others_counted(root: Path) -> None:
    log_file(root).write_bytes(b"[]\n" * 1_000)
    problems = store(root).read(WORKBOOK).problems
    assert len(problems) == 21
    assert problems[-1] == "sam.ab12.jsonl: 980 more lines could not be read and were passed over."


def test_copies_made_by_sync_are_read_and_what_is_in_several_counts_once(root: Path) -> None:
    for name, held in {
        "sam.ab12.jsonl": "ab",
        "sam.ab12 (Sam's conflicted copy 2026-11-01).jsonl": "abc",
        "sam.ab12-LAPTOP.jsonl": "ad",
        "sam.ab12.sync-conflict-20261101-093000-ABCDEFG.jsonl": "ae",
        "SAM~1.JSONL": "f",
    }.items():
        log_file(root, name).write_bytes(b"".join(line(revision(each)) for each in held))
    reading = store(root).read(WORKBOOK)
    assert sorted(found.id for found in reading.log) == list("abcdef")
    assert reading.problems == ()


def test_line_ends_and_byte_order_marks_of_windows_are_no_damage(root: Path) -> None:
    content = b"\xef\xbb\xbf" + line(revision("a")).replace(b"\n", b"\r\n") + b"\r\n \n" + line(revision("b"))
    log_file(root).write_bytes(content)
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("a"), revision("b")}
    assert reading.problems == ()


def test_other_files_are_left_alone(root: Path) -> None:
    for name in ("notes.txt", ".DS_Store", "._sam.ab12.jsonl", "sam.ab12.jsonl.tmp"):
        log_file(root, name).write_bytes(b"not a log")
    assert store(root).read(WORKBOOK) == Reading(frozenset())


def test_a_missing_folder_holds_nothing(root: Path) -> None:
    assert store(root).read(WORKBOOK) == Reading(frozenset())
    assert not root.exists()


def test_reading_makes_nothing(root: Path, home: Path) -> None:
    FolderStore(root).read(WORKBOOK)
    assert list(home.iterdir()) == []


def test_a_revision_of_another_workbook_is_passed_over(root: Path) -> None:
    log_file(root).write_bytes(line(revision("a", workbook=OTHER_WORKBOOK, value=SECRET)) + line(revision("b")))
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("b")}
    assert reading.problems == ("sam.ab12.jsonl, line 1 belongs to another workbook and was passed over.",)


def test_links_folders_and_pipes_are_reported_and_not_followed(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "private.jsonl"
    elsewhere.write_bytes(line(revision("private", value=SECRET)))
    log_file(root, "link.jsonl").symlink_to(elsewhere)
    log_file(root, "dangling.jsonl").symlink_to(tmp_path / "nothing")
    log_file(root, "folder.jsonl").mkdir()
    os.mkfifo(log_file(root, "pipe.jsonl"))
    store(root).append(revision("a"))
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("a")}
    assert reading.problems == (
        "dangling.jsonl is a link to somewhere else and was not followed.",
        "folder.jsonl is not a file and was passed over.",
        "link.jsonl is a link to somewhere else and was not followed.",
        "pipe.jsonl is not a file and was passed over.",
    )


def test_nothing_is_written_through_a_link(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_bytes(b"precious\n")
    log_file(root).symlink_to(elsewhere)
    with pytest.raises(StoreError, match="is a link"):
        store(root).append(revision("a"))
    assert elsewhere.read_bytes() == b"precious\n"


def test_the_folder_of_a_workbook_may_not_be_a_link(root: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    (private / "sam.ab12.jsonl").write_bytes(line(revision("a", value=SECRET)))
    root.mkdir()
    (root / WORKBOOK).symlink_to(private)
    reading = store(root).read(WORKBOOK)
    assert reading.log == frozenset()
    assert "is a link" in reading.problems[0]
    with pytest.raises(StoreError, match="is a link"):
        store(root).append(revision("b"))
    assert len(list(private.iterdir())) == 1


def test_a_file_where_the_folder_should_be_is_reported(root: Path) -> None:
    root.mkdir()
    (root / WORKBOOK).write_text("not a folder")
    assert "could not be read" in store(root).read(WORKBOOK).problems[0]
    with pytest.raises(StoreError, match="something else is in its place"):
        store(root).append(revision("a"))
    assert (root / WORKBOOK).read_text() == "not a folder"


def test_a_folder_where_the_log_should_be_is_reported(root: Path) -> None:
    log_file(root).mkdir()
    with pytest.raises(StoreError, match="something else is in its place"):
        store(root).append(revision("a"))


def test_a_pipe_where_the_log_should_be_is_reported(root: Path) -> None:
    os.mkfifo(log_file(root))
    with pytest.raises(StoreError, match="something else is in its place"):
        store(root).append(revision("a"))


def test_a_file_taken_away_while_reading_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("alex.cd34.jsonl", "sam.ab12.jsonl"):
        log_file(root, name).write_bytes(line(revision(name)))
    is_symlink = Path.is_symlink

    def taken_away(path: Path) -> bool:
        if path.name == "alex.cd34.jsonl":
            path.unlink()
        return is_symlink(path)

    monkeypatch.setattr(Path, "is_symlink", taken_away)
    reading = store(root).read(WORKBOOK)
    assert {found.id for found in reading.log} == {"sam.ab12.jsonl"}
    assert reading.problems == ("alex.cd34.jsonl was taken away while it was being read.",)


def test_a_file_name_cannot_command_the_terminal(root: Path) -> None:
    log_file(root, "\x1b[2J\n.jsonl").write_bytes(b"{\n")
    Path(os.fsdecode(os.fsencode(root / WORKBOOK) + b"/\xff.jsonl")).mkdir()
    assert store(root).read(WORKBOOK).problems == (
        "?[2J?.jsonl, line 1 could not be read and was passed over.",
        "?.jsonl is not a file and was passed over.",
    )


# Names


@pytest.mark.parametrize(
    "workbook",
    [
        "../x",
        "..",
        "",
        ".",
        "/etc",
        WORKBOOK.upper(),
        WORKBOOK + "/..",
        "{" + WORKBOOK + "}",
        WORKBOOK.replace("-", ""),
    ],
)
def test_only_the_id_of_a_workbook_names_a_folder(root: Path, workbook: str) -> None:
    with pytest.raises(StoreError, match="not the id"):
        store(root).read(workbook)
    with pytest.raises(StoreError, match="not the id"):
        store(root).append(revision(workbook=workbook or "?"))
    assert not root.exists()


@pytest.mark.parametrize("device", ["", "abc", "../x", "AB12", "a" * 17, "ab 12", "äb12", "ab12\n"])
def test_only_small_letters_and_digits_name_a_device(root: Path, device: str) -> None:
    with pytest.raises(ValueError, match="device"):
        FolderStore(root, device=device)


def test_a_log_is_named_readably_after_its_author(root: Path) -> None:
    for author, name in (
        ("Zoë O'Neil-Smith", "zoë-o-neil-smith"),
        ("../../etc/passwd", "etc-passwd"),
        ("?!", "someone"),
    ):
        store(root).append(revision("a", author=author))
        assert any(path.name.startswith(f"{name}.") for path in (root / WORKBOOK).iterdir())


# What goes wrong


def test_an_unreadable_file_is_reported_and_the_others_are_read(as_nobody: Path) -> None:
    root = as_nobody / "answers"
    store(root).append(revision("a", author="Sam"))
    store(root).append(revision("b", author="Alex"))
    log_file(root, "alex.ab12.jsonl").chmod(0)
    reading = store(root).read(WORKBOOK)
    assert reading.log == {revision("a")}
    assert reading.problems == ("alex.ab12.jsonl could not be read to its end: Permission denied.",)


def test_an_unreadable_folder_is_reported(as_nobody: Path) -> None:
    root = as_nobody / "answers"
    store(root).append(revision("a"))
    (root / WORKBOOK).chmod(0o300)
    assert "Permission denied" in store(root).read(WORKBOOK).problems[0]
    store(root).append(revision("b"))
    (root / WORKBOOK).chmod(0o700)
    assert ids(root) == {"a", "b"}


@pytest.mark.parametrize("mode", [0, 0o400])
def test_folders_that_may_not_be_entered_are_reported(as_nobody: Path, mode: int) -> None:
    root = as_nobody / "answers"
    store(root).append(revision("a"))
    for closed in (root / WORKBOOK, root):
        closed.chmod(mode)
        reading = store(root).read(WORKBOOK)
        assert reading.log == frozenset()
        assert "Permission denied" in reading.problems[0]
        with pytest.raises(StoreError, match="this account may not"):
            store(root).append(revision("b"))


def test_a_read_only_folder_is_reported_with_what_to_do(as_nobody: Path) -> None:
    root = as_nobody / "answers"
    store(root).append(revision("a", author="Sam"))
    (root / WORKBOOK).chmod(0o500)
    with pytest.raises(StoreError, match=r"alex\.ab12\.jsonl: this .* written: this account may not") as refused:
        store(root).append(revision("b", author="Alex", value=SECRET))
    assert SECRET not in str(refused.value)
    log_file(root).chmod(0o400)
    with pytest.raises(StoreError, match="move the workbook, then save again"):
        store(root).append(revision("b", author="Sam"))
    assert ids(root) == {"a"}
    as_nobody.chmod(0o500)
    with pytest.raises(StoreError, match="this account may not"):
        store(as_nobody / "elsewhere").append(revision("b"))


def test_a_drive_that_is_not_connected_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Connect the drive"):
        store(tmp_path / "drive" / "answers").append(revision("a"))
    assert not (tmp_path / "drive").exists()


def test_a_line_that_sync_replaced_is_written_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))
    fsync = os.fsync

    def replaced_once(file: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        copy = root / "downloaded"
        copy.write_bytes(line(revision("a")) + line(revision("elsewhere")))
        copy.replace(log_file(root))
        fsync(file)

    monkeypatch.setattr(os, "fsync", replaced_once)
    store(root).append(revision("b"))
    assert ids(root) == {"a", "elsewhere", "b"}


def test_a_line_that_sync_carried_over_is_not_written_twice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))
    fsync = os.fsync

    def carried_over(file: int) -> None:
        copy = root / "downloaded"
        copy.write_bytes(log_file(root).read_bytes())
        copy.replace(log_file(root))
        fsync(file)

    monkeypatch.setattr(os, "fsync", carried_over)
    store(root).append(revision("b"))
    assert log_file(root).read_bytes() == line(revision("a")) + line(revision("b"))


def test_a_file_that_is_replaced_again_and_again_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))
    monkeypatch.setattr(os, "fsync", lambda _: log_file(root).unlink(missing_ok=True))
    with pytest.raises(StoreError, match="keeps replacing it"):
        store(root).append(revision("b"))


def test_what_somebody_else_added_meanwhile_is_never_cut_off(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))
    write = os.write

    def half(file: int, data: bytes) -> int:
        written = write(file, data[:20])
        with log_file(root).open("ab") as other:
            other.write(b"\n" + line(revision("other")))
        return written

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StoreError, match="disk is full"):
        store(root).append(revision("b"))
    monkeypatch.undo()
    assert {found.id for found in store(root).read(WORKBOOK).log} == {"a", "other"}


def test_what_somebody_else_adds_just_before_is_not_overwritten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(root).append(revision("a"))
    write = os.write

    def after_another(file: int, data: bytes) -> int:
        with log_file(root).open("ab") as other:
            other.write(line(revision("other")))
        return write(file, data)

    monkeypatch.setattr(os, "write", after_another)
    store(root).append(revision("b"))
    assert store(root).read(WORKBOOK) == Reading(frozenset({revision("a"), revision("other"), revision("b")}))


# The lock


def test_the_lock_is_in_the_users_state_folder_and_closed_to_others(root: Path, home: Path) -> None:
    store(root).append(revision("a"))
    [found] = (home / "state" / "reflect" / "locks").iterdir()
    assert (mode(found), mode(found.parent)) == (0o600, 0o700)
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["sam.ab12.jsonl"]


def test_another_program_that_is_writing_is_waited_for_but_not_for_ever(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(root).append(revision("a"))
    monkeypatch.setattr(lock, "WAIT", 0.05)
    [found] = (home / "state" / "reflect" / "locks").iterdir()
    with filelock.FileLock(found, is_singleton=False, thread_local=False):
        with pytest.raises(StoreError, match="another program is writing"):
            store(root).append(revision("b"))
        store(root).append(revision("c", author="Alex"))  # a file of its own, so a lock of its own
        assert ids(root) == {"a", "c"}  # reading waits for nobody
    store(root).append(revision("b"))
    assert ids(root) == {"a", "b", "c"}


def test_one_file_by_two_paths_has_one_lock(root: Path, tmp_path: Path, home: Path) -> None:
    store(root).append(revision("a"))
    (tmp_path / "shortcut").symlink_to(root.parent)
    store(tmp_path / "shortcut" / root.name).append(revision("b"))
    assert len(list((home / "state" / "reflect" / "locks").iterdir())) == 1
    assert ids(root) == {"a", "b"}


def test_where_there_can_be_no_state_folder_the_temporary_folder_serves(root: Path, home: Path) -> None:
    (home / "state").write_text("in the way")
    store(root).append(revision("a"))
    assert ids(root) == {"a"}
    [locks] = home.glob("reflect-locks-*")
    assert mode(locks) == 0o700


def test_a_lock_folder_that_somebody_else_prepared_is_refused(root: Path, home: Path, tmp_path: Path) -> None:
    (home / "state").write_text("in the way")
    (tmp_path / "trap").mkdir(mode=0o755)
    (Path(tempfile.gettempdir()) / f"reflect-locks-{os.geteuid()}").symlink_to(tmp_path / "trap")
    with pytest.raises(StoreError, match="reflect-locks-"):
        store(root).append(revision("a"))
    assert mode(tmp_path / "trap") == 0o755


# Privacy


@pytest.mark.parametrize("mask", [0, 0o022, 0o277])
@pytest.mark.usefixtures("umask")
def test_private_answers_are_closed_to_others_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    root = tmp_path / "data" / "reflect" / "answers"
    os.umask(mask)
    store(root, private=True).append(revision("a", value=SECRET))
    os.umask(0o022)
    assert mode(log_file(root)) == 0o600
    assert {mode(path) for path in (root / WORKBOOK, root, root.parent, root.parent.parent)} == {0o700}


@pytest.mark.usefixtures("umask")
def test_private_answers_that_were_left_open_are_closed(root: Path) -> None:
    store(root).append(revision("a"))
    assert mode(log_file(root)) == 0o644
    store(root, private=True).append(revision("b"))
    assert [mode(path) for path in (root, root / WORKBOOK, log_file(root))] == [0o700, 0o700, 0o600]
    assert ids(root) == {"a", "b"}


@pytest.mark.usefixtures("umask")
def test_shared_answers_have_the_folders_own_permissions(root: Path) -> None:
    os.umask(0o002)
    FolderStore(root).append(revision("a"))
    [path] = (root / WORKBOOK).iterdir()
    assert [mode(each) for each in (root, root / WORKBOOK, path)] == [0o775, 0o775, 0o664]


def test_personal_answers_are_private(tmp_path: Path) -> None:
    FolderStore(tmp_path / "answers", private=True).append(revision("a"))
    [path] = (tmp_path / "answers" / WORKBOOK).iterdir()
    assert mode(path) == 0o600


def test_no_failure_quotes_the_answer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refused)
    with pytest.raises(StoreError) as failure:
        store(root).append(revision("a", value=SECRET))
    error: BaseException | None = failure.value
    while error is not None:
        assert SECRET not in repr(error)
        error = error.__cause__ or error.__context__

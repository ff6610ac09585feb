"""What is saved stays saved, with real processes, real kills and a disk that is really full."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.disk.errors import StoreError
from reflect.revisions import to_line
from reflect.stores.folder import FolderStore
from tests.revisions.samples import SECRET, WORKBOOK, revision

APPEND = """
import dataclasses, sys
from pathlib import Path
from reflect.disk import lock
from reflect.revisions import from_line
from reflect.stores.folder import FolderStore
lock.WAIT = 600.0  # a slow disk is no failure here
root, name, count, line = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
store = FolderStore(root, device="ab12")
sys.stdin.read()
for number in range(count):
    store.append(dataclasses.replace(from_line(line), id=f"{name}{number}", value="word " * (number % 50)))
    print(f"{name}{number}", flush=True)
"""


def appending(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that, once its input is closed, appends and prints the id of each revision it was told is saved."""
    command = [sys.executable, "-c", APPEND, str(root), name, str(count), to_line(revision())]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None


def test_four_processes_appending_to_one_file_lose_nothing(tmp_path: Path) -> None:
    root = tmp_path / "answers"
    processes = [appending(root, name, 200) for name in "pqrs"]
    for process in processes:
        go(process)
    saved = {line for process in processes for line in process.communicate()[0].split()}
    reading = FolderStore(root, device="ab12").read(WORKBOOK)
    assert len(saved) == 800
    assert {found.id for found in reading.log} == saved
    assert reading.problems == ()
    assert [path.name for path in (root / WORKBOOK).iterdir()] == ["sam.ab12.jsonl"]


def test_whoever_reads_while_another_writes_sees_what_was_saved_by_then(tmp_path: Path) -> None:
    root = tmp_path / "answers"
    store = FolderStore(root, device="cd34")
    with appending(root, "p", 100) as process:
        go(process)
        assert process.stdout is not None
        saved = set()
        for line in process.stdout:
            saved.add(line.strip())
            assert {found.id for found in store.read(WORKBOOK).log} >= saved
    assert len(saved) == 100


@pytest.mark.parametrize("kill_after", [1, 2, 7, 30])
def test_a_process_killed_while_saving_loses_nothing_it_called_saved(tmp_path: Path, kill_after: int) -> None:
    root = tmp_path / "answers"
    saved = set()
    for name in "pqr":
        with appending(root, name, 1_000_000) as process:
            go(process)
            assert process.stdout is not None
            for _ in range(kill_after):
                saved.add(process.stdout.readline().strip())
            process.send_signal(signal.SIGKILL)
            # The last line may have been cut off by the kill itself; then it was never received.
            saved |= {line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")}
    store = FolderStore(root, device="ab12")
    store.append(revision("after"))
    assert {found.id for found in store.read(WORKBOOK).log} >= saved | {"after"}
    assert len(saved) >= 3 * kill_after


FULL_DISK = """
import json, resource, signal, sys
from pathlib import Path
from reflect.disk.errors import StoreError
from reflect.revisions import from_line
from reflect.stores.folder import FolderStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
root, path, room, new, after = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *map(from_line, sys.argv[4:])
store = FolderStore(root, device="ab12")
store.append(after)  # so that everything else that is written to is there
before = path.read_bytes()
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, limits[1]))
try:
    store.append(new)
    message = ""
except StoreError as error:
    message = str(error)
unchanged = path.read_bytes() == before
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
store.append(new)
print(json.dumps([message, unchanged]))
"""


@pytest.mark.parametrize("room", [0, 1, 20, 150])
@pytest.mark.parametrize("torn", [b"", b'{"id":"torn'])
def test_a_full_disk_costs_nothing_and_says_so(tmp_path: Path, room: int, torn: bytes) -> None:
    root = tmp_path / "answers"
    store = FolderStore(root, device="ab12")
    store.append(revision("a"))
    path = root / WORKBOOK / "sam.ab12.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    new, after = revision("new", value=SECRET), revision("after")
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(root), str(path), str(room), to_line(new), to_line(after)],
        capture_output=True,
        text=True,
        check=True,
    )
    message, unchanged = json.loads(ran.stdout)
    assert "could not be written: " in message
    assert ("the disk is full. Make room" if room else "may not grow any larger") in message
    assert SECRET not in message
    assert unchanged
    reading = store.read(WORKBOOK)
    assert reading.log == {revision("a"), after, new}
    assert len(reading.problems) == bool(torn)


def test_a_full_disk_on_which_nothing_can_be_cut_back_costs_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "answers", device="ab12")
    store.append(revision("a"))
    write = os.write

    def refused(file: int, length: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:30]))
    monkeypatch.setattr(os, "ftruncate", refused)
    with pytest.raises(StoreError, match="disk is full"):
        store.append(revision("b"))
    monkeypatch.undo()
    store.append(revision("c"))
    reading = store.read(WORKBOOK)
    assert reading.log == {revision("a"), revision("c")}
    assert len(reading.problems) == 1

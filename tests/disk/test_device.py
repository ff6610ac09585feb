import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.disk.device import owner_answers, this_device
from reflect.disk.errors import StoreError


def test_a_device_is_named_once(home: Path) -> None:
    first = this_device()
    assert re.fullmatch(r"[a-z0-9]{4,16}", first)
    assert this_device() == first
    assert (home / "data" / "reflect" / "device").read_text() == f"{first}\n"


def test_the_name_is_the_users_own(home: Path) -> None:
    before = os.umask(0)
    this_device()
    os.umask(before)
    kept = home / "data" / "reflect"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE((kept / "device").stat().st_mode) == 0o600
    assert [path.name for path in kept.iterdir()] == ["device"]


def test_programs_that_start_at_once_agree_on_one_name() -> None:
    code = "import sys; from reflect.disk.device import this_device; sys.stdin.read(); print(this_device())"
    programs = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
        program.stdin = None
    names = {program.communicate()[0].strip() for program in programs}
    assert names == {this_device()}


@pytest.mark.parametrize("damage", [b"", b"../x\n", b"\xff\xfe", b"AB12\n", b"a" * 10_000])
def test_a_damaged_name_is_made_anew(home: Path, damage: bytes) -> None:
    (home / "data" / "reflect").mkdir(parents=True)
    (home / "data" / "reflect" / "device").write_bytes(damage)
    (home / "data" / "reflect" / "device.new").write_bytes(b"left by a crash")
    assert re.fullmatch(r"[a-z0-9]{4,16}", this_device())
    assert this_device() == this_device()


def test_a_home_that_cannot_be_written_to_is_reported(as_nobody: Path) -> None:
    (as_nobody / "home").chmod(0o500)
    with pytest.raises(StoreError, match="device: this could not be written: this account may not"):
        this_device()


def test_the_owners_answers_are_in_the_owners_data_folder(home: Path) -> None:
    assert owner_answers() == home / "data" / "reflect" / "answers"
    assert not (home / "data").exists()

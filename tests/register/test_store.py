from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.disk.errors import StoreError
from reflect.pairs import Pair
from reflect.register import Entry
from reflect.register.roll import roll_of
from reflect.register.store import FOLDER, Register, register_above
from reflect.revisions.revision import from_line
from tests.hostile import NAMES

SAM = Entry(Pair("Alex Reid", "Sam Okafor", mentee_email="sam@example.org", id="1"), "sam", frozenset(["smart_goals"]))
YUKI = Entry(Pair("Bo Lind", "Yuki Tanaka", id="2"), "yuki and bo")


def kept(root: Path, *entries: Entry) -> Register:
    register = Register(root)
    register.add(*entries)
    return register


def log_of(register: Register) -> Path:
    [log] = (register.root / FOLDER).glob("*/*.jsonl")
    return log


def test_what_is_added_is_read_in_another_program(tmp_path: Path) -> None:
    kept(tmp_path, SAM, YUKI)
    roll = Register(tmp_path).read()
    assert roll.entries == {"1": SAM, "2": YUKI}
    assert roll.problems == ()


def test_the_newest_entry_of_a_pair_counts_and_every_name_is_remembered(tmp_path: Path) -> None:
    register = kept(tmp_path, SAM)
    renamed = Entry(Pair("Alex Reid", "Samuel Okafor", id="1"), "sam")
    register.add(renamed)
    assert register.read().entries == {"1": renamed}
    assert register.read().names["1"] == {SAM.pair.names, renamed.pair.names}
    assert len(log_of(register).read_text().splitlines()) == 2


def test_the_registers_of_two_coordinators_merge(tmp_path: Path) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    one.mkdir()
    kept(one, SAM)
    shutil.copytree(one, other)
    kept(one, YUKI)
    kept(other, Entry(SAM.pair, "sam", frozenset(["career_map"])))
    copied = log_of(Register(other))
    shutil.copy(copied, log_of(Register(one)).with_name("sam.ab12 (conflicted copy 2027-02-05).jsonl"))
    roll = Register(one).read()
    assert roll.entries.keys() == {"1", "2"}
    assert roll.entries["1"].templates == {"career_map"}


def test_two_newest_entries_are_ordered_the_same_everywhere(tmp_path: Path) -> None:
    lines = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        lines += log_of(kept(tmp_path / folder, Entry(SAM.pair, folder))).read_text().splitlines()
    log = [from_line(line) for line in lines]
    assert roll_of(log).entries == roll_of(reversed(log)).entries


def test_a_torn_line_costs_itself_and_is_named(tmp_path: Path) -> None:
    register = kept(tmp_path, SAM)
    with log_of(register).open("a") as file:
        file.write('{"field": "2", "val')
    register.add(YUKI)
    roll = Register(tmp_path).read()
    assert roll.entries == {"1": SAM, "2": YUKI}
    assert "line 2 could not be read" in roll.problems[0]


HOSTILE: list[object] = [
    None,
    [],
    "sam",
    {"mentor": 1},
    {"folder": "../../etc"},
    {"folder": "/etc"},
    {"folder": "a/../../b"},
    {"folder": "C:\\x"},
    {"folder": "a//b"},
    {"templates": "smart_goals"},
    {"templates": [1]},
    {"templates": ["t"] * 1001},
    {"mentee": "x" * 1001},
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_no_entry_is_passed_over_and_named(value: object, tmp_path: Path) -> None:
    register = kept(tmp_path, SAM)
    line = json.loads(log_of(register).read_text())
    for number, field in enumerate(("1", "3")):
        text = json.dumps({**line, "id": f"x{number}", "field": field, "value": value, "parents": [line["id"]]})
        with log_of(register).open("a") as file:
            file.write(text + "\n")
    roll = Register(tmp_path).read()
    assert roll.entries == {"1": SAM}
    assert len(roll.problems) == 2
    assert "register" in roll.problems[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["mentor", "folder", "x"]), inner),
    max_leaves=6,
)


@given(values=st.lists(json_values, max_size=4))
def test_whatever_a_register_holds_it_is_read(values: list[object]) -> None:
    record = {"workbook": "w", "author": "", "time": "2027-02-05T09:00:00.000Z", "parents": [], "source": ""}
    lines = [json.dumps({**record, "id": f"{n}", "field": "p", "value": value}) for n, value in enumerate(values)]
    roll = roll_of(map(from_line, lines))
    assert set(roll.entries) <= {"p"}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_kept_as_it_is(name: str, tmp_path: Path) -> None:
    entry = Entry(Pair(name, name, name, name, name, id=name), "folder")
    kept(tmp_path, entry)
    assert Register(tmp_path).read().entries == {name: entry}


def test_a_register_that_is_a_link_is_neither_read_nor_written(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = log_of(kept(elsewhere, SAM)).read_bytes()
    root = tmp_path / "root"
    root.mkdir()
    (root / FOLDER).symlink_to(elsewhere / FOLDER)
    register = Register(root)
    assert not register.is_there
    assert register.read().entries == {}
    assert "link" in register.read().problems[0]
    with pytest.raises(StoreError, match="link"):
        register.add(YUKI)
    assert log_of(Register(elsewhere)).read_bytes() == before


def test_a_folder_that_is_a_link_is_no_pairs_home(tmp_path: Path) -> None:
    (tmp_path / "sam").symlink_to("/tmp")
    assert Register(tmp_path).home(SAM) is None
    assert Register(tmp_path).home(YUKI) == tmp_path / "yuki and bo"


def test_the_register_of_a_programme_is_found_from_a_pairs_folder(tmp_path: Path) -> None:
    assert register_above(tmp_path) is None
    kept(tmp_path, SAM)
    for folder in (tmp_path, tmp_path / "sam", tmp_path / "spring/sam"):
        found = register_above(folder)
        assert found is not None
        assert found.root == tmp_path


def test_it_is_shared_with_those_who_share_the_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    register = kept(tmp_path, SAM)
    assert log_of(register).stat().st_mode & 0o060 == 0o060

"""Releasing one answer of a personal workbook to the pair, and nothing else of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import reflect
from reflect.disk.errors import StoreError
from reflect.fields import FieldError
from reflect.pairs import pair_id, released_id, workbook_id
from reflect.revisions.released import releases
from reflect.stores.folder import FolderStore
from tests.form.conftest import View, Wire, heard_by, new_kernel, open_note
from tests.notebooks import save, template

PAIR = pair_id("", "Alex", "Sam")
PARAMETERS = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""'


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch, _sam: None) -> None:
    """The folder that Alex and Sam share, with a workbook of both in it; Alex writes."""
    save(template(parameters=PARAMETERS), Path("weekly.ipynb"))
    monkeypatch.delenv("REFLECT_AS")


def open_reflection() -> None:
    """Alex's own workbook, of two answers one of which can be released."""
    wb = open_note(personal_to="mentor")
    wb.text("happened")
    wb.text("line", release=True)


def shared() -> list[tuple[str, str]]:
    """What is released, as (who, words)."""
    return [(r.author, r.words) for r in releases(FolderStore(Path("answers")).read(released_id(PAIR)).log)]


def wrote(view: View, words: object, parents: list[str] | None = None) -> str:
    return str(view.save("line", words, parents)[0]["revision"])


def release(view: View, revision: str, nonce: str = "a" * 32) -> list[dict[str, Any]]:
    return view.send({"type": "release", "slot": "line", "revision": revision, "nonce": nonce})


def take_back(view: View, nonce: str = "b" * 32) -> list[dict[str, Any]]:
    return view.send({"type": "take_back", "slot": "line", "nonce": nonce})


def in_shared_folder(words: str) -> bool:
    return any(words.encode() in file.read_bytes() for file in Path.cwd().rglob("*") if file.is_file())


def test_nothing_is_released_but_by_that_act_and_nothing_but_those_words(wire: Wire) -> None:
    open_reflection()
    assert wire.field("line").description["release"] == "Sam"
    assert wire.field("happened").description["release"] == ""
    wire.field("happened").save("happened", "rhinoceros")
    first = wrote(wire.field("line"), "hippopotamus and rhinoceros")
    revision = wrote(wire.field("line"), "A line for Sam.", [first])
    assert not Path("answers").exists()

    told = release(wire.field("line"), revision)
    assert [message["type"] for message in told] == ["slot", "released"]
    assert [each["words"] for each in told[0]["released"]] == ["A line for Sam."]
    assert shared() == [("Alex", "A line for Sam.")]
    [log] = [file for file in Path("answers").rglob("*") if file.is_file()]
    assert log.parent.name == released_id(PAIR)
    kept = json.loads(log.read_text())
    assert (kept["field"], kept["source"], kept["parents"]) == ("released:note.line", "release", [])
    assert not in_shared_folder("rhinoceros")
    assert not in_shared_folder(workbook_id(PAIR, "note"))


def test_what_is_changed_later_is_private_until_it_is_shared_too(wire: Wire) -> None:
    open_reflection()
    view = wire.field("line")
    first = wrote(view, "First.")
    release(view, first)
    second = wrote(view, "Second.", [first])
    assert shared() == [("Alex", "First.")]
    assert not in_shared_folder("Second.")
    release(view, second, "c" * 32)
    assert shared() == [("Alex", "Second.")]


def test_what_is_taken_back_is_released_no_more(wire: Wire) -> None:
    open_reflection()
    view = wire.field("line")
    revision = wrote(view, "A line.")
    assert [message["type"] for message in take_back(view)] == ["slot", "released"]  # nothing is there to take back
    assert not Path("answers").exists()
    release(view, revision)
    told = take_back(view, "d" * 32)
    assert told[0]["released"] == []
    assert shared() == []
    release(view, revision, "e" * 32)
    assert shared() == [("Alex", "A line.")]


def test_a_repeat_releases_once(wire: Wire) -> None:
    open_reflection()
    view = wire.field("line")
    revision = wrote(view, "A line.")
    release(view, revision)
    release(view, revision)
    assert len(FolderStore(Path("answers")).read(released_id(PAIR)).log) == 1


def test_only_what_was_agreed_to_is_released(wire: Wire) -> None:
    open_reflection()
    view = wire.field("line")
    first = wrote(view, "Agreed.")
    second = wrote(view, "Meanwhile.", [first])
    answers = [release(view, first)]
    blank = wrote(view, " ", [second])
    answers += [release(view, revision) for revision in (first, second, blank, "f" * 32)]
    for [told] in answers:
        assert told["type"] == "not_released"
        assert told["message"]
    assert shared() == []
    assert not Path("answers").exists()


@pytest.mark.parametrize(
    "message",
    [
        {"type": "release", "slot": "happened", "revision": "a" * 32, "nonce": "a" * 32},
        {"type": "release", "slot": "line", "revision": ["a"], "nonce": "a" * 32},
        {"type": "release", "slot": "line", "revision": "a" * 32, "nonce": "../x"},
        {"type": "take_back", "slot": "happened", "nonce": "a" * 32},
        {"type": "take_back", "slot": "line", "nonce": 1},
    ],
)
def test_a_message_that_cannot_be_used_releases_nothing(wire: Wire, message: dict[str, Any]) -> None:
    open_reflection()
    wrote(wire.field("line"), "A line.")
    [told] = wire.field("happened" if message["slot"] == "happened" else "line").send(message)
    assert told["type"] == "not_released"
    assert not Path("answers").exists()


@pytest.mark.parametrize("claimed", ["", PAIR])
def test_a_folder_that_the_pair_does_not_share_is_given_nothing(claimed: str, wire: Wire) -> None:
    """Not even where the workbook in it has the pair's id, and names another."""
    others = PARAMETERS.replace("Sam", "Takuma").replace('pair_id = ""', f"pair_id = {claimed!r}")
    save(template(parameters=others), Path("weekly.ipynb"))
    Path("damaged.ipynb").write_text("{")
    open_reflection()
    [told] = release(wire.field("line"), wrote(wire.field("line"), "A line."))
    assert told["type"] == "not_released"
    assert "no workbook in this folder" in told["message"]
    assert not Path("answers").exists()


def test_a_disk_that_refuses_is_reported(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    open_reflection()
    revision = wrote(wire.field("line"), "A line.")

    def full(*_: object) -> None:
        raise StoreError("", "The disk is full", "Make room on it, then save again.")

    monkeypatch.setattr(FolderStore, "append", full)
    [told] = release(wire.field("line"), revision)
    assert (told["type"], told["nonce"]) == ("not_released", "a" * 32)
    assert "disk is full" in told["message"]


def test_the_shared_workbooks_show_what_is_released_while_they_are_open(wire: Wire) -> None:
    open_note(pair_id=PAIR).text("happened")
    heading = wire.heading()
    new_kernel()
    open_reflection()
    view = wire.field("line")
    revision = wrote(view, "A line for Sam.")
    release(view, revision)
    told = heard_by(heading, lambda message: message["released"])
    assert [(each["author"], each["words"]) for each in told["released"]] == [("Alex", "A line for Sam.")]
    before = len(heading.heard())
    take_back(view)
    heard_by(heading, lambda message: not message["released"], since=before)
    assert "A line for Sam." not in wire.everything_synced()


def test_a_personal_workbook_is_not_told_what_others_have_released(wire: Wire) -> None:
    open_reflection()
    release(wire.field("line"), wrote(wire.field("line"), "A line."))
    new_kernel()
    open_reflection()
    assert wire.heading().send({"type": "hello"})[-1]["released"] == []
    [released] = wire.field("line").hello()["slots"]["line"]["released"]
    assert released["words"] == "A line."


def test_only_a_personal_workbook_has_anything_to_release(wire: Wire) -> None:
    with pytest.raises(FieldError, match="release=True is for a personal workbook"):
        open_note().text("line", release=True)
    with pytest.raises(FieldError, match="takes no argument 'release'"):
        open_note(personal_to="mentor").date("line", release=True)


def test_what_two_entries_release_stands_side_by_side(wire: Wire) -> None:
    for occasion in ("2026-03-05", "2026-03-12"):
        new_kernel()
        entry: dict[str, Any] = {"occasion": occasion, "mentor": "Alex", "mentee": "Sam"}
        reflect.workbook("note", version=1, title="Note", personal_to="mentor", repeats=True, **entry).text(
            "line", release=True
        )
        view = wire.field("line")
        release(view, wrote(view, f"On {occasion}"))
    assert shared() == [("Alex", "On 2026-03-05"), ("Alex", "On 2026-03-12")]

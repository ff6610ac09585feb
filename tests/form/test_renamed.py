"""A form of a later version of its template, whose fields were called something else before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import reflect
from reflect.pairs import pair_id, released_id, workbook_id
from reflect.revisions.released import releases
from reflect.stores.folder import FolderStore
from tests.form.conftest import Wire, new_kernel
from tests.notebooks import save, template

PAIR = pair_id("", "Alex", "Sam")
NOTE = workbook_id(PAIR, "note")


def open_version(version: int, **more: Any) -> Any:
    new_kernel()
    return reflect.workbook("note", version=version, title="Note", mentor="Alex", mentee="Sam", **more)


def values(wire: Wire, field: str) -> list[object]:
    [slot] = wire.field(field).hello()["slots"].values()
    return [head["value"] for head in slot["heads"]]


def test_an_answer_goes_on_under_the_new_name_and_the_next_is_written_in_its_sight(wire: Wire) -> None:
    open_version(1).text("reason", required=True)
    [saved, _] = wire.field("reason").save("reason", "Because.")
    wb = open_version(2)
    wb.choice("sure", ["Yes", "No"], when={"why": "Because."})
    wb.text("why", required=True, was="reason")
    assert values(wire, "why") == ["Because."]
    assert wire.heading().heard()[-1]["progress"]["answered"] == 1
    assert wire.field("sure").hello()["hidden"] is False

    wire.field("why").save("why", "Because of it.", [saved["revision"]])
    assert values(wire, "why") == ["Because of it."]
    kept = {(each.field, each.version, each.parents) for each in FolderStore(Path("answers")).read(NOTE).log}
    assert kept == {("reason", 1, ()), ("why", 2, (saved["revision"],))}
    open_version(3).text("cause", was=["why", "reason"])
    assert values(wire, "cause") == ["Because of it."]


def test_two_who_wrote_under_two_names_without_seeing_each_other_are_both_shown(wire: Wire) -> None:
    open_version(1).text("reason")
    wire.field("reason").save("reason", "Because.")
    open_version(2).text("why", was="reason")
    wire.field("why").save("why", "Therefore.")
    assert values(wire, "why") == ["Because.", "Therefore."]


def test_what_was_released_under_another_name_is_shown_and_taken_back(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shared() -> list[str]:
        return [each.words for each in releases(FolderStore(Path("answers")).read(released_id(PAIR)).log)]

    people = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""'
    save(template(parameters=people), Path("weekly.ipynb"))
    monkeypatch.delenv("REFLECT_AS")
    open_version(1, personal_to="mentor").text("line", release=True)
    [saved, _] = wire.field("line").save("line", "For Sam.")
    asked = {"type": "release", "slot": "line", "revision": saved["revision"], "nonce": "a" * 32}
    wire.field("line").send(asked)
    assert shared() == ["For Sam."]

    open_version(2, personal_to="mentor").text("share", release=True, was="line")
    [slot] = wire.field("share").hello()["slots"].values()
    assert [each["words"] for each in slot["released"]] == ["For Sam."]
    [again, _] = wire.field("share").save("share", "For you, Sam.", [saved["revision"]])
    asked = {"type": "release", "slot": "share", "revision": again["revision"], "nonce": "b" * 32}
    wire.field("share").send(asked)
    assert shared() == ["For you, Sam."]

    open_version(3, personal_to="mentor").text("words", release=True, was=["share", "line"])
    wire.field("words").send({"type": "take_back", "slot": "words", "nonce": "c" * 32})
    assert shared() == []

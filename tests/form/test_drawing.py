"""What a form draws of the entries of its workbook, as a browser is told of it."""

from __future__ import annotations

import re
from typing import Any

import reflect
from reflect.form.workbook import LiveWorkbook
from tests.form.conftest import Wire
from tests.form.test_carrying import FIRST, SECOND, THIRD, entry, write


def open_log(occasion: str, mentee: str = "Sam") -> LiveWorkbook:
    found = reflect.workbook(
        "log", version=1, title="Meeting log", mentor="Alex", mentee=mentee, repeats=True, occasion=occasion
    )
    found.scale("worth", 1, 5, by="each", label="Worth it & why <b>", over_time="Our meetings")
    found.scale("pace", 1, 5, over_time="Our meetings")
    return found


def days(picture: str) -> list[str]:
    """The days that a picture has numbers of."""
    return re.findall(r'scope="row">([^<]*)</th>', picture)


def pictures(wire: Wire, field: str) -> list[str]:
    """What has been told of the picture under a field."""
    return [told["picture"] for told in wire.field(field).heard() if told["type"] == "picture"]


def test_a_picture_stands_under_the_last_field_of_its_title_once_there_is_a_number(wire: Wire) -> None:
    open_log(FIRST)
    assert [wire.field(field).hello()["picture"] for field in ("worth", "pace")] == ["", ""]
    wire.field("worth").save("worth.mentor", 4)
    assert wire.field("worth").hello()["picture"] == ""
    shown = wire.field("pace").hello()["picture"]
    assert days(shown) == ["5 March 2026"]
    assert "Our meetings" in shown


def test_it_has_the_entries_up_to_this_one_and_changes_as_somebody_writes(wire: Wire) -> None:
    for occasion, number in ((FIRST, 2), (SECOND, 3), (THIRD, 5)):
        entry(occasion)
        write("worth.mentor", number, occasion)
    open_log(SECOND)
    assert days(wire.field("pace").hello()["picture"]) == ["5 March 2026", "2 April 2026"]
    wire.field("pace").save("pace", 1)
    [now] = pictures(wire, "pace")
    assert "Pace: 1" in now
    wire.field("pace").save("pace", 1)
    assert len(pictures(wire, "pace")) == 1  # the same is told once


def test_names_and_labels_are_words_in_it(wire: Wire) -> None:
    open_log(FIRST, "<i>Sam</i>")
    wire.field("worth").save("worth.mentee", 4)
    shown = wire.field("pace").hello()["picture"]
    assert "<i>" not in shown
    assert "<b>" not in shown
    assert "&lt;i&gt;Sam" in shown


def test_a_log_that_holds_anything_is_drawn_as_far_as_it_can_be(wire: Wire) -> None:
    hostile: list[Any] = ["x", [1], {"a": 1}, 9, True, 1e308, None]
    for number, value in enumerate(hostile, start=1):
        entry(f"2026-03-{number:02}")
        write("worth.mentor", value, f"2026-03-{number:02}")
    open_log(THIRD)
    assert wire.field("pace").hello()["picture"] == ""
    wire.field("pace").save("pace", 2)
    assert days(wire.field("pace").hello()["picture"]) == ["7 May 2026"]


def test_what_is_sealed_is_not_drawn_before_it_is_open(wire: Wire) -> None:
    write("worth.mentor", 5, THIRD)  # before the field was to be sealed
    found = reflect.workbook(
        "log", version=1, title="Meeting log", mentor="Alex", mentee="Sam", repeats=True, occasion=THIRD
    )
    found.scale("worth", 1, 5, by="each", over_time="Our meetings", sealed="worth")
    wire.field("worth").save("worth.mentee", 3)
    assert wire.field("worth").hello()["picture"] == ""


def test_numbers_under_an_earlier_name_are_drawn_too(wire: Wire) -> None:
    entry(FIRST)
    write("value", 2, FIRST)
    found = reflect.workbook(
        "log", version=2, title="Meeting log", mentor="Alex", mentee="Sam", repeats=True, occasion=SECOND
    )
    found.scale("worth", 1, 5, over_time="Our meetings", was="value")
    assert days(wire.field("worth").hello()["picture"]) == ["5 March 2026"]

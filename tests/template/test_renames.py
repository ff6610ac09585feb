"""What fields are called now, by what they were called in each version of a template."""

from __future__ import annotations

import pytest

from reflect.personalise import personalise
from reflect.template import TemplateError, read_template
from reflect.template.renames import STILL, Asked, Names, label_of, with_names
from tests.notebooks import code, markdown, template


def names(*calls: str, version: int = 2, asked: dict[int, Asked] | None = None) -> Names:
    fields = read_template(template(code("\n".join(calls))), "note.ipynb").fields
    return Names(fields, version, asked or {})


def test_what_was_answered_under_a_former_name_is_the_answer_now() -> None:
    now = names('wb.text("why", was="reason", by="each")', 'wb.text("by")').now
    assert now("reason.mentor", 1, "") == "why.mentor"
    assert now("prompt:reason.mentor", 1, "") == "prompt:why.mentor"
    for slot in ("why.mentee", "by", "gone", "odd:thing", ""):
        assert now(slot, 2, "") == slot


def test_names_over_several_versions_are_told_the_newest_first() -> None:
    now = names('wb.text("cause", was=["why", "reason"])', version=3).now
    assert {now(slot, version, "") for version, slot in enumerate(("reason", "why", "cause"), 1)} == {"cause"}


def test_a_field_that_takes_the_name_of_one_that_went_away_has_none_of_its_answers() -> None:
    asked = {1: Asked({"draft": "First draft", "why": "Why, then"}, until="2027-05-01")}
    now = names('wb.text("why", was="draft")', asked=asked).now
    assert (now("draft", 1, ""), now("why", 1, ""), now("why", 2, "")) == ("why", "why@1", "why")
    assert label_of("why@1", asked) == "Why, then"


def test_what_does_not_say_its_version_is_of_the_one_that_the_workbook_was_of() -> None:
    asked = {1: Asked({"draft": "First draft", "why": "Why"}, until="2027-05-01")}
    now = names('wb.text("why", was="draft")', asked=asked).now
    assert (now("why", None, "2027-04-30T23:59"), now("why", None, "2027-05-02T00:00")) == ("why@1", "why")
    still = names('wb.text("why", was="draft")', asked={1: Asked(asked[1].labels, STILL)}).now
    assert still("why", None, "2027-05-02T00:00") == "why@1"


def test_a_name_that_passes_from_one_field_to_the_next_is_each_ones_in_its_time() -> None:
    asked = {1: Asked({"a": "", "b": ""}), 2: Asked({"b": ""})}
    now = names('wb.text("c", was=["b", "a"])', version=3, asked=asked).now
    assert (now("a", 1, ""), now("b", 1, ""), now("b", 2, ""), now("c", 3, "")) == ("c", "b", "c", "c")


def test_a_label_of_an_earlier_version_has_the_names_in_it() -> None:
    given = {"mentor": "Alex {{ mentee }}", "mentee": ""}
    said = "What {{ mentor }} and {{mentee}} said{% if x %}{{ x }}"
    assert with_names(said, given) == "What Alex {{ mentee }} and {{mentee}} said{% if x %}{{ x }}"


def test_a_part_that_is_there_again_has_its_former_names_too() -> None:
    content = template(
        markdown("## Goal 1"),
        code('wb.group("goal", repeat=2, title="Goal {number}")'),
        code('wb.text("why", was=["reason", "cause"])\nwb.text("how", was="way", when={"why": "x"})'),
    )
    fields = read_template(personalise(content, {"mentor": "Alex", "mentee": "Sam"}), "note.ipynb").fields
    assert {field.id: field.was for field in fields} == {
        "why": ("reason", "cause"),
        "how": ("way",),
        "why_2": ("reason_2", "cause_2"),
        "how_2": ("way_2",),
    }


def test_whoever_names_a_field_as_it_was_is_told_what_it_is_now() -> None:
    asked = code('wb.choice("way", ["A", "B"], was="model")\nwb.text("x", when={"model": "A"})')
    with pytest.raises(TemplateError, match=r"names 'model', which is no field here\. It is 'way' now"):
        read_template(template(asked), "")


@pytest.mark.parametrize("given", ["'No id'", "3", "['a', 'a']", "{'a': 1}"])
def test_a_former_name_is_an_id(given: str) -> None:
    with pytest.raises(TemplateError):
        read_template(template(code(f'wb.text("a_1", was={given})')), "")

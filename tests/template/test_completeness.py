from __future__ import annotations

from reflect.template import Template, read_template
from reflect.template.completeness import Progress, is_shown, progress
from tests.notebooks import code, markdown, template, weekly_note


def read(*sources: str) -> Template:
    return read_template(template(*map(code, sources)), "note.ipynb")


def test_complete_means_every_required_answer_of_both_people() -> None:
    note = read_template(weekly_note(), "note.ipynb")
    assert progress(note, {}) == Progress(0, 3, ("happened", "mood.mentor", "mood.mentee"), deeper=1)
    some = {"happened": "We met.", "mood.mentor": 4}
    assert progress(note, some) == Progress(2, 3, ("mood.mentee",), deeper=1)
    assert progress(note, {**some, "mood.mentee": 5}).complete


def test_a_group_counts_once_anything_of_it_is_written() -> None:
    goals = read(
        'wb.text("specific", required=True)',
        'wb.text("specific_2", required=True, group="Goal 2")\nwb.text("note_2", group="Goal 2")',
    )
    assert progress(goals, {"specific": "Learn"}).complete
    assert progress(goals, {"specific": "Learn", "note_2": "maybe"}).missing == ("specific_2",)
    assert progress(goals, {"specific": "Learn", "note_2": " "}).complete


def test_a_question_with_a_condition_counts_only_while_it_holds() -> None:
    asked = read(
        'wb.choice("model", ["Gibbs", "4F"])\nwb.scale("confidence")',
        'wb.text("feel", required=True, when={"model": ["Gibbs", "4F"]})',
        'wb.text("more", required=True, when_below={"confidence": 7})',
    )
    assert progress(asked, {}).needed == 0
    assert progress(asked, {"model": "Gibbs", "confidence": 7}).missing == ("feel",)
    assert progress(asked, {"model": "Gibbs", "confidence": 6}).missing == ("feel", "more")
    assert not is_shown(asked.fields[3], {"confidence": True})
    further = read('wb.yes_no("further")\nwb.text("what", required=True, when={"further": True})')
    assert [progress(further, {"further": answer}).needed for answer in (True, False, 1, "True")] == [1, 0, 0, 0]


def test_what_goes_deeper_counts_for_itself_while_it_is_asked() -> None:
    note = read(
        'wb.text("draft", required=True)\nwb.text("why")\nwb.scale("ready", by="each")',
        'wb.text("how", when={"why": "Sure"})\nwb.text("more_2", group="Goal 2")\nwb.text("note_2", group="Goal 2")',
    )
    assert progress(note, {}) == Progress(0, 1, ("draft",), 0, 3)
    assert progress(note, {"draft": "Learn", "ready.mentor": 3}) == Progress(1, 1, (), 1, 3)
    assert progress(note, {"why": "Sure", "more_2": "yes"}) == Progress(0, 1, ("draft",), 2, 6)


def test_what_a_rule_wants_some_of_goes_no_deeper() -> None:
    either = read('wb.text("a")\nwb.text("b")\nwb.text("c")', 'wb.at_least(1, ["a", "b"])')
    assert progress(either, {"a": "x", "b": "y"}) == Progress(1, 1, (), 0, 1)


def test_at_least_so_many_of_the_fields_that_are_shown() -> None:
    staged = read(
        'wb.choice("model", ["A", "B"])',
        'wb.text("a1", when={"model": "A"})\nwb.text("a2", when={"model": "A"})\nwb.text("b1", when={"model": "B"})',
        'wb.at_least(2, ["a1", "a2", "b1"])',
    )
    assert progress(staged, {}).needed == 0
    assert progress(staged, {"model": "A", "a1": "x"}) == Progress(0, 1, ("a2",), 1, 1)
    assert progress(staged, {"model": "A", "a1": "x", "a2": "y"}).complete


def test_a_field_with_an_agreed_answer_is_answered_once_there_is_one() -> None:
    goal = read('wb.scale("level", 1, 5, by="each", agreed=True, required=True)')
    assert progress(goal, {}) == Progress(0, 1, ("level.mentor", "level.mentee"))
    each = {"level.mentor": 3, "level.mentee": 4}
    assert progress(goal, each) == Progress(0, 1, ("level.agreed",))
    assert progress(goal, {**each, "level.agreed": 4}).complete


def test_what_can_be_sealed_is_answered_once_it_is() -> None:
    pulse = read('wb.scale("often", 1, 5, by="each", required=True, sealed="pulse", agreed=True)')
    given = {"often.mentor": 3, "often.mentee": 4}
    assert progress(pulse, given).missing == ("often.mentor", "often.mentee")
    assert progress(pulse, given, {"often.mentor"}).missing == ("often.mentee",)
    assert progress(pulse, given, given).missing == ("often.agreed",)
    assert progress(pulse, {"often.agreed": 4}, given).complete


def test_of_each_part_that_is_there_again_the_sets_are_its_own() -> None:
    cells = [
        code('wb.text("why", by="each", sealed="reasons")'),
        code('wb.group("goal", repeat=2, title="Goal {number}")'),
    ]
    goals = read_template(template(markdown("## Goal"), *cells), "note.ipynb")
    assert [field.sealed for field in goals.fields] == ["reasons"]
    cells.reverse()
    goals = read_template(template(markdown("## Goal"), *cells), "note.ipynb")
    assert [(field.id, field.sealed) for field in goals.fields] == [("why", "reasons"), ("why_2", "reasons_2")]

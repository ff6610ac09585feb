"""What is in a journal, and what is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reflect.catalogue import installed_template, template_names
from reflect.fields.words import Plain, Point, Several, Table, Words
from reflect.journal import NotForReader, journal
from reflect.journal.page import render_page
from reflect.personalise import personalise
from reflect.revisions import Revision
from reflect.revisions.sealed import seal
from reflect.template import read_template
from tests.journal.samples import made, questions, read, wrote
from tests.notebooks import HEADER, code, markdown
from tests.notebooks import template as notebook

ASKS = (
    markdown("## This week"),
    code('wb.text("happened", by="mentee", required=True)\nwb.text("also", by="mentee")'),
    markdown("## Mood"),
    code('wb.scale("mood", 1, 5, by="each", required=True, ends=["low", "high"])'),
)


def test_answers_are_attributed_and_shown_by_kind() -> None:
    result = made(read(*ASKS), wrote("happened", "A walk."), wrote("mood.mentor", 4, "Alex", 3))
    happened, mood = questions(result)["happened"], questions(result)["mood"]

    [version] = happened.answers[0].versions
    assert (version.author, version.shown) == ("Sam", Words("A walk."))
    assert [answer.of for answer in mood.answers] == ["Alex", "Sam"]
    assert mood.answers[0].versions[0].shown == Point("4", 1, 5, (False, False, False, True, False), ("low", "high"))
    assert result.first is not None
    assert result.last is not None
    assert (result.last - result.first).seconds == 180


def test_what_is_wanted_says_it_is_open_and_what_is_optional_is_left_out() -> None:
    result = made(read(*ASKS), wrote("mood.mentor", 4, "Alex"))

    assert list(questions(result)) == ["happened", "mood"]
    assert questions(result)["happened"].answers[0].versions == ()
    assert questions(result)["mood"].answers[1].versions == ()
    assert (result.progress.answered, result.progress.needed) == (1, 3)


def test_a_blank_answer_is_none() -> None:
    result = made(read(*ASKS), wrote("happened", "  \n"), wrote("also", [{"a": ""}]))

    assert questions(result)["happened"].answers[0].versions == ()
    assert "also" not in questions(result)


def test_two_who_wrote_at_once_are_both_shown() -> None:
    first = wrote("happened", "Mine.", "Sam", 1)
    second = wrote("happened", "Ours.", "Alex", 2)

    [answer] = questions(made(read(*ASKS), first, second))["happened"].answers
    assert [(version.author, version.value) for version in answer.versions] == [("Sam", "Mine."), ("Alex", "Ours.")]

    both = wrote("happened", "Both.", "Sam", 3, parents=(first.id, second.id))
    [answer] = questions(made(read(*ASKS), first, second, both))["happened"].answers
    assert [version.value for version in answer.versions] == ["Both."]


def test_two_who_wrote_the_same_at_once_are_one() -> None:
    same = made(read(*ASKS), wrote("happened", "Rain.", "Sam", 1), wrote("happened", "Rain.", "Alex", 2))

    assert len(questions(same)["happened"].answers[0].versions) == 1


GOALS = (
    markdown("## Goal 1"),
    code('wb.text("draft", required=True)'),
    markdown("## Goal 2\n\nOnly if you want."),
    markdown("### A first draft"),
    code('wb.text("draft_2", required=True, group="Goal 2")\nwb.text("why_2", group="Goal 2")'),
    markdown("### A word of advice"),
    markdown("## The end"),
)


def test_a_group_with_nothing_in_it_is_left_out_with_its_headings() -> None:
    result = made(read(*GOALS), wrote("draft", "Run."))

    assert [section.markdown for section in result.sections] == ["## Goal 1", "## The end"]


def test_a_group_with_anything_in_it_is_all_there() -> None:
    result = made(read(*GOALS), wrote("why_2", "Because."))

    assert "### A first draft" in [section.markdown for section in result.sections]
    assert questions(result)["draft_2"].answers[0].versions == ()


def test_words_that_people_added_to_a_group_stay_though_the_group_is_empty() -> None:
    own = {cell["source"] for cell in GOALS if cell["cell_type"] == "markdown"}
    cells = (*GOALS[:4], markdown("We put this off until May."), *GOALS[4:])
    result = journal(read(*cells), frozenset(), "pair", own=own)

    assert [section.markdown for section in result.sections] == [
        "## Goal 1",
        "We put this off until May.",
        "## The end",
    ]


def test_an_answer_whose_condition_no_longer_holds_is_kept() -> None:
    asks = (code('wb.choice("model", ["A", "B"])\nwb.text("a", required=True, when={"model": "A"})'),)

    shown = questions(made(read(*asks), wrote("model", "B"), wrote("a", "Still here.")))
    assert shown["a"].past
    assert shown["a"].answers[0].versions[0].value == "Still here."
    assert "a" not in questions(made(read(*asks), wrote("model", "B")))


def test_answers_that_the_template_no_longer_asks_for_come_last() -> None:
    result = made(read(*ASKS), wrote("old_question", "Kept."), wrote("happened.mentor", "Mine.", "Alex"))

    assert [(question.label, question.answers[0].of) for question in result.earlier] == [
        ("Happened", "Alex"),
        ("Old question", ""),
    ]


def test_records_of_prompts_are_nobodys_answer() -> None:
    result = made(read(*ASKS), wrote("prompt:happened", {"shown": "What else?"}))

    assert result.earlier == ()
    assert result.first is None


def test_cells_for_the_form_alone_are_left_out() -> None:
    result = made(read(markdown("Press **Run**.", "form-only"), *ASKS))

    assert not any("Run" in section.markdown for section in result.sections)


def test_a_personal_workbook_is_for_its_owner_alone() -> None:
    own = HEADER.replace("version=1", 'version=1, personal_to="mentor"')
    template = read_template(notebook(*ASKS, header=own), "note.ipynb")

    with pytest.raises(NotForReader, match=r"personal to the mentor\. Add --for mentor if you are"):
        made(template)
    with pytest.raises(NotForReader, match="personal to the mentor"):
        made(template, reader="mentee")
    assert made(template, reader="mentor").personal_to == "mentor"


def test_the_cover_says_once_who_the_pair_are() -> None:
    known = installed_template("career_map")
    assert known is not None
    given = {"mentor": "Al*x", "mentee": "<Sam>", "programme": "Spring", "start": "2027-02-05", "focus": "Teaching"}
    result = made(read_template(personalise(known.notebook, given), "map.ipynb"))

    assert (result.mentor, result.mentee, result.start) == ("Al*x", "<Sam>", "5 February 2027")
    assert result.introduction.startswith("A career can feel too large")
    assert result.introduction.endswith("Teaching")


def test_an_introduction_that_says_more_of_the_pair_is_kept() -> None:
    template = read(*ASKS)
    words = "Sam and Alex have agreed that nothing in here is shown to anybody else at work."
    cells = (replace(template.cells[0], markdown=f"# Weekly note\n\n{words}"), *template.cells[1:])

    assert made(replace(template, cells=cells)).introduction == words


def test_words_that_people_added_are_in_the_journal_wherever_they_stand() -> None:
    """Beside the names on the cover, in a cell that is for the form alone, and in an empty group."""
    known = installed_template("smart_goals")
    assert known is not None
    given = {"mentor": "Alex", "mentee": "Sam", "start": "2027-02-05"}
    notebook = personalise(known.notebook, given)
    own = {cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    cover = next(cell for cell in cells if cell["source"].startswith("# "))
    title, rest = cover["source"].split("\n\n", 1)
    cover["source"] = f"{title}\n\n**Sam** with **Alex**. Room 4!\n\n{rest}"
    aside = next(cell for cell in cells if "form-only" in cell["metadata"].get("tags", []))
    aside["source"] += "\n\nWe met in the garden."
    group = next(cell for cell in cells if cell["source"].startswith("## Goal 2"))
    group["source"] += "\n\nNot before May."
    result = journal(read_template(notebook, "goals.ipynb"), frozenset(), "pair", own=own)

    assert "Room 4!" in result.introduction
    sections = "\n".join(section.markdown for section in result.sections)
    assert "We met in the garden." in sections
    assert "Not before May." in sections


def test_a_template_that_nobody_has_personalised_is_a_journal_too() -> None:
    for name in template_names():
        known = installed_template(name)
        assert known is not None
        result = made(known.template, reader=known.template.personal_to or "pair")
        assert result.title == known.template.title
        assert (result.first, result.sections and result.progress.complete) == (None, False)


def test_values_that_do_not_fit_their_field_are_shown_as_what_they_are() -> None:
    asks = code(
        'wb.scale("mood", 0, 10)\nwb.date("day")\nwb.choices("kinds", ["a", "b"])\nwb.yes_no("sure")\n'
        'wb.rows("rows", {"what": "text", "fit": "scale 0-3"})\nwb.text("words")\nwb.number("count", unit="minutes")'
    )
    shown = questions(
        made(
            read(asks),
            wrote("mood", 11),
            wrote("day", "soon"),
            wrote("kinds", ["a", "c"]),
            wrote("sure", "perhaps"),
            wrote("rows", [{"what": "x", "fit": 2, "old": True}, 5, {}]),
            wrote("words", {"a": 1}),
            wrote("count", -2.5),
        )
    )
    values = {name: question.answers[0].versions[0].shown for name, question in shown.items()}

    assert values["mood"] == Plain("11")
    assert values["day"] == Words("soon")
    assert values["kinds"] == Several(("a", "c"))
    assert values["sure"] == Words("perhaps")
    assert values["words"] == Plain('{"a": 1}')
    assert values["count"] == Plain("−2.5 minutes")
    table = values["rows"]
    assert isinstance(table, Table)
    assert table.columns == ("What", "Fit", "Old", "")
    assert [len(row.cells) for row in table.rows] == [4, 4]


def test_rows_with_names_of_their_own_keep_them_when_one_is_empty() -> None:
    asks = code('wb.rows("levels", {"looks": "text"}, rows=["Less", "As expected", "More"])')
    [question] = questions(made(read(asks), wrote("levels", [{"looks": "x"}, {}, {"looks": "z"}]))).values()
    table = question.answers[0].versions[0].shown

    assert isinstance(table, Table)
    assert [row.label for row in table.rows] == ["Less", "More"]


def test_who_emptied_anothers_words_is_told_with_the_words_before() -> None:
    words = wrote("happened", "A walk.", "Sam", 1)
    nothing = wrote("happened", "", "Alex", 2, parents=(words.id,))
    mine = wrote("mood.mentee", 4, "Sam", 1)
    gone = wrote("mood.mentee", None, "Alex", 3, parents=(mine.id,))
    old = wrote("old_one", "Before.", "Sam", 1)
    result = made(read(*ASKS), words, nothing, mine, gone, old, wrote("old_one", " ", "Alex", 2, parents=(old.id,)))

    [answer] = questions(result)["happened"].answers
    assert answer.versions == ()
    [taken] = answer.taken
    assert (taken.by, taken.time.minute, [each.value for each in taken.before]) == ("Alex", 2, ["A walk."])
    assert [each.taken[0].before[0].value for each in questions(result)["mood"].answers if each.taken] == [4]
    assert [question.answers[0].taken[0].before[0].value for question in result.earlier] == ["Before."]
    assert result.progress.answered == 0


def test_a_group_whose_only_words_were_emptied_is_still_there() -> None:
    words = wrote("why_2", "Because.", "Sam", 1)
    result = made(read(*GOALS), words, wrote("why_2", "", "Alex", 2, parents=(words.id,)))

    assert questions(result)["why_2"].answers[0].taken


def test_rows_that_are_too_many_for_a_table_are_lines() -> None:
    asks = code('wb.rows("r", {"what": "text", "when": "date", "who": "text", "where": "text", "why": "text"})')
    many = [{"what": f"Row {n}", "who": "[Sam]: me"} for n in range(5000)]
    for rows in (many, [1] * 28_000, [{"why": "x"}] * 7000):
        result = made(read(asks), wrote("r", rows))
        html = render_page(result)
        table = questions(result)["r"].answers[0].versions[0].shown
        assert isinstance(table, Table)
        assert len(table.rows) + len(table.rest.splitlines()) == len(rows)
        assert len(html) < 1_000_000
        assert rows is not many or all(f"Row {n}" in html for n in (0, 999, 1000, 4999))


SEALED = (markdown("## Pulse"), code('wb.scale("often", 1, 5, by="each", required=True, sealed="pulse")'))


def sealed(value: int, mark: str = "m", *, late: bool = False) -> tuple[Revision, Revision, Revision]:
    """Alex's answer, the mark and the opening."""
    answer = wrote("often.mentor", value, "Alex")
    records = seal(("pulse", "mentor"), [answer], author="Alex", now=dt.datetime.now(dt.UTC), mark_id=mark, late=late)
    opening, mark_of_it = sorted(records, key=lambda each: each.field)
    return answer, mark_of_it, opening


def test_what_is_sealed_is_said_to_be_and_counts() -> None:
    _, mark, _ = sealed(4)
    result = made(read(*SEALED), mark)
    [alex, sam] = questions(result)["often"].answers
    assert (alex.seal, alex.versions, sam.seal) == ("closed", (), "")
    assert (result.progress.answered, result.progress.needed) == (1, 2)
    assert "Sealed, until both" in render_page(result)
    assert result.earlier == ()


def test_what_was_opened_is_an_answer_like_any_other() -> None:
    result = made(read(*SEALED), *sealed(4))
    alex = questions(result)["often"].answers[0]
    assert (alex.seal, alex.versions[0].value) == ("", 4)


def test_other_words_than_were_sealed_are_shown_and_said_to_be_others() -> None:
    answer, mark, opening = sealed(4)
    result = made(read(*SEALED), replace(answer, value=5), mark, opening)
    alex = questions(result)["often"].answers[0]
    assert (alex.seal, alex.versions[0].value) == ("changed", 5)
    assert "not the words that were sealed" in render_page(result)


def test_whoever_sealed_after_reading_is_said_to_have() -> None:
    result = made(read(*SEALED), *sealed(4, late=True))
    assert questions(result)["often"].answers[0].seal == "late"
    assert "could be read already" in render_page(result)


def test_what_two_agree_on_stands_beside_what_each_said() -> None:
    asks = read(markdown("## Level"), code('wb.scale("level", 1, 5, by="each", agreed=True, required=True)'))
    result = made(
        asks, wrote("level.mentor", 3, "Alex"), wrote("level.mentee", 4, "Sam"), wrote("level.agreed", 4, "Sam")
    )
    answers = questions(result)["level"].answers
    assert [(answer.of, answer.versions[0].value) for answer in answers] == [("Alex", 3), ("Sam", 4), ("Agreed", 4)]
    assert result.progress.complete


OWN = """wb.rows("strengths", {
    "skill": "text",
    "own": ("My view", "scale 0-4", "mentee"),
    "view": ("Mentor's view", "scale 0-4", "mentor"),
}, required=True)"""


def test_each_ones_own_columns_are_in_the_one_table() -> None:
    rows = wrote("strengths", [{"_row": "a", "skill": "Planning"}, {"_row": "b", "skill": "Listening"}])
    alex = wrote("strengths.mentor", [{"_row": "b", "view": 3}], "Alex")
    sam = wrote("strengths.mentee", [{"_row": "a", "own": 1}, {"_row": "b", "own": 2}])
    [answer] = questions(made(read(markdown("## Strengths"), code(OWN)), rows, alex, sam))["strengths"].answers
    table = answer.versions[0].shown
    assert isinstance(table, Table)
    assert table.columns == ("Skill", "My view", "Mentor's view")
    assert [[getattr(cell, "text", "") for cell in row.cells] for row in table.rows] == [
        ["Planning", "1", ""],
        ["Listening", "2", "3"],
    ]


def test_two_versions_of_a_table_stand_by_themselves() -> None:
    rows = wrote("strengths", [{"_row": "a", "skill": "Planning"}])
    others = wrote("strengths", [{"_row": "b", "skill": "Listening"}], "Alex")
    alex = wrote("strengths.mentor", [{"_row": "b", "view": 3}], "Alex")
    whole, own, _ = questions(made(read(markdown("## Strengths"), code(OWN)), rows, others, alex))["strengths"].answers
    assert (len(whole.versions), len(own.versions)) == (2, 1)

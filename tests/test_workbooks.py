"""The installed templates hold what they should, and the filled examples fill them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any

import nbformat
import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from reflect.demo.examples import Example, examples
from reflect.fields import Field, Rows, Value, is_date
from reflect.fields.kinds import Choice
from reflect.notebook.files import read_notebook
from reflect.resources import WORKBOOKS
from reflect.template import Template, read_template
from reflect.template.completeness import progress
from reflect.template.groups import written_out
from reflect.template.occasions import is_occasion

# A line for each field: its id, kind and who answers it, then * for required, ? for prompts, # for shareable and + for
# what can be released.
CAREER_MAP = """
now text mentee *
values rows mentee
energy_gives text mentee ?
energy_drains text mentee ?
strengths rows each *
vision text mentee *?
paths rows mentee *?
direction text mentee *
confidence scale mentee *
gaps rows mentee *?
milestones rows together *
plan_b text mentee *?
network rows mentee
missing_role text mentee
own_idea text mentee *
review_on date together *
"""

GOAL = """
kind choice mentee *
draft text mentee *
specific text mentee ?
baseline text mentee
target text mentee
measure text mentee
find_out text mentee ?
ways text mentee
look_into text mentee ?
enough text mentee
goal text mentee *
why text mentee *?
evidence text mentee *?
steps rows mentee *
due date mentee *
checkpoints rows together
outcome text mentee ?
obstacle text mentee *?
obstacle_outside text mentee ?
if_then rows mentee *?
importance scale mentee *#
confidence scale mentee *#
add_point text mentee
mentor_ask text mentor
achievable text mentee ?
relevant text mentee ?
partner text mentee
levels rows together
quality_clear scale each #
quality_proof scale each #
quality_reach scale each #
quality_own scale each #
quality_time scale each #
closing choice together
result scale together *#
learned text mentee *?
"""

AGREEMENT = """
purpose text together *?
bring text each *
bring_not text each *
cadence choice together *
length choice together *
channel choice together *
agenda_owner choice together *
start date together *
end date together *
reviews rows together *
confidential text together *
conflicts choices together *
conflicts_plan text together *
records text together *
delete_by date together *
ai_consent choice each *
repair text together *
exit_ok yes_no together *
independence text together *?
between text together
cancelling text together
differences text each
third_party text together
signed text each *
signed_on date each *
"""

SESSION_LOG = """
since text mentee *
focus text mentee *
want text mentee *
date date together *
minutes number together *#
mode choice together *#
actions_due rows together
shape choice together
grow_goal text mentee
grow_reality text mentee
grow_way text mentee
oscar_outcome text mentee
oscar_situation text mentee
oscar_review text mentee
options rows together ?
headlines text together *
decision text together *
raised_by choice together
decided_by choice together *
actions rows together *
takeaway text each *?
value scale each *#
parked text together
change text each
next date together *
"""

MINI_WORKSHOP = """
skill text mentee *
why_now text mentee *
aim text mentee *
can_do text together *?
before scale mentee *#
plan rows mentor *?
shown yes_no together
explained yes_no together
learner_explains text mentee *
learner_does text mentee *
tries rows together *
worked text each *?
adjust text each *?
after scale mentee *#
transfer rows mentee *?
revisit rows mentee
mentor_learned text mentor ?
"""

CONFERENCE = """
event text together *
starts date together *
ends date together *
link link together *
budget text together *
purpose text each *?
questions rows each *?
sessions rows together *
outside text together *
people rows mentee ?
notes rows each
takeaways rows each *
compare_same text together *?
compare_different text together *?
compare_why text together *?
apply rows mentee *
worth scale each *#
disagree text together ?
follow_up rows together
teach_back text mentee
"""

PROGRESS_REVIEW = """
goals rows each *
pulse_often scale each *#
pulse_done scale each *#
pulse_stretch scale each *#
pulse_support scale each *#
pulse_learn scale each *#
pulse_trust scale each *#
best text each *?
more_less text each *?
confidence_now scale each *#
independence_now scale each *#
network_growth text mentee
agreement_edits text together
prompts_review choice each
next choice together *
pause_until date together *
achieved text each *?
unfinished text each *?
learned text each *?
who_next text mentee *
contact_after text together
retention choice each *
signed text each *
signed_on date each *
"""

STAGES = {
    "A short way through it (What? So what? Now what?)": ["what", "so_what", "now_what"],
    "Something upset me (Gibbs)": [
        "gibbs_describe",
        "gibbs_feel",
        "gibbs_evaluate",
        "gibbs_analyse",
        "gibbs_conclude",
        "gibbs_plan",
    ],
    "I want to see what I can take from it (4F)": [
        "four_f_facts",
        "four_f_feelings",
        "four_f_findings",
        "four_f_future",
    ],
    "I did something, and want to know what came of it (CARL)": [
        "carl_context",
        "carl_action",
        "carl_results",
        "carl_learning",
    ],
    "I want to see it as others did (4Rs)": ["four_r_report", "four_r_relate", "four_r_reason", "four_r_reconstruct"],
    "I wonder whether it was right (Johns)": [
        *("johns_thoughts", "johns_emotions"),
        *("johns_aims", "johns_effects", "johns_ethics", "johns_influences"),
    ],
    "I want to try something (Kolb)": ["kolb_experience", "kolb_observe", "kolb_conceptualise", "kolb_experiment"],
}
ALL_STAGES = [stage for stages in STAGES.values() for stage in stages]

MENTOR_STAGES, MENTEE_STAGES = (
    "\n".join(f"{stage} text {role} ?" for stage in ALL_STAGES) for role in ("mentor", "mentee")
)

MENTOR_REFLECTION = f"""
session choice mentor *
session_topic text mentor
model choice mentor *
{MENTOR_STAGES}
assumed text mentor *?
their_view text mentor *?
echo text mentor *?
try_next text mentor *?
try_next_by date mentor *
recognisable yes_no mentor *
recognisable_changed text mentor
supervise yes_no mentor
supervise_what text mentor
talk_share number mentor #
questions_advice scale mentor #
feeling text mentor
learned text mentor
self_rate scale mentor
depth choices mentor
to_coordinator text mentor
share_line text mentor +
"""

MENTEE_REFLECTION = f"""
session choice mentee *
session_topic text mentee
model choice mentee *
{MENTEE_STAGES}
own_step text mentee *
unsaid text mentee
unsaid_to text mentee
next text mentee *?
next_by date mentee
recognisable yes_no mentee *
recognisable_changed text mentee
hope text mentee
worry text mentee
limits text mentee
depth choices mentee
to_coordinator text mentee
share_line text mentee +
"""

PERSPECTIVES_MENTOR = """
steer scale mentor *
vicarious text mentor *
swap text mentor *
counter text mentor *?
rescuer scale mentor *
views rows mentor *
missing text mentor *?+
next text mentor *+
ledger rows mentor
ledger_noticed text mentor
to_coordinator text mentor
"""

PERSPECTIVES_MENTEE = """
disagree_ok scale mentee *
alone text mentee *
wait scale mentee *
safe yes_no mentee *
views rows mentee *
missing text mentee *?+
next text mentee *+
pressure scale mentee
neglect scale mentee
credit scale mentee
ledger rows mentee
ledger_noticed text mentee
to_coordinator text mentee
"""


def for_goal(number: int) -> str:
    suffix = "" if number == 1 else f"_{number}"
    return re.sub(r"^(\w+)", rf"\g<1>{suffix}", GOAL, flags=re.MULTILINE)


FIELDS = {
    "agreement": AGREEMENT,
    "career_map": CAREER_MAP,
    "smart_goals": "".join(map(for_goal, (1, 2, 3))),
    "session_log": SESSION_LOG,
    "mini_workshop": MINI_WORKSHOP,
    "conference": CONFERENCE,
    "progress_review": PROGRESS_REVIEW,
    "mentor_reflection": MENTOR_REFLECTION,
    "mentee_reflection": MENTEE_REFLECTION,
    "perspectives_mentor": PERSPECTIVES_MENTOR,
    "perspectives_mentee": PERSPECTIVES_MENTEE,
}
PATHS = sorted(WORKBOOKS.glob("*.ipynb"))
QUALITY = ("quality_clear", "quality_proof", "quality_reach", "quality_own")
NAMES = ("mentor", "mentee", "programme", "start", "focus", "support_contact", "pair_id")
BLANK = dict.fromkeys(NAMES, "") | {"ai_consent": "none"}
FULL = BLANK | {"mentor": "Ada", "mentee": "Sam", "programme": "Spring", "start": "2027-01-11", "focus": "A new job"}

every_notebook = pytest.mark.parametrize("notebook", [*map(read_notebook, PATHS)], ids=[path.stem for path in PATHS])
every_template = pytest.mark.parametrize("name", FIELDS)
every_example = pytest.mark.parametrize("example", examples(), ids=lambda example: example.pair.mentee_email)
FILLED = [(name, occasion, answers) for example in examples() for name, occasion, answers in example.workbooks]
every_filled = pytest.mark.parametrize(
    ("name", "answers"),
    [(name, answers) for name, _, answers in FILLED],
    ids=[f"{name}-{occasion}" if occasion else name for name, occasion, _ in FILLED],
)


def template(name: str) -> Template:
    path = WORKBOOKS / f"{name}.ipynb"
    return read_template(read_notebook(path), path.name)


def fields(name: str) -> dict[str, Field]:
    return {field.id: field for field in template(name).fields}


def rows(name: str, field: str) -> Rows:
    found = fields(name)[field]
    assert isinstance(found, Rows)
    return found


def declared(field: Field) -> str:
    marks = "*" * field.required + "?" * field.prompts + "#" * field.shareable + "+" * field.release
    return f"{field.id} {field.kind} {field.by} {marks}".strip()


def markdown(notebook: dict[str, Any], parameters: dict[str, str]) -> Iterator[str]:
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield environment.from_string(cell["source"]).render({"occasion": "", **parameters})


class TestTemplates:
    @every_template
    def test_declares_these_fields_in_this_order(self, name: str) -> None:
        expected = [line for line in FIELDS[name].splitlines() if line]

        assert [declared(field) for field in template(name).fields] == expected

    @every_template
    def test_is_named_as_its_file_and_takes_the_usual_parameters(self, name: str) -> None:
        assert template(name).name == name
        assert template(name).parameters == BLANK | ({"occasion": ""} if template(name).repeats else {})

    @every_template
    def test_every_field_says_what_to_write(self, name: str) -> None:
        for field in template(name).fields:
            assert field.label[0].isupper(), field.id

    @every_template
    def test_every_question_stands_above_its_fields(self, name: str) -> None:
        above = ""
        for cell in template(name).cells:
            above = above if cell.fields else cell.markdown
            assert above.startswith("#") or cell.form_only, cell.number

    def test_these_are_personal(self) -> None:
        assert {name: role for name in FIELDS if (role := template(name).personal_to)} == {
            "mentor_reflection": "mentor",
            "mentee_reflection": "mentee",
            "perspectives_mentor": "mentor",
            "perspectives_mentee": "mentee",
        }

    def test_these_are_sealed_until_both_have_given_them(self) -> None:
        sealed = {name: {field.sealed: field for field in template(name).fields if field.sealed} for name in FIELDS}

        assert {name: list(sets) for name, sets in sealed.items() if sets} == {
            "career_map": ["views"],
            "smart_goals": ["quality", "quality_2", "quality_3"],
            "conference": ["takeaways"],
            "progress_review": ["pulse"],
        }


class TestCareerMap:
    def test_asks_for_two_paths_and_two_views_of_strengths(self) -> None:
        strengths, paths = rows("career_map", "strengths"), rows("career_map", "paths")
        views = {column.label: column.by for column in strengths.columns if column.by != "together"}

        assert paths.at_least == 2
        assert views == {"My own view": "mentee", "Mentor's view": "mentor"}

    def test_names_its_three_pictures(self) -> None:
        pictures = {field.id: field.picture for field in template("career_map").fields if field.picture}

        assert pictures == {"gaps": "skills", "milestones": "road_map", "network": "network"}


class TestSmartGoals:
    def test_goals_two_and_three_are_groups_of_their_own(self) -> None:
        for field in template("smart_goals").fields:
            number = field.id[-1] if field.id[-2:] in ("_2", "_3") else ""
            assert field.group == (f"Goal {number}" if number else "")

    def test_goals_two_and_three_start_folded(self) -> None:
        notebook = written_out(read_notebook(WORKBOOKS / "smart_goals.ipynb"))
        folded = [cell for cell in notebook["cells"] if cell["metadata"].get("jp-MarkdownHeadingCollapsed")]

        titles = [cell["source"].splitlines()[0] for cell in folded]
        assert titles == ["### Go deeper", "## Goal 2", "### Go deeper", "## Goal 3", "### Go deeper"]

    @pytest.mark.parametrize("suffix", ["", "_2", "_3"])
    def test_each_kind_asks_its_own_questions_and_only_smart_asks_for_numbers(self, suffix: str) -> None:
        asked = {
            option.partition(":")[0]: [
                field.id.removesuffix(suffix)
                for field in template("smart_goals").fields
                if field.when == (f"kind{suffix}", (option,))
            ]
            for option in ("SMART: a clear result by a date", "Learning: find out how", "Open: explore and see")
        }

        assert asked == {
            "SMART": ["specific", "baseline", "target", "measure"],
            "Learning": ["find_out", "ways"],
            "Open": ["look_into", "enough"],
        }

    @pytest.mark.parametrize("suffix", ["", "_2", "_3"])
    def test_asks_in_an_order_that_helps(self, suffix: str) -> None:
        order = [field.id for field in template("smart_goals").fields]
        prompted = [f.id for f in template("smart_goals").fields if f.prompts and f.id.endswith(suffix)]

        assert order.index(f"draft{suffix}") < min(map(order.index, prompted))
        assert order.index(f"outcome{suffix}") < order.index(f"obstacle{suffix}") < order.index(f"if_then{suffix}")

    @pytest.mark.parametrize("suffix", ["", "_2", "_3"])
    def test_levels_run_from_minus_two_to_plus_two_without_overlap(self, suffix: str) -> None:
        levels = rows("smart_goals", f"levels{suffix}")

        assert [row.partition(":")[0] for row in levels.rows] == ["−2", "−1", "0", "+1", "+2"]
        assert (levels.at_least, levels.distinct) == (3, True)

    @pytest.mark.parametrize("suffix", ["", "_2", "_3"])
    def test_conditions_stay_within_their_goal(self, suffix: str) -> None:
        found = fields("smart_goals")

        assert found[f"add_point{suffix}"].when_below == (f"confidence{suffix}", 7)
        for closing in ("result", "learned"):
            assert found[f"{closing}{suffix}"].when == (f"closing{suffix}", ("Closing it now",))


@pytest.mark.parametrize("name", ["mentor_reflection", "mentee_reflection"])
class TestReflections:
    def test_each_model_has_its_stages(self, name: str) -> None:
        found = fields(name)
        models = found["model"]
        assert isinstance(models, Choice)
        stages = {
            model: [field.id for field in found.values() if field.when == ("model", (model,))]
            for model in models.options
        }

        assert stages == STAGES

    def test_needs_two_stages_of_the_chosen_model(self, name: str) -> None:
        [rule] = template(name).rules

        assert (rule.count, list(rule.fields)) == (2, ALL_STAGES)
        for stages in STAGES.values():
            assert len(stages) >= 2


@pytest.mark.parametrize("name", [name for name in FIELDS if template(name).personal_to])
class TestPersonalTemplates:
    def test_say_where_to_turn_and_who_can_read_them(self, name: str) -> None:
        words = " ".join(cell.markdown for cell in template(name).cells)

        assert "## Where to turn" in words or "## How it is for you" in words
        assert "If somebody may come to harm, do not wait." in words
        assert "This workbook is private to" in words

    def test_send_nothing_but_by_their_owner(self, name: str) -> None:
        assert [field.id for field in template(name).fields if field.mail] == ["to_coordinator"]


class TestNotebooks:
    def test_every_notebook_is_listed_here(self) -> None:
        assert {path.stem for path in PATHS} == set(FIELDS)

    @every_notebook
    def test_is_valid(self, notebook: dict[str, Any]) -> None:
        nbformat.validate(notebook)

    @pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
    def test_saving_it_in_jupyterlab_would_change_nothing(self, path: Any) -> None:
        text = path.read_text(encoding="utf-8")

        assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @every_notebook
    def test_holds_no_outputs(self, notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                assert (cell["outputs"], cell["execution_count"]) == ([], None)

    @every_notebook
    def test_cell_ids_are_unique_and_given_by_hand(self, notebook: dict[str, Any]) -> None:
        ids = [cell["id"] for cell in notebook["cells"]]

        assert len(set(ids)) == len(ids)
        assert ids[:5] == ["how-to", "title", "keeping", "parameters", "workbook"]
        for cell in notebook["cells"][5:]:
            assert re.fullmatch(r"[a-z][a-z0-9-]{0,63}", cell["id"])
            assert (cell["cell_type"] == "code") == cell["id"].endswith(("-form", "-rule"))

    @every_notebook
    def test_the_way_in_comes_first_and_is_shown_neither_in_a_journal_nor_beside_a_form(
        self, notebook: dict[str, Any]
    ) -> None:
        first = notebook["cells"][0]

        assert first["metadata"]["tags"] == ["form-only"]
        assert first["source"].startswith('<span class="reflect-how-to">**No boxes to write in below?**')
        assert "choose **Run All Cells**" in first["source"]

    def test_the_last_cell_is_not_folded_away(self) -> None:
        """Run All Cells goes to the last cell, and JupyterLab would unfold the goal that it was in."""
        cells = written_out(read_notebook(WORKBOOKS / "smart_goals.ipynb"))["cells"]
        *_, folded = (cell for cell in cells if "jp-MarkdownHeadingCollapsed" in cell["metadata"])
        last = cells[-1]
        assert last["source"].startswith("## ")
        assert len(folded["source"].partition(" ")[0]) >= 2

    @every_notebook
    def test_its_text_reads_well_with_and_without_names(self, notebook: dict[str, Any]) -> None:
        blank, full = "\n".join(markdown(notebook, BLANK)), "\n".join(markdown(notebook, FULL))

        assert "Ada" in full
        assert "Sam" in full
        for text in (blank, full):
            assert not re.search(r"\{\{|\{%|\*\*\*\*|  \w", text)

    @every_notebook
    def test_its_sentences_are_short(self, notebook: dict[str, Any]) -> None:
        text = "\n\n".join(markdown(notebook, BLANK))
        sentences = [words for part in re.split(r"[.!?:](?:\W|$)|\n\n|\n- ", text) if (words := part.split())]

        assert sum(map(len, sentences)) / len(sentences) <= 20
        assert max(map(len, sentences)) <= 40


class TestExamples:
    def test_there_are_three_pairs_and_the_first_used_every_template(self) -> None:
        first, *others = examples()
        assert len({example.pair.names for example in examples()}) == 3
        assert set(first.answers) == set(FIELDS)
        for example in others:
            assert set(example.answers) >= {"career_map", "smart_goals", "mentor_reflection"}

    @every_example
    def test_every_entry_has_its_occasion_and_they_are_in_order(self, example: Example) -> None:
        assert example.occasions.keys() == {name for name in example.answers if template(name).repeats}
        for occasions in example.occasions.values():
            assert list(occasions) == sorted(set(occasions))
            assert all(map(is_occasion, occasions))

    @every_example
    def test_what_is_dated_is_there_and_nothing_is_written_before_the_pair_begins_or_after_what_replaced_it(
        self, example: Example
    ) -> None:
        filled = {f"{name} {occasion}".strip(): answers for name, occasion, answers in example.workbooks}
        for called, days in example.written.items():
            assert all(any(fnmatchcase(slot, pattern) for slot in filled[called]) for pattern in days), called
        for called, slots in example.earlier.items():
            assert slots.keys() <= filled[called].keys(), called
        for name, occasion, answers in example.workbooks:
            begun: dict[str, list[str]] = {}
            given = example.given(name, occasion, answers)
            for each in given:
                begun.setdefault(each.slot, []).append(each.day.isoformat())
            assert {each.slot: each.value for each in given} == answers
            for slot, days_of_it in begun.items():
                assert days_of_it == sorted(set(days_of_it)), (name, slot)
                assert days_of_it[0] >= example.pair.details["start"], (name, slot)

    def test_what_the_mentor_filled_is_for_both_to_fill(self) -> None:
        first, *_ = examples()
        for name, occasion, answers in first.workbooks:
            by_mentor = {each.slot for each in first.given(name, occasion, answers) if each.by_mentor}
            assert bool(by_mentor) == (f"{name} {occasion}".strip() in first.by_mentor)
            asked = [template(name).field_of(slot) for slot in by_mentor]
            assert {field.by for field in asked if field} <= {"together"}, name

    @every_example
    def test_what_stood_in_a_slot_before_fits_it_and_differs_from_what_stands_there(self, example: Example) -> None:
        for called, slots in example.earlier.items():
            name, _, occasion = called.partition(" ")
            answers = next(given for each, on, given in example.workbooks if (each, on) == (name, occasion))
            for slot, before in slots.items():
                field = template(name).field_of(slot)
                assert field is not None
                assert all(field.is_answered(value, slot) for value in before.values()), slot
                values = [*before.values(), answers[slot]]
                assert all(one != following for one, following in pairwise(values)), slot

    def test_the_first_pair_has_a_whole_year(self) -> None:
        first, *_ = examples()
        count = {name: len(first.occasions[name]) for name in first.occasions}
        assert count["session_log"] == 6
        assert count["progress_review"] == 2
        assert count["mentor_reflection"] == count["mentee_reflection"] == 3
        days = [each.day.isoformat() for entry in first.workbooks for each in first.given(*entry)]
        assert min(days) == first.pair.details["start"] == "2027-01-11"
        assert max(days) == first.answers["agreement"]["end"] == "2027-12-13"

    def test_the_open_steps_of_one_log_are_in_the_next(self) -> None:
        first, *_ = examples()
        logs = [first.answers["session_log"], *first.later["session_log"]]
        for log, following in pairwise(logs):
            promised = {row["what"] for row in log["actions"]}
            promised |= {
                row["what"] for row in log.get("actions_due", []) if row["status"] in ("Not started", "Under way")
            }
            assert promised == {row["what"] for row in following["actions_due"]}, following["date"]

    @every_filled
    def test_are_complete(self, name: str, answers: Mapping[str, Value]) -> None:
        assert progress(template(name), answers, sealed=answers).missing == ()

    @every_filled
    def test_every_answer_fits_its_field(self, name: str, answers: Mapping[str, Value]) -> None:
        for slot, value in answers.items():
            field = template(name).field_of(slot)
            assert field is not None, slot
            assert field.is_answered(value, slot), slot

    @every_filled
    def test_every_row_has_the_columns_of_its_table(self, name: str, answers: Mapping[str, Value]) -> None:
        for slot, value in answers.items():
            field = template(name).field_of(slot)
            if isinstance(field, Rows):
                for row in value:
                    assert row.keys() <= {column.id for column in field.columns}, slot
                assert not field.rows or len(value) == len(field.rows), slot

    @every_example
    def test_both_people_rate_each_goal_ten_or_more_of_twelve(self, example: Example) -> None:
        answers = example.answers["smart_goals"]
        for suffix in ("", "_2", "_3"):
            if f"draft{suffix}" in answers:
                for role in ("mentor", "mentee"):
                    assert sum(answers[f"{criterion}{suffix}.{role}"] for criterion in QUALITY) >= 10

    def test_one_pair_has_two_goals_and_one_goal_is_closed(self) -> None:
        goals = [example.answers["smart_goals"] for example in examples()]

        assert any("draft_2" in answers for answers in goals)
        assert any(answers["closing"] == "Closing it now" for answers in goals)

    @every_example
    def test_milestones_stand_at_different_points(self, example: Example) -> None:
        milestones = example.answers["career_map"]["milestones"]

        assert len({row["status"] for row in milestones}) >= 3
        assert all(is_date(row["date"]) and row["date"] >= example.pair.details["start"] for row in milestones)

    @every_example
    def test_the_network_is_five_people_or_more_by_initials_only(self, example: Example) -> None:
        people = [row["initials"] for row in example.answers["career_map"]["network"]]

        assert len(people) >= 5
        assert all(re.fullmatch(r"(\w\.){2,3}", initials) for initials in people)

    def test_the_reflections_use_three_models(self) -> None:
        assert len({example.answers["mentor_reflection"]["model"] for example in examples()}) == 3

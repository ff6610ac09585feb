"""What a form offers from the pair's other workbooks, as a browser is told of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import reflect
from reflect.fields import Role
from reflect.form.workbook import LiveWorkbook
from reflect.language import speaking
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair, pair_id, workbook_id
from reflect.programme.batch import find_template, make_workbook
from reflect.revisions import revise
from reflect.stores.opening import open_store
from tests.form.conftest import Wire, new_kernel, open_note
from tests.notebooks import HEADER, PARAMETERS, code, markdown, save, template

PAIR = pair_id("", "Alex", "Sam")
FIRST, SECOND, THIRD = "2026-03-05", "2026-04-02", "2026-05-07"
LOG = """wb.rows("actions", {"what": "text", "by": "date", "status": ["Not yet", "Done"]})
wb.text("headline")
wb.text("decided")
wb.choice("who_decided", ["Mentor", "Mentee"])"""


def header(name: str, title: str, *, repeats: bool = False, personal_to: Role | None = None) -> str:
    more = (", repeats=True, occasion=occasion" if repeats else "") + (
        f', personal_to="{personal_to}"' if personal_to else ""
    )
    return HEADER.replace("weekly_note", name).replace("Weekly note", title).replace("version=1", f"version=1{more}")


def make(folder: Path, name: str, title: str, fields: str, **more: Any) -> Path:
    """A template in a folder."""
    parameters = PARAMETERS + ('\noccasion = ""' if more.get("repeats") else "")
    content = template(markdown("## Question"), code(fields), parameters=parameters, header=header(name, title, **more))
    return save(content, folder / f"{name}.ipynb")


@pytest.fixture(autouse=True)
def _templates(home: Path) -> None:
    """A log and a private note among the templates that are installed here."""
    installed = home / "data/jupyter/reflect/templates"
    make(installed, "log", "Meeting log", LOG, repeats=True)
    make(installed, "private", "Private note", 'wb.text("doubt")', personal_to="mentor")


def entry(occasion: str) -> Path:
    """The file of an entry of the log: what is in it does not matter."""
    return save({"damaged": True}, Path(f"log-{occasion}.ipynb"))


def write(
    slot: str, value: object, occasion: str = "", *, of: str = "log", personal_to: Role | None = None, hour: int = 10
) -> None:
    """What somebody wrote in a workbook, without having seen what others did."""
    now = dt.datetime(2026, 6, 1, hour, tzinfo=dt.UTC)
    revision = revise(
        workbook=workbook_id(PAIR, of, occasion), field=slot, author="Sam", value=value, source="form", now=now
    )
    open_store(Path.cwd(), personal_to).append(revision)


def offers(wire: Wire, field: str) -> tuple[list[str], str]:
    told = wire.field(field).hello()
    return told["offers"], told["nothing"]


def carried(wire: Wire, field: str = "due") -> list[tuple[str, list[Any]]]:
    told = wire.field(field).hello()["carried"].get(field, [])
    return [(each["whence"], [row["what"] for row in each["rows"]]) for each in told]


def open_log(occasion: str) -> LiveWorkbook:
    return reflect.workbook(
        "log", version=1, title="Meeting log", mentor="Alex", mentee="Sam", repeats=True, occasion=occasion
    )


DUE = {"what": "text", "by": "date", "status": ["Not yet", "Done"]}


def test_the_entries_of_a_template_are_offered_by_date_in_the_language_of_the_workbook(wire: Wire) -> None:
    for occasion in (FIRST, f"{FIRST}-2", SECOND):
        entry(occasion)
    open_note().choice("session", ["Something else"], offers="log")
    assert offers(wire, "session") == (["2 April 2026", "5 March 2026 (2)", "5 March 2026"], "")
    own = wire.field("session").description["own"]
    assert (own["options"], own["offers"]) == (["Something else"], True)
    in_welsh = reflect.workbook("nodyn", version=1, title="Nodyn", mentor="Alex", mentee="Sam", language="cy")
    in_welsh.text("am", offers="log")
    with speaking("en-GB"):
        assert offers(wire, "am")[0][0] == "2 Ebrill 2026"


def test_an_answer_that_is_no_longer_offered_stays_an_answer(wire: Wire) -> None:
    path = entry(FIRST)
    open_note().choice("session", offers="log", required=True)
    wire.field("session").save("session", "5 March 2026")
    path.unlink()
    told = wire.field("session").hello()
    assert told["slots"]["session"]["heads"][0]["value"] == "5 March 2026"
    assert wire.heading().hello()["progress"]["missing"] == []


def test_the_goals_of_each_part_and_a_column_that_is_named_are_offered(wire: Wire) -> None:
    write("draft", "Speak up in meetings", of="smart_goals")
    write("draft_2", "Learn to say no", of="smart_goals")
    write("milestones", [{"milestone": "Lead", "first_step": "Ask Jo"}], of="career_map")
    wb = open_note()
    wb.text("focus", offers=["smart_goals.draft", "career_map.milestones", "career_map.milestones.first_step"])
    assert offers(wire, "focus") == (["Speak up in meetings", "Learn to say no", "Lead", "Ask Jo"], "")


def test_words_that_two_people_wrote_apart_are_both_offered(wire: Wire) -> None:
    write("draft", "Hers", of="smart_goals", hour=9)
    write("draft", "His", of="smart_goals")
    open_note().text("focus", offers="smart_goals.draft")
    assert offers(wire, "focus")[0] == ["His", "Hers"]


def test_the_form_says_where_there_is_nothing_yet(wire: Wire) -> None:
    wb = open_note()
    wb.text("a", offers="career_map.milestones")
    wb.text("b", offers=["log", "career_map.milestones"])
    wb.text("c", offers="unheard_of.field")
    wb.text("d")
    wb.rows("due", DUE, carries="log.actions")
    told = {field: wire.field(field).hello()["nothing"] for field in ("a", "b", "c", "d", "due")}
    assert told == {
        "a": "Nothing from “Career map” yet.",
        "b": "Nothing from “Meeting log” and “Career map” yet.",
        "c": "Nothing from “Unheard of” yet.",
        "d": "",
        "due": "Nothing from “Meeting log” yet.",
    }


def test_a_programmes_own_template_and_one_that_only_a_workbook_tells_of_are_sources_too(wire: Wire) -> None:
    make(Path("templates"), "ours", "Our own", 'wb.text("hope")')
    parameters = 'mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""'
    save(
        template(code('wb.text("hope")'), parameters=parameters, header=header("theirs", "From a file")),
        Path("theirs.ipynb"),
    )
    for name in ("ours", "theirs"):
        write("hope", f"A hope of {name}", of=name)
    open_note().text("a", offers=["ours.hope", "theirs.hope"])
    assert offers(wire, "a")[0] == ["A hope of ours", "A hope of theirs"]


def test_what_is_personal_is_offered_to_its_owner_alone(wire: Wire) -> None:
    write("doubt", "Am I any good at this?", of="private", personal_to="mentor")
    write("headline", "We met", FIRST)
    entry(FIRST)
    for owner, words in (("mentor", ["Am I any good at this?", "We met"]), ("mentee", ["We met"]), (None, ["We met"])):
        open_note(personal_to=owner).text("a", offers=["private.doubt", "log.headline"])
        assert offers(wire, "a")[0] == words, owner


def test_open_rows_of_the_entry_before_are_offered_until_they_have_been_brought_in(wire: Wire) -> None:
    entry(FIRST)
    entry(SECOND)
    entry(THIRD)
    write("actions", [{"what": "Long ago"}], FIRST)
    write(
        "actions",
        [{"what": "Write to Jo", "by": "2026-04-20", "status": "Not yet"}, {"what": "Rest", "status": "Done"}, {}],
        SECOND,
    )
    write("actions", [{"what": "Not mine yet"}], "2026-06-01")
    entry("2026-06-01")
    open_log(THIRD).rows("due", DUE, carries="log.actions")
    [told] = wire.field("due").hello()["carried"]["due"]
    assert told == {
        "whence": "2 April 2026",
        "only_open": True,
        "rows": [{"what": "Write to Jo", "by": "2026-04-20", "status": "Not yet"}],
    }
    [saved, _slot] = wire.field("due").save("due", told["rows"])
    assert carried(wire) == []
    edited = [{"what": "Write to Jo Smith", "status": "Done"}]
    wire.field("due").save("due", edited, [saved["revision"]])
    assert carried(wire) == [], "what was brought in once is not offered again when its words were changed"


def test_rows_taken_back_until_nothing_is_left_are_offered_again(wire: Wire) -> None:
    entry(FIRST)
    write("actions", [{"what": "Write to Jo"}], FIRST)
    open_note().rows("due", DUE, carries="log.actions")
    [saved, _slot] = wire.field("due").save("due", [{"what": "Write to Jo"}])
    wire.field("due").save("due", None, [saved["revision"]])
    assert carried(wire) == [("5 March 2026", ["Write to Jo"])]


def test_an_entry_in_which_nobody_has_written_is_passed_over(wire: Wire) -> None:
    entry(FIRST)
    entry(SECOND)
    write("actions", [{"what": "Write to Jo"}], FIRST)
    open_log(THIRD).rows("due", DUE, carries="log.actions")
    assert carried(wire) == [("5 March 2026", ["Write to Jo"])]


def test_several_sources_of_one_entry_come_together_and_all_entries_come_with_their_dates(wire: Wire) -> None:
    for occasion, what in ((FIRST, "One"), (SECOND, "Two")):
        entry(occasion)
        write("actions", [{"what": what}], occasion)
        write("decided", f"Decided {what}", occasion)
        write("who_decided", "Mentee", occasion)
    wb = open_note()
    wb.rows("due", DUE, carries=["log.actions", "log.headline"])
    wb.rows("all", {"what": "text", "on": "date"}, carries="log.actions", carries_all=True)
    ledger = {"decided": "text", "who_decided": ["Mentor", "Mentee"], "on": "date"}
    wb.rows("ledger", ledger, carries="log.decided", carries_all=True)
    assert carried(wire) == [("2 April 2026", ["Two"])]
    [told] = wire.field("all").hello()["carried"]["all"]
    assert told["whence"] == "2 entries"
    assert told["rows"] == [{"what": "One", "on": FIRST}, {"what": "Two", "on": SECOND}]
    [told] = wire.field("ledger").hello()["carried"]["ledger"]
    assert told["rows"][1] == {"decided": "Decided Two", "who_decided": "Mentee", "on": SECOND}
    assert not told["only_open"]


def test_a_log_that_is_damaged_or_of_another_version_gives_what_can_be_read_of_it(wire: Wire) -> None:
    entry(FIRST)
    write("actions", [{"what": "Kept", "new_column": [1], "status": "A word of version 2"}, "no row", 7], FIRST)
    write("actions", {"no": "table"}, FIRST, hour=9)
    [log] = (Path("answers") / workbook_id(PAIR, "log", FIRST)).iterdir()
    with log.open("a") as file:
        file.write('{"torn')
    open_note().rows("due", DUE, carries="log.actions")
    assert wire.field("due").hello()["carried"]["due"][0]["rows"] == [{"what": "Kept"}]


def test_what_is_sealed_is_offered_to_nobody_before_it_is_open_to_both(wire: Wire, home: Path) -> None:
    make(home / "data/jupyter/reflect/templates", "secret", "Sealed", 'wb.text("why", by="each", sealed="pulse")')
    sealed = reflect.workbook("secret", version=1, title="Sealed", mentor="Alex", mentee="Sam")
    sealed.text("why", by="each", sealed="pulse")
    [saved, *_rest] = wire.field("why").save("why.mentee", "What nobody sees yet", who="Sam")
    assert saved["type"] == "saved"
    wb = open_note()
    wb.text("a", offers="secret.why")
    wb.rows("b", {"why": "text"}, carries="secret.why")
    assert offers(wire, "a") == ([], "Nothing from “Sealed” yet.")
    assert wire.field("b").hello()["carried"] == {"b": []}


def run(path: Path) -> None:
    """Run the cells of a workbook here, as its kernel would."""
    names: dict[str, object] = {}
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], names)


def begin(template: str, occasion: str = "") -> None:
    """Make a workbook of the pair from a template that comes with reflect, and open it."""
    pair = Pair("Alex", "Sam", id=PAIR)
    made = make_workbook(pair, find_template(template), Path.cwd(), occasion=occasion)
    run(made.path)


def test_a_log_begins_with_what_the_last_one_left_open_and_has_what_was_released_and_nothing_else(wire: Wire) -> None:
    begin("session_log", FIRST)
    actions = [
        {"what": "Write to Jo", "owner": "Mentee", "by": "2026-03-20", "evidence": "A reply"},
        {"what": "Read the report", "owner": "Mentor", "by": "2026-03-25"},
    ]
    wire.field("actions").save("actions", actions)
    assert wire.field("actions_due").hello()["carried"]["actions_due"] == []

    begin("session_log", SECOND)
    [told] = wire.field("actions_due").hello()["carried"]["actions_due"]
    kept = [{key: value for key, value in row.items() if key != "evidence"} for row in actions]
    assert (told["whence"], told["rows"]) == ("5 March 2026", kept)
    kept[0]["status"], kept[1]["status"] = "Under way", "Done"
    wire.field("actions_due").save("actions_due", kept)
    wire.field("actions").save("actions", [{"what": "Visit the fair", "owner": "Both", "by": "2026-04-30"}])

    begin("session_log", THIRD)
    assert carried(wire, "actions_due") == [("2 April 2026", ["Visit the fair", "Write to Jo"])]

    begin("mentor_reflection", SECOND)
    assert offers(wire, "share_line")[0] == []
    [private, *_rest] = wire.field("feeling").save("feeling", "What is nobody's business")
    [saved, *_rest] = wire.field("share_line").save("share_line", "I should have asked first.")
    assert private["type"] == saved["type"] == "saved"
    request = {"type": "release", "slot": "share_line", "revision": saved["revision"], "nonce": "a" * 32}
    assert [each["type"] for each in wire.field("share_line").send(request)] == ["slot", "released"]
    new_kernel()
    begin("session_log", THIRD)
    assert [each["words"] for each in wire.heading().hello()["released"]] == ["I should have asked first."]
    shared = [file.read_text("utf-8") for file in Path("answers").rglob("*") if file.is_file()]
    assert "nobody's business" not in "".join([*shared, wire.everything_synced()])


def test_a_review_begins_with_the_goals(wire: Wire) -> None:
    write("goal", "Speak up in meetings", of="smart_goals")
    write("goal_2", "Learn to say no", of="smart_goals")
    begin("progress_review", FIRST)
    for slot in ("goals.mentor", "goals.mentee"):
        [told] = wire.field("goals").hello()["carried"][slot]
        assert told["whence"] == "“SMART goals”"
        assert told["rows"] == [{"goal": "Speak up in meetings"}, {"goal": "Learn to say no"}]


def test_the_decisions_of_every_log_go_into_somebodys_own_ledger(wire: Wire) -> None:
    for occasion, decision, raised_by in ((FIRST, "Apply in May", "Mentor"), (SECOND, "Stay another year", "Mentee")):
        begin("session_log", occasion)
        for slot, value in {"decision": decision, "raised_by": raised_by, "decided_by": "Mentee"}.items():
            wire.field(slot).save(slot, value)
    begin("perspectives_mentee", THIRD)
    [told] = wire.field("ledger").hello()["carried"]["ledger"]
    assert told["rows"] == [
        {"decision": "Apply in May", "raised_by": "Mentor", "decided_by": "Mentee", "on": FIRST},
        {"decision": "Stay another year", "raised_by": "Mentee", "decided_by": "Mentee", "on": SECOND},
    ]
    begin("mentee_reflection", THIRD)
    assert offers(wire, "session")[0] == ["2 April 2026", "5 March 2026"]

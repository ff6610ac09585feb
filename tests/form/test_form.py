"""The kernel's side of the form, driven as a browser drives it."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

import reflect
from reflect.disk.errors import StoreError
from reflect.fields import FieldError
from reflect.notebook.embedded import embed
from reflect.pairs import pair_id, workbook_id
from reflect.revisions import current
from reflect.stores.folder import FolderStore
from tests.form.conftest import Wire, heard_by, new_kernel, open_note
from tests.hostile import NAMES
from tests.notebooks import HEADER, PARAMETERS, save, template
from tests.revisions.samples import revision

NOTE = workbook_id(pair_id("", "Alex", "Sam"), "note")


def on_disk(root: Path = Path("answers"), workbook: str = NOTE) -> dict[str, Any]:
    return current(FolderStore(root).read(workbook).log)


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def test_a_save_is_acknowledged_once_it_is_on_disk(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wb = open_note()
    wb.text("happened", by="mentee")
    field = wire.field("happened")
    heard_before_disk: list[list[str]] = []
    append = FolderStore.append

    def watched(store: FolderStore, revision: Any) -> None:
        heard_before_disk.append(kinds(field.heard()))
        append(store, revision)

    monkeypatch.setattr(FolderStore, "append", watched)
    answers = field.save("happened", "We met.")

    assert heard_before_disk == [[]]
    assert kinds(answers) == ["saved", "slot"]
    assert on_disk() == {"happened": "We met."}
    assert answers[1]["heads"][0] == {
        "revision": answers[0]["revision"],
        "value": "We met.",
        "author": "sam",
        "time": answers[0]["time"],
    }


def test_a_save_that_fails_is_not_acknowledged_and_says_why(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wb = open_note()
    wb.text("happened")

    def full(_store: FolderStore, _revision: object) -> None:
        raise StoreError("", "The disk is full", "Make room on it, then save again.")

    monkeypatch.setattr(FolderStore, "append", full)
    [answer] = wire.field("happened").save("happened", "We met.")

    assert answer["type"] == "not_saved"
    assert "disk is full" in answer["message"]
    assert wire.field("happened").hello()["slots"]["happened"]["heads"] == []


def test_a_real_disk_that_refuses_is_reported(wire: Wire) -> None:
    wb = open_note()
    wb.text("happened")
    Path("answers").write_text("in the way")
    [answer] = wire.field("happened").save("happened", "We met.")
    assert answer["type"] == "not_saved"
    assert "something else is in its place" in answer["message"]


def test_the_same_save_twice_is_one_revision(wire: Wire) -> None:
    wb = open_note()
    wb.text("happened")
    field = wire.field("happened")
    first = field.save("happened", "We met.", nonce="a" * 32)
    again = field.save("happened", "We met.", nonce="a" * 32)
    assert first[0] == again[0]
    assert len(FolderStore(Path("answers")).read(NOTE).log) == 1
    [refused] = field.save("happened", "Something else.", nonce="a" * 32)
    assert refused["type"] == "not_saved"


def test_what_was_written_is_there_in_a_new_kernel(wire: Wire) -> None:
    wb = open_note()
    wb.rows("steps", {"action": "text", "done": "yes_no"})
    wire.field("steps").save("steps", [{"action": "Call", "done": False}])

    new_kernel()
    wb = open_note()
    wb.rows("steps", {"action": "text", "done": "yes_no"})
    [head] = wire.field("steps").hello()["slots"]["steps"]["heads"]
    assert head["value"] == [{"action": "Call", "done": False}]


@pytest.mark.parametrize("name", ["note.ipynb", "Sam's copy (1).ipynb"])
def test_answers_inside_the_file_are_shown_whatever_it_was_opened_with(
    name: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = HEADER.replace("weekly_note", "note")
    parameters = PARAMETERS.replace('mentor = ""', 'mentor = "Alex"').replace('mentee = ""', 'mentee = "Sam"')
    words = revision("a", workbook=NOTE, field="happened", value="By e-mail")
    save(embed(template(header=header, parameters=parameters), [words]), Path(name))
    monkeypatch.setenv("JPY_SESSION_NAME", str(Path.cwd() / name))
    open_note().text("happened")
    assert wire.field("happened").hello()["slots"]["happened"]["heads"][0]["value"] == "By e-mail"
    assert on_disk() == {"happened": "By e-mail"}


def test_a_file_that_cannot_be_read_or_imported_does_not_keep_the_form_away(wire: Wire) -> None:
    Path("note.ipynb").write_text("{")
    open_note().text("happened")
    assert kinds(wire.field("happened").save("happened", "Hello")) == ["saved", "slot"]


def test_running_a_workbook_again_goes_on_with_the_forms_that_are_there(wire: Wire) -> None:
    open_note().text("happened")
    field, heading = wire.field("happened"), wire.heading()
    opened = len(wire.opened)
    open_note().text("happened")
    assert len(wire.opened) == opened
    assert field.is_open
    assert heading.is_open

    field.save("happened", "We met.")
    assert on_disk() == {"happened": "We met."}


def test_a_cell_that_was_changed_takes_the_place_of_the_form_it_had(wire: Wire) -> None:
    wb = open_note()
    wb.text("happened")
    first = wire.field("happened")
    wb.text("happened", label="What happened")
    assert not first.is_open
    assert wire.field("happened").id != first.id
    wire.field("happened").save("happened", "We met.")
    assert on_disk() == {"happened": "We met."}


def test_what_a_cell_says_without_showing_it_counts_when_it_is_run_again(wire: Wire) -> None:
    wb = open_note()
    wb.choice("model", ["Gibbs", "Kolb"])
    wb.text("feel", required=True)
    field = wire.field("feel")
    wb.text("feel", required=True, when={"model": "Gibbs"})
    assert field.heard()[-1] == {"type": "hidden", "hidden": True}
    assert wire.heading().heard()[-1]["progress"]["needed"] == 0


def test_the_forms_of_a_workbook_have_the_same_ids_in_every_kernel(wire: Wire) -> None:
    def ids(**parameters: str) -> list[str]:
        wb = open_note(**parameters)
        wb.text("happened")
        wb.text("meaning")
        return [wire.heading().id, wire.field("happened").id, wire.field("meaning").id]

    first = ids()
    new_kernel()
    assert ids() == first
    assert len(set(first)) == 3
    new_kernel()
    assert not set(ids(mentee="Takuma")) & set(first)


def test_a_workbook_opened_for_somebody_else_takes_the_place_of_its_forms(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_note().text("happened")
    before = wire.field("happened")
    monkeypatch.setenv("REFLECT_AS", "alex")
    open_note().text("happened")
    assert not before.is_open
    # The code and the layout that all share, the heading and the field.
    assert len(wire.open) == 4
    wire.field("happened").save("happened", "We met.")
    assert wire.field("happened").hello()["slots"]["happened"]["heads"][0]["author"] == "alex"


def test_running_the_heading_alone_keeps_the_fields_in_step(wire: Wire) -> None:
    open_note().text("happened", required=True)
    open_note()
    wire.field("happened").save("happened", "We met.")
    reached = {"answered": 1, "needed": 1, "deeper_answered": 0, "deeper": 0, "missing": []}
    assert wire.heading().heard()[-1]["progress"] == reached


def test_two_who_did_not_see_each_other_are_both_shown_until_one_save_has_seen_both(wire: Wire) -> None:
    wb = open_note()
    wb.text("happened")
    field = wire.field("happened")
    mine = field.save("happened", "Mine.")[0]["revision"]
    theirs = field.save("happened", "Theirs.")[0]["revision"]
    assert [head["value"] for head in field.hello()["slots"]["happened"]["heads"]] == ["Mine.", "Theirs."]

    answers = field.save("happened", "Ours.", [mine, theirs, "no revision of this field"])
    assert [head["value"] for head in answers[-1]["heads"]] == ["Ours."]


def test_what_somebody_writes_in_another_kernel_arrives_by_itself(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wb = open_note()
    wb.text("happened", required=True)
    wb.text("why", when={"happened": "From Alex."})
    happened, why, heading = wire.field("happened"), wire.field("why"), wire.heading()
    new_kernel()
    monkeypatch.setenv("REFLECT_AS", "alex")
    open_note().text("happened", required=True)
    wire.field("happened").save("happened", "From Alex.")

    [head] = wait_for(happened, "slot")["heads"]
    assert (head["author"], head["value"]) == ("alex", "From Alex.")
    assert wait_for(why, "hidden") == {"type": "hidden", "hidden": False}
    heard_by(heading, lambda message: message["progress"]["answered"] == 1)


def test_two_kernels_that_write_at_once_both_show_both(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    open_note().text("happened")
    mine = wire.field("happened")
    new_kernel()
    monkeypatch.setenv("REFLECT_AS", "alex")
    open_note().text("happened")
    theirs = wire.field("happened")
    mine.save("happened", "Mine.")
    theirs.save("happened", "Theirs.")
    for view in (mine, theirs):
        both = heard_by(view, lambda message: len(message.get("heads", ())) == 2)
        assert {head["value"] for head in both["heads"]} == {"Mine.", "Theirs."}

    seen = [head["revision"] for head in both["heads"]]
    mine.save("happened", "Ours.", seen)
    heard_by(theirs, lambda message: [head["value"] for head in message.get("heads", ())] == ["Ours."])


def test_damage_that_is_found_while_a_workbook_is_open_is_reported(wire: Wire) -> None:
    open_note().text("happened")
    wire.field("happened").save("happened", "We met.")
    [log] = Path("answers", NOTE).iterdir()
    log.with_name("damaged.jsonl").write_text("my mentor drinks\n")
    told = heard_by(wire.heading(), lambda message: message["problems"])
    assert told["problems"] == ["damaged.jsonl, line 1 could not be read and was passed over."]


def test_a_workbook_that_is_closed_watches_no_more(wire: Wire) -> None:
    before = threading.enumerate()  # those of other tests may be about to end
    wb = open_note()
    [watching] = [thread for thread in threading.enumerate() if NOTE in thread.name and thread not in before]
    wb.close()
    watching.join(60)
    assert not watching.is_alive()


def test_fields_are_shown_and_hidden_by_answers(wire: Wire) -> None:
    wb = open_note()
    wb.choice("model", ["Gibbs", "Kolb"])
    wb.text("feel", when={"model": "Gibbs"})
    wb.scale("confidence", 0, 10)
    wb.text("add_point", when_below={"confidence": 7})
    assert wire.field("feel").hello()["hidden"]

    wire.field("model").save("model", "Gibbs")
    assert wire.field("feel").heard()[-1] == {"type": "hidden", "hidden": False}
    wire.field("model").save("model", "Kolb")
    assert wire.field("feel").heard()[-1] == {"type": "hidden", "hidden": True}
    wire.field("confidence").save("confidence", 6)
    assert wire.field("add_point").heard()[-1] == {"type": "hidden", "hidden": False}


def test_each_of_two_people_has_a_slot(wire: Wire) -> None:
    wb = open_note()
    wb.rows("strengths", {"skill": "text", "own": ("Own", "scale 0-4", "mentee")}, by="each", required=True)
    description = wire.field("strengths").description
    assert [(slot["who"], [c["id"] for c in slot["columns"]]) for slot in description["slots"]] == [
        ("Alex writes", ["skill"]),
        ("Sam writes", ["skill", "own"]),
    ]
    wire.field("strengths").save("strengths.mentor", [{"skill": "Listening"}])
    reached = {"answered": 1, "needed": 2, "deeper_answered": 0, "deeper": 0, "missing": ["strengths.mentee"]}
    assert wire.heading().heard()[-1]["progress"] == reached


def test_rules_count_towards_progress(wire: Wire) -> None:
    wb = open_note()
    wb.text("one")
    wb.text("two")
    wb.at_least(1, ["one", "two"])
    assert wire.heading().heard()[-1]["progress"]["needed"] == 1
    wire.field("two").save("two", "Yes.")
    assert wire.heading().heard()[-1]["progress"]["answered"] == 1


@pytest.mark.parametrize(
    "message",
    [
        None,
        "save",
        {"type": "save"},
        {"type": "save", "slot": "other", "value": "x", "parents": [], "nonce": "a" * 32},
        {"type": "save", "slot": ["happened"], "value": "x", "parents": [], "nonce": "a" * 32},
        {"type": "save", "slot": "happened", "value": 3, "parents": [], "nonce": "a" * 32},
        {"type": "save", "slot": "happened", "value": "x" * 1_000_001, "parents": [], "nonce": "a" * 32},
        {"type": "save", "slot": "happened", "value": "x", "parents": "y", "nonce": "a" * 32},
        {"type": "save", "slot": "happened", "value": "x", "parents": ["y"] * 1000, "nonce": "a" * 32},
        {"type": "save", "slot": "happened", "value": "x", "parents": [], "nonce": "../../x"},
        {"type": "ask", "slot": "happened", "draft": "x", "nonce": "a" * 32},
        {"type": "outcome", "slot": "happened", "question": "a" * 32, "action": "erased"},
        {"type": "erase", "slot": "happened"},
    ],
)
def test_what_a_browser_should_never_send_is_refused(wire: Wire, message: object) -> None:
    wb = open_note()
    wb.text("happened")
    [answer] = wire.field("happened").send(message)
    assert answer["type"] == "not_saved"
    assert answer["message"]
    assert not Path("answers").exists()


@pytest.mark.parametrize(
    ("kind", "arguments", "value"),
    [
        ("number", {}, float("nan")),
        ("number", {}, True),
        ("number", {}, float("inf")),
        ("number", {}, 10**400),
        ("number", {}, "3"),
        ("scale", {}, -float("inf")),
        ("scale", {}, [1]),
        ("date", {}, "0000-13-45"),
        ("date", {}, "2027-02-30"),
        ("date", {}, "2027-W01-1"),
        ("date", {}, "next week"),
        ("date", {}, 20270101),
        ("text", {}, {"text": "x"}),
        ("choice", {"options": ["a", "b"]}, ["a"]),
        ("rows", {"columns": {"a": "text"}}, [{"a": object()}]),
        ("rows", {"columns": {"a": "text"}}, ["not a row"]),
        ("rows", {"columns": {"a": "text"}}, [{"a": json.loads("[" * 60 + "]" * 60)}]),
        ("choices", {"options": ["a", "b"]}, ["a", 1]),
        ("yes_no", {}, "yes"),
    ],
)
def test_values_that_are_no_answer_are_refused(wire: Wire, kind: str, arguments: dict[str, Any], value: object) -> None:
    getattr(open_note(), kind)("it", **arguments)
    [answer] = wire.field("it").save("it", value)
    assert answer["type"] == "not_saved"


def test_half_an_emoji_does_not_cost_the_sentence(wire: Wire) -> None:
    open_note().text("happened")
    answers = wire.field("happened").save("happened", "Good \ud83d")
    assert answers[0]["type"] == "saved"
    assert on_disk() == {"happened": "Good \ufffd"}


def test_no_answer_is_ever_synced(wire: Wire) -> None:
    secret = "nobody else may read this"
    wb = open_note(personal_to="mentor")
    wb.text("happened", by="mentor", prompts=True)
    wire.field("happened").save("happened", secret)
    new_kernel()
    wb = open_note(personal_to="mentor")
    wb.text("happened", by="mentor", prompts=True)
    assert secret in json.dumps(wire.field("happened").hello())
    assert secret not in wire.everything_synced()


def test_personal_answers_go_to_their_owners_folder_and_nowhere_else(wire: Wire, home: Path) -> None:
    wb = open_note(personal_to="mentor")
    wb.text("happened", by="mentor")
    assert wire.field("happened").save("happened", "Private.")[0]["type"] == "saved"
    assert list(Path.cwd().iterdir()) == []
    assert on_disk(home / "data/reflect/answers") == {"happened": "Private."}
    [log] = (home / "data/reflect/answers" / NOTE).iterdir()
    assert log.stat().st_mode & 0o777 == 0o600
    assert wire.heading().description["whose"] == "Private to Alex"


def test_the_pair_id_of_the_notebook_is_used(wire: Wire) -> None:
    wb = open_note(pair_id="0b0c4b8e-34c1-5be5-9df0-6ac7ba3f8a11")
    wb.text("happened")
    wire.field("happened").save("happened", "x")
    expected = workbook_id("0b0c4b8e-34c1-5be5-9df0-6ac7ba3f8a11", "note")
    assert [folder.name for folder in Path("answers").iterdir()] == [expected]


def test_words_of_another_workbook_are_offered(wire: Wire) -> None:
    career = reflect.workbook("career_map", version=1, title="Career map", mentor="Alex", mentee="Sam")
    career.rows("milestones", {"milestone": "text", "date": "date"})
    wire.field("milestones").save(
        "milestones", [{"date": "2027-01-01", "milestone": "Lead a team"}, {"milestone": " "}]
    )
    open_note().text("relevant", offers="career_map.milestones")
    assert wire.field("relevant").hello()["offers"] == ["Lead a team"]


@pytest.mark.parametrize("offers", ["mentor_reflection.what", "no_such.field", "career_map.no_such", "no_such"])
def test_nothing_is_offered_from_what_is_private_or_unknown(wire: Wire, offers: str) -> None:
    reflection = reflect.workbook(
        "mentor_reflection", version=1, title="x", personal_to="mentor", mentor="Alex", mentee="Sam"
    )
    reflection.text("what")
    wire.field("what").save("what", "Private.")
    open_note().text("relevant", offers=offers)
    assert wire.field("relevant").hello()["offers"] == []


def test_asking_for_a_question_keeps_nobody_waiting(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect import prompts

    may_answer, asked = threading.Event(), []

    def slow(request: prompts.Request, count: int = 2) -> prompts.Offer:
        asked.append(request)
        assert may_answer.wait(60)
        return prompts.Offer((prompts.Question("<b>What</b> else?", "Goes further.", "bank"),), "A note.")

    monkeypatch.setattr("reflect.prompts.offering.offer", slow)
    wb = open_note()
    wb.text("happened", help="What happened?", prompts=True)
    field = wire.field("happened")
    assert field.send({"type": "ask", "slot": "happened", "draft": "We met", "nonce": "b" * 32}) == []
    assert field.save("happened", "We met and")[0]["type"] == "saved"

    may_answer.set()
    answer = wait_for(field, "questions")
    assert (asked[0].draft, asked[0].question, asked[0].personal) == ("We met", "What happened?", False)
    [question] = answer["questions"]
    assert (question["text"], question["why"], answer["note"]) == ("<b>What</b> else?", "Goes further.", "A note.")

    field.send({"type": "outcome", "slot": "happened", "question": question["id"], "action": "kept"})
    assert field.hello()["slots"]["happened"]["kept"][0]["text"] == "<b>What</b> else?"
    log = FolderStore(Path("answers")).read(NOTE).log
    recorded = sorted((r.value["action"], r.source) for r in log if r.field == "prompt:happened")
    assert recorded == [("kept", "prompt:bank"), ("offered", "prompt:bank")]


def wait_for(view: Any, kind: str) -> dict[str, Any]:
    return heard_by(view, lambda message: message["type"] == kind)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_will_do(wire: Wire, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_AS", name)
    wb = open_note(mentee=name)
    wb.text("happened", by="mentee")
    assert wire.field("happened").save("happened", name)[0]["type"] == "saved"
    assert wire.field("happened").hello()["slots"]["happened"]["heads"][0]["author"] == name.strip()


def test_a_call_that_cannot_be_used_says_so_without_a_traceback(wire: Wire) -> None:
    wb = open_note()
    with pytest.raises(FieldError, match="evidence!"):
        wb.text("evidence!")
    with pytest.raises(FieldError, match="version"):
        reflect.workbook("note", version=0, title="Note")
    with pytest.raises(FieldError, match=r"wb\.at_least"):
        wb.at_least(3, ["one"])


def author(view: Any, slot: str = "happened") -> str:
    return str(view.hello()["slots"][slot]["heads"][-1]["author"])


def test_each_browser_on_one_kernel_says_who_writes_in_it(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLECT_AS")
    monkeypatch.setenv("LOGNAME", "login")
    open_note().text("happened")
    field = wire.field("happened")
    for said, expected in [("Sam", "Sam"), (" Alex ", "Alex"), (None, "login"), ("Kim 佐々木", "Kim 佐々木")]:
        field.save("happened", f"By {said}.", who=said)
        assert author(field) == expected
    [sam] = [r for r in FolderStore(Path("answers")).read(NOTE).log if r.value == "By Sam."]
    assert sam.author == "Sam"
    assert {path.name.partition(".")[0] for path in Path("answers", NOTE).iterdir()} >= {"sam", "alex", "login"}


@pytest.mark.parametrize("who", ["", "   ", "x" * 101, 7, ["Sam"], {"name": "Sam"}, True])
def test_a_name_that_is_none_costs_no_words(wire: Wire, monkeypatch: pytest.MonkeyPatch, who: object) -> None:
    monkeypatch.delenv("REFLECT_AS")
    monkeypatch.setenv("LOGNAME", "login")
    open_note().text("happened")
    assert wire.field("happened").save("happened", "We met.", who=who)[0]["type"] == "saved"
    assert author(wire.field("happened")) == "login"


def test_whom_the_environment_names_writes_whatever_a_browser_says(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_AS", " Sam ")
    open_note().text("happened")
    wire.field("happened").save("happened", "We met.", who="Alex")
    assert author(wire.field("happened")) == "Sam"
    assert wire.field("happened").hello()["writer"]["known"] == "Sam"


@pytest.mark.parametrize(("mentor", "expected"), [("Alex", "Alex"), ("", "login")])
def test_a_personal_workbook_is_written_by_its_owner(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, mentor: str, expected: str
) -> None:
    monkeypatch.setenv("REFLECT_AS", " ")
    monkeypatch.setenv("LOGNAME", "login")
    open_note(personal_to="mentor", mentor=mentor).text("happened")
    wire.field("happened").save("happened", "Private.", who="Sam")
    assert author(wire.field("happened")) == expected
    assert wire.heading().description["people"] == []


def test_an_account_without_a_name_can_write(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.delenv("REFLECT_AS")
    monkeypatch.setattr("getpass.getuser", nobody)
    open_note().text("happened")
    assert wire.field("happened").save("happened", "We met.")[0]["type"] == "saved"


def test_prompts_are_recorded_for_whoever_asked(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLECT_AS")
    open_note().text("happened", help="What happened?", prompts=True)
    field = wire.field("happened")
    field.send({"type": "ask", "slot": "happened", "draft": "", "nonce": "b" * 32, "who": "Sam"})
    [question, *_] = wait_for(field, "questions")["questions"]
    field.send({"type": "outcome", "slot": "happened", "question": question["id"], "action": "kept", "who": "Alex"})
    log = FolderStore(Path("answers")).read(NOTE).log
    assert {(r.value["action"], r.author) for r in log} == {("offered", "Sam"), ("kept", "Alex")}


def test_a_notebook_that_is_run_again_says_the_same(wire: Wire) -> None:
    def outputs() -> list[str]:
        wb = open_note()
        wb.text("happened", label="What happened")
        return [repr(wb._heading), repr(wb._widgets["happened"])]

    first = outputs()
    new_kernel()
    assert outputs() == first
    assert "What happened" in first[1]


def test_what_another_has_emptied_comes_with_the_words_before(wire: Wire) -> None:
    words = revision("a", workbook=NOTE, field="happened", author="Alex", value="My words")
    FolderStore(Path("answers"), device="test").append(words)
    wb = open_note()
    wb.text("happened")
    field = wire.field("happened")
    first = field.hello()
    [head] = field.save("happened", "", parents=["a"])[1]["heads"]

    assert (head["author"], head["value"]) == ("sam", "")
    assert [(each["author"], each["value"]) for each in head["before"]] == [("Alex", "My words")]
    assert "before" not in json.dumps(first)
    assert "My words" not in wire.everything_synced()
    assert "before" not in field.save("happened", "Again", parents=[head["revision"]])[1]["heads"][0]


def test_an_entry_has_answers_of_its_own_and_the_last_one_can_be_followed_by_another(wire: Wire) -> None:
    for occasion, is_last in (("2026-03-05", True), ("2026-03-12", True), ("2026-03-05", False)):
        new_kernel()
        note = reflect.workbook(
            "note", version=1, title="Note", repeats=True, mentor="Alex", mentee="Sam", occasion=occasion
        )
        note.text("happened")
        heading, field = wire.heading(), wire.field("happened")
        assert heading.description["is_last_entry"] is is_last
        if is_last:
            Path(f"note-{occasion}.ipynb").write_text("{}", "utf-8")
            field.save("happened", f"On {occasion}")
        [head] = field.hello()["slots"]["happened"]["heads"]
        assert head["value"] == f"On {occasion}"


@pytest.mark.parametrize("occasion", ["2026-02-30", "2026-03-05-0", "../", "soon"])
def test_an_occasion_that_is_none_is_refused_in_words(wire: Wire, occasion: str) -> None:
    with pytest.raises(FieldError, match=r"its occasion is .* and is no date\. Write it like"):
        reflect.workbook("note", version=1, title="Note", repeats=True, mentor="Alex", mentee="Sam", occasion=occasion)


def test_what_two_agree_on_is_asked_for_once_both_have_answered(wire: Wire) -> None:
    open_note().scale("level", 1, 5, by="each", agreed=True, required=True)
    level = wire.field("level")

    def waits() -> bool:
        return bool(level.hello()["slots"]["level.agreed"]["waits"])

    level.save("level.mentor", 3)
    assert waits()
    told = level.save("level.mentee", 4)
    assert [m["waits"] for m in told if m.get("slot") == "level.agreed"] == [False]
    level.save("level.agreed", 4)
    assert wire.heading().hello()["progress"]["missing"] == []
    level.save("level.mentor", None)
    assert not waits(), "what they agreed on is not hidden from them"


def test_what_stands_from_the_start_is_told_and_is_no_revision(wire: Wire) -> None:
    wb = open_note()
    wb.yes_no("met", default=True, required=True)
    wb.text("where", when={"met": True})
    met, where = wire.field("met"), wire.field("where")
    assert [slot["default"] for slot in met.description["slots"]] == [True]
    assert (met.hello()["slots"]["met"]["heads"], where.hello()["hidden"]) == ([], False)
    assert on_disk() == {}

    [saved, *_] = met.save("met", False)
    assert where.hello()["hidden"]
    met.save("met", None, [saved["revision"]])
    assert where.hello()["hidden"]
    assert on_disk() == {"met": None}

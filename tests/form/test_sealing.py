"""Sealing a set of answers, by two people who each have a kernel and a device, and by two at one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.exchange.collecting import CollectOutcome, collect, gathered
from reflect.exchange.packing import PackOutcome, pack
from reflect.fields import FieldError
from reflect.notebook.embedded import embedded_log
from reflect.pairs import pair_id, workbook_id
from reflect.revisions import current
from reflect.stores.folder import FolderStore
from reflect.template.metadata import reflect_metadata
from tests.form.conftest import View, Wire, heard_by, new_kernel, open_note
from tests.notebooks import HEADER, PARAMETERS, code, save, template
from tests.revisions.samples import revision

NOTE = workbook_id(pair_id("", "Alex", "Sam"), "note")
ROLES = {"Alex": "mentor", "Sam": "mentee"}

_nonces = (f"{number:032x}" for number in itertools.count(1 << 64))


class Desk:
    """Where somebody has the workbook open: a device of their own, and a kernel."""

    def __init__(self, name: str, wire: Wire, start: Callable[[], None]) -> None:
        self.name, self.role = name, ROLES.get(name, "")
        start()
        self.wb = wb = open_note()
        wb.scale("often", 1, 5, by="each", required=True, sealed="pulse")
        wb.text("why", by="each", sealed="pulse")
        wb.text("open_to_all", by="each", required=True)
        self.often, self.why, self.plain = (wire.field(each) for each in ("often", "why", "open_to_all"))
        self.heading = wire.heading()

    def slot(self, field: str = "often", role: str = "") -> dict[str, Any]:
        view: View = getattr(self, field)
        state: dict[str, Any] = view.hello()["slots"][f"{field}.{role or self.role}"]
        return state

    def words(self, field: str = "often", role: str = "") -> list[Any]:
        return [head["value"] for head in self.slot(field, role)["heads"]]

    def give(self, value: object, field: str = "often") -> list[dict[str, Any]]:
        view: View = getattr(self, field)
        return view.save(f"{field}.{self.role}", value, who=self.name)

    def seal(self, nonce: str = "", **seen: str) -> dict[str, Any]:
        message = {"type": "seal", "slot": f"often.{self.role}", "seen": seen, "nonce": nonce or next(_nonces)}
        answers = self.often.send({**message, "who": self.name})
        return next(each for each in answers if each["type"] in ("sealed", "not_sealed"))

    def sees(self, value: object, of: str, field: str = "often") -> None:
        """Wait until the words of somebody have come here."""
        view: View = getattr(self, field)
        slot = f"{field}.{ROLES[of]}"
        heard_by(view, lambda m: m.get("slot") == slot and [h["value"] for h in m.get("heads", [])] == [value])


@pytest.fixture
def sit_down(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Has somebody open the workbook in the folder that both share, on a device of their own."""
    monkeypatch.delenv("REFLECT_AS")

    def down(name: str, device: str = "") -> Desk:
        def start() -> None:
            new_kernel()
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / (device or name)))

        return Desk(name, wire, start)

    return down


def shared() -> dict[str, Any]:
    return current(FolderStore(Path("answers")).read(NOTE).log)


def in_shared_folder(words: str) -> bool:
    return any(words.encode() in file.read_bytes() for file in Path.cwd().rglob("*") if file.is_file())


def test_what_is_written_in_a_set_stays_with_its_writer(sit_down: Callable[..., Desk], tmp_path: Path) -> None:
    alex = sit_down("Alex")
    assert alex.give("she interrupts me", "why")[0]["type"] == "saved"

    assert alex.words("why") == ["she interrupts me"]
    assert not in_shared_folder("interrupts")
    [log] = (tmp_path / "Alex/reflect/answers" / NOTE).glob("*.jsonl")
    assert log.stat().st_mode & 0o777 == 0o600
    assert sit_down("Sam").words("why", "mentor") == []
    assert sit_down("Alex").words("why") == ["she interrupts me"]


def test_one_who_seals_alone_gives_a_mark_and_no_word(sit_down: Callable[..., Desk]) -> None:
    alex, sam = sit_down("Alex"), sit_down("Sam")
    alex.give(2)
    alex.give("she interrupts me", "why")
    assert alex.seal()["type"] == "sealed"

    assert shared() == {}
    assert not in_shared_folder("interrupts")
    heard_by(sam.often, lambda m: m.get("slot") == "often.mentor" and m["seal"]["time"])
    seal = sam.slot(role="mentor")["seal"]
    assert (seal["here"], seal["open"], seal["name"]) == (False, False, "Alex")
    assert sam.words(role="mentor") == []
    own = alex.slot()["seal"]
    assert (own["here"], own["open"], own["waiting"]) == (True, False, False)
    assert alex.words() == [2]


def test_once_both_have_sealed_each_has_both(sit_down: Callable[..., Desk]) -> None:
    alex, sam = sit_down("Alex"), sit_down("Sam")
    alex.give(2)
    sam.give(4)
    sam.give("I like Mondays", "why")
    alex.seal()
    sam.seal()

    alex.sees(4, of="Sam")
    sam.sees(2, of="Alex")
    alex.sees("I like Mondays", of="Sam", field="why")
    assert shared() == {"often.mentor": 2, "often.mentee": 4, "why.mentee": "I like Mondays"}
    for desk in (alex, sam):
        for role in ("mentor", "mentee"):
            seal = desk.slot(role=role)["seal"]
            assert (seal["open"], seal["fits"], seal["late"]) == (True, True, False)


def test_what_is_open_comes_when_its_owner_next_opens_the_workbook(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.give(2)
    alex.seal()
    alex.wb.close()
    sam = sit_down("Sam")
    sam.give(4)
    sam.seal()
    assert sam.words() == [4]
    assert shared() == {"often.mentee": 4}
    assert not sam.slot(role="mentor")["seal"]["open"]

    sit_down("Alex")
    sam.sees(2, of="Alex")


def test_a_set_counts_as_answered_once_it_is_sealed(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")

    def reached() -> tuple[int, list[str]]:
        told = alex.heading.hello()["progress"]
        return told["answered"], told["missing"]

    alex.give(2)
    assert reached() == (0, ["often.mentor", "often.mentee", "open_to_all.mentor", "open_to_all.mentee"])
    alex.seal()
    assert reached() == (1, ["often.mentee", "open_to_all.mentor", "open_to_all.mentee"])


def test_what_is_needed_comes_before_the_seal(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.give("because", "why")
    assert alex.slot()["seal"]["missing"] == ["Often"]
    refused = alex.seal()
    assert refused["type"] == "not_sealed"
    assert "Often" in refused["message"]


def test_the_last_field_of_a_set_has_its_button(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    assert not alex.slot("often")["seal"]["asks"]
    assert alex.slot("why")["seal"]["asks"]
    assert "seal" not in alex.plain.hello()["slots"]["open_to_all.mentor"]


def test_words_after_the_press_are_kept_said_and_not_sealed(sit_down: Callable[..., Desk]) -> None:
    alex, sam = sit_down("Alex"), sit_down("Sam")
    alex.give(2)
    alex.give("half a", "why")
    alex.seal()
    assert alex.give("half a sentence", "why")[0]["type"] == "saved"

    assert alex.words("why") == ["half a"]
    assert [each["value"] for each in alex.slot("why")["seal"]["after"]] == ["half a sentence"]
    sam.give(4)
    sam.seal()
    sam.sees("half a", of="Alex", field="why")
    assert not in_shared_folder("half a sentence")
    assert [each["value"] for each in alex.slot("why")["seal"]["after"]] == ["half a sentence"]


def test_only_what_the_writer_saw_is_sealed(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    first = alex.give(2)[0]["revision"]
    alex.often.save("often.mentor", 5, [first], who="Alex")  # in another tab
    assert alex.seal(**{"often.mentor": first})["type"] == "not_sealed"
    assert not alex.slot()["seal"]["time"]


def test_of_two_versions_one_is_kept_first(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.give(2)
    alex.give(3)
    assert "two versions" in alex.seal()["message"]


def test_to_seal_again_changes_nothing(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.give(2)
    nonce = next(_nonces)
    assert alex.seal(nonce)["type"] == alex.seal(nonce)["type"] == "sealed"
    assert alex.seal()["type"] == "not_sealed"
    assert len(FolderStore(Path("answers")).read(NOTE).log) == 1


def test_nobody_seals_for_the_other(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.often.save("often.mentee", 1, who="Alex")
    message = {"type": "seal", "slot": "often.mentee", "seen": {}, "nonce": next(_nonces), "who": "Alex"}
    assert alex.often.send(message)[-1]["type"] == "not_sealed"


def test_on_another_device_the_words_are_not_there_and_it_says_so(sit_down: Callable[..., Desk]) -> None:
    desk = sit_down("Alex", device="desk")
    desk.give(2)
    desk.seal()
    phone = sit_down("Alex", device="phone")
    seal = phone.slot()["seal"]
    assert (bool(seal["time"]), seal["here"]) == (True, False)
    assert phone.words() == []

    # The desk is gone. What is given and sealed here is shown beside what may yet come from there.
    phone.give(3)
    assert phone.seal()["type"] == "sealed"
    sam = sit_down("Sam")
    sam.give(4)
    sam.seal()
    heard_by(sam.often, lambda m: sorted(h["value"] for h in m.get("heads", [])) == [2, 3])
    assert sam.slot(role="mentor")["seal"]["fits"]


def test_who_seals_after_reading_is_said_to_have(sit_down: Callable[..., Desk]) -> None:
    desk = sit_down("Alex", device="a desk that breaks")
    desk.give(2)
    desk.seal()
    desk.wb.close()
    sam = sit_down("Sam")
    sam.give(4)
    sam.seal()
    phone = sit_down("Alex", device="phone")
    phone.sees(4, of="Sam")
    phone.give(4)
    assert phone.seal()["type"] == "sealed"
    assert phone.slot(role="mentor")["seal"]["late"]
    assert not phone.slot(role="mentee")["seal"]["late"]


def test_what_is_open_is_not_sealed_again(sit_down: Callable[..., Desk]) -> None:
    desk, sam = sit_down("Alex", device="desk"), sit_down("Sam")
    desk.give(2)
    sam.give(4)
    desk.seal()
    sam.seal()
    sam.sees(2, of="Alex")
    phone = sit_down("Alex", device="phone")
    phone.give(4)
    assert phone.seal()["type"] == "not_sealed"
    assert phone.words() == [2]
    assert [each["value"] for each in phone.slot()["seal"]["after"]] == [4]


def test_two_at_one_screen_seal_one_after_the_other(sit_down: Callable[..., Desk]) -> None:
    screen = sit_down("Alex")
    screen.give(2)
    screen.seal()
    screen.name, screen.role = "Sam", "mentee"
    screen.give(4)
    screen.seal()
    assert shared() == {"often.mentor": 2, "often.mentee": 4}


def test_a_change_by_hand_is_said_and_the_words_are_shown(sit_down: Callable[..., Desk]) -> None:
    alex, sam = sit_down("Alex"), sit_down("Sam")
    alex.give(2)
    sam.give(4)
    alex.seal()
    sam.seal()
    alex.sees(4, of="Sam")
    for log in Path("answers", NOTE).glob("*.jsonl"):
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        for line in lines:
            if line["field"] == "often.mentee":
                line["value"] = 5
        log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    coordinator = sit_down("Robin")
    assert coordinator.words(role="mentee") == [5]
    assert not coordinator.slot(role="mentee")["seal"]["fits"]
    assert coordinator.slot(role="mentor")["seal"]["fits"]


def test_whoever_is_neither_has_nothing_to_see(sit_down: Callable[..., Desk], wire: Wire) -> None:
    alex = sit_down("Alex")
    alex.give(2)
    alex.give("she interrupts me", "why")
    alex.seal()
    before = len(wire.opened)
    robin = sit_down("Robin")
    assert robin.words(role="mentor") == []
    assert "interrupts" not in json.dumps([each.published for each in wire.opened[before:]])


def test_no_sealed_word_is_synced(sit_down: Callable[..., Desk], wire: Wire) -> None:
    alex = sit_down("Alex")
    alex.give("she interrupts me", "why")
    assert "interrupts" not in wire.everything_synced()


def test_a_seal_that_cannot_reach_the_shared_folder_waits(sit_down: Callable[..., Desk]) -> None:
    alex = sit_down("Alex")
    alex.give(2)
    Path("answers").write_text("in the way")
    assert alex.seal()["type"] == "sealed"
    assert alex.slot()["seal"]["waiting"]
    Path("answers").unlink()
    alex.heading.send({"type": "refresh"})
    assert not alex.slot()["seal"]["waiting"]


def test_nothing_is_sealed_in_a_personal_workbook(wire: Wire) -> None:
    with pytest.raises(FieldError, match="a workbook that a pair shares"):
        open_note(personal_to="mentor").text("why", by="each", sealed="pulse")


FIELDS = """
wb.scale("often", 1, 5, by="each", required=True, sealed="pulse")
wb.text("why", by="each", sealed="pulse")
wb.text("open_to_all", by="each", required=True)
""".strip()


@pytest.fixture
def by_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sit_down: Callable[..., Desk]) -> Callable[..., Desk]:
    """Has each of the two open the workbook in a folder of their own."""
    parameters = PARAMETERS.replace('mentor = ""\nmentee = ""', 'mentor = "Alex"\nmentee = "Sam"')
    content = template(code(FIELDS), parameters=parameters, header=HEADER.replace("weekly_note", "note"))
    for name in ROLES:
        save(content, tmp_path / f"of {name}" / "note.ipynb")

    def down(name: str) -> Desk:
        monkeypatch.chdir(tmp_path / f"of {name}")
        return sit_down(name)

    return down


def test_by_file_the_answers_follow_the_marks(by_mail: Callable[..., Desk], tmp_path: Path) -> None:
    def mail(to: str, number: int) -> bytes:
        """What is in the folder here goes to the other as a file."""
        sent = tmp_path / f"mail {number}.ipynb"
        assert [each.outcome for each in pack(Path("note.ipynb"), sent)] == [PackOutcome.PACKED]
        with gathered([sent]) as what:
            assert [each.outcome for each in collect(what, tmp_path / f"of {to}")] == [CollectOutcome.MERGED]
        return sent.read_bytes()

    def log_in(file: bytes) -> str:
        said = reflect_metadata(json.loads(file))
        return "".join(each.line for each in embedded_log(said, [NOTE], "mail").log)

    alex = by_mail("Alex")
    alex.give("she interrupts me", "why")
    alex.give(2)
    alex.seal()
    first = mail("Sam", 1)
    assert "sealed:pulse.mentor" in log_in(first)
    assert "interrupts" not in log_in(first)

    sam = by_mail("Sam")
    assert sam.slot(role="mentor")["seal"]["time"]
    sam.give(4)
    sam.seal()
    assert sam.words(role="mentor") == []
    mail("Alex", 2)

    alex = by_mail("Alex")
    assert alex.words(role="mentee") == [4]
    heard_by(alex.often, lambda m: m.get("slot") == "often.mentor" and m["seal"]["open"])
    third = mail("Sam", 3)
    assert "interrupts" in log_in(third)

    sam = by_mail("Sam")
    assert sam.words("why", role="mentor") == ["she interrupts me"]
    assert sam.slot("why", role="mentor")["seal"]["fits"]


def test_own_columns_are_sealed_and_the_table_is_not(sit_down: Callable[..., Desk], wire: Wire) -> None:
    def with_table(desk: Desk) -> View:
        columns = {"skill": "text", "own": ("Mine", "scale 0-4", "mentee"), "view": ("Theirs", "scale 0-4", "mentor")}
        desk.wb.rows("strengths", columns, sealed="views", required=True)
        return wire.field("strengths")

    def seal(table: View, name: str) -> str:
        message = {"type": "seal", "slot": f"strengths.{ROLES[name]}", "seen": {}, "nonce": next(_nonces), "who": name}
        return next(str(m["type"]) for m in table.send(message) if m["type"] in ("sealed", "not_sealed"))

    sams, alexs = with_table(sit_down("Sam")), with_table(sit_down("Alex"))
    rows = [{"_row": "a", "skill": "Planning"}, {"_row": "b", "skill": "Listening"}]
    sams.save("strengths", rows, who="Sam")
    heard_by(alexs, lambda m: m.get("slot") == "strengths" and m["heads"])
    alexs.save("strengths.mentor", [{"_row": "a", "view": 1}], who="Alex")
    assert seal(alexs, "Alex") == "not_sealed", "there is a row without a view"
    [first] = alexs.hello()["slots"]["strengths.mentor"]["heads"]
    views = [{"_row": "a", "view": 1}, {"_row": "b", "view": 2}]
    alexs.save("strengths.mentor", views, [first["revision"]], who="Alex")
    sams.save("strengths.mentee", [{"_row": "a", "own": 3}, {"_row": "b", "own": 4}], who="Sam")
    assert shared() == {"strengths": rows}
    assert seal(alexs, "Alex") == seal(sams, "Sam") == "sealed"
    heard_by(sams, lambda m: m.get("slot") == "strengths.mentor" and [h["value"] for h in m["heads"]] == [views])


def test_what_was_written_before_a_field_was_to_be_sealed_can_be_sealed(sit_down: Callable[..., Desk]) -> None:
    FolderStore(Path("answers")).append(
        revision("x", workbook=NOTE, field="often.mentor", author="Alex", value=3),
    )
    alex, sam = sit_down("Alex"), sit_down("Sam")
    assert (alex.words(), alex.slot()["seal"]["open"]) == ([3], False)
    assert alex.seal()["type"] == "sealed"
    assert not alex.slot()["seal"]["open"]
    sam.give(4)
    sam.seal()
    alex.sees(4, of="Sam")
    assert alex.slot()["seal"]["fits"]
    assert alex.words() == [3]


def test_questions_to_a_sealed_answer_stay_at_home(sit_down: Callable[..., Desk], wire: Wire) -> None:
    alex = sit_down("Alex")
    alex.wb.text("more", by="each", sealed="pulse", prompts=True)
    view = wire.field("more")
    ask = {"type": "ask", "slot": "more.mentor", "draft": "She interrupts me", "nonce": next(_nonces), "who": "Alex"}
    view.send(ask)
    heard = heard_by(view, lambda m: m["type"] == "questions")
    assert heard["questions"]
    assert not Path("answers").exists()
    kept = {"type": "outcome", "slot": "more.mentor", "question": heard["questions"][0]["id"], "action": "kept"}
    view.send({**kept, "who": "Alex"})
    assert view.hello()["slots"]["more.mentor"]["kept"]
    assert not Path("answers").exists()

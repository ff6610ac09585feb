"""What a form sends to a model, held against what `reflect prompts preview` says beforehand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reflect.catalogue import installed_template, template_names
from reflect.cli import main
from reflect.fields import Field, Rows
from reflect.form import workbook as form
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.form.conftest import View, Wire, heard_by, new_kernel
from tests.notebooks import code, save, template
from tests.prompts.samples import DRAFT, OPEN, PAIR, PRIVATE, answered
from tests.prompts.server import Scripted, sends, serving

PARAMETERS = 'mentor = "Alex"\nmentee = "Sam"\npair_id = "p1"\nai_consent = "cloud"'
HEADER = (
    'import reflect\n\nwb = reflect.workbook("note", version=1, title="Note", mentor=mentor, mentee=mentee,'
    " pair_id=pair_id, ai_consent=ai_consent)"
)
TEXT = 'wb.text("happened", prompts=True, label="What happened", help="With whom?")'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    with serving(sends(answered(*OPEN, angle="other-view"))) as scripted:
        for name, value in {
            "REFLECT_PROMPTS": "endpoint",
            "REFLECT_PROMPTS_PERSONAL": "endpoint",
            "REFLECT_PROMPTS_TIMEOUT": "60",
            "REFLECT_MODEL": "a-model",
            "OPENAI_BASE_URL": scripted.url,
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
        yield scripted


def run(path: Path, **changed: str) -> None:
    """Run the code cells of a notebook, as Run All Cells does in the folder it is in; `changed` runs before the last
    call of reflect.workbook."""
    names: dict[str, Any] = {}
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "code":
            if "reflect.workbook" in cell["source"]:
                names.update(changed)
            exec(cell["source"], names)


def ask(view: View, slot: str, draft: object) -> dict[str, Any]:
    before = len(view.heard())
    view.send({"type": "ask", "slot": slot, "draft": draft, "nonce": "b" * 32})
    return heard_by(view, lambda message: message["type"] == "questions", before)


def previewed(path: Path, slot: str) -> str:
    result = CliRunner().invoke(main, ["prompts", "preview", str(path), slot])
    assert result.exit_code == 0, result.output
    return result.output.removesuffix("\n")


def a_draft(field: Field, slot: str) -> object:
    if not isinstance(field, Rows):
        return DRAFT
    return [{column.id: DRAFT for column in field.columns_for(slot) if column.kind == "text"}]


@pytest.mark.parametrize("name", template_names())
def test_what_a_form_sends_is_the_preview_to_the_byte(
    wire: Wire, server: Scripted, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair(PAIR["mentor"], PAIR["mentee"], programme=PAIR["programme"], details={"ai_consent": "cloud"})
    path = make_workbook(pair, find_template(name), Path.cwd()).path
    installed = installed_template(name)
    assert installed is not None
    run(path)
    slots = [(field, slot) for field in installed.template.fields if field.prompts for slot in field.slots]
    assert slots
    for field, slot in slots:
        view, draft = wire.field(field.id), a_draft(field, slot)
        view.save(slot, draft)
        for _ in range(2):  # the second time with the questions of the first
            promised, sent = previewed(path, slot), len(server.bodies)
            ask(view, slot, draft)
            assert [body.decode() for body in server.bodies[sent:]] == [promised]
            assert not [word for word in PRIVATE if word in promised.casefold()]
        assert "<asked_already>" in json.loads(server.bodies[-1])["messages"][1]["content"]


def a_note(parameters: str = PARAMETERS, header: str = HEADER, file: str = "note.ipynb") -> Path:
    return save(template(code(TEXT), parameters=parameters, header=header), Path.cwd() / file)


def sources() -> set[str]:
    """Where the questions that were offered here came from."""
    logs = [json.loads(line) for file in Path.cwd().rglob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    return {revision["source"] for revision in logs if revision["field"].startswith("prompt:")}


WITH_NO = f'{PARAMETERS}\nai_consent_mentee = "none"'
FROM_JUPYTER = "JPY_SESSION_NAME"


@pytest.mark.parametrize(
    ("parameters", "header", "why"),
    [
        (WITH_NO, HEADER, "leaves out ai_consent_mentee"),
        (WITH_NO.replace("none", "cloud"), HEADER, "leaves out ai_consent_mentee"),
        (WITH_NO, HEADER.replace("pair_id=", "ai_consent_mentee=ai_consent_mentee, pair_id="), "does not allow it"),
        (PARAMETERS, HEADER.replace(", ai_consent=ai_consent", ""), "leaves out ai_consent"),
        (PARAMETERS, HEADER.replace(" pair_id=pair_id,", ""), "leaves out pair_id"),
        (f"{PARAMETERS}\nai_consent = 'none'", HEADER, "does not allow it"),
    ],
)
def test_a_no_that_the_header_leaves_out_is_a_no(
    wire: Wire, server: Scripted, parameters: str, header: str, why: str
) -> None:
    path = a_note(parameters, header)
    run(path)
    wire.field("happened").save("happened", "We met.")
    told = ask(wire.field("happened"), "happened", "We met.")
    assert told["questions"]
    assert sources() == {"prompt:bank"}
    assert server.bodies == []
    if "pair_id" not in why:  # the form's answers are another pair's then, so that there is no draft to preview
        assert why in previewed(path, "happened")


def test_a_name_that_the_header_leaves_out_is_taken_out_all_the_same(wire: Wire, server: Scripted) -> None:
    path = a_note(f'{PARAMETERS}\norganisation = "Acme Widgets"')
    run(path)
    wire.field("happened").save("happened", "We met at Acme Widgets.")
    promised = previewed(path, "happened")
    ask(wire.field("happened"), "happened", "We met at Acme Widgets.")
    assert [body.decode() for body in server.bodies] == [promised]
    assert "Acme" not in promised


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"cloud"', '"none"'),
        ('"cloud"', '"no"'),
        ('ai_consent = "cloud"', 'ai_consent = "cloud"\nai_consent_mentor = "none"'),
        ('"Sam"', '"Samuel"'),
        ('ai_consent = "cloud"', 'ai_consent = open("x").read()'),
    ],
)
def test_a_notebook_edited_since_it_was_run_is_read_as_it_is_now(
    wire: Wire, server: Scripted, old: str, new: str
) -> None:
    path = a_note()
    run(path)
    a_note(PARAMETERS.replace(old, new))
    ask(wire.field("happened"), "happened", "We met.")
    assert server.bodies == []


@pytest.mark.parametrize("running", ["none", "local", "cloud"])
@pytest.mark.parametrize("written", ["none", "local", "cloud"])
def test_of_the_notebook_and_the_kernel_the_stricter_wins(
    wire: Wire, server: Scripted, monkeypatch: pytest.MonkeyPatch, running: str, written: str
) -> None:
    run(a_note(PARAMETERS.replace("cloud", written)), ai_consent=running)
    ask(wire.field("happened"), "happened", "We met.")
    assert len(server.bodies) == (0 if "none" in (running, written) else 1)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://models.invalid/v1")
    told = ask(wire.field("happened"), "happened", "We met.")
    assert bool(told["note"]) == (running == written == "cloud")  # only then was it tried


def test_without_the_notebook_nothing_is_sent(wire: Wire, server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_note(file="mine.ipynb")
    run(path)
    ask(wire.field("happened"), "happened", "We met.")
    assert server.bodies == []
    new_kernel()
    monkeypatch.setenv("JPY_SESSION_NAME", f"elsewhere/{path.name}")
    run(path)
    ask(wire.field("happened"), "happened", "We met.")
    assert len(server.bodies) == 1
    a_note(PARAMETERS.replace("p1", "p2"), file="mine.ipynb")  # another pair's, under the same name
    ask(wire.field("happened"), "happened", "We met.")
    assert len(server.bodies) == 1
    assert form._open


@pytest.mark.parametrize("where", ["draft", "saved", "the other's", "overwritten elsewhere"])
def test_to_a_disclosure_the_form_says_where_to_turn(wire: Wire, server: Scripted, where: str) -> None:
    harm = "He won’t stop touching me."
    calls = 'wb.text("happened", prompts=True, by="each")'
    parameters = f'{PARAMETERS}\nsupport_contact = "Ruth Keane, 020 7946 0000"'
    header = HEADER.replace("pair_id=", "support_contact=support_contact, pair_id=")
    path = save(template(code(calls), parameters=parameters, header=header), Path.cwd() / "note.ipynb")
    run(path)
    view, slot = wire.field("happened"), "happened.mentee"
    if where != "draft":
        view.save("happened.mentor" if where == "the other's" else slot, harm)
    if where == "overwritten elsewhere":
        view.save(slot, "We met.")  # not in sight of the first: both are current
    before = {path: path.read_bytes() for path in Path.cwd().rglob("*.jsonl")}
    told = ask(view, slot, harm if where == "draft" else "We met.")
    assert (told["questions"], told["support"]) == ([], True)
    assert "Ruth Keane, 020 7946 0000" in told["note"]
    assert server.connections == 0
    assert {path: path.read_bytes() for path in Path.cwd().rglob("*.jsonl")} == before  # nothing is recorded
    if where != "draft":
        assert previewed(path, slot).startswith("Nothing would be sent: ")
        assert "touching" not in previewed(path, slot)
    again = ask(view, slot, "We met.")
    assert bool(again["questions"]) == (where == "draft")


def test_a_disclosure_in_a_cell_of_a_table_is_seen(wire: Wire, server: Scripted) -> None:
    calls = 'wb.rows("steps", {"what": "text", "when": "date"}, prompts=True)'
    run(save(template(code(calls), parameters=PARAMETERS, header=HEADER), Path.cwd() / "note.ipynb"))
    told = ask(wire.field("steps"), "steps", [{"what": "Call Jo"}, {"what": "I want to die"}])
    assert (told["questions"], told["support"], server.connections) == ([], True, 0)


def test_an_emptied_box_asks_with_nothing_in_it(wire: Wire, server: Scripted) -> None:
    run(a_note())
    wire.field("happened").save("happened", "We met.")
    ask(wire.field("happened"), "happened", None)
    assert server.bodies == []

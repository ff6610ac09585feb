"""One schema for both sides of the wire: Python's types, TypeScript's, and the messages that are really sent.

Every message of the other tests here is looked at too, by tests/form/conftest.py; what browsers send, and are sent, by
tests/browser/conftest.py.
"""

from __future__ import annotations

import re

import pytest
from jsonschema import ValidationError

from reflect.fields import declare
from reflect.form.messages import read_message
from tests.form.conftest import Wire, open_note
from tests.nodejs import BROWSER
from tests.wire import TYPES, check, schema, typescript

NONCE = "0" * 32
SENT = (
    {"type": "hello"},
    {"type": "refresh"},
    {"type": "save", "slot": "line", "value": "We met.", "parents": [NONCE], "nonce": NONCE, "who": "Sam"},
    {"type": "ask", "slot": "line", "draft": None, "nonce": NONCE, "who": ""},
    {"type": "outcome", "slot": "line", "question": NONCE, "action": "kept", "who": ""},
    {"type": "release", "slot": "line", "revision": NONCE, "nonce": NONCE, "who": ""},
    {"type": "take_back", "slot": "line", "nonce": NONCE, "who": ""},
    {"type": "seal", "slot": "line.mentor", "seen": {"line.mentor": NONCE}, "nonce": NONCE, "who": ""},
)


def test_the_browsers_types_are_made_of_these() -> None:
    assert TYPES.read_text("utf-8") == typescript(), "`make wire` makes them anew"


@pytest.mark.parametrize("message", SENT, ids=lambda message: message["type"])
def test_what_the_schema_has_of_a_browser_is_what_the_kernel_reads(message: dict[str, object]) -> None:
    check("FromBrowser", message)
    given = {"by": "each", "sealed": "set"} if message["type"] == "seal" else {"prompts": True, "release": True}
    read = read_message(message, declare("text", ["line"], given))
    assert {name: getattr(read, name) for name in type(read).__slots__} == {
        name: tuple(value) if isinstance(value, list) else value for name, value in message.items() if name != "type"
    }


def test_every_kind_of_message_from_a_browser_is_read() -> None:
    kinds = {part["$ref"].rpartition("/")[2] for part in schema()["$defs"]["FromBrowser"]["anyOf"]}
    assert {schema()["$defs"][kind]["properties"]["type"]["const"] for kind in kinds} == {each["type"] for each in SENT}


def test_a_message_with_a_key_too_many_or_too_few_is_none(wire: Wire) -> None:
    open_note().text("happened")
    [saved, _] = wire.field("happened").save("happened", "We met.")
    check("ToField", saved)
    for wrong in ({**saved, "answer": "We met."}, {key: saved[key] for key in saved if key != "time"}):
        with pytest.raises(ValidationError):
            check("ToField", wrong)


def test_the_browser_reads_every_key_that_it_is_told() -> None:
    code = "\n".join(re.sub(r"//.*", "", file.read_text("utf-8")) for file in BROWSER.glob("*.js"))
    told = {name for part in schema()["$defs"].values() for name in part.get("properties", {})}
    assert [name for name in sorted(told) if not re.search(rf"\b{name}\b", code)] == []

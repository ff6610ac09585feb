"""What kernel and browser send each other, as one JSON Schema for both sides.

`python -m tests.wire` makes `form/browser/wire.d.ts` of it, by which TypeScript checks the browser's code, and `check`
says of a message that was really sent whether it is one.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, get_args

from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from reflect.form.messages import (
    Ask,
    Hello,
    Message,
    PromptOutcome,
    Refresh,
    ReleaseRequest,
    Save,
    SealRequest,
    TakeBack,
)
from reflect.form.outbound import FieldDescription, HeadingDescription, ToField, ToHeading
from tests.nodejs import BROWSER, packages, run

TYPES = BROWSER / "wire.d.ts"
_KINDS: dict[str, Any] = {
    "FieldDescription": FieldDescription,
    "HeadingDescription": HeadingDescription,
    "ToField": ToField,
    "ToHeading": ToHeading,
    "FromKernel": ToField | ToHeading,
    "FromBrowser": Message,
}
_TYPES: dict[type, str] = {
    Hello: "hello",
    Refresh: "refresh",
    Save: "save",
    Ask: "ask",
    PromptOutcome: "outcome",
    ReleaseRequest: "release",
    TakeBack: "take_back",
    SealRequest: "seal",
}
"""What the messages from a browser are called in them."""

_NAMES = "`make wire` has made this of reflect.form.outbound and reflect.form.messages."


def check(kind: str, message: object) -> None:
    """Raise ValidationError where a message is not of a kind, such as ToField."""
    _validator(kind).validate(message)


@cache
def schema() -> dict[str, Any]:
    """Every kind of message, and what they are made of, by name."""
    found, rest = TypeAdapter.json_schemas((name, "serialization", TypeAdapter(kind)) for name, kind in _KINDS.items())
    parts: dict[str, Any] = {name: _closed(part) for name, part in rest["$defs"].items()}
    for sent in get_args(Message):
        _name_type(parts[sent.__name__], _TYPES[sent])
    whole = {name: part for (name, _), part in found.items() if name not in parts}
    return {"$defs": {**parts, **whole}}


def typescript() -> str:
    """The same for TypeScript."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wire.json"
        any_of = [{"$ref": f"#/$defs/{kind}"} for kind in _KINDS]  # what nothing refers to is left out
        file.write_text(json.dumps({**schema(), "title": "Sent", "anyOf": any_of}), "utf-8")
        script = str(packages() / "json-schema-to-typescript/dist/src/cli.js")
        options = ("--style.printWidth=120", "--maxItems=-1", f"--bannerComment=// {_NAMES}")
        return run(script, "--input", str(file), *options)


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    """An object that has what it says and no more, and names no types but its own."""
    properties = {
        name: {key: value for key, value in each.items() if key != "title"} for name, each in part["properties"].items()
    }
    return {**part, "properties": properties, "additionalProperties": False}


def _name_type(part: dict[str, Any], name: str) -> None:
    """Give a message from a browser, which is read into a class, the type that the class is read from."""
    part["properties"]["type"] = {"const": name}
    part["required"] = ["type", *part.get("required", [])]


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({**schema(), "$ref": f"#/$defs/{kind}"})


if __name__ == "__main__":
    TYPES.write_text(typescript(), "utf-8")

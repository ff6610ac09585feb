"""The browser has the kinds of field that Python has."""

from __future__ import annotations

from reflect.fields import KINDS
from tests.nodejs import value_of


def test_the_browser_has_the_same_kinds() -> None:
    assert value_of("Object.keys(module.KINDS)", of="kinds.js") == list(KINDS)

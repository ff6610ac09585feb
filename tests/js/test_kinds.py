"""The browser has the kinds of field that Python has."""

from __future__ import annotations

import json

import pytest

from reflect.fields import KINDS, declare
from tests.nodejs import value_of


def test_the_browser_has_the_same_kinds() -> None:
    assert value_of("Object.keys(module.KINDS)", of="kinds.js") == list(KINDS)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org", True),
        (" HTTP://example.org/a_(b)?c=d#e ", True),
        ("mailto:sam@example.org", True),
        ("example.org", False),
        ("https://", False),
        ("https:///etc", False),
        ("mailto:sam", False),
        ("javascript:alert(1)", False),
        ("java\nscript:https://example.org", False),
        ("https://example.org and more", False),
        ('https://example.org/"onclick="', False),
        ("data:text/html,<b>", False),
        ("ftp://example.org", False),
        ("", False),
    ],
)
def test_both_take_the_same_for_an_address(text: str, is_one: bool) -> None:
    assert declare("link", ["portfolio"]).is_answered(text) is is_one
    assert value_of(f"module.isAddress({json.dumps(text)})", of="kinds.js") is is_one

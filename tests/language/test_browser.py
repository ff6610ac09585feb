"""Nothing that the form says in a browser goes past its catalogue."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.jslexer import tokenize, unquote_string

from reflect.form import widget
from reflect.language import for_browser, speaking
from tests.language.pseudo import messages

BROWSER = Path(widget.__file__).with_name("browser")
NO_WORDS = re.compile(
    r"reflect-|^\.jp-[\w-]+$|^[a-z-]+$|^[^A-Za-z]*$|^[a-z]+(?: ?[.#\[>:][\w\"=\]-]*)+$|Error|^\./|^https?:", re.ASCII
)
"""Classes, names of properties and events, selectors, addresses and modules."""


def texts_in(file: Path) -> set[str]:
    """The texts in a module that a person might be shown: of several words, or beginning with a capital."""
    found = set()
    for token in tokenize(file.read_text(encoding="utf-8"), jsx=False):
        if token.type in ("string", "template_string"):
            text = (
                unquote_string(token.value) if token.type == "string" else re.sub(r"\$\{.*?\}", "", token.value[1:-1])
            )
            if re.search(r"\b[A-Z][a-z]|[a-z]{2,} [a-z]{2,}", text) and not NO_WORDS.search(text):
                found.add(text)
    return found


NO_MESSAGES = {"noopener noreferrer", "Tab"}


@cache
def known() -> set[str]:
    """Every message there is."""
    return {text for m in messages().collected() for text in (m.id if isinstance(m.id, tuple) else (m.id,))}


@pytest.mark.parametrize("file", sorted(BROWSER.glob("*.js")), ids=lambda file: file.name)
def test_every_text_in_a_module_is_a_message(file: Path) -> None:
    assert texts_in(file) - known() - NO_MESSAGES == set()


@pytest.mark.parametrize("file", sorted(BROWSER.glob("*.js")), ids=lambda file: file.name)
def test_no_message_stands_inside_a_template_literal(file: Path) -> None:
    """Babel does not look for any there."""
    inside = [token.value for token in tokenize(file.read_text("utf-8"), jsx=False) if token.type == "template_string"]
    assert not [text for text in inside if re.search(r"\btn?\(", text)]


def test_a_form_is_told_its_language_once_with_its_code(pseudo_locale: str) -> None:
    with speaking(pseudo_locale):
        code = widget._code(pseudo_locale)
    assert code.language == for_browser(pseudo_locale)
    assert code.language["words"]["Everything is saved."].startswith("⟦")
    assert widget._code("en-GB").language == {"tag": "en-GB", "dir": "ltr"}

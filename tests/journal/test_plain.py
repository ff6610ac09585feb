"""Answers as HTML: whatever was typed can be read, in its order."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.journal.plain import answer
from tests.hostile import NAMES
from tests.journal.samples import HOSTILE

MARKS = (
    "[Sam]: yes", "[10:32]: ok", "[^1]: note", "~~~", "```", "```python", "# x", "#", "> y", "1. ", "1) ", "7. seven",
    "- ", "* ", "+ ", "• ", "\t", "    code", "\\\\", "\\*", "&amp;", "&#60;", "&nbsp;", "&", "<b>", "</b>",
    "<!-- x -->",
    "<https://example.org>", "---", "***", "| a | b |", "|---|---|", "===", "*em*", "**x**", "__y__", "`z`", "[w](v)",
    "![p](q)", "](", "https://example.org/a_(b)?c=<d>&e", "http://", "mailto:sam@example.org,", "www.example.org",
    "👩🏽‍🚀", "שלום", "مرحبا", "\u200b", "\u202e", "\ufeff", "é", "e\u0301", "$40k to $50k", "{{ x }}", "\n",
    "\n\n", "\r\n", "\r", " ", "  ", "\u2028", "\x0b",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from([*MARKS, *NAMES, *HOSTILE]), st.text(max_size=8)), max_size=12).map("".join)


class Read(HTMLParser):
    """What can be read on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]


def seen(text: str) -> str:
    """The characters of a text that leave a mark on paper, or change those that do."""
    return "".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())


@given(texts)
@example("\n".join(MARKS))
@example("\n\n".join(HOSTILE))
@settings(max_examples=500, deadline=None)
def test_every_character_that_was_typed_can_be_read_in_its_order(text: str) -> None:
    assert seen(Read(answer(text)).words) == seen(text)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_lines_stay_lines(text: str) -> None:
    lines = [seen(line) for line in text.replace("\v", "\n").replace("\f", "\n").splitlines()]
    html = answer(text)
    for line in filter(None, lines):
        if not any("\x1c" <= letter <= "\x1e" for letter in text):
            assert line in map(seen, map(_words, html.split("\n")))


def _words(html: str) -> str:
    return Read(html).words


def test_line_breaks_and_paragraphs_are_kept() -> None:
    assert answer("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>\n"
    assert "<br>" in answer("*one*\ntwo")


def test_a_list_has_the_marks_that_were_typed() -> None:
    assert answer("We agreed:\n- a\n- b\n3. c\n1) d\nand so on") == (
        "<p>We agreed:</p>\n<ul>\n<li>- a</li>\n<li>- b</li>\n</ul>\n"
        "<ol>\n<li>3. c</li>\n<li>1) d</li>\n</ol>\n<p>and so on</p>\n"
    )
    assert "<li>" not in answer("-5 degrees\n1.5 hours\n*so*\n-\n2027")


def test_what_is_set_in_and_in_columns_stays_so() -> None:
    assert Read(answer("a\tb\n  if x:\n\ty")).words == "a\xa0\xa0\xa0 b\n\xa0\xa0if x:\n\xa0\xa0\xa0\xa0y\n"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "See https://example.org/a_(b), or (http://example.org).",
            ["https://example.org/a_(b)", "http://example.org"],
        ),
        ("HTTPS://EXAMPLE.ORG mailto:sam@example.org?", ["HTTPS://EXAMPLE.ORG", "mailto:sam@example.org"]),
        (
            'https://example.org/"onclick="x <https://example.org/?a&b>',
            ["https://example.org/", "https://example.org/?a&b"],
        ),
        ("http:// https://. javascript:alert(1) data:text/html,x www.example.org mailto:", []),
    ],
)
def test_an_address_is_a_link(text: str, links: list[str]) -> None:
    assert Read(answer(text)).links == links


@pytest.mark.parametrize("text", HOSTILE[:6])
def test_raw_html_is_shown_as_text(text: str) -> None:
    assert Read(answer(text)).words.strip() == text


@pytest.mark.parametrize(
    "piece",
    ["|a", "> ", "- a\n", "1. b\n", "[", "*", "<", "\t", "\n", "https://a)", ")", "&", "http://" + ")" * 1900, "a\n\n"],
)
def test_a_page_is_not_much_longer_than_what_was_typed(piece: str) -> None:
    text = (piece * 60_000)[:60_000]
    assert len(answer(text)) < 20 * len(text)

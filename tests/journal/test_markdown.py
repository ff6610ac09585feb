"""Markdown as safe HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.journal import markdown
from tests.hostile import NAMES
from tests.journal.samples import HOSTILE

ALLOWED = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"scope"}}
pieces = st.sampled_from(
    [*HOSTILE[:-5], *NAMES, "<a href=//x>", "](", "\n\n", "    ", "- ", "> ", "|", "<div style=a>"]
)
texts = st.one_of(st.text(max_size=200), st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=8).map("".join))


class Tags(HTMLParser):
    """Collects the tags of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))


@given(texts)
@example("\n".join(HOSTILE))
@settings(max_examples=300, deadline=None)
def test_only_what_is_on_the_list_comes_out(text: str) -> None:
    for html in (markdown.answer(text, 3), markdown.prose(text, 1).html):
        for tag, attributes in Tags(html).found:
            assert tag in markdown.TAGS
            assert attributes.keys() <= ALLOWED.get(tag, set())
            if "href" in attributes:
                assert re.match(r"(https?|mailto):", attributes["href"] or "", re.IGNORECASE)
                assert attributes["rel"] == "noopener noreferrer"


plain = st.text(alphabet=st.sampled_from("ab Zé漢🙂'\",.;:!?()%/–\n "), max_size=60)


@given(plain)
@settings(deadline=None)
def test_the_short_way_for_plain_text_says_the_same(text: str) -> None:
    long_way = markdown._html(markdown._tokens(text, breaks=True), breaks=True)

    assert markdown.answer(text).split() == long_way.split()


@given(st.sampled_from(["", "# ", "## ", "#### ", "#", "####### "]), plain, st.integers(1, 4))
@settings(deadline=None)
def test_the_short_way_for_a_heading_and_plain_text_says_the_same(marks: str, text: str, before: int) -> None:
    short = markdown.prose(marks + text, before)
    long = markdown.prose(f"{marks}{text}\n\n*end*", before)

    assert (short.html.split(), short.level) == (long.html.replace("<p><em>end</em></p>", "").split(), long.level)


@pytest.mark.parametrize("text", HOSTILE[:6])
def test_raw_html_is_shown_as_text(text: str) -> None:
    assert Tags(markdown.answer(text)).words.strip() == text


def test_line_breaks_and_paragraphs_of_an_answer_are_kept() -> None:
    assert markdown.answer("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>\n"
    assert "<br>" in markdown.answer("*one*\ntwo")


def test_headings_follow_on() -> None:
    prose = markdown.prose("# One\n\n#### Four\n\n## Two", 1)

    assert [tag for tag, _ in Tags(prose.html).found] == ["h2", "h3", "h2"]
    assert prose.level == 2
    assert [tag for tag, _ in Tags(markdown.prose("# One\n\n## &nbsp;\n\n### Three", 1).html).found] == [
        "h2",
        "p",
        "h3",
    ]
    assert [tag for tag, _ in Tags(markdown.answer("# One\n\n### Three", 3)).found] == ["h4", "h5"]


def test_an_image_is_its_words_and_never_loaded() -> None:
    html = markdown.answer("![our garden](https://example.org/x.png) ![](https://example.org/y.png)")

    assert "<img" not in html
    assert Tags(html).words.strip() == "our garden https://example.org/y.png"


def test_links_without_words_say_where_they_lead() -> None:
    assert Tags(markdown.answer("[](https://example.org/)")).words.strip() == "https://example.org/"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "/etc", "file:///x"])
def test_other_addresses_lead_nowhere(address: str) -> None:
    assert "href" not in markdown.answer(f"[x]({address}) <{address}>")


def test_tables_have_headings() -> None:
    html = markdown.answer("| a | |\n|--:|---|\n| 1 | 2 |")

    assert '<th scope="col">a</th>' in html
    assert "style" not in html
    assert "<th></th>" not in html

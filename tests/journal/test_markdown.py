"""Markdown as safe HTML."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflect.journal import markdown, plain
from reflect.journal.cleaning import TAGS
from tests.hostile import NAMES
from tests.journal.samples import HOSTILE

ALLOWED = {"a": {"href", "rel"}, "img": {"alt", "src"}, "li": {"value"}, "ol": {"start"}, "th": {"scope"}}
PICTURE = "data:image/png;base64,iVBORw0KGgo="
HELD = {"x.png": PICTURE, "x y.png": PICTURE}
pieces = st.sampled_from(
    [
        *HOSTILE[:-5],
        *NAMES,
        "<a href=//x>",
        "](",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "|",
        "<div style=a>",
        "[a]: ",
        "](attachment:x.png)",
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=8).map("".join))


class Tags(HTMLParser):
    """Collects the tags of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.everything = ""  # with the numbers of lists and the addresses of links
        self.address = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "li":
            self.everything += dict(attrs).get("value") or ""
        self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self.everything += self.address + unquote(self.address)
        self.address = ""

    def handle_data(self, data: str) -> None:
        self.words += data
        self.everything += data

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))


@given(texts)
@example("\n".join(HOSTILE))
@settings(max_examples=300, deadline=None)
def test_only_what_is_on_the_list_comes_out(text: str) -> None:
    for html in (plain.answer(text), markdown.prose(text, 1).html, markdown.prose(text, 1, {"x.png": PICTURE}).html):
        for tag, attributes in Tags(html).found:
            assert tag in TAGS
            assert attributes.keys() <= ALLOWED.get(tag, set())
            if "href" in attributes:
                assert re.match(r"(https?|mailto):", attributes["href"] or "", re.IGNORECASE)
                assert attributes["rel"] == "noopener noreferrer"
            if tag == "img":
                assert attributes["src"] == PICTURE


simple = st.text(alphabet=st.sampled_from("ab Zé漢🙂'\",.;:!?()%/–\n "), max_size=60)


@given(st.sampled_from(["", "# ", "## ", "#### ", "#", "####### "]), simple, st.integers(1, 4))
@settings(deadline=None)
def test_the_short_way_for_a_heading_and_plain_text_says_the_same(marks: str, text: str, before: int) -> None:
    short = markdown.prose(marks + text, before)
    long = markdown.prose(f"{marks}{text}\n\n*end*", before)

    assert (short.html.split(), short.level) == (long.html.replace("<p><em>end</em></p>", "").split(), long.level)


def test_headings_follow_on() -> None:
    prose = markdown.prose("# One\n\n#### Four\n\n## Two", 1)

    assert [tag for tag, _ in Tags(prose.html).found] == ["h2", "h3", "h2"]
    assert prose.level == 2
    assert [tag for tag, _ in Tags(markdown.prose("# One\n\n## &nbsp;\n\n### Three", 1).html).found] == [
        "h2",
        "p",
        "h3",
    ]


def test_a_picture_from_elsewhere_is_said_to_be_left_out_and_never_loaded() -> None:
    html = prose("![our garden](https://example.org/x.png) ![](https://example.org/y.png) ![z](attachment:z.png)")

    assert "<img" not in html
    assert Tags(html).words.strip() == (
        "[a picture is left out: our garden, https://example.org/x.png] "
        "[a picture is left out: https://example.org/y.png] [a picture is left out: z, z.png]"
    )


def test_a_picture_that_the_cell_holds_is_shown_with_its_words() -> None:
    html = markdown.prose("![our garden](attachment:x%20y.png) ![x.png](attachment:x.png)", 1, HELD).html

    assert [tag for tag, _ in Tags(html).found] == ["p", "img", "br", "img"]
    assert Tags(html).words.split() == ["our", "garden"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("![x](attachment:x.png)", 0),
        ("# Us\n\n> [![x](attachment:x%20y.png)](https://example.org/)", 0),
        (f"![x]({PICTURE})", 0),
        ("![x](attachment:gone.png) ![y](https://example.org/y.png)", 2),
        ("![x](data:image/png;base64,AAAA)", 1),
        ('<img src="attachment:x.png">', 1),
        ("| a |\n|---|\n| ![x](attachment:x.png) | lost |", 1),
        ("words ![ and", 0),
    ],
)
def test_the_pictures_that_are_left_out_are_counted(text: str, left_out: int) -> None:
    html = markdown.prose(text, 1, HELD).html

    assert markdown.pictures_left_out(text, HELD) == left_out
    assert "<img" not in html or not left_out
    assert left_out == 0 or any(word in html for word in ("a picture is left out", "](attachment", "&lt;img"))


def test_links_without_words_say_where_they_lead() -> None:
    assert Tags(prose("[](https://example.org/)")).words.strip() == "https://example.org/"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "/etc", "file:///x"])
def test_other_addresses_lead_nowhere_and_can_be_read(address: str) -> None:
    for html in (prose(f"[x]({address}) <{address}>"), plain.answer(f"[x]({address}) <{address}>")):
        assert "href" not in html
        assert Tags(html).words.count(address) == 2


def test_tables_have_headings() -> None:
    html = prose("| a | |\n|--:|---|\n| 1 | 2 |")

    assert '<th scope="col">a</th>' in html
    assert "style" not in html
    assert "<th></th>" not in html


@pytest.mark.parametrize(
    "text",
    [
        "[Sam]: yes\n[10:32]: ok",
        "[^1]: a footnote",
        "~~~ what we said\nmore\n~~~",
        "> " * 30 + "deep",
        "| a | b |\n|---|---|\n| 1 | 2 | a third |",
        '[Sam](yes "certainly")',
        '![us](attachment:us.png "on the hill")',
        "7. seven\n9. nine",
        "<b>bold</b> <!-- aside -->",
    ],
)
def test_no_word_of_a_note_is_swallowed(text: str) -> None:
    html = prose(text)
    numbers = "".join(attributes.get("value") or "" for _, attributes in Tags(html).found)

    assert all(word in Tags(html).words + numbers for word in re.findall(r"\w+", text) if word != "attachment")


@given(texts)
@settings(max_examples=300, deadline=None)
def test_no_word_of_any_note_is_swallowed(text: str) -> None:
    there = iter(Tags(prose(text)).everything)
    assert all(letter in there for letter in unescape(text.replace("\0", "")) if letter.isalnum())


def test_what_markdown_would_blow_up_is_shown_as_typed() -> None:
    table = "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|\n" * 200
    assert len(prose(table * 20)) < 10 * len(table * 20)
    assert len(prose("- " * 200_000)) < 2_000_000


def prose(text: str) -> str:
    return markdown.prose(text, 1).html


@pytest.mark.parametrize(
    "text",
    [f"[a]: https://example.org/{'y' * 1_000}\n\n{'[a]' * 18_000}", ">" * 5_000 + "a", "* " * 3_000, "**a" * 10_000],
    ids=["references", "quotations", "lists", "stars"],
)
def test_a_page_grows_no_faster_than_what_was_written(text: str) -> None:
    assert len(markdown.prose(text, 2).html) < 10 * len(text)

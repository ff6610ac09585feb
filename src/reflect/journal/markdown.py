"""Markdown as safe HTML (pure).

Raw HTML is off in the parser, and what comes out is cleaned against a list of what may stay. So a mistake in either
alone lets nothing through. There are no images, since showing one from afar tells somebody that the page was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset({
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Every tag that may be in a journal's prose."""

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"a": {"href"}, "ol": {"start"}, "th": {"scope"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",  # a journal is kept by itself, so there is nothing beside it to lead to
    link_rel="noopener noreferrer",
)

_NOT_PLAIN = re.compile(r"[\\`*_\[\]<>&#|~=\x00-\x08\x0b-\x1f\x7f-\x9f]|^[^\S\n]|^[-+]|^\d+[.)]|\t", re.MULTILINE)
"""What might be Markdown. Text without any of it is paragraphs and line breaks, and most answers are."""

_NEED_WORDS = {"heading_open": ("paragraph", "p"), "th_open": ("td", "td")}
"""What may not be empty, and what it is where it is."""

_HEADING = re.compile(r"(#{1,6}) ([^\n]*\S[^\n]*)(?:\n|$)")
_PARAGRAPHS = re.compile(r"\n(?:[ ]*\n)+")
_LINE_END = re.compile(r" *\n")
_DEEPEST = 4
"""The deepest heading of a template's prose, so that there is a level for a question's label and for what is in it."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A template's Markdown as HTML, and the level of its last heading."""

    html: str
    level: int


@lru_cache(maxsize=1024)
def prose(markdown: str, level: int) -> Prose:
    """A template's Markdown as HTML, where the heading before it is of this `level`.

    No heading is above 2, since the page has its title, and none skips a level.
    """
    heading = _HEADING.match(markdown)
    rest = markdown[heading.end() :] if heading else markdown
    if not _NOT_PLAIN.search(rest) and not (heading and _NOT_PLAIN.search(heading[2])):
        # As most cells are: a heading, then paragraphs. Those with a name in them are another text for every pair.
        last = _level(len(heading[1]), top=2, before=level, deepest=_DEEPEST) if heading else level
        title = f"<h{last}>{heading[2].strip()}</h{last}>\n" if heading else ""
        return Prose(title + _paragraphs(rest, "\n"), last)
    tokens = _tokens(markdown, breaks=False)
    last = _relevel(tokens, top=2, before=level, deepest=_DEEPEST)
    return Prose(_html(tokens, breaks=False), last)


def answer(markdown: str, level: int = 4) -> str:
    """An answer as HTML, with its line breaks kept and its headings below a label of this `level`."""
    if not _NOT_PLAIN.search(markdown):
        return _paragraphs(markdown, "<br>\n")
    tokens = _tokens(markdown, breaks=True)
    _relevel(tokens, top=level + 1, before=level, deepest=6)
    return _html(tokens, breaks=True)


def _paragraphs(plain: str, line_end: str) -> str:
    """Text without any Markdown as paragraphs."""
    return "".join(f"<p>{_LINE_END.sub(line_end, text)}</p>\n" for text in _PARAGRAPHS.split(plain.strip()) if text)


@cache
def _parser(*, breaks: bool) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": breaks}).enable("table")


def _tokens(markdown: str, *, breaks: bool) -> list[Token]:
    tokens = _parser(breaks=breaks).parse(markdown)
    _name_the_nameless(tokens)
    return tokens


def _html(tokens: list[Token], *, breaks: bool) -> str:
    parser = _parser(breaks=breaks)
    return _CLEANER.clean(parser.renderer.render(tokens, parser.options, {}))


def _relevel(tokens: Sequence[Token], *, top: int, before: int, deepest: int) -> int:
    """Move headings to levels that follow on from the one before them; the last level."""
    shift = max(0, top - 2)
    last = before
    for opening, closing in _pairs(tokens, "heading_open", "heading_close"):
        last = _level(int(opening.tag[1:]) + shift, top=top, before=last, deepest=deepest)
        opening.tag = closing.tag = f"h{last}"
    return last


def _level(wanted: int, *, top: int, before: int, deepest: int) -> int:
    return min(max(wanted, top), before + 1, deepest)


def _pairs(tokens: Sequence[Token], opens: str, closes: str) -> Iterator[tuple[Token, Token]]:
    """The opening and closing tokens of what does not nest."""
    opening = None
    for token in tokens:
        if token.type == opens:
            opening = token
        elif token.type == closes and opening is not None:
            yield opening, token


def _name_the_nameless(tokens: list[Token]) -> None:
    """Give links without words their address, show images as their words, and make no heading of nothing.

    A screen reader stops at a link or a heading and has to say something.
    """
    for place, token in enumerate(tokens):
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        if token.type != "inline":
            continue
        token.children = list(_named(token.children or []))
        around = (tokens[place - 1], tokens[place + 1])
        if around[0].type in _NEED_WORDS and not any(child.content.strip() for child in token.children):
            kind, tag = _NEED_WORDS[around[0].type]
            around[0].type, around[1].type = f"{kind}_open", f"{kind}_close"
            around[0].tag = around[1].tag = tag


def _named(tokens: Sequence[Token]) -> Iterator[Token]:
    words = ""
    href = ""
    for token in tokens:
        if token.type == "image":
            words += token.content
            yield _text(token.content or str(token.attrs.get("src", "")))
            continue
        if token.type == "link_open":
            words, href = "", str(token.attrs.get("href", ""))
        elif token.type == "link_close" and not words.strip():
            yield _text(href)
        words += token.content
        yield token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)

"""The Markdown of a workbook's own cells as safe HTML (pure).

A template asks its questions in Markdown, and people write notes in it, so it reads here as in JupyterLab, with two
differences. Raw HTML is shown as text, and what comes out is cleaned too. And no word is swallowed: a cell of which a
word would be on no page (Markdown takes `[Sam]: yes` for the address of a link, and knows no lists 20 deep) is shown as
it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reflect.journal import plain
from reflect.journal.attached import inline_picture
from reflect.journal.cleaning import clean, leads_anywhere
from reflect.language import _, current

_NOT_PLAIN = re.compile(r"[\\`*_\[\]<>&#|~=\x00-\x08\x0b-\x1f\x7f-\x9f]|^[^\S\n]|^[-+]|^\d+[.)]|\t", re.MULTILINE)
"""What might be Markdown. Text without any of it is paragraphs and line breaks, and most cells are."""

_NEED_WORDS = {"heading_open": ("paragraph", "p"), "th_open": ("td", "td")}
"""What may not be empty, and what it is where it is."""

_HEADING = re.compile(r"(#{1,6}) ([^\n]*\S[^\n]*)(?:\n|$)")
_PARAGRAPHS = re.compile(r"\n(?:[ ]*\n)+")
_LINE_END = re.compile(r" *\n")
_DEEPEST = 4
"""The deepest heading of a template's prose, so that there is a level for a question's label and for what is in it."""

_LONGEST = 100_000
"""Characters of a cell that is read as Markdown, which takes far longer than the words themselves."""

_MOST_CELLS = 20_000
"""Cells of its tables. Markdown fills rows up, so that a few kilobytes can ask for millions."""

_APART = re.compile(r"<span>(&#(?:36|92);)</span>")
"""What keeps a mark in somebody's name from being taken for a formula in JupyterLab. A journal has no formulas."""

_ATTACHED = "attachment:"
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(")
_HTML_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown as HTML, and the level of its last heading."""

    html: str
    level: int


def prose(markdown: str, level: int, pictures: Mapping[str, str] | None = None, *, top: int = 2) -> Prose:
    """Markdown as HTML, where the heading before it is of this `level`.

    No heading is above `top`, since the page has its title and a book its chapters, and none skips a level. `pictures`
    are those that the cell holds, as `data:` addresses by their names; any other is said to be left out.
    """
    markdown = _APART.sub(r"\1", markdown)
    return _prose(markdown, level, current(), top) if not pictures else _rendered(markdown, level, pictures, top)


def pictures_left_out(markdown: str, pictures: Mapping[str, str]) -> int:
    """How many of the pictures that JupyterLab would show of this Markdown are none in what `prose` makes of it."""
    asked = len(_HTML_PICTURE.findall(markdown))
    if "![" not in markdown:
        return asked
    tokens = _parser().parse(markdown) if _is_bounded(markdown) else []
    if not _says_all(tokens, markdown):
        return asked + len(_PICTURE.findall(markdown))
    images = [child for token in tokens for child in _inside(token) if child.type == "image"]
    return asked + sum(_held(str(image.attrs.get("src", "")), pictures) is None for image in images)


def _inside(token: Token) -> Iterator[Token]:
    for child in token.children or ():
        yield child
        yield from _inside(child)


def _held(address: str, pictures: Mapping[str, str]) -> str | None:
    """The `data:` address of the picture that an address leads to, where the notebook has it."""
    if not address.startswith(_ATTACHED):
        return inline_picture(address)
    name = address[len(_ATTACHED) :]
    return pictures.get(unquote(name)) or pictures.get(name)


@lru_cache(maxsize=1024)
def _prose(markdown: str, level: int, _language: str, top: int) -> Prose:
    """Remembered by the language, too: what is said of a picture that is left out is in it."""
    heading = _HEADING.match(markdown)
    rest = markdown[heading.end() :] if heading else markdown
    if not _NOT_PLAIN.search(rest) and not (heading and _NOT_PLAIN.search(heading[2])):
        # As most cells are: a heading, then paragraphs. Those with a name in them are another text for every pair.
        last = _level(len(heading[1]), top=top, before=level, deepest=_DEEPEST) if heading else level
        title = f"<h{last}>{heading[2].strip()}</h{last}>\n" if heading else ""
        return Prose(title + _paragraphs(rest, "\n"), last)
    return _rendered(markdown, level, {}, top)


def _rendered(markdown: str, level: int, pictures: Mapping[str, str], top: int) -> Prose:
    if not _is_bounded(markdown):
        return Prose(plain.answer(markdown), level)
    tokens = _parser().parse(markdown)
    if not _says_all(tokens, markdown):
        return Prose(plain.answer(markdown), level)
    _name_the_nameless(tokens, pictures)
    last = _relevel(tokens, top=top, before=level, deepest=_DEEPEST)
    return Prose(clean(_parser().renderer.render(tokens, _parser().options, {})), last)


def _paragraphs(text: str, line_end: str) -> str:
    """Text without any Markdown as paragraphs."""
    return "".join(f"<p>{_LINE_END.sub(line_end, part)}</p>\n" for part in _PARAGRAPHS.split(text.strip()) if part)


@cache
def _parser() -> MarkdownIt:
    # Without references: a line such as `[10:32]: ok` is one, and on no page.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")


def _is_bounded(markdown: str) -> bool:
    if len(markdown) > _LONGEST:
        return False
    lines = markdown.split("\n")
    return max(line.count("|") for line in lines) * len(lines) <= _MOST_CELLS


def _says_all(tokens: Sequence[Token], markdown: str) -> bool:
    """Whether every letter of some Markdown is in what was made of it, in the same order."""
    there = iter("".join(_read(tokens)))
    return all(letter in there for letter in unescape(markdown) if _is_said(letter))


def _is_said(letter: str) -> bool:
    """Whether a character is one that no mark of Markdown is made of."""
    return letter.isalnum() or (not letter.isascii() and not letter.isspace())


def _read(tokens: Sequence[Token]) -> Iterator[str]:
    """What can be read of tokens, with the addresses of links and pictures."""
    address = title = ""
    for token in tokens:
        if token.type in ("fence", "list_item_open"):
            yield token.info
        if token.type == "link_open":
            address, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
        elif token.type == "link_close":
            yield f"{address}{unquote(address)}{title}"
        elif token.type == "image":
            source = str(token.attrs.get("src", ""))
            yield f"{token.content}{source}{unquote(source)}{token.attrs.get('title', '')}"
        elif token.children:
            yield from _read(token.children)
        else:
            yield token.content


def _relevel(tokens: Sequence[Token], *, top: int, before: int, deepest: int) -> int:
    """Move headings to levels that follow on from the one before them; the last level."""
    last = before
    for opening, closing in _pairs(tokens, "heading_open", "heading_close"):
        last = _level(int(opening.tag[1:]), top=top, before=last, deepest=deepest)
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


def _name_the_nameless(tokens: list[Token], pictures: Mapping[str, str]) -> None:
    """Say what HTML would not: where a link leads, what a picture shows, a list's own numbers. No heading is empty.

    A screen reader stops at a link or a heading and has to say something.
    """
    for place, token in enumerate(tokens):
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "list_item_open" and token.info:
            token.attrs = {"value": token.info}
        elif token.type == "fence" and token.info.strip():
            token.content, token.info = f"{token.info.strip()}\n{token.content}", ""
        if token.type != "inline":
            continue
        token.children = list(_named(token.children or [], pictures))
        around = (tokens[place - 1], tokens[place + 1])
        if around[0].type in _NEED_WORDS and not any(_has_words(child) for child in token.children):
            kind, tag = _NEED_WORDS[around[0].type]
            around[0].type, around[1].type = f"{kind}_open", f"{kind}_close"
            around[0].tag = around[1].tag = tag


def _has_words(token: Token) -> bool:
    return token.type == "image" or bool(token.content.strip())


def _named(tokens: Sequence[Token], pictures: Mapping[str, str]) -> Iterator[Token]:
    words = href = title = ""
    for token in tokens:
        if token.type == "image":
            shown = list(_pictured(token, pictures))
            words += "".join(each.content for each in shown)
            yield from shown
            continue
        if token.type == "link_open":
            words, href, title = "", str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
        elif token.type == "link_close":
            if not words.strip():
                yield _text(href)
            elif href and not leads_anywhere(href):
                yield _text(f" ({unquote(href)})")
            if title:
                yield _text(f" ({title})")
        words += token.content
        yield token


def _pictured(image: Token, pictures: Mapping[str, str]) -> Iterator[Token]:
    """A picture that the cell holds, with its words if it has any of its own; of any other, what it is."""
    address, words = str(image.attrs.get("src", "")), " ".join((image.content, str(image.attrs.get("title", ""))))
    held, name = _held(address, pictures), unquote(address.removeprefix(_ATTACHED))
    if held is None:
        where = name if address.startswith(_ATTACHED) or not address.startswith("data:") else ""
        what = ", ".join(dict.fromkeys(filter(None, (words.strip(), where))))
        left_out = _("[a picture is left out: {what}]").format(what=what) if what else _("[a picture is left out]")
        yield _text(left_out)
        return
    yield Token("image", "img", 0, attrs={"src": held, "alt": ""}, content=image.content, children=image.children)
    if words.strip() not in ("", name):
        yield Token("hardbreak", "br", 0)
        yield _text(words.strip())


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)

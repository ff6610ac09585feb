"""An answer as HTML: plain text, as it was typed (pure).

Whoever writes an answer writes words, not Markdown: `[Sam]: yes` is what Sam said. So every character of it is on the
page, in its place, and only what people mean is made of it: a blank line parts paragraphs, a line stays a line, what is
typed as a list is set as one, under the marks that were typed, and an address is a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from reflect.journal.cleaning import clean

_NOT_PLAIN = re.compile(r"[<>&\0]|https?://|mailto:", re.IGNORECASE)
"""What makes anything but paragraphs, lines and lists. Most answers are without."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*+•]|(\d{1,9}[.)]))\s+(?=\S)")
_GAP = re.compile(r"^[ \t]+|\t[ \t]*| [ \t]+")
_TAB = 4

_ADDRESS = re.compile(r"\b(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_LONGEST_ADDRESS = 2000
_CLOSING = re.compile(r"[.,;:!?'*_~’”»…\]}]+$")
"""What ends the sentence that an address is in, and not the address."""


def answer(text: str) -> str:
    """An answer as HTML, with every character that can be seen, in the order in which they were typed."""
    marked = _NOT_PLAIN.search(text) is not None
    html = "".join(_blocks(_LINE_END.split(text), marked=marked))
    return clean(html) if marked else html


def _blocks(lines: Iterable[str], *, marked: bool) -> Iterator[str]:
    for kind, found in groupby(lines, _kind):
        if not kind:
            continue
        shown = [_line(line.rstrip(), marked=marked) for line in found]
        if kind == "p":
            yield "<p>" + "<br>\n".join(shown) + "</p>\n"
        else:
            items = "".join(f"<li>{line}</li>\n" for line in shown)
            yield f"<{kind}>\n{items}</{kind}>\n"


def _kind(line: str) -> str:
    """The element that a line is in; "" for a blank one."""
    if not line.strip():
        return ""
    item = _ITEM.match(line)
    return "p" if item is None else "ol" if item[1] else "ul"


def _line(line: str, *, marked: bool) -> str:
    """A line as HTML. Where it is set in, and in columns, it stays so: HTML makes one space of several."""
    spaced = _GAP.sub(_kept_gap, line)
    return "".join(_linked(spaced)) if marked else spaced


def _kept_gap(gap: re.Match[str]) -> str:
    return "\N{NO-BREAK SPACE}" * (len(gap[0].expandtabs(_TAB)) - 1) + (" " if gap.start() else "\N{NO-BREAK SPACE}")


def _linked(line: str) -> Iterator[str]:
    end = 0
    for found in _ADDRESS.finditer(line):
        yield _text(line[end : found.start()])
        address, after = _parted(found[0])
        yield f'<a href="{escape(address)}">{_text(address)}</a>' if address else ""
        yield _text(after)
        end = found.end()
    yield _text(line[end:])


def _parted(found: str) -> tuple[str, str]:
    """An address, and what stands after it and is none of it."""
    if len(found) > _LONGEST_ADDRESS:
        return "", found
    address = _CLOSING.sub("", found)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = _CLOSING.sub("", address[:-1])
    leads_nowhere = address.endswith("/") and address.count("/") == 2  # "https://" and no more
    return ("", found) if leads_nowhere or ":" not in address else (address, found[len(address) :])


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\0", "\N{REPLACEMENT CHARACTER}")

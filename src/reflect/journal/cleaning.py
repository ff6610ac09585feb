"""What may be in a journal's words: HTML cleaned against a list (pure).

What makes the HTML escapes whatever it was given. So a mistake there or here alone lets nothing through.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset({
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Every tag that may be in a journal's words."""

_SCHEMES = frozenset({"http", "https", "mailto"})
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}")
"""What a picture may be: in the page itself, of a kind that runs nothing. One from afar would tell that it was seen."""


def clean(html: str) -> str:
    """HTML with nothing in it that is not on the list."""
    return _CLEANER.clean(html)


def leads_anywhere(address: str) -> bool:
    """Whether a link may lead to an address; a journal is kept by itself, so there is nothing beside it to lead to."""
    return address.partition(":")[0].casefold() in _SCHEMES


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    if attribute == "href":
        return value if leads_anywhere(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"*": set(), "a": {"href"}, "img": {"alt", "src"}, "li": {"value"}, "ol": {"start"}, "th": {"scope"}},
    attribute_filter=_allowed,
    url_schemes={*_SCHEMES, "data"},  # `data` for pictures alone: _allowed sees to it
    url_relative="deny",
    link_rel="noopener noreferrer",
)

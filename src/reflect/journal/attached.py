"""Pictures that people have pasted into a Markdown cell, as a page can show them (pure).

JupyterLab keeps them in the notebook, as attachments of the cell. What one is, its first bytes say, and nothing else:
only pictures made of dots are shown, which run nothing and ask for nothing.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from reflect.language import N_

LARGEST = 5 * 1024 * 1024
"""Bytes of a picture. A photograph as a telephone takes it has some 3 MB."""

KINDS = N_("PNG, JPEG, GIF or WebP, at most 5 MB")

_SIGNS = (
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
)
_DATA = re.compile(r"data:image/[a-z+.-]{1,20};base64,")


def pictures(attachments: object) -> dict[str, str]:
    """The attachments of a cell that can be shown, as `data:` addresses, by name; whatever is in the notebook."""
    found = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        for content in bundle.values() if isinstance(bundle, dict) else ():
            if (shown := _shown(content)) is not None:
                found[str(name)] = shown
                break
    return found


def inline_picture(address: str) -> str | None:
    """The `data:` address of a picture, if it is that of one that can be shown."""
    start = _DATA.match(address)
    return _shown(address[start.end() :]) if start else None


def size(found: Mapping[str, str]) -> int:
    """How much room pictures take on a page, in bytes."""
    return sum(map(len, found.values()))


def _shown(content: object) -> str | None:
    text = "".join(map(str, content)) if isinstance(content, list) else content
    if not isinstance(text, str) or len(text) > LARGEST * 3 // 2:
        return None
    try:
        picture = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(picture) > LARGEST:
        return None
    kind = next((name for name, sign in _SIGNS if sign.match(picture)), None)
    return None if kind is None else f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"

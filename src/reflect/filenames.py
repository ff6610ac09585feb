"""Names of people as parts of file names (pure)."""

from __future__ import annotations

import unicodedata

from reflect.unseen import without_unseen

_MOST_BYTES = 60
_DOS_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def file_part(name: str) -> str:
    """A part of a file name that reads like a person's name, in any script; empty where no letter or digit is in it.

    Visible letters, marks and digits are kept, in one case, and joined by hyphens; at most 60 bytes. Not unique.
    """
    folded = unicodedata.normalize("NFC", without_unseen(name)[0]).casefold()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in folded)
    words = "-".join(word for word in kept.split("-") if word)
    part = words.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-")
    return f"{part}-" if part in _DOS_DEVICES else part

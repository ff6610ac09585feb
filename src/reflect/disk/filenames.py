"""Names of files: of people in them, and no two of one name on any disk (pure)."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

from reflect.fields import whole_text
from reflect.pairs.unseen import without_unseen

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


class Names:
    """Names in one folder, as they are given out: no two are one on any disk, whatever that takes for the same.

    Many disks make no difference between capitals and small letters, or between ways to write an accent, and none has a
    file and a folder of one name.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, wanted: PurePath) -> PurePath:
        """The name (a relative path) that was wanted; where it is not free, the first of "name-2", "name-3" that is."""
        name, count = wanted, 1
        taken = self._taken(wanted)
        while taken is not None and self._taken(name) is not None:
            count += 1
            name = taken.with_name(f"{taken.stem}-{count}{taken.suffix}") / wanted.relative_to(taken)
        self._files.add(same_name(name))
        self._folders.update(same_name(folder) for folder in name.parents)
        return name

    def is_free(self, name: PurePath) -> bool:
        """Whether a name (a relative path) can be taken as it is."""
        return self._taken(name) is None

    def _taken(self, name: PurePath) -> PurePath | None:
        """What was given out already of a name and the folders that it is in."""
        if same_name(name) in self._folders:
            return name
        return next((part for part in (name, *name.parents) if same_name(part) in self._files), None)


def same_name(name: PurePath) -> str:
    """What two names have in common that any disk may take for one and the same."""
    return "/".join(_folded(part) for part in name.parts)


def _folded(part: str) -> str:
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", whole_text(part)).casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Cf").rstrip(" .")

"""The headings of a roster: which column is which (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reflect.roster.problems import RosterError, shown

STANDARD_COLUMNS = ("mentor", "mentor_email", "mentee", "mentee_email", "programme")
"""The columns of every roster. Only mentor and mentee must be there."""


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table, by place ("" where there is none), and the place of each column that is used."""

    headings: tuple[str, ...]
    places: Mapping[str, int]
    unknown: tuple[str, ...]

    def heading(self, place: int) -> str:
        """The heading at a place, or the letters that a spreadsheet shows above a column without one."""
        if place < len(self.headings) and self.headings[place]:
            return self.headings[place]
        letters = ""
        while place >= 0:
            letters = chr(ord("A") + place % 26) + letters
            place = place // 26 - 1
        return letters


def read_header(cells: Sequence[str], parameters: Collection[str]) -> Header:
    """The header in the first row of a table. Raises RosterError if a column is missing or there twice."""
    headings = tuple(shown(cell.replace("\ufeff", "")) for cell in cells)
    known = {heading_key(name): name for name in sorted(parameters)} | {name: name for name in STANDARD_COLUMNS}
    places: dict[str, int] = {}
    unknown: list[str] = []
    seen: dict[str, str] = {}
    for place, heading in enumerate(headings):
        if not heading:
            continue
        key = heading_key(cells[place])
        if key in seen:
            raise RosterError(f"the columns '{seen[key]}' and '{heading}' are the same. Keep one of them.")
        seen[key] = heading
        if key in known:
            places[known[key]] = place
        else:
            unknown.append(heading)
    if missing := [name for name in ("mentor", "mentee") if name not in places]:
        found = shown(", ".join(filter(None, headings)))
        raise RosterError(
            "the first row must name the columns, with at least mentor and mentee, but there is no"
            f" {' and no '.join(missing)} in '{found}'. Add the heading, or correct its name."
        )
    return Header(headings, places, tuple(unknown))


def heading_key(heading: str) -> str:
    """One form for headings that a reader takes for the same, such as `Mentor E-mail` and `mentor_email`."""
    plain = unicodedata.normalize("NFKC", heading).replace("\ufeff", "").casefold()
    words = re.sub(r"[\s_‐‑–-]+", "_", plain).strip("_")
    words = re.sub(r"(^|_)e_mail(?=_|$)", r"\1email", words)
    return "programme" if words == "program" else words

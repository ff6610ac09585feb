"""The headings of a roster: which column is which (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.language import _, listed
from reflect.pairs.unseen import code_points, plain, unseen_in
from reflect.roster.problems import RosterError, one_line
from reflect.template.parameters import PAIR_ID

STANDARD_COLUMNS = ("mentor", "mentor_email", "mentee", "mentee_email", "programme")
"""The columns of every roster. Only mentor and mentee must be there."""

_LATIN = re.compile("[A-Za-z]")
_LIKE_LATIN = re.compile("[\u0370-\u052f]")
"""Greek and Cyrillic."""

FIRST_ROWS = 20
"""So many rows are searched for the headings."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table, by place ("" where there is none), and the place of each column that is used.

    `notes` say which column of a known name is not used, and what of a heading was left out.
    """

    headings: tuple[str, ...]
    places: Mapping[str, int]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]

    def heading(self, place: int) -> str:
        """The heading at a place, or the letters that a spreadsheet shows above a column without one."""
        if place < len(self.headings) and self.headings[place]:
            return self.headings[place]
        return column_name(place)


def read_header(cells: Sequence[str], parameters: Collection[str]) -> Headings:
    """The header in the first row of a table. Raises RosterError if a column is missing or there twice."""
    headings = tuple(one_line(plain(cell)) for cell in cells)
    known = {heading_key(name): name for name in sorted(parameters)} | {name: name for name in STANDARD_COLUMNS}
    known.setdefault(PAIR_ID, PAIR_ID)
    keys = _keys(cells, headings)
    places = {known[key]: place for key, place in keys.items() if key in known and key != PAIR_ID}
    unknown = tuple(headings[place] for key, place in keys.items() if key not in known)
    if missing := [name for name in ("mentor", "mentee") if name not in places]:
        message = _(
            "the first row must name the columns, with at least mentor and mentee, but there is no {missing} in"
            " '{found}'"
        )
        raise RosterError(
            message.format(missing=listed(missing, "or"), found=one_line(", ".join(filter(None, headings)))),
            " ".join([_("Add the heading, or correct its name."), *_lookalikes(headings)]),
        )
    notes = [_unseen_note(cells[place], headings[place]) for place in keys.values()]
    if PAIR_ID in keys:
        note = _("The column '{heading}' is not used: reflect gives each pair an id of its own.")
        notes.append(note.format(heading=headings[keys[PAIR_ID]]))
    return Headings(headings, places, unknown, tuple(filter(None, notes)))


def _keys(cells: Sequence[str], headings: Sequence[str]) -> dict[str, int]:
    """The place of each heading, by its key. Raises RosterError if one is there twice."""
    keys: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if not heading:
            continue
        key = heading_key(cells[place])
        if key in keys:
            message = _("the columns '{heading}' and '{other}' are the same")
            raise RosterError(message.format(heading=headings[keys[key]], other=heading), _("Keep one of them."))
        keys[key] = place
    return keys


def _lookalikes(headings: Sequence[str]) -> Iterator[str]:
    """A word on headings that only look like Latin ones, since nobody can see what is wrong with them."""
    for heading in headings:
        if _LATIN.search(heading) and (letters := _LIKE_LATIN.findall(heading)):
            said = _("'{heading}' holds {letters}, which only looks like a Latin letter. Type it again.")
            yield said.format(heading=heading, letters=code_points(tuple(letters)))


def _unseen_note(cell: str, heading: str) -> str:
    unseen = unseen_in(cell.replace("\ufeff", ""))  # the mark of an encoding, which many programs write
    note = _("What cannot be seen ({letters}) was left out of the heading '{heading}'.")
    return note.format(letters=code_points(unseen), heading=heading) if unseen else ""


def has_people(cells: Sequence[str]) -> bool:
    """Whether a row has the headings that every roster has."""
    return {"mentor", "mentee"} <= set(map(heading_key, cells))


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """The place of the headings among the first rows of a table, which may have a title; 0 where there are none."""
    return next((place for place, cells in enumerate(rows) if has_people(cells)), 0)


def column_name(place: int) -> str:
    """The letters that a spreadsheet shows above a column: A for 0, AA for 26."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def heading_key(heading: str) -> str:
    """One form for headings that a reader takes for the same, such as `Mentor E-mail` and `mentor_email`."""
    text = unicodedata.normalize("NFKC", plain(heading)).casefold()
    words = re.sub(r"[\s_‐‑–-]+", "_", text).strip("_")
    words = re.sub(r"(^|_)e_mail(?=_|$)", r"\1email", words)
    return "programme" if words == "program" else words

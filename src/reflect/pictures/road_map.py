"""Dated milestones as stops along a road (pure).

Stops are spread evenly rather than to scale, because two milestones a week apart in a plan of five years would
otherwise lie on top of each other. Rows run to and fro, so that the road is one line from the first stop to the last.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from reflect.fields import Value, is_date, rows_of
from reflect.language import N_, _, long_date
from reflect.pictures.lettering import Box, tenth, text_of, width, wrapped

NEEDS = {"milestone": "text", "date": "date"}
"""The columns without which there is nothing to draw, each with the kind it is of."""

STATUSES = {
    "done": N_("Done"),
    "under way": N_("Under way"),
    "not started": N_("Not started"),
    "dropped": N_("Dropped"),
}
OTHER = "other"
MOST = 40
"""Further milestones are only in the table."""

_COLUMN = 136.0  # the least a label needs
_TEXT, _LINE, _LINES = 13.0, 17.0, 4
_DATE = 12.0
_WAVE = 7.0
_ABOVE, _BELOW = 20.0, 31.0  # from a stop to the foot of its date above, and of the first line of its label below
_MARKER = 12.0
_LEGEND = 30.0
_BETWEEN = 24.0


@dataclass(frozen=True, slots=True)
class Milestone:
    """One row of the table, as far as a road map needs it. `status` is a key of STATUSES, or "other"."""

    name: str
    day: dt.date | None
    status: str
    status_text: str

    @property
    def sentence(self) -> str:
        """The milestone in words."""
        when = long_date(self.day) if self.day else _("No date yet")
        if not self.status_text:
            return _("{when}: {name}.").format(when=when, name=self.name)
        return _("{when}: {name}, {status}.").format(when=when, name=self.name, status=self.status_text.lower())


@dataclass(frozen=True, slots=True)
class Stop:
    """A milestone at its place on the road, with its date above and the lines of its label below, each at its `y`.

    Those are counted from the stop. `room` is all that it takes up.
    """

    x: float
    y: float
    status: str
    date: str
    lines: tuple[tuple[float, str], ...]
    room: Box


@dataclass(frozen=True, slots=True)
class Key:
    """What one shape means."""

    x: float
    y: float
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class RoadMap:
    """A road map laid out in `width` by `height`. `road` is the path; the flag stands at its end."""

    width: float
    height: float
    road: str
    flag: tuple[float, float]
    stops: tuple[Stop, ...]
    keys: tuple[Key, ...]


def milestones(value: Value) -> tuple[tuple[Milestone, ...], tuple[Milestone, ...]]:
    """The milestones in a `rows` value: those with a date, in its order, and those without. Nameless ones are none."""
    found = [_milestone(row.get("milestone"), row.get("date"), row.get("status")) for row in rows_of(value)]
    named = [milestone for milestone in found if milestone.name]
    dated = sorted((each for each in named if each.day), key=lambda each: each.day or dt.date.max)
    return tuple(dated), tuple(each for each in named if not each.day)


def road_map(dated: Sequence[Milestone], room: float) -> RoadMap:
    """A road past these milestones, no wider than `room` and as high as it needs to be."""
    dated = dated[:MOST]
    margin = min(54.0, room / 10)  # for the bends
    most = max(1, int((room - 2 * margin) // _COLUMN))
    rows = math.ceil(len(dated) / most) or 1
    per_row = math.ceil(len(dated) / rows) or 1
    column = (room - 2 * margin) / per_row
    stops: list[Stop] = []
    top = 0.0
    ends: list[tuple[float, list[Stop]]] = []
    for row in range(rows):
        line = top + _ABOVE + _DATE + _WAVE
        placed = [
            _stop(each, margin + _across(row, place, per_row) * column, line + _WAVE * (1 if place % 2 else -1), column)
            for place, each in enumerate(dated[row * per_row : (row + 1) * per_row])
        ]
        ends.append((line, placed))
        stops += placed
        top = max((stop.room.y + stop.room.height for stop in placed), default=line) + _BETWEEN
    path, flag = _road(ends, room, margin, column)
    keys, bottom = _keys(dated, room, top)
    return RoadMap(room, tenth(bottom), path, flag, tuple(stops), keys)


def _milestone(name: Value, date: Value, status: Value) -> Milestone:
    text = text_of(status, 40)
    plain = text.casefold()
    known = next((key for key, word in STATUSES.items() if plain in (key, _(word).casefold())), OTHER)
    day = dt.date.fromisoformat(date) if is_date(date) else None
    return Milestone(text_of(name), day, known, text)


def _across(row: int, place: int, per_row: int) -> float:
    """How many columns across a stop is: from the left in the first row, from the right in the next, and so on."""
    return (place if row % 2 == 0 else per_row - 1 - place) + 0.5


def _stop(milestone: Milestone, x: float, y: float, column: float) -> Stop:
    room = column - 12
    lines = wrapped(milestone.name, _TEXT, room, _LINES)
    date = long_date(milestone.day) if milestone.day else ""
    widest = max([width(text, _TEXT) for text in lines] + [width(date, _DATE)], default=0)
    height = _DATE + _ABOVE + _BELOW + (len(lines) - 1) * _LINE + 5
    taken = Box(x - widest / 2, y - _ABOVE - _DATE, widest, height)
    placed = tuple((_BELOW + number * _LINE, text) for number, text in enumerate(lines))
    return Stop(tenth(x), tenth(y), milestone.status, date, placed, taken)


def _road(
    rows: Sequence[tuple[float, Sequence[Stop]]], room: float, margin: float, column: float
) -> tuple[str, tuple[float, float]]:
    """The road as an SVG path, level at each stop and gently up and down between them; and where it ends."""
    x, y = 12.0, rows[0][0]
    path = [f"M{x:.1f} {y:.1f}"]
    for number, (line, stops) in enumerate(rows):
        forward = number % 2 == 0
        for stop in stops:
            path.append(_curve(x, y, stop.x, stop.y))
            x, y = stop.x, stop.y
        edge = room - margin if forward else margin
        if number + 1 < len(rows):
            below = rows[number + 1][0]
            bulge = (margin - 12) / 0.75 * (1 if forward else -1)
            path.append(_curve(x, y, edge, line))
            path.append(f"C{edge + bulge:.1f} {line:.1f} {edge + bulge:.1f} {below:.1f} {edge:.1f} {below:.1f}")
            x, y = edge, below
        else:
            end = x + (column / 2 + margin - 22) * (1 if forward else -1)
            path.append(_curve(x, y, end, line))
            x, y = end, line
    return "".join(path), (tenth(x), tenth(y))


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _keys(dated: Sequence[Milestone], room: float, top: float) -> tuple[tuple[Key, ...], float]:
    """What the shapes on this road mean, in lines from `top`; and how far down that goes."""
    used = {each.status for each in dated}
    keys: list[Key] = []
    x, y = 16.0, top + 6
    for status, word in {**STATUSES, OTHER: N_("No status yet")}.items():
        if status not in used:
            continue
        text = _(word)
        needed = 2 * _MARKER + 8 + width(text, _DATE) + 22
        if x + needed > room and keys:
            x, y = 16.0, y + _LEGEND
        keys.append(Key(tenth(x), tenth(y), status, text))
        x += needed
    return tuple(keys), y + _MARKER + 4

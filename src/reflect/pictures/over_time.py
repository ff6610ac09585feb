"""Numbers over the entries of a workbook, a panel for each question, laid out to be drawn (pure).

Days stand as far apart as they are in the calendar. The lines of the two are told apart by their marks and strokes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reflect.fields import Role
from reflect.language import _, decimal, long_date, ngettext
from reflect.pictures.lettering import fitted, tenth, wrapped
from reflect.pictures.series import Line as Numbers
from reflect.pictures.series import OverTime, Panel, Point

MOST = 400
"""Points of a line that are drawn, the last of them: a day each for a year."""

_TEXT, _LINE, _SMALL = 13.0, 17.0, 11.5
_LABEL_LINES = 3
_LEFT, _RIGHT = 30.0, 34.0
_PLOT = 74.0
_ABOVE, _BELOW, _BETWEEN = 12.0, 20.0, 16.0
_LEGEND = 26.0
_NEAR = 16.0
"""Two numbers at the ends of lines that are nearer to each other than this are written one above the other."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line in a panel: its path, and its marks. `last` is its last number, written at `last_y` beside it."""

    role: str
    path: str
    marks: tuple[tuple[float, float], ...]
    last: str
    last_x: float
    last_y: float


@dataclass(frozen=True, slots=True)
class Plot:
    """One question: the lines of its label, each at its y; the plot from `top` to `bottom`; what stands at its ends.

    `middle` is the height of a number with a meaning of its own, and that number.
    """

    label: tuple[tuple[float, str], ...]
    top: float
    bottom: float
    low: str
    high: str
    middle: tuple[float, str] | None
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Whose line is drawn how."""

    x: float
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Plots below each other in `width` by `height`, between `left` and `right`. `first` and `last` are their days."""

    width: float
    height: float
    left: float
    right: float
    plots: tuple[Plot, ...]
    first: str
    last: str
    keys: tuple[Key, ...]
    key_y: float


def time_chart(of: OverTime, names: Mapping[Role, str], room: float) -> TimeChart:
    """The panels of a picture over time, no wider than `room`. `names` are those of the two."""
    days = [point.day for panel in of.panels for line in panel.lines for point in line.points]
    span = min(days), max(days)
    right = room - _RIGHT
    plots, y = [], 4.0
    for panel in of.panels:
        label = wrapped(panel.label, _TEXT, room - 8, _LABEL_LINES)
        top = y + len(label) * _LINE + _ABOVE
        placed = tuple((tenth(y + number * _LINE + _TEXT), text) for number, text in enumerate(label))
        plots.append(_plot(panel, placed, top, span, right))
        y = top + _PLOT + _BETWEEN
    y += _BELOW - _BETWEEN
    roles = dict.fromkeys(line.role for panel in of.panels for line in panel.lines if line.points)
    keys = _keys([role for role in roles if role], names, room)
    first, last = (long_date(day) for day in span)
    height = y + 6 + (_LEGEND if keys else 0)
    return TimeChart(
        room, tenth(height), _LEFT, right, tuple(plots), first, last if last != first else "", keys, tenth(y + 18)
    )


def sentences(of: OverTime, names: Mapping[Role, str]) -> list[str]:
    """A picture over time in words, a sentence for each line in it."""
    return [_sentence(panel, line, names) for panel in of.panels for line in panel.lines if line.points]


def _sentence(panel: Panel, line: Numbers, names: Mapping[Role, str]) -> str:
    numbers = ", ".join(decimal(round(point.number, 1)) for point in line.points)
    first, last = (long_date(point.day) for point in (line.points[0], line.points[-1]))
    days = ngettext("{first}", "{first} to {last}", len(line.points)).format(first=first, last=last)
    if line.role is None:
        return _("{question}: {numbers} ({days}).").format(question=panel.label, numbers=numbers, days=days)
    text = _("{question}, {name}: {numbers} ({days}).")
    return text.format(question=panel.label, name=names[line.role], numbers=numbers, days=days)


def _plot(
    panel: Panel, label: tuple[tuple[float, str], ...], top: float, span: tuple[dt.date, dt.date], right: float
) -> Plot:
    strokes = [_stroke(line, panel, top, span, right) for line in panel.lines if line.points]
    middle = None if panel.middle is None else (_height(panel.middle, panel, top), decimal(panel.middle))
    low, high = (decimal(round(end, 1)) for end in (panel.low, panel.high))
    return Plot(label, tenth(top), tenth(top + _PLOT), low, high, middle, tuple(_apart(strokes)))


def _stroke(line: Numbers, panel: Panel, top: float, span: tuple[dt.date, dt.date], right: float) -> Stroke:
    marks = [(_across(point, span, right), _height(point.number, panel, top)) for point in line.points[-MOST:]]
    path = "M" + "L".join(f"{x} {y}" for x, y in marks)
    last = decimal(round(line.points[-1].number, 1))
    return Stroke(line.role or "both", path, tuple(marks), last, tenth(marks[-1][0] + 9), tenth(marks[-1][1] + 4))


def _apart(strokes: Sequence[Stroke]) -> Sequence[Stroke]:
    """The strokes with their last numbers far enough from each other to be read."""
    if len(strokes) != 2 or abs(strokes[0].last_y - strokes[1].last_y) >= _NEAR:
        return strokes
    if strokes[0].last == strokes[1].last and strokes[0].last_x == strokes[1].last_x:
        return [strokes[0], _moved(strokes[1], strokes[1].last_y, "")]
    upper, lower = sorted(strokes, key=lambda stroke: stroke.last_y)
    middle = (upper.last_y + lower.last_y) / 2
    return [_moved(upper, middle - _NEAR / 2, upper.last), _moved(lower, middle + _NEAR / 2, lower.last)]


def _moved(stroke: Stroke, y: float, last: str) -> Stroke:
    return Stroke(stroke.role, stroke.path, stroke.marks, last, stroke.last_x, tenth(y))


def _across(point: Point, span: tuple[dt.date, dt.date], right: float) -> float:
    whole = (span[1] - span[0]).days
    return tenth(_LEFT + 8 + (right - _LEFT - 16) * ((point.day - span[0]).days / whole if whole else 0.5))


def _height(number: float, panel: Panel, top: float) -> float:
    share = (min(max(number, panel.low), panel.high) - panel.low) / (panel.high - panel.low)
    return tenth(top + _PLOT * (1 - share))


def _keys(roles: Sequence[Role], names: Mapping[Role, str], room: float) -> tuple[Key, ...]:
    each = (room - _LEFT) / max(len(roles), 1)
    return tuple(
        Key(tenth(_LEFT + place * each), role, fitted(names[role], _SMALL, each - 40))
        for place, role in enumerate(roles)
    )

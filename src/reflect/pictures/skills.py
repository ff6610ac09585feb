"""Skills as they are now and as they need to be, each on a line of its own (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from reflect.fields import Field, Scale, Value, rows_of
from reflect.language import _, decimal
from reflect.pictures.lettering import fitted, number_of, tenth, text_of, width

NEEDS = {"skill": "text", "now": "scale", "needed": "scale"}
"""The columns without which there is nothing to draw, each with the kind it is of."""

WIDTH = 480.0
MOST = 40
_LEFT, _RIGHT = 13.0, 13.0
_ROW = 58.0
_TEXT, _NOTE = 14.0, 12.0
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill. `y` is its line; `now_x` and `needed_x` are the marks on it, where there is a number."""

    name: str
    full_name: str
    note: str
    y: float
    now: float | None
    needed: float | None
    now_x: float | None
    needed_x: float | None

    @property
    def sentence(self) -> str:
        """The skill in words."""
        now = _("not rated now") if self.now is None else _("now {number}").format(number=decimal(self.now))
        needed = _("need not rated") if self.needed is None else _("needs {number}").format(number=decimal(self.needed))
        if not self.note:
            return _("{skill}: {now}, {needed}.").format(skill=self.full_name, now=now, needed=needed)
        return _("{skill}: {now}, {needed}, {note}.").format(
            skill=self.full_name, now=now, needed=needed, note=self.note.lower()
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """Skills laid out in `width` by `height`, on a scale from `low` to `high` with a tick at each of `ticks`."""

    width: float
    height: float
    low: int
    high: int
    left: float
    right: float
    ticks: tuple[float, ...]
    skills: tuple[Skill, ...]


def skills(value: Value, columns: tuple[Field, ...]) -> Chart | None:
    """The skills in a `rows` value, on the scale of their columns; None where there is none to draw."""
    scales = [column for column in columns if isinstance(column, Scale) and column.id in ("now", "needed")]
    low = min((column.low for column in scales), default=0)
    high = max((column.high for column in scales), default=4)
    named = [(name, row) for row in rows_of(value) if (name := text_of(row.get("skill")))]
    rated = [
        (name, number_of(row.get("now"), low, high), number_of(row.get("needed"), low, high), row)
        for name, row in named[:MOST]
    ]
    if not any(now is not None or needed is not None for _, now, needed, _ in rated):
        return None

    def across(number: float | None) -> float | None:
        return None if number is None else tenth(_LEFT + (number - low) / (high - low) * (WIDTH - _LEFT - _RIGHT))

    found = []
    for place, (name, now, needed, row) in enumerate(rated):
        note = fitted(text_of(row.get("priority"), 40), _NOTE, 120)
        room = WIDTH - _LEFT - _RIGHT - width(note, _NOTE) + 10
        line = 36 + place * _ROW
        found.append(Skill(fitted(name, _TEXT, room), name, note, line, now, needed, across(now), across(needed)))
    steps = range(low, high + 1) if high - low <= _MOST_TICKS else ()
    ticks = tuple(x for step in steps if (x := across(step)) is not None)
    bottom = len(found) * _ROW
    return Chart(WIDTH, bottom + 30, low, high, _LEFT, WIDTH - _RIGHT, ticks, tuple(found))

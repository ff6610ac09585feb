"""The people around somebody: the closer they are, the nearer the middle (pure).

Everybody has a direction of their own, so that no two shapes can meet; where there are many, all of them move outwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from reflect.fields import Field, Scale, Value, rows_of
from reflect.journal.pictures.lettering import fitted, number_of, tenth, text_of, width
from reflect.language import N_, _, decimal

NEEDS = {"initials": "text", "closeness": "scale"}
"""The columns without which there is nothing to draw, each with the kind it is of."""

SPHERES = {"job": N_("Job"), "career": N_("Career"), "personal": N_("Personal")}
OTHER, MISSING = "other", "missing"
_OTHER = N_("Other")
MOST = 30
SHAPE = 46.0
"""The width of a person's shape."""

_INNER, _OUTER = 98.0, 206.0
_TEXT = 11.5
_LEGEND = 30.0


@dataclass(frozen=True, slots=True)
class Person:
    """One person at a place in the picture. `sphere` is a key of SPHERES, "other", or "missing" for nobody yet."""

    initials: str
    sphere: str
    closeness: float | None
    x: float
    y: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Key:
    """What one shape means."""

    x: float
    y: float
    sphere: str
    text: str


@dataclass(frozen=True, slots=True)
class Network:
    """People around a middle, in `width` by `height`, with a ring for each step of closeness."""

    width: float
    height: float
    middle: tuple[float, float]
    name: str
    rings: tuple[float, ...]
    people: tuple[Person, ...]
    keys: tuple[Key, ...]


def network(value: Value, columns: tuple[Field, ...], around: str, *, missing: bool = False) -> Network | None:
    """The people in a `rows` value around somebody; None where there are none.

    `missing` adds a place for nobody yet.
    """
    closeness = next((column for column in columns if isinstance(column, Scale) and column.id == "closeness"), None)
    low, high = (float(closeness.low), float(closeness.high)) if closeness else (1.0, 5.0)
    found = [
        (
            initials,
            _sphere(row.get("sphere", row.get("kind", row.get("area")))),
            number_of(row.get("closeness"), low, high),
        )
        for row in rows_of(value)
        if (initials := text_of(row.get("initials"), 40))
    ][:MOST]
    if not found:
        return None
    order = [*SPHERES, OTHER, MISSING]
    if missing:
        found.append(("?", MISSING, low))
    found.sort(key=lambda each: order.index(each[1]))
    turn = 2 * math.pi / len(found)
    inner = max(_INNER, (SHAPE + 6) / (2 * math.sin(turn / 2)) if len(found) > 1 else 0)
    outer = inner + _OUTER - _INNER
    centre = tenth(outer + SHAPE / 2 + 6)
    people = []
    for place, (initials, sphere, close) in enumerate(found):
        distance = outer if close is None else inner + (high - close) / (high - low) * (outer - inner)
        angle = (place + 0.5) * turn - math.pi / 2
        x, y = tenth(centre + distance * math.cos(angle)), tenth(centre + distance * math.sin(angle))
        label = fitted(initials, _TEXT, SHAPE - 4)
        people.append(Person(label, sphere, close, x, y, _sentence(initials, sphere, close, high)))
    steps = range(int(low), int(high) + 1) if high - low <= 10 else (int(low), int(high))
    rings = tuple(tenth(inner + (high - step) / (high - low) * (outer - inner)) for step in steps)
    keys, bottom = _keys({sphere for _initials, sphere, _close in found}, 2 * centre)
    first_name = fitted(around.split()[0] if around.split() else "", 13.0, 84)
    return Network(2 * centre, tenth(2 * centre + bottom), (centre, centre), first_name, rings, tuple(people), keys)


def _sphere(value: Value) -> str:
    text = text_of(value, 40).casefold()
    return next((each for each, word in SPHERES.items() if text in (each, _(word).casefold())), OTHER)


def _sentence(initials: str, sphere: str, closeness: float | None, high: float) -> str:
    if sphere == MISSING:
        return _("One role is filled by nobody yet.")
    word = _(SPHERES.get(sphere, _OTHER)).lower()
    if closeness is None:
        return _("{initials}: {sphere}, closeness not rated.").format(initials=initials, sphere=word)
    return _("{initials}: {sphere}, closeness {closeness} of {high}.").format(
        initials=initials, sphere=word, closeness=decimal(closeness), high=decimal(high)
    )


def _keys(used: set[str], room: float) -> tuple[tuple[Key, ...], float]:
    """What the shapes mean, in lines below the picture; and how high those are."""
    keys: list[Key] = []
    x, y = 20.0, 16.0
    for sphere, word in {**SPHERES, OTHER: _OTHER, MISSING: N_("Nobody yet")}.items():
        if sphere not in used:
            continue
        text = _(word)
        needed = 26 + width(text, _TEXT) + 18
        if x + needed > room and keys:
            x, y = 20.0, y + _LEGEND - 4
        keys.append(Key(tenth(x), tenth(room + y), sphere, text))
        x += needed
    return tuple(keys), y + _LEGEND / 2 + 4

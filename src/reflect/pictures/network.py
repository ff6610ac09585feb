"""The people around somebody: the closer they are, the nearer the middle (pure).

Everybody has a direction of their own, so that no two shapes can meet; where there are many, all of them move outwards.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reflect.fields import Field, Scale, Value, rows_of
from reflect.fields.kinds import Choices
from reflect.language import N_, _, decimal, listed
from reflect.pictures.lettering import fitted, number_of, tenth, text_of, width

NEEDS = {"initials": "text", "closeness": "scale"}
"""The columns without which there is nothing to draw, each with the kind it is of."""

SPHERES = {"job": N_("Job"), "career": N_("Career"), "personal": N_("Personal")}
OTHER, MISSING = "other", "missing"
_OTHER = N_("Other")
MOST = 30
SHAPE = 46.0
"""The width of a person's shape."""
MARKED = 66.0
"""The same with the numbers of their roles around it."""
MOST_ROLES = 8
"""Roles that have a number. Any further are only in the words."""

_INNER, _OUTER = 98.0, 206.0
_TEXT = 11.5
_LEGEND = 30.0
_RIM = 25.0
_LABEL_AMONG_MARKS = 30.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a role on the rim of a person's shape, counted from its middle."""

    x: float
    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person at a place in the picture. `sphere` is a key of SPHERES, "other", or "missing" for nobody yet."""

    initials: str
    sphere: str
    closeness: float | None
    x: float
    y: float
    sentence: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What one shape means or, where there is one, the `number` of a role."""

    x: float
    y: float
    sphere: str
    text: str
    number: int = 0


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


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A row of the table, or a role that nobody fills."""

    initials: str
    sphere: str
    closeness: float | None
    roles: tuple[str, ...] = ()


def network(value: Value, columns: tuple[Field, ...], around: str, *, missing: bool = False) -> Network | None:
    """The people in a `rows` value around somebody; None where there are none.

    Where a column has their `roles`, each is a number, and a role that nobody fills has an empty place. `missing` adds
    such a place where there are no roles.
    """
    closeness = next((column for column in columns if isinstance(column, Scale) and column.id == "closeness"), None)
    low, high = (float(closeness.low), float(closeness.high)) if closeness else (1.0, 5.0)
    asked = next((column.options for column in columns if isinstance(column, Choices) and column.id == "roles"), ())
    found = _people(value, low, high, by_role=bool(asked))
    if not found:
        return None
    roles = list(dict.fromkeys([*asked, *(role for each in found for role in each.roles)]))
    found += _nobody(asked, found, low) if asked else [_Somebody("?", MISSING, low)] * missing
    order = [*SPHERES, OTHER, MISSING]
    found.sort(key=lambda each: (order.index(each.sphere), min(map(roles.index, each.roles), default=len(roles))))
    shape = MARKED if asked else SHAPE
    turn = 2 * math.pi / len(found)
    inner = max(_INNER, (shape + 6) / (2 * math.sin(turn / 2)) if len(found) > 1 else 0)
    outer = inner + _OUTER - _INNER
    centre = tenth(outer + shape / 2 + 6)
    people = []
    for place, each in enumerate(found):
        close = each.closeness
        distance = outer if close is None else inner + (high - close) / (high - low) * (outer - inner)
        angle = (place + 0.5) * turn - math.pi / 2
        x, y = tenth(centre + distance * math.cos(angle)), tenth(centre + distance * math.sin(angle))
        label = fitted(each.initials, _TEXT, _LABEL_AMONG_MARKS if asked else SHAPE - 4)
        people.append(Person(label, each.sphere, close, x, y, _sentence(each, high), _marks(each, roles)))
    steps = range(int(low), int(high) + 1) if high - low <= 10 else (int(low), int(high))
    rings = tuple(tenth(inner + (high - step) / (high - low) * (outer - inner)) for step in steps)
    keys, bottom = _keys({each.sphere for each in found}, roles[:MOST_ROLES], 2 * centre)
    first_name = fitted(around.split()[0] if around.split() else "", 13.0, 84)
    return Network(2 * centre, tenth(2 * centre + bottom), (centre, centre), first_name, rings, tuple(people), keys)


def _people(value: Value, low: float, high: float, *, by_role: bool) -> list[_Somebody]:
    """Whoever has a row with their initials."""
    return [
        _Somebody(
            initials,
            OTHER if by_role else _sphere(row.get("sphere", row.get("kind", row.get("area")))),
            number_of(row.get("closeness"), low, high),
            _roles(row.get("roles")) if by_role else (),
        )
        for row in rows_of(value)
        if (initials := text_of(row.get("initials"), 40))
    ][:MOST]


def _roles(value: Value) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (text_of(each, 40) for each in value)))) if isinstance(value, list) else ()


def _nobody(asked: Sequence[str], found: Sequence[_Somebody], low: float) -> list[_Somebody]:
    """An empty place for each role that nobody fills."""
    filled = {role for each in found for role in each.roles}
    return [_Somebody("?", MISSING, low, (role,)) for role in asked[:MOST_ROLES] if role not in filled]


def _marks(person: _Somebody, roles: Sequence[str]) -> tuple[Mark, ...]:
    """The numbers of somebody's roles, each at its own place on the rim."""
    numbers = sorted(number for number, role in enumerate(roles[:MOST_ROLES], start=1) if role in person.roles)
    turns = [(number - 1) * 2 * math.pi / MOST_ROLES - math.pi * 3 / 4 for number in numbers]
    return tuple(
        Mark(tenth(_RIM * math.cos(turn)), tenth(_RIM * math.sin(turn)), number)
        for number, turn in zip(numbers, turns, strict=True)
    )


def _sphere(value: Value) -> str:
    text = text_of(value, 40).casefold()
    return next((each for each, word in SPHERES.items() if text in (each, _(word).casefold())), OTHER)


def _sentence(person: _Somebody, high: float) -> str:
    if person.sphere == MISSING:
        nobody = _("{role}: nobody yet.").format(role=person.roles[0]) if person.roles else ""
        return nobody or _("One role is filled by nobody yet.")
    word = listed(person.roles) or _(SPHERES.get(person.sphere, _OTHER)).lower()
    if person.closeness is None:
        return _("{initials}: {sphere}, closeness not rated.").format(initials=person.initials, sphere=word)
    return _("{initials}: {sphere}, closeness {closeness} of {high}.").format(
        initials=person.initials, sphere=word, closeness=decimal(person.closeness), high=decimal(high)
    )


def _keys(used: Collection[str], roles: Sequence[str], room: float) -> tuple[tuple[Key, ...], float]:
    """What the numbers or the shapes mean, in lines below the picture; and how high those are."""
    shapes = {**SPHERES, OTHER: _OTHER, MISSING: N_("Nobody yet")}
    meant = [("", fitted(role, _TEXT, room - 80), number) for number, role in enumerate(roles, start=1)]
    meant += [(each, _(word), 0) for each, word in shapes.items() if each in used and not (roles and each == OTHER)]
    keys: list[Key] = []
    x, y = 20.0, 16.0
    for sphere, text, number in meant:
        needed = 26 + width(text, _TEXT) + 18
        if x + needed > room and keys:
            x, y = 20.0, y + _LEGEND - 4
        keys.append(Key(tenth(x), tenth(room + y), sphere, text, number))
        x += needed
    return tuple(keys), y + _LEGEND / 2 + 4

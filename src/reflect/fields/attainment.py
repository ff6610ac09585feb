"""Goal attainment scaling: how far several goals were reached, as one number (pure).

Each goal has a level from -2 (much less than expected) to +2 (much more), 0 being what was expected. The T score of
several is 50 where all came out as expected, and 10 is one standard deviation:

    T = 50 + 10 * sum(w x) / sqrt((1 - r) * sum(w**2) + r * sum(w)**2)

with the weight w and the level x of each goal, and r = 0.3 for the correlation between goals (T. J. Kiresuk and R. E.
Sherman, Community Mental Health Journal 4, 1968, 443-453; the same formula in the erratum to L. Turner-Stokes, Clinical
Rehabilitation 23, 2009, 362-370).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from reflect.fields.values import Value, is_number

CORRELATION = 0.3
"""Between the levels of two goals, as Kiresuk and Sherman assume it."""

_HEAVIEST = 100

EXPECTED = 50.0
"""The T score of goals that all came out as expected."""

LOWEST, HIGHEST = -2, 2
LEVEL, WEIGHT = "level", "weight"
"""The columns of a table of goals that have them. Without a weight, each goal has the same."""

T_SCORES = (10.0, 90.0)
"""What they are drawn between. However many goals all come out best, their T score is below 50 + 20 / sqrt(r), 86.6."""


def goal_in(row: Mapping[str, Value]) -> tuple[float, float] | None:
    """The level and the weight of the goal in a row of a table; None where they cannot be counted."""
    level, weight = row.get(LEVEL), row.get(WEIGHT)
    weight = 1 if weight is None else weight
    if not is_number(level) or not is_number(weight):
        return None
    return (level, weight) if LOWEST <= level <= HIGHEST and 0 < weight <= _HEAVIEST else None


def t_score(goals: Sequence[tuple[float, float]]) -> float | None:
    """The T score of goals, each a level from -2 to +2 and a weight above 0; None where there is none."""
    if not goals:
        return None
    squares = sum(weight**2 for _, weight in goals)
    weights = sum(weight for _, weight in goals)
    weighed = sum(weight * level for level, weight in goals)
    return EXPECTED + 10 * weighed / math.sqrt((1 - CORRELATION) * squares + CORRELATION * weights**2)

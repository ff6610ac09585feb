"""Pictures of answers: each is laid out here, purely, and drawn by an SVG template in `templates/journal/`.

The values come from a log that may hold anything. Whatever cannot be drawn is left to the table under the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reflect.fields import KINDS, Field, Role, Rows, Value
from reflect.language import _, decimal, listed, long_date, ngettext
from reflect.pictures import network as network_picture
from reflect.pictures import road_map as road_map_picture
from reflect.pictures import skills as skills_picture
from reflect.pictures.network import Network, network
from reflect.pictures.over_time import TimeChart, sentences, time_chart
from reflect.pictures.road_map import Milestone, RoadMap, milestones, road_map
from reflect.pictures.series import OverTime
from reflect.pictures.skills import Chart, skills

NEEDS: Mapping[str, Mapping[str, str]] = {
    "road_map": road_map_picture.NEEDS,
    "skills": skills_picture.NEEDS,
    "network": network_picture.NEEDS,
}
"""Every picture, with the columns that a table needs for it and the kind of each."""

TELLS: Mapping[str, frozenset[str]] = {
    "road_map": frozenset({*road_map_picture.NEEDS, "status"}),
    "skills": frozenset({*skills_picture.NEEDS, "priority"}),
    "network": frozenset({*network_picture.NEEDS, "sphere", "roles"}),
}
"""The columns of which a picture tells all that is in them."""

MOST_DRAWN = min(each.MOST for each in (network_picture, road_map_picture, skills_picture))
"""As many rows as every picture has room for."""

WIDE, NARROW = 720.0, 330.0
"""The road is laid out twice, for a desk or paper and for a telephone, and the style sheet shows one of them."""

_TIME_WIDE = 520.0
_MOST_SENTENCES = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a picture over time: under each of the `headings` those of one day, "" where there is none."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw: the template that draws it, its layouts (all of the same thing), and what it says in words.

    `undated` are the milestones that have no place on a road; `numbers`, those of a picture over time, as a table.
    """

    kind: str
    title: str
    description: str
    layouts: tuple[RoadMap | Chart | Network | TimeChart, ...]
    undated: tuple[Milestone, ...] = ()
    numbers: Numbers | None = None


def picture_faults(field: Field) -> list[tuple[str, str]]:
    """Why the picture that a field asks for could never be drawn, each with what to do about it."""
    if not isinstance(field, Rows) or not field.picture:
        return []
    if field.picture not in NEEDS:
        message = _("there is no picture called {name!r}").format(name=field.picture)
        return [(message, _("Write {known}").format(known=listed(list(map(repr, NEEDS)), "or")))]
    columns = {column.id: column for column in field.columns}
    message = _("the picture {picture!r} needs a column {name!r} of the kind {kind!r}")
    remedy = _("Add {example} to its columns")
    return [
        (
            message.format(picture=field.picture, name=name, kind=kind),
            remedy.format(example=f"{name!r}: {KINDS[kind].as_column}"),
        )
        for name, kind in NEEDS[field.picture].items()
        if name not in columns or columns[name].kind not in _KINDS_FOR.get(kind, (kind,))
    ]


_KINDS_FOR = {"text": ("text", "choice")}
"""What a picture needs words for can be picked from a list too."""


def picture(kind: str, value: Value, columns: tuple[Field, ...], *, around: str, missing: bool) -> Picture | None:
    """The picture that a field asks for of its value; None for a kind that is not known, or nothing to draw.

    `around` is whose network it is, `missing` whether they named a role that nobody fills.
    """
    match kind:
        case "road_map":
            return _road_map(value)
        case "skills" if chart := skills(value, columns):
            words = _sentences(skill.sentence for skill in chart.skills)
            scale = _("On a scale from {low} to {high}.").format(low=chart.low, high=chart.high)
            return Picture(kind, _("Skills now, and as they need to be"), f"{scale} {words}", (chart,))
        case "network" if found := network(value, columns, around, missing=missing):
            words = _sentences(person.sentence for person in found.people)
            somebodys, title = _("The people around {name}"), _("The people around the mentee")
            title = somebodys.format(name=found.name) if found.name else title
            closer = _("The closer somebody is, the nearer the middle.")
            return Picture(kind, title, f"{closer} {words}", (found,))
    return None


def picture_over_time(of: OverTime, names: Mapping[Role, str]) -> Picture:
    """The picture of numbers over time, which has at least one point. `names` are those of the two."""
    layouts = tuple(time_chart(of, names, room) for room in (_TIME_WIDE, NARROW))
    return Picture("over_time", of.title, _sentences(sentences(of, names)), layouts, numbers=_numbers(of, names))


def _numbers(of: OverTime, names: Mapping[Role, str]) -> Numbers:
    lines = [(panel, line) for panel in of.panels for line in panel.lines if line.points]
    headings = (
        _("{question}: {name}").format(question=panel.label, name=names[line.role]) if line.role else panel.label
        for panel, line in lines
    )
    days = sorted({point.day for _, line in lines for point in line.points})
    found = [{point.day: decimal(round(point.number, 1)) for point in line.points} for _, line in lines]
    return Numbers(tuple(headings), tuple((long_date(day), tuple(each.get(day, "") for each in found)) for day in days))


def _road_map(value: Value) -> Picture | None:
    dated, undated = milestones(value)
    if not dated:
        return None
    count = ngettext("{count} milestone in order of date.", "{count} milestones in order of date.", len(dated))
    words = _sentences(each.sentence for each in (*dated, *undated))
    layouts = tuple(road_map(dated, room) for room in (WIDE, NARROW))
    return Picture("road_map", _("The road ahead"), f"{count.format(count=len(dated))} {words}", layouts, undated)


def _sentences(sentences: Iterable[str]) -> str:
    found = list(sentences)
    shown, more = found[:_MOST_SENTENCES], len(found) - _MOST_SENTENCES
    if more > 0:
        text = ngettext("And {count} more, in the table.", "And {count} more, in the table.", more)
        shown.append(text.format(count=more))
    return " ".join(shown)

"""Pictures: whatever the answers are, they are laid out, and nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.fields import Scale, Value
from reflect.fields.kinds import Choices
from reflect.pictures import NARROW, WIDE, picture
from reflect.pictures.lettering import Box, width, wrapped
from reflect.pictures.network import MARKED, SHAPE, Network, network
from reflect.pictures.road_map import Milestone, RoadMap, milestones, road_map
from reflect.pictures.skills import Chart, skills
from tests.journal.samples import HOSTILE

CLOSENESS = (Scale("closeness", 1, 5),)
SCALES = (Scale("now", 0, 4), Scale("needed", 0, 4))

names = st.one_of(st.text(min_size=1, max_size=60), st.sampled_from(HOSTILE))
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), names),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=8,
)
dates = st.dates().map(str)


def rows(**columns: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Rows as a person writes them, and as they never should be."""
    row = st.fixed_dictionaries({}, optional={name: st.one_of(kind, anything) for name, kind in columns.items()})
    return st.one_of(st.lists(st.one_of(row, anything), max_size=20), anything)


@given(
    rows(milestone=names, date=dates, status=st.sampled_from(["Done", "Dropped", "Under way", "Not started", "Lost"]))
)
@settings(max_examples=150, deadline=None)
def test_any_milestones_can_be_drawn(value: Value) -> None:
    dated, undated = milestones(value)
    for room in (WIDE, NARROW):
        check_road(road_map(dated, room), room)
    assert all(each.day for each in dated)
    assert not any(each.day for each in undated)


@pytest.mark.parametrize("count", range(1, 21))
@pytest.mark.parametrize("name", ["Go", "Ask for the confirmation e-mail of the level six diabetes module", "W" * 300])
def test_labels_of_one_to_twenty_milestones_are_apart(count: int, name: str) -> None:
    dated, _ = milestones([{"milestone": name, "date": f"2027-03-{n + 1:02}", "status": "Done"} for n in range(count)])

    for room in (WIDE, NARROW):
        laid_out = road_map(dated, room)
        assert len(laid_out.stops) == count
        check_road(laid_out, room)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def check_road(laid_out: RoadMap, room: float) -> None:
    inside = Box(0, 0, laid_out.width, laid_out.height)
    assert laid_out.width == room
    keys = [Box(key.x - 12, key.y - 13, 20 + width(key.text, 12), 26) for key in laid_out.keys]
    boxes = [stop.room for stop in laid_out.stops] + keys
    for box in boxes:
        assert contains(inside, box)
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other)
    for stop in laid_out.stops:
        assert stop.room.x <= stop.x <= stop.room.x + stop.room.width
        assert all(0 < y < stop.room.height for y, _ in stop.lines)


def contains(outer: Box, box: Box) -> bool:
    return (
        box.x >= outer.x
        and box.y >= outer.y
        and box.x + box.width <= outer.width + 0.1
        and box.y + box.height <= outer.height + 0.1
    )


def test_the_road_runs_in_order_of_date_and_lists_what_has_none() -> None:
    value = [
        {"milestone": "Third", "date": "2028-01-01", "status": "Not started"},
        {"milestone": "First", "date": "2027-01-01", "status": "Done"},
        {"milestone": "Some day", "status": "Under way"},
        {"milestone": "Second", "date": "2027-06-01", "status": "no such"},
        {"date": "2027-06-02"},
    ]
    drawn = picture("road_map", value, (), around="Sam", missing=False)

    assert drawn is not None
    assert drawn.description == (
        "3 milestones in order of date. 1 January 2027: First, done. 1 June 2027: Second, no such. "
        "1 January 2028: Third, not started. No date yet: Some day, under way."
    )
    wide = drawn.layouts[0]
    assert isinstance(wide, RoadMap)
    assert [[line for _, line in stop.lines] for stop in wide.stops] == [["First"], ["Second"], ["Third"]]
    assert [stop.status for stop in wide.stops] == ["done", "other", "not started"]
    assert [each.name for each in drawn.undated] == ["Some day"]


def test_a_road_needs_a_date() -> None:
    assert picture("road_map", [{"milestone": "Some day"}], (), around="", missing=False) is None


@given(rows(skill=names, now=st.integers(-1, 5), needed=st.integers(0, 4), priority=names))
@settings(max_examples=100, deadline=None)
def test_any_skills_can_be_drawn(value: Value) -> None:
    chart = skills(value, SCALES)
    if chart is None:
        return
    for skill in chart.skills:
        assert 0 < skill.y < chart.height
        assert width(skill.name, 14) + width(skill.note, 12) <= chart.width
        for x in (skill.now_x, skill.needed_x):
            assert x is None or chart.left <= x <= chart.right
    lines = [skill.y for skill in chart.skills]
    assert all(below - above >= 40 for above, below in pairwise(lines))


def test_skills_are_said_in_words() -> None:
    value = [{"skill": "Listening", "now": 1, "needed": 3, "priority": "First"}, {"skill": "Counting", "now": 2}]
    drawn = picture("skills", value, SCALES, around="", missing=False)

    assert drawn is not None
    assert drawn.description == (
        "On a scale from 0 to 4. Listening: now 1, needs 3, first. Counting: now 2, need not rated."
    )
    assert isinstance(drawn.layouts[0], Chart)


@given(rows(initials=names, sphere=st.sampled_from(["Job", "Career", "Personal"]), closeness=st.integers(1, 5)), names)
@settings(max_examples=100, deadline=None)
def test_any_people_can_be_drawn(value: Value, around: str) -> None:
    check_network(network(value, CLOSENESS, around, missing=True))


@pytest.mark.parametrize("count", range(1, 31))
def test_one_to_thirty_people_are_apart(count: int) -> None:
    check_network(
        network([{"initials": f"P{n}", "closeness": 5} for n in range(count)], CLOSENESS, "Sam", missing=True)
    )


ROLES = (Scale("closeness", 1, 5), Choices("roles", ("Job", "Career", "Sponsor"), other=True))


@given(
    rows(
        initials=names, roles=st.lists(st.sampled_from(["Job", "Sponsor"]) | names) | names, closeness=st.integers(0, 5)
    )
)
@settings(max_examples=100, deadline=None)
def test_people_in_any_roles_can_be_drawn(value: Value) -> None:
    check_network(network(value, ROLES, "Sam"), MARKED)


def test_who_fills_several_roles_has_a_number_for_each_and_a_role_of_nobody_is_empty() -> None:
    value = [
        {"initials": "SO", "roles": ["Sponsor", "Job"], "closeness": 4},
        {"initials": "PL", "roles": ["a friend"], "closeness": 2},
        {"initials": "NN", "roles": "Job"},
    ]
    drawn = picture("network", value, ROLES, around="Sam", missing=True)
    assert drawn is not None
    laid_out = drawn.layouts[0]
    assert isinstance(laid_out, Network)
    assert [(person.initials, [mark.number for mark in person.marks]) for person in laid_out.people] == [
        ("SO", [1, 3]),
        ("PL", [4]),
        ("NN", []),
        ("?", [2]),
    ]
    assert [(key.number, key.text) for key in laid_out.keys] == [
        (1, "Job"),
        (2, "Career"),
        (3, "Sponsor"),
        (4, "a friend"),
        (0, "Nobody yet"),
    ]
    assert drawn.description == (
        "The closer somebody is, the nearer the middle. SO: Sponsor and Job, closeness 4 of 5."
        " PL: a friend, closeness 2 of 5. NN: other, closeness not rated. Career: nobody yet."
    )


def check_network(laid_out: Network | None, shape: float = SHAPE) -> None:
    if laid_out is None:
        return
    for one, other in combinations(laid_out.people, 2):
        assert ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 >= shape
    for person in laid_out.people:
        assert shape / 2 <= person.x <= laid_out.width - shape / 2
        assert shape / 2 <= person.y <= laid_out.width - shape / 2
        assert width(person.initials, 11.5) <= shape
        middle_x, middle_y = laid_out.middle
        assert ((person.x - middle_x) ** 2 + (person.y - middle_y) ** 2) ** 0.5 >= 46 + shape / 2
    for key in laid_out.keys:
        assert laid_out.width <= key.y <= laid_out.height
        assert key.x + 16 + width(key.text, 12) <= laid_out.width


def test_the_closer_somebody_is_the_nearer_they_stand() -> None:
    value = [{"initials": f"P{n}", "sphere": "Job", "closeness": n} for n in range(1, 6)]
    laid_out = network(value, CLOSENESS, "Sam Okri")

    assert laid_out is not None
    middle_x, middle_y = laid_out.middle
    distances = [((p.x - middle_x) ** 2 + (p.y - middle_y) ** 2) ** 0.5 for p in laid_out.people]
    assert distances == sorted(distances, reverse=True)
    assert laid_out.name == "Sam"
    assert laid_out.people[4].sentence == "P5: job, closeness 5 of 5."


@given(names, st.floats(20, 300), st.integers(1, 5))
@settings(deadline=None)
def test_wrapped_lines_fit(text: str, room: float, most: int) -> None:
    lines = wrapped(text, 13, room, most)

    assert len(lines) <= most
    assert all(width(line, 13) <= room for line in lines)


def test_a_milestone_in_words_says_when_it_has_no_date() -> None:
    assert Milestone("Rest", None, "other", "").sentence == "No date yet: Rest."

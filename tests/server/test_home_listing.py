"""How workbooks are grouped, searched and paged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.fields import Role
from reflect.programme.standing import Standing
from reflect.server.pages.listing import MOST, ListedWorkbook, grouped, matching, paged, said, state
from reflect.template.completeness import Progress
from tests.hostile import NAMES

NOON = dt.datetime(2027, 2, 5, 12, tzinfo=dt.UTC)


def line(mentee: str = "Sam", *, title: str = "Note", day: int | None = None, programme: str = "") -> ListedWorkbook:
    path = f"{mentee}/{title}.ipynb"
    written = NOON.replace(day=day) if day else None
    progress = Progress(0, 3, ())
    return ListedWorkbook(
        path, Standing(Path(path), title, mentee, "Alex", mentee, programme, None, progress, written, "")
    )


def test_what_was_written_last_comes_first_and_what_nobody_wrote_in_last() -> None:
    lines = [line("Ana"), line("Jo", day=1), line("Sam", title="B"), line("Sam", title="A", day=3), line("Zoe", day=2)]
    assert [[each.path for each in group.lines] for group in grouped(lines)] == [
        ["Sam/A.ipynb", "Sam/B.ipynb"],
        ["Zoe/Note.ipynb"],
        ["Jo/Note.ipynb"],
        ["Ana/Note.ipynb"],
    ]


def test_a_pair_says_its_programme_and_the_folder_that_it_is_in() -> None:
    [group] = grouped([line(title="A"), line(title="B", programme="Spring")])
    assert (group.mentee, group.mentor, group.programme, group.folder) == ("Sam", "Alex", "Spring", "Sam")
    [apart] = grouped([line(), ListedWorkbook("elsewhere/Note.ipynb", line().standing)])
    assert apart.folder is None
    [unnamed] = grouped([line("")])
    assert unnamed.mentee == "the mentee"


def test_how_a_workbook_stands_is_said_in_a_word() -> None:
    blank = line().standing
    assert state(blank) == "not begun"
    assert state(replace(blank, personal_to="mentor")) == "personal"
    assert state(replace(blank, personal_to="mentor", written=NOON)) == "under way"
    assert state(replace(blank, written=NOON, progress=Progress(3, 3, ()))) == "complete"
    assert state(replace(blank, progress=Progress(0, 0, ()))) == "not begun"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jose", True),
        ("JOSÉ map", True),
        ("alex jo", True),
        ("map zoe", False),
        ("2027", True),
        ("", True),
        ("é", True),
    ],
)
def test_a_search_finds_every_word_however_it_is_spelt(words: str, found: bool) -> None:
    lines = [line("José", title="Career map", programme="Spring 2027")]
    assert matching(lines, words) == (lines if found else [])


@given(st.sampled_from(NAMES))
def test_everybody_is_found_by_name(name: str) -> None:
    mine = line(name)
    assert matching([mine, line("Nobody Else")], name) == [mine]


@given(st.lists(st.integers(1, 8), max_size=400))
def test_pages_hold_everybody_once_and_part_no_pair(sizes: list[int]) -> None:
    lines = [line(str(pair), title=str(n)) for pair, size in enumerate(sizes) for n in range(size)]
    groups = grouped(lines)
    pages = paged(groups)
    assert [group for page in pages for group in page] == groups
    assert all(0 < sum(len(group.lines) for group in page) <= MOST for page in pages) or not groups


def test_a_time_is_said_as_a_person_would() -> None:
    now = dt.datetime.now().astimezone().replace(hour=12, minute=0)
    assert said(now - dt.timedelta(minutes=5), now) == "today, 11:55"
    assert said(now - dt.timedelta(hours=20), now) == "yesterday, 16:00"
    assert said(dt.datetime(2027, 2, 5, 12, tzinfo=dt.UTC), now) == "5 February 2027"
    assert said(dt.datetime(1, 1, 1, tzinfo=dt.UTC), now).endswith(" 1")


def test_entries_stand_together_by_date_the_latest_first() -> None:
    def entry(occasion: str, day: int | None = None) -> ListedWorkbook:
        made = line(title=f"log-{occasion}", day=day)
        return replace(
            made, standing=replace(made.standing, title="Log", template="log", repeats=True, occasion=occasion)
        )

    days = ("2027-01-05", "2027-01-05-2", "2027-01-05-10", "2027-02-01")
    [group] = grouped([*map(entry, days[1:]), line(title="Goals", day=2), entry(days[0], day=3)])
    assert [[each.standing.occasion for each in shelf.lines] for shelf in group.shelves] == [[*reversed(days)], [""]]
    assert group.twins == frozenset()
    assert matching(group.lines, "log february") == [group.shelves[0].lines[0]]


def test_a_pair_has_a_calendar_of_what_they_share_and_one_for_each_of_what_is_theirs_alone() -> None:
    made: list[tuple[ListedWorkbook, str, Role | None]] = [
        (line(title="Diary", day=1), "diary", "mentor"),
        (line(title="Plan", day=2), "plan", None),
        (line(title="Other plan", day=3), "plan", None),
        (line(title="Note", day=4), "note", "mentee"),
        (line(title="Log"), "log", None),
    ]
    lines = [
        replace(each, standing=replace(each.standing, template=template, personal_to=owner, pair="p"))
        for each, template, owner in made
    ]
    [group] = grouped(lines)
    assert group.calendars({"diary", "plan", "log"}) == (("Sam/Other plan.ipynb", None), ("Sam/Diary.ipynb", "mentor"))
    assert group.calendars(set()) == ()

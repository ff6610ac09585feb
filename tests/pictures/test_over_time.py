"""Numbers over the entries of a workbook: what is drawn, what is said, and that all of it has room."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.check import check
from reflect.fields import FieldError, Role, declare
from reflect.fields.attainment import t_score
from reflect.journal.rendering import render
from reflect.pairs import Pair
from reflect.pictures import NARROW, picture_over_time
from reflect.pictures.over_time import TimeChart, time_chart
from reflect.pictures.series import Entry, OverTime, over_time, under
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.opening import open_store
from reflect.template import Template, read_template
from tests.notebooks import PARAMETERS, code, markdown, save, template

NAMES: dict[Role, str] = {"mentor": "Aoife Ní Bhriain", "mentee": "陈晓雯"}
HEADER = (
    'import reflect\n\nwb = reflect.workbook("review", version=1, title="Review", mentor=mentor, mentee=mentee,'
    " programme=programme, start=start, pair_id=pair_id, occasion=occasion, repeats=True)"
)
OFTEN = 'wb.scale("often", 1, 5, by="each", label="We meet often enough", over_time="Our pulse")'
TRUST = 'wb.scale("trust", 1, 5, by="each", over_time="Our pulse", may_not_apply=True)'
SHARE = 'wb.number("share", by="mentor", unit="%", over_time="My share")'
GOALS = (
    'wb.rows("goals", {"goal": "text", "level": "scale -2-2", "weight": ("Weight", "number 0-100", "optional")},'
    ' over_time="Goals")'
)


def repeating(*calls: str) -> dict[str, Any]:
    cells = [cell for call in calls for cell in (markdown("## Question"), code(call))]
    return template(*cells, parameters=f'{PARAMETERS}\noccasion = ""', header=HEADER)


def read(*calls: str) -> Template:
    return read_template(repeating(*calls), "review")


def drawn(of: Template, title: str, entries: list[Entry]) -> OverTime:
    found = over_time(title, of, entries)
    assert found is not None
    return found


def test_a_t_score_is_that_of_a_published_example() -> None:
    """Six goals of unequal weight: the example of `calc_tscore` in the R package gasr (T. Dunn, 2022).

    The weighed sum is 7, the root of 0.7 * 91 + 0.3 * 21 ** 2 is 14. Those of equal weight are worked by hand.
    """
    assert t_score([(-2, 3), (0, 5), (-1, 1), (2, 4), (0, 2), (1, 6)]) == pytest.approx(55)
    assert t_score([(1, 1), (1, 1)]) == pytest.approx(62.40, abs=0.005)
    assert t_score([(1, 1), (1, 1), (1, 1)]) == pytest.approx(63.69, abs=0.005)
    assert [t_score([(level, 1)]) for level in (-2, -1, 0, 1, 2)] == [30, 40, 50, 60, 70]
    assert t_score([]) is None


def test_a_table_of_goals_gives_its_t_score_and_passes_over_what_is_none() -> None:
    goals = declare("rows", ("goals", {"goal": "text", "level": "scale -2-2"}), {"over_time": "Goals"})
    assert goals.as_number([{"goal": "A", "level": 1}, {"goal": "B", "level": 1}, {"level": 9}, {"level": "x"}, 7]) == (
        pytest.approx(62.40, abs=0.005)
    )
    assert goals.as_number([]) is None
    assert goals.as_number("words") is None
    with pytest.raises(FieldError, match="needs the column 'level': 'scale -2-2'"):
        declare("rows", ("goals", {"goal": "text"}), {"over_time": "Goals"})


def test_fields_of_one_title_share_a_picture_under_the_last_of_them() -> None:
    asked = read(OFTEN, SHARE, TRUST)
    assert under(asked.fields) == {"trust": "Our pulse", "share": "My share"}
    found = drawn(asked, "Our pulse", [("2027-03-05", {"often.mentor": 3, "often.mentee": 9, "trust.mentee": 2})])
    assert [panel.label for panel in found.panels] == ["We meet often enough", "Trust"]
    assert [[len(line.points) for line in panel.lines] for panel in found.panels] == [[1, 0], [0, 1]]


def test_what_does_not_apply_is_left_out_and_nothing_at_all_is_no_picture() -> None:
    asked = read(TRUST)
    assert over_time("Our pulse", asked, []) is None
    assert (
        over_time("Our pulse", asked, [("2027-03-05", {"trust.mentor": "does not apply", "trust.mentee": None})])
        is None
    )


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_picture_has_a_title_a_description_and_a_table(count: int) -> None:
    asked = read(OFTEN, TRUST)
    days = [(dt.date(2027, 1, 4) + dt.timedelta(days=9 * n)).isoformat() for n in range(count)]
    found = drawn(
        asked, "Our pulse", [(day, {"often.mentor": 1 + n % 5, "often.mentee": 4}) for n, day in enumerate(days)]
    )
    picture = picture_over_time(found, NAMES)
    assert picture.title == "Our pulse"
    assert "We meet often enough, Aoife Ní Bhriain: 1" in picture.description
    assert "We meet often enough, 陈晓雯: 4" in picture.description
    assert picture.numbers is not None
    assert picture.numbers.headings == ("We meet often enough: Aoife Ní Bhriain", "We meet often enough: 陈晓雯")
    assert len(picture.numbers.rows) == count
    assert picture.numbers.rows[0] == ("4 January 2027", ("1", "4"))


NUMBERS = st.none() | st.integers(-3, 9) | st.floats(-1e6, 1e6) | st.sampled_from(["does not apply", "x", True])
ENTRIES = st.lists(
    st.tuples(
        st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)).map(dt.date.isoformat),
        st.fixed_dictionaries(dict.fromkeys(("often.mentor", "often.mentee", "trust.mentee", "share"), NUMBERS)),
    ),
    max_size=40,
    unique_by=lambda entry: entry[0],
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.text(max_size=300), st.sampled_from([NARROW, 520.0]))
def test_all_of_it_has_room_whatever_the_numbers_and_the_names_are(
    entries: list[Entry], name: str, room: float
) -> None:
    asked = read(OFTEN, TRUST, SHARE)
    for title in ("Our pulse", "My share"):
        if (found := over_time(title, asked, entries)) is None:
            continue
        chart = time_chart(found, {"mentor": name, "mentee": name}, room)
        assert_has_room(chart)


def assert_has_room(chart: TimeChart) -> None:
    for plot in chart.plots:
        assert 0 <= plot.top < plot.bottom <= chart.height
        for stroke in plot.strokes:
            for x, y in stroke.marks:
                assert chart.left <= x <= chart.right
                assert plot.top <= y <= plot.bottom
        ends = sorted(stroke.last_y for stroke in plot.strokes if stroke.last)
        assert all(below - above >= 12.9 for above, below in pairwise(ends))
    assert all(chart.key_y <= chart.height for _ in chart.keys)


def test_a_journal_has_the_entries_up_to_its_own(tmp_path: Path) -> None:
    made = save(repeating(OFTEN, TRUST), tmp_path / "review.ipynb")
    assert check(made) == ()
    source, pair = find_template(str(made)), Pair("Alex", "Sam", id="0190a1b2-0000-7000-8000-000000000001")
    for number, day in enumerate(("2027-01-05", "2027-02-05", "2027-03-05"), start=1):
        path = make_workbook(pair, source, tmp_path / "pair", occasion=day).path
        workbook, now = read_workbook(path).id, dt.datetime(2027, number, 5, tzinfo=dt.UTC)
        store = open_store(path.parent, None, device="test")
        for slot, value in (("often.mentor", number), ("often.mentee", 5)):
            store.append(revise(workbook=workbook, field=slot, author="Sam", value=value, source="test", now=now))
    page = render(tmp_path / "pair" / "review-2027-02-05.ipynb")
    [numbers] = re.findall(r'(?s)<details class="numbers">.*?</details>', page)
    assert "5 January 2027" in numbers
    assert "5 February 2027" in numbers
    assert "5 March 2027" not in numbers
    assert "Our pulse" in page


def test_over_time_is_for_a_template_that_repeats(tmp_path: Path) -> None:
    [problem] = check(save(template(markdown("## Question"), code(OFTEN)), tmp_path / "note.ipynb"))
    assert "over_time is for a template that repeats" in str(problem)

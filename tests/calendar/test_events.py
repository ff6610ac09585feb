"""The days of a workbook as a calendar that any program reads, whatever somebody has written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.calendar.events import LONGEST, Event, events_of, one_line
from reflect.calendar.file import calendar_file
from reflect.fields import Field, Role, declare
from reflect.language import speaking
from reflect.revisions import Log, RevisionError, revise
from reflect.template import Cell, Template
from tests.hostile import NAMES
from tests.test_fields import JSON

REVIEW = declare("date", ["review_on"], {"label": "We look again on", "calendar": True})
STEPS = declare(
    "rows",
    ["steps", {"who": ["Sam", "Alex"], "what": "text", "by": "date", "status": ["Not yet", "Done"]}],
    {"calendar": True},
)
NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)


def workbook(*fields: Field, personal_to: Role | None = None, **people: str) -> Template:
    given_ = {"mentor": "Alex Reid", "mentee": "Sam Okafor", **people}
    return Template("note", 1, "Our note", personal_to, given_, (Cell(1, fields=fields or (REVIEW, STEPS)),))


def log(of: Template, *, hours: Any = 0, **answers: object) -> Log:
    return frozenset(
        revise(
            workbook=of.workbook_id,
            field=slot,
            author="Sam",
            value=value,
            source="form",
            now=NOON + dt.timedelta(hours=hours),
            revision_id=f"{slot}-{hours}",
        )
        for slot, value in answers.items()
    )


def events(note: Template, written: Log) -> list[tuple[str, str]]:
    return [(event.day.isoformat(), event.title) for event in events_of(note, written)]


def parsed(text: str) -> list[Any]:
    calendar: Any = icalendar.Calendar.from_ical(text)
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", *["VEVENT"] * (len(calendar.walk()) - 1)]
    return list(calendar.walk("VEVENT"))


def test_a_date_is_called_by_its_workbook_and_question_and_a_row_by_its_words() -> None:
    note = workbook()
    steps = [
        {"what": "Write to Jo", "by": "2026-05-01", "who": "Sam"},
        {"what": "Rest", "by": "2026-04-01", "status": "Done"},
        {"by": "2026-03-20"},
        {"what": "No day yet"},
    ]
    assert events(note, log(note, review_on="2026-06-01", steps=steps)) == [
        ("2026-03-20", "Our note: Steps (Sam Okafor with Alex Reid)"),
        ("2026-05-01", "Write to Jo (Sam Okafor with Alex Reid)"),
        ("2026-06-01", "Our note: We look again on (Sam Okafor with Alex Reid)"),
    ]


def test_a_row_that_has_a_name_is_called_by_it_and_what_is_not_for_the_calendar_stays_out() -> None:
    rows = declare("rows", ["again", {"on": "date"}], {"rows": ["After a day", "After a week"], "calendar": True})
    note = workbook(
        rows, declare("date", ["other"]), declare("date", ["hidden"], {"calendar": True, "when": {"x": "y"}})
    )
    answers: dict[str, Any] = {"again": [{}, {"on": "2026-03-12"}], "other": "2026-03-13", "hidden": "2026-03-14"}
    assert events(note, log(note, **answers)) == [("2026-03-12", "Our note: After a week (Sam Okafor with Alex Reid)")]


def test_an_event_is_the_same_one_when_its_day_is_moved() -> None:
    note = workbook()
    before = log(note, steps=[{"what": "Write", "by": "2026-05-01"}, {"what": "Rest", "by": "2026-05-02"}])
    later = revise(
        workbook=note.workbook_id,
        field="steps",
        author="Sam",
        value=[{"what": "Rest", "by": "2026-06-02"}, {"what": "Write", "by": "2026-05-01"}],
        source="form",
        now=NOON + dt.timedelta(days=1),
        parents=["steps-0"],
    )
    one = {event.title: event for event in events_of(note, before)}
    two = {event.title: event for event in events_of(note, before | {later})}
    assert {title: event.uid for title, event in one.items()} == {title: event.uid for title, event in two.items()}
    assert len({event.uid for event in two.values()}) == 2
    assert [(event.times, event.written) for event in two.values()] == [(1, NOON + dt.timedelta(days=1))] * 2
    assert calendar_file(one.values(), "x") == calendar_file(one.values(), "x")


def test_of_two_answers_written_apart_the_newer_one_counts() -> None:
    note = workbook()
    both = log(note, review_on="2026-06-01") | log(note, hours=1, review_on="2026-07-01")
    assert events(note, both) == [("2026-07-01", "Our note: We look again on (Sam Okafor with Alex Reid)")]


def test_a_calendar_has_whole_days_folded_and_escaped_as_the_standard_has_them() -> None:
    note = workbook(personal_to="mentor")
    what = "Semicolons; commas, and back\\slashes — " + "long " * 30
    text = calendar_file(events_of(note, log(note, steps=[{"what": what, "by": "2026-05-01"}])), "Sam with Alex")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    [event] = parsed(text)
    assert event["SUMMARY"].startswith("Semicolons; commas, and back\\slashes — long long")
    assert event["DTSTART"].dt == dt.date(2026, 5, 1)
    assert "DTSTART;VALUE=DATE:20260501" in text
    assert event["DTSTAMP"].dt == NOON
    assert (event["CLASS"], event["TRANSP"], event["SEQUENCE"]) == ("PRIVATE", "TRANSPARENT", 0)
    assert event["DESCRIPTION"] == "Our note: Steps"
    whole: Any = icalendar.Calendar.from_ical(text)
    assert whole["X-WR-CALNAME"] == "Sam with Alex"


def test_names_stand_in_a_question_and_of_what_is_agreed_on_only_that_counts() -> None:
    day = declare("date", ["d"], {"label": "{{ mentor }} rings", "calendar": True, "by": "each", "agreed": True})
    note = workbook(day)
    answers = {"d.mentor": "2026-05-01", "d.mentee": "2026-05-02"}
    assert events(note, log(note, **answers)) == []
    agreed = log(note, **answers, **{"d.agreed": "2026-05-03"})
    assert events(note, agreed) == [("2026-05-03", "Our note: Alex Reid rings (Sam Okafor with Alex Reid)")]


def test_a_date_of_a_further_part_says_which() -> None:
    note = workbook(declare("date", ["due_2"], {"label": "Due", "group": "Goal 2", "like": "due", "calendar": True}))
    assert events(note, log(note, due_2="2026-05-01")) == [
        ("2026-05-01", "Our note, Goal 2: Due (Sam Okafor with Alex Reid)")
    ]


def test_it_is_told_in_the_language_of_the_workbook() -> None:
    day = declare("date", ["d"], {"label": "Dyddiad", "calendar": True})
    note = workbook(day)
    with speaking("cy"):
        [event] = events_of(note, log(note, d="2026-05-01"))
    assert event.title.startswith("Our note: Dyddiad (")


def is_kept(value: object) -> bool:
    """Whether a log can hold it."""
    try:
        log(workbook(), steps=value)
    except RevisionError:
        return False
    return True


HOSTILE = (
    st.text()
    | st.text(alphabet="\r\n\t\0\x0b\x85\u2028\u2029:;,\\\"'=^BEGINVEVTALRM-1\u202e\u200b\ud83d")
    | st.sampled_from(
        ["x\r\nBEGIN:VALARM\r\nEND:VALARM", "x\nEND:VEVENT\nBEGIN:VEVENT", "\\n\\r\\N", "a" * 5000, *NAMES]
    )
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_words_are_words_and_nothing_more(what: str, label: str, mentee: str) -> None:
    day = declare("date", ["review_on"], {"label": label, "calendar": True})
    note = workbook(day, STEPS, mentee=mentee, mentor=mentee[::-1])
    written = log(note, review_on="2026-06-01", steps=[{"what": what, "by": "2026-05-01"}])
    found = events_of(note, written)
    text = calendar_file(found, one_line(mentee))
    made = parsed(text)
    titles = {event.uid: event.title.replace("\\N", "\\n") for event in found}
    assert {str(event["UID"]): str(event["SUMMARY"]) for event in made} == titles
    assert len(made) == 2
    assert all(
        set(event) <= {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "SEQUENCE", "TRANSP"} for event in made
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


CELLS = JSON.filter(is_kept) | st.dates().map(str)


@given(st.lists(st.dictionaries(st.sampled_from(["what", "by", "status", "x"]), CELLS)) | JSON.filter(is_kept))
def test_whatever_is_in_a_log_makes_a_calendar(value: Any) -> None:
    note = workbook()
    found = events_of(note, log(note, steps=value, review_on=value))
    assert len(parsed(calendar_file(found, "x"))) == len({event.uid for event in found}) == len(found)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2028-02-29"])
def test_every_day_there_is_can_be_in_it(day: str) -> None:
    note = workbook()
    [event] = parsed(calendar_file(events_of(note, log(note, review_on=day)), "x"))
    assert event["DTSTART"].dt.isoformat() == day


def test_one_line_of_anything() -> None:
    assert one_line("a\r\nb\tc\u2028d\u202ee\0") == "a b c d e"
    assert len(one_line("x" * 10_000)) == LONGEST + 1
    assert isinstance(events_of(workbook(), frozenset()), list)
    assert Event.__slots__

"""Calendars from a real server."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import icalendar
from playwright.sync_api import Page, expect

from tests.browsing import Lab
from tests.server.visiting import visit, words


def address(lab: Lab, pattern: str) -> str:
    [path] = lab.root.glob(pattern)
    return f"reflect/calendar/{quote(str(path.relative_to(lab.root)))}"


def test_the_calendar_of_a_pair_is_a_file_with_a_name(shelf: Lab) -> None:
    answer = visit(shelf, address(shelf, "demo/programme/blessing*/career_map.ipynb"))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=\"calendar.ics\"; filename*=UTF-8''bl"
    )
    assert answer.headers["Content-Disposition"].endswith(".ics")
    calendar: Any = icalendar.Calendar.from_ical(answer.text)
    events = calendar.walk("VEVENT")
    assert events
    assert all("Blessing" in event["SUMMARY"] for event in events)


def test_without_dates_there_is_a_page_that_says_so(shelf: Lab) -> None:
    answer = visit(shelf, address(shelf, "demo/programme/blessing*/career_map.ipynb") + "?for=mentee")
    assert answer.status == 404
    assert "There are no dates yet" in words(answer.text)
    assert visit(shelf, "reflect/calendar/no/such.ipynb").status == 404


def test_a_click_on_the_home_page_keeps_it(shelf: Lab, page: Page) -> None:
    page.goto(f"{shelf.url}reflect/?token={shelf.token}")
    link = page.get_by_role("link", name="Calendar of Blessing")
    expect(link).to_be_visible()
    with page.expect_download() as kept:
        link.click()
    assert kept.value.suggested_filename.startswith("blessing-")
    assert kept.value.suggested_filename.endswith(".ics")

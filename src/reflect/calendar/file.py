"""Events as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from reflect.calendar.events import Event
from reflect.disk.atomic import atomic_write
from reflect.errors import ReflectError
from reflect.language import _

_BEGINS = b"BEGIN:VCALENDAR"


class CalendarError(ReflectError):
    """A calendar that cannot be made, or not be written there."""


def _as_words(text: str) -> str:
    """A text in which icalendar finds no line end: to it, a backslash before a capital N is one."""
    return text.replace("\\N", "\\n")


def write_calendar(path: Path, text: str, *, private: bool) -> None:
    """Write a calendar to a file; a private one is only for its owner to read.

    Raises CalendarError where the name is no calendar's, or something else has it, and NotebookError where the disk
    refuses.
    """
    if path.suffix.lower() != ".ics":
        raise CalendarError(path, _("a calendar's name ends in {ending}").format(ending=".ics"), _("Call it so."))
    if path.is_dir() or (path.exists() and not _is_calendar(path)):
        raise CalendarError(path, _("something else has this name"), _("Give the calendar another one."))
    atomic_write(path, text, private=private)


def _is_calendar(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_BEGINS)) == _BEGINS
    return False


def calendar_file(events: Iterable[Event], name: str) -> str:
    """The calendar, called `name` in whatever shows it."""
    import icalendar  # slow to import

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//reflect//reflect-workbooks//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _as_words(name))
    for event in events:
        made = icalendar.Event()
        made.add("uid", event.uid)
        made.add("dtstamp", event.written)
        made.add("dtstart", event.day)
        made.add("summary", _as_words(event.title))
        made.add("description", _as_words(event.about))
        made.add("sequence", event.times)
        made.add("transp", "TRANSPARENT")  # nobody is busy all day for it
        if event.is_private:
            made.add("class", "PRIVATE")
        calendar.add_component(made)
    return str(calendar.to_ical().decode("utf-8"))

"""From the workbooks of one pair to their calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reflect.calendar.events import Event, events_of, in_order, one_line
from reflect.calendar.file import CalendarError, calendar_file
from reflect.disk.filenames import file_part
from reflect.errors import ReflectError
from reflect.fields import Role
from reflect.language import _, speaking
from reflect.notebook.contained import contained
from reflect.programme.standing import notebooks_below
from reflect.programme.stored import Workbook, names_somebody, read_workbook
from reflect.template import NoTemplate

Reader = Literal["pair"] | Role
"""Whom a calendar is for: both, or one of them, with the days of the workbooks that are personal to that person."""

_MOST_FOLDERS = 1_000


@dataclass(frozen=True, slots=True)
class PairsCalendar:
    """A calendar: its `text`, how many `days` it has, and a name for it and its file.

    `problems` has in sentences what could not be read.
    """

    text: str
    days: int
    name: str
    file_name: str
    problems: tuple[str, ...]


def calendar_of(paths: Iterable[Path], reader: Reader, *, pair: str = "") -> PairsCalendar:
    """The calendar of the pair whose workbooks, or folders of them, are at these paths.

    The days of a personal workbook are in none but its owner's, where no others are. With `pair`, an id, workbooks of
    other pairs are passed over; without it they raise CalendarError. What cannot be read is named, and the others
    go on.
    """
    workbooks, problems = _read(paths)
    somebodys = (each for each in workbooks if names_somebody(each.template))  # and no template, of nobody's
    ours = [each for each in somebodys if pair in ("", each.template.pair_id)]
    if len(people := {each.template.pair_id: each for each in ours}) > 1:
        one, other = (_name(each) for each in [*people.values()][:2])
        message = _("these are workbooks of several pairs ({one}; {other})").format(one=one, other=other)
        raise CalendarError("", message, _("Name the folder or the workbooks of one pair."))
    events: list[list[Event]] = []
    for each in ours:
        if each.template.personal_to == (None if reader == "pair" else reader):
            try:
                with contained(each.path), speaking(each.template.language):
                    events.append(events_of(each.template, each.answers().log))
            except ReflectError as error:
                problems.append(str(error))
    name = _name(ours[0]) if ours else ""
    found = _each_once(in_order(events))
    return PairsCalendar(calendar_file(found, name), len(found), name, f"{_file_name(ours)}.ics", tuple(problems))


def _read(paths: Iterable[Path]) -> tuple[list[Workbook], list[str]]:
    found: dict[Path, Workbook] = {}
    problems: list[str] = []
    for path in paths:
        notebooks, closed, _whole = notebooks_below(path, _MOST_FOLDERS) if path.is_dir() else ([path], [], True)
        problems += [f"{each.path}: {each.reason}" for each in closed]
        for notebook in notebooks:
            try:
                with contained(notebook):
                    found.setdefault(notebook.resolve(), read_workbook(notebook))
            except NoTemplate as error:
                problems += [str(error)] if notebook == path else []
            except ReflectError as error:
                problems.append(str(error))
    return [*found.values()], problems


def _each_once(events: Sequence[Event]) -> list[Event]:
    """Two files may be of one workbook, such as a copy of it."""
    return [*{event.uid: event for event in events}.values()]


def _name(workbook: Workbook) -> str:
    people = workbook.template.people
    mentor, mentee = one_line(people["mentor"]), one_line(people["mentee"])
    return _("{mentee} with {mentor}").format(mentee=mentee or _("the mentee"), mentor=mentor or _("the mentor"))


def _file_name(workbooks: Sequence[Workbook]) -> str:
    people = workbooks[0].template.people if workbooks else {}
    return "-".join(filter(None, (file_part(people.get(role, "")) for role in ("mentee", "mentor")))) or "calendar"

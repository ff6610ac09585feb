"""The sample programme: three fictional pairs, their filled workbooks, and the journals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from reflect.demo.examples import Example, Given, examples
from reflect.disk.sharing import make_private_folders
from reflect.fields import Role, role_of
from reflect.journal.files import Asked, Written, write_journals
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.pairs import Pair
from reflect.programme.batch import MakeOutcome, find_template, make_workbook
from reflect.programme.enrolment import enrol
from reflect.programme.stored import Workbook, read_workbook
from reflect.revisions import Revision, revise
from reflect.revisions.sealed import parts_of, seal, sealed_slots
from reflect.stores.opening import open_store
from reflect.template import Template

DEVICE = "sample"

_MORNING = dt.time(9)
_A_WHILE = dt.timedelta(minutes=4)


def make_demo(folder: Path) -> Iterator[str]:
    """Make the sample programme in a folder: workbooks in `programme/`, pages in `journals/`.

    Yields lines to print while it works. Made again, it changes nothing and adds nothing. The private reflections go
    where a mentor's own would: the owner's data directory on this computer, never the programme's folder.
    Raises NotebookError or DiskError where something cannot be written.
    """
    programme, journals = folder / "programme", folder / "journals"
    for example in examples():
        pair, people = _home(example, programme)
        text = _("{mentee} with {mentor}: {place}")
        yield text.format(mentee=pair.mentee, mentor=pair.mentor, place=people)
        pages = journals / people.name
        make_private_folders(pages)  # one of them is the mentor's own
        shared = []
        for name, occasion, answers in example.workbooks:
            source = find_template(name)
            made = make_workbook(pair, source, people, occasion=occasion)
            if made.outcome is MakeOutcome.FAILED:
                raise NotebookError(made.path, made.reason)
            workbook = read_workbook(made.path)
            _fill(people, workbook, pair, example.given(name, occasion, answers))
            reader = source.template.personal_to or "pair"
            asked = Asked(workbook.path, pages / f"{made.path.stem}.html", by_name=False)
            if reader == "pair":
                shared.append(asked)
            else:
                yield from map(_line, write_journals([asked], reader))
        yield from map(_line, write_journals(shared, "pair"))
    private = open_store(programme, "mentor").place
    yield _("The mentors' private answers are kept apart from the programme, in {place}").format(place=private)
    commands = {
        _("Read a pair's year:"): f"open {next(journals.glob('blessing*/the-year.html'))}",
        _("Read a journal:"): f"open {next(journals.glob('*/career_map.html'))}",
        _("Open a workbook:"): f"reflect open {programme}",
        _("Make your own:"): "reflect new smart_goals --mentor Alex --mentee Sam",
    }
    for what, command in commands.items():
        yield f"{what:20} {command}"


def _home(example: Example, programme: Path) -> tuple[Pair, Path]:
    """The pair of an example with its id, and its folder."""
    enrolment = enrol([example.pair], sorted(example.answers), programme)
    for problem in enrolment.problems:
        raise NotebookError(programme, problem.reason)
    [home] = enrolment.homes
    return home


def _fill(beside: Path, workbook: Workbook, pair: Pair, answers: Iterable[Given]) -> None:
    """Append the sample answers to what has none yet, each by whoever would write it, and seal what is sealed."""
    personal = workbook.template.personal_to
    store = open_store(beside, personal, device=DEVICE)
    log = workbook.answers().log
    written = _written(workbook, pair, answers)
    samples = {revision.id for revisions in written.values() for revision in revisions}
    anothers = {revision.field for revision in log if revision.id not in samples}
    there = {revision.id for revision in log}
    for slot, revisions in written.items():
        for revision in revisions:
            if slot not in anothers and revision.id not in there:
                store.append(revision)
    sealed = sealed_slots(log, workbook.template.people)
    for part, slots in parts_of(workbook.template.fields).items():
        given = [written[slot][-1] for slot in slots if slot in written and slot not in sealed | anothers]
        if given:
            now = max(dt.datetime.fromisoformat(each.time) for each in given) + _A_WHILE
            mark_id = _id(workbook, ".".join(part))
            marked = seal(part, given, author=given[0].author, now=now, mark_id=mark_id, late=False)
            for revision in sorted(marked, key=lambda each: each.field):
                store.append(revision)


def _written(workbook: Workbook, pair: Pair, answers: Iterable[Given]) -> dict[str, list[Revision]]:
    """The revisions of each slot, each in sight of the one before, on the mornings of their days."""
    written: dict[str, list[Revision]] = {}
    now = dt.datetime.min.replace(tzinfo=dt.UTC)
    for each in answers:
        now = max(now, dt.datetime.combine(each.day, _MORNING, dt.UTC)) + _A_WHILE
        before = written.setdefault(each.slot, [])
        role = workbook.template.personal_to or role_of(each.slot) or _writer(workbook.template, each)
        before.append(
            revise(
                workbook=workbook.id,
                field=each.slot,
                author=pair.mentor if role == "mentor" else pair.mentee,
                value=each.value,
                source="demo",
                now=now,
                parents=[revision.id for revision in before[-1:]],
                revision_id=_id(workbook, f"{each.slot} {each.day}"),
            )
        )
    return written


def _id(workbook: Workbook, name: str) -> str:
    """The same id for the same answer, whenever the sample programme is made."""
    return uuid.uuid5(uuid.UUID(workbook.id), name).hex


def _writer(template: Template, each: Given) -> Role:
    field = template.field_of(each.slot)
    return "mentor" if each.by_mentor or (field is not None and field.by == "mentor") else "mentee"


def _line(written: Written) -> str:
    return written.problem or f"  {written.note or written.path}"

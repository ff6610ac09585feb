"""The sample programme: three fictional pairs, their filled workbooks, and the journals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from reflect.demo.examples import Example, examples
from reflect.disk.sharing import make_private_folders
from reflect.fields import Role, Value, role_of
from reflect.journal.files import Asked, Written, write_journals
from reflect.language import _
from reflect.notebook import NotebookError
from reflect.pairs import Pair
from reflect.programme.batch import MakeOutcome, find_template, make_workbook
from reflect.programme.enrolment import enrol
from reflect.programme.stored import Workbook, read_workbook
from reflect.revisions import revise
from reflect.revisions.sealed import parts_of, seal, sealed_slots
from reflect.stores.opening import open_store
from reflect.template import Template

DEVICE = "sample"


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
        make_private_folders(journals / people.name)  # one of the pages is the mentor's own
        for name, occasion, answers in example.workbooks:
            source = find_template(name)
            made = make_workbook(pair, source, people, occasion=occasion)
            if made.outcome is MakeOutcome.FAILED:
                raise NotebookError(made.path, made.reason)
            workbook = read_workbook(made.path)
            _fill(people, workbook, pair, answers, occasion)
            reader = source.template.personal_to or "pair"
            page = journals / people.name / f"{made.path.stem}.html"
            for written in write_journals([Asked(workbook.path, page)], reader):
                yield _line(written)
    private = open_store(programme, "mentor").place
    yield _("The mentors' private answers are kept apart from the programme, in {place}").format(place=private)
    commands = {
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


def _fill(beside: Path, workbook: Workbook, pair: Pair, answers: Mapping[str, Value], occasion: str) -> None:
    """Append the sample answers to what has none yet, each by whoever would write it, and seal what is sealed."""
    personal = workbook.template.personal_to
    store = open_store(beside, personal, device=DEVICE)
    now = dt.datetime.fromisoformat(occasion or pair.details["start"]).replace(hour=9, tzinfo=dt.UTC)
    log = workbook.answers().log
    written = {revision.field: revision for revision in log}
    for slot, value in answers.items():
        role = personal or role_of(slot) or _writer(workbook.template, slot)
        now += dt.timedelta(minutes=4)
        if slot not in written:
            written[slot] = revise(
                workbook=workbook.id,
                field=slot,
                author=pair.mentor if role == "mentor" else pair.mentee,
                value=value,
                source="demo",
                now=now,
                revision_id=_id(workbook, slot),
            )
            store.append(written[slot])
    sealed = sealed_slots(log, workbook.template.people)
    for part, slots in parts_of(workbook.template.fields).items():
        given = [written[slot] for slot in slots if slot in written and slot not in sealed]
        if given:
            mark_id = _id(workbook, ".".join(part))
            marked = seal(part, given, author=given[0].author, now=now, mark_id=mark_id, late=False)
            for revision in sorted(marked, key=lambda each: each.field):
                store.append(revision)


def _id(workbook: Workbook, name: str) -> str:
    """The same id for the same answer, whenever the sample programme is made."""
    return uuid.uuid5(uuid.UUID(workbook.id), name).hex


def _writer(template: Template, slot: str) -> Role:
    field = template.field_of(slot)
    return "mentor" if field is not None and field.by == "mentor" else "mentee"


def _line(written: Written) -> str:
    return written.problem or f"  {written.note or written.path}"

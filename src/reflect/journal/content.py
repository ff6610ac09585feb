"""What a journal says: a workbook's questions and answers, for one reader (pure)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reflect.errors import ReflectError
from reflect.fields import Field, Role, Rows, Value, is_agreed, is_blank, is_date, role_of
from reflect.fields.words import Shown, Words, anything, words_of
from reflect.journal.attached import pictures, size
from reflect.journal.markdown import pictures_left_out
from reflect.language import SOURCE, _, current, long_date, speaking
from reflect.personalise import as_markdown
from reflect.pictures.series import Entry, OverTime, over_time, under
from reflect.revisions import Emptied, Log, Revision, emptied, heads
from reflect.revisions.log import NO_ANSWERS, PROMPT
from reflect.revisions.released import releases
from reflect.revisions.revision import canonical
from reflect.revisions.sealed import is_as_sealed, parts_of, sealed_slots, seals
from reflect.template import Template
from reflect.template.completeness import Progress, is_shown, progress
from reflect.template.defaults import as_it_stands, default_of
from reflect.template.renames import label_of, plain_name, with_names
from reflect.template.wording import worded

Reader = Literal["pair", "mentor", "mentee"]

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*(?:\n|$)")
_MOST_PICTURES = 40 * 1024 * 1024
"""Bytes of all the pictures on a page, as they stand in it."""

_JOINING = 30
"""A first paragraph with no more letters than this besides names and dates only says who the pair are."""


class NotForReader(ReflectError):  # noqa: N818  # it says who may not read, and nothing is wrong
    """A personal workbook was asked for by somebody other than its owner. The remedy says what the owner can do."""

    def __init__(self, owner: Role) -> None:
        text, remedy = (
            (_("this workbook is personal to the mentor"), _("Add --for mentor if you are the mentor."))
            if owner == "mentor"
            else (_("this workbook is personal to the mentee"), _("Add --for mentee if you are the mentee."))
        )
        super().__init__("", text, remedy)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class Version:
    """One answer as one person wrote it. `value` is as the log has it, `shown` as a reader is shown it."""

    author: str
    time: dt.datetime
    value: Value
    shown: Shown


@dataclass(frozen=True, slots=True)
class Taken:
    """What others wrote `before` somebody, `by` name, put nothing in the place of it, or of some of it."""

    by: str
    time: dt.datetime
    before: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is in one slot. `of` names whose slot it is, where each has one. No versions: there is no answer.

    Two versions are what two people wrote without seeing each other's. `taken` is what was emptied of others' words.
    `seal` says of one that is sealed that it cannot be read yet, that something else stands there than what was sealed,
    or that it was sealed when the other's could be read. `stands` is what the answer is from the start, while
    nobody has written any.
    """

    slot: str
    of: str
    versions: tuple[Version, ...]
    taken: tuple[Taken, ...] = ()
    seal: Literal["", "closed", "changed", "late"] = ""
    stands: Shown | None = None


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One field with its answers.

    `help` is there where it asks something; any other is for the person who writes. `past` says that the question was
    answered, but would no longer be asked.
    """

    id: str
    label: str
    help: str
    answers: tuple[Answer, ...]
    past: bool = False
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One Markdown cell and the questions under it, or what somebody wrote in a cell meant for code, as `text`.

    `pictures` are those that the cell holds, as `data:` addresses by name. `by_people` says that the words are not the
    template's.
    """

    markdown: str
    questions: tuple[AnsweredQuestion, ...] = ()
    text: str = ""
    pictures: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Journal:
    """A workbook for one reader, in the notebook's order.

    `cover` has the Markdown under the title; `earlier` the answers to questions that the template no longer has;
    `released` what the pair has released to each other from personal workbooks. `unreadable` says in plain words what
    could not be read. `mark` tells the journals of one workbook from those of any other. `occasion` is which
    entry it is, of a template that repeats; `template` is its name. `over_time` has what is drawn of the entries so
    far, by the question that it stands under.
    """

    title: str
    version: int
    mentor: str
    mentee: str
    programme: str
    start: str
    personal_to: Role | None
    cover: Section
    sections: tuple[Section, ...]
    earlier: tuple[AnsweredQuestion, ...]
    progress: Progress
    first: dt.datetime | None
    last: dt.datetime | None
    released: tuple[Version, ...] = ()
    unreadable: tuple[str, ...] = ()
    mark: str = ""
    language: str = SOURCE
    occasion: str = ""
    template: str = ""
    over_time: Mapping[str, OverTime] = dataclasses.field(default_factory=dict)

    @property
    def introduction(self) -> str:
        """The Markdown under the title."""
        return self.cover.markdown

    @property
    def left_out(self) -> int:
        """How many pictures in the workbook's Markdown are not in the journal, which says so in their places."""
        return sum(pictures_left_out(each.markdown, each.pictures) for each in (self.cover, *self.sections))

    def __deepcopy__(self, memo: object) -> Journal:
        """Itself, since it cannot change; nbconvert copies all that it is handed."""
        return self


def journal(
    template: Template,
    log: Log,
    reader: Reader = "pair",
    *,
    own: Collection[str] | None = None,
    released: Log = frozenset(),
    unreadable: Sequence[str] = (),
    mark: str = "",
    entries: Sequence[Entry] = (),
) -> Journal:
    """The journal of a workbook, from its template (with the workbook's parameters and Markdown) and its answers.

    `own` is the Markdown that the template itself has: any other was written by people, and is never left out. None
    says that all of it is the template's, an empty one that nobody knows. `released` is the log of what the pair has
    released to each other. `entries` are those of a template that repeats, up to this one, whose numbers are drawn.
    Raises NotForReader where the workbook is personal to somebody else.
    """
    check_reader(template, reader)
    with speaking(template.language):
        return _journal(template, log, own, released, unreadable, mark, entries)


def _journal(
    template: Template,
    log: Log,
    own: Collection[str] | None,
    released: Log,
    unreadable: Sequence[str],
    mark: str,
    entries: Sequence[Entry],
) -> Journal:
    template = worded(template)
    people = template.people
    found = {slot: revisions for slot, revisions in heads(log).items() if not slot.startswith(NO_ANSWERS)}
    answers = _answers(template, log, found, people)
    values = {slot: revisions[-1].value for slot, revisions in found.items()}
    stands = as_it_stands(template, values)
    questions = {field.id: _question(field, answers, stands) for field in template.fields}
    started = {
        field.group for field in template.fields if field.group and any(map(_is_written, questions[field.id].answers))
    }
    asked = {
        field.id: question
        for field in template.fields
        if (not field.group or field.group in started)
        and (question := _kept(questions[field.id], field, stands)) is not None
    }
    cover, sections = _sections(template, asked, own)
    times = [revision.time for revision in log if not revision.field.startswith(PROMPT)]
    return Journal(
        title=template.title,
        version=template.version,
        **people,
        programme=str(template.parameters.get("programme") or ""),
        start=_date(template.parameters.get("start")),
        personal_to=template.personal_to,
        cover=cover,
        sections=sections,
        earlier=_earlier(template, answers),
        progress=progress(template, values, sealed_slots(log, people)),
        first=_moment(min(times)) if times else None,
        last=_moment(max(times)) if times else None,
        released=tuple(Version(r.author, _moment(r.time), r.words, Words(r.words)) for r in releases(released)),
        unreadable=tuple(unreadable),
        mark=mark,
        language=template.language,
        occasion=template.occasion,
        template=template.name,
        over_time=_over_time(template, asked, entries),
    )


def _over_time(template: Template, asked: Collection[str], entries: Sequence[Entry]) -> dict[str, OverTime]:
    """What is drawn over the entries, by the id of the question that each picture stands under."""
    places = under(field for field in template.fields if field.id in asked)
    found = {place: over_time(title, template, entries) for place, title in places.items() if template.repeats}
    return {place: each for place, each in found.items() if each is not None}


def check_reader(template: Template, reader: Reader) -> None:
    """Raise NotForReader where a workbook is personal and the reader is not its owner."""
    owner = template.personal_to
    if owner is not None and reader != owner:
        raise NotForReader(owner)


def _answers(
    template: Template, log: Log, found: Mapping[str, Sequence[Revision]], people: Mapping[str, str]
) -> dict[str, Answer]:
    """What stands in each slot of the template, and in each other in which something does."""
    fields = {slot: field for field in template.fields for slot in field.slots}
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for revision in log:
        revisions[revision.field].append(revision)
    said = _seals(template, log, found, people)
    answers = {}
    for slot in {**fields, **found}:
        heads_here = found.get(slot, ())
        versions = _versions(fields.get(slot), heads_here)
        taken = tuple(_taken(fields.get(slot), each) for each in emptied(revisions[slot], heads_here))
        if versions or taken or slot in fields:
            start = None if slot in found else _start(fields[slot], slot, template)
            answers[slot] = Answer(slot, _whose(slot, people), versions, taken, said.get(slot, ""), start)
    return answers


def _start(field: Field, slot: str, template: Template) -> Shown | None:
    """What stands in a slot that nobody has written in."""
    value = None if is_agreed(slot) else default_of(field, template.parameters)
    return None if value is None else field.in_words(value, slot)


def _seals(
    template: Template, log: Log, found: Mapping[str, Sequence[Revision]], people: Mapping[str, str]
) -> dict[str, Literal["closed", "changed", "late"]]:
    """What there is to say of the slots that are sealed."""
    said: dict[str, Literal["closed", "changed", "late"]] = {}
    known = seals(log, people)
    for part, slots in parts_of(template.fields).items():
        if (seal := known.get(part)) is None:
            continue
        for slot in slots:
            if not seal.openings:
                said |= {slot: "closed"} if slot in seal.slots and not found.get(slot) else {}
            elif not is_as_sealed(log, seal, [slot], found):
                said[slot] = "changed"
            elif any(mark.late for mark in seal.marks):
                said[slot] = "late"
    return said


def _versions(field: Field | None, found: Sequence[Revision]) -> tuple[Version, ...]:
    """The heads of a slot that differ and are not blank, oldest first."""
    written = [revision for revision in found if not is_blank(revision.value)]
    if len(written) > 1:
        written = list({canonical(revision.value): revision for revision in written}.values())
    return tuple(_version(field, revision) for revision in written)


def _taken(field: Field | None, found: Emptied) -> Taken:
    before = tuple(_version(field, revision) for revision in found.before)
    return Taken(found.by.author, _moment(found.by.time), before)


def _is_written(answer: Answer) -> bool:
    return bool(answer.versions or answer.taken or answer.seal)


def _version(field: Field | None, revision: Revision) -> Version:
    view = field.in_words(revision.value, revision.field) if field else anything(revision.value)
    return Version(revision.author, _moment(revision.time), revision.value, view)


def _question(
    field: Field,
    answers: Mapping[str, Answer],
    values: Mapping[str, Value],
) -> AnsweredQuestion:
    """A field with all its slots, written in or not."""
    its = _with_own_columns(field, tuple(answers[slot] for slot in field.slots), values)
    asks = field.help if "?" in field.help else ""
    return AnsweredQuestion(field.id, field.label, asks, its, past=not is_shown(field, values), field=field)


def _with_own_columns(field: Field, its: tuple[Answer, ...], values: Mapping[str, Value]) -> tuple[Answer, ...]:
    """The answers of a table with each person's own columns in it, unless there are two versions of any.

    What is to be said of a seal stays.
    """
    if not isinstance(field, Rows) or not field.roles_beside():
        return its
    whole, *beside = its
    if len(whole.versions) != 1 or any(len(own.versions) > 1 or own.taken or own.seal == "changed" for own in beside):
        return its
    [version] = whole.versions
    shown = field.in_words_with_own(values)
    left = (replace(own, versions=()) for own in beside if own.seal or not own.versions)
    return replace(whole, versions=(replace(version, shown=shown),)), *left


def _kept(question: AnsweredQuestion, field: Field, values: Mapping[str, Value]) -> AnsweredQuestion | None:
    """A question with the answers a reader is shown: all that are written, and of the others those still wanted."""
    shown = is_shown(field, values)
    wanted = field.required and shown
    answers = tuple(a for a in question.answers if wanted or (shown and a.stands) or _is_written(a))
    if len(answers) == len(question.answers):
        return question
    return replace(question, answers=answers) if answers else None


def _earlier(template: Template, answers: Mapping[str, Answer]) -> tuple[AnsweredQuestion, ...]:
    """The answers in slots that the template does not have."""
    labels = {field.id: field.label for field in template.fields}
    known = {slot for field in template.fields for slot in field.slots}
    found = []
    for slot in (slot for slot in answers if slot not in known):
        name = slot.partition(".")[0] if role_of(slot) or is_agreed(slot) else slot
        label = (
            labels.get(name)
            or with_names(label_of(name, template.earlier), template.parameters)
            or words_of(plain_name(name))
        )
        found.append(AnsweredQuestion(slot, label, "", (answers[slot],)))
    return tuple(found)


@dataclass(slots=True)
class _Part:
    """A Markdown cell with the fields below it, while sections are being put together."""

    markdown: str
    level: int | None
    fields: list[Field]
    by_people: bool = False
    text: str = ""
    pictures: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _sections(
    template: Template, asked: Mapping[str, AnsweredQuestion], own: Collection[str] | None
) -> tuple[Section, tuple[Section, ...]]:
    """The Markdown under the title, and the sections that have something to say."""
    parts = _parts(template, own)
    cover = _taken_introduction(parts, template)
    sections = []
    for number, part in enumerate(parts):
        under = [part, *_under(parts, number)]
        fields = [field for each in under for field in each.fields]
        if part.by_people or not fields or any(field.id in asked for field in fields):
            questions = tuple(asked[f.id] for f in part.fields if f.id in asked)
            sections.append(Section(part.markdown, questions, part.text, part.pictures, part.by_people))
        else:
            for each in under:  # a heading takes with it the words below that ask nothing themselves
                each.markdown = each.markdown if each.by_people else ""
    return cover, tuple(each for each in sections if each.markdown or each.questions or each.text)


def _taken_introduction(parts: Sequence[_Part], template: Template) -> Section:
    """What stands under the title of a workbook. It is taken out of its part, since the cover has the title."""
    for part in parts:
        title = HEADING.match(part.markdown)
        if title and title[2].strip() == template.title:
            under = part.markdown[title.end() :].strip()
            part.markdown, part.level = "", None
            words = under if part.by_people else _without_byline(under, template.parameters)
            return Section(words, pictures=part.pictures)
        if not part.by_people:
            break
    return Section("")


def _parts(template: Template, own: Collection[str] | None) -> list[_Part]:
    parts: list[_Part] = []
    room = _MOST_PICTURES
    for cell in template.cells:
        by_people = own is not None and cell.markdown not in own
        if cell.markdown.strip() and (not cell.form_only or (own and by_people)):
            held = pictures(cell.attachments)
            held = held if size(held) <= room else {}
            room -= size(held)
            level = heading_level(cell.markdown) or None
            parts.append(_Part(cell.markdown, level, [], by_people, pictures=held))
        elif cell.text:
            parts.append(_Part("", None, [], by_people=True, text=cell.text))
        elif cell.fields:
            if not parts:
                parts.append(_Part("", None, []))
            parts[-1].fields += cell.fields
    return parts


def heading_level(markdown: str) -> int:
    """The level of the heading that Markdown begins with; 0 where it begins with none."""
    heading = HEADING.match(markdown)
    return len(heading[1]) if heading else 0


def _under(parts: Sequence[_Part], number: int) -> Iterable[_Part]:
    """The parts under the heading of one part, as far as the next heading of its level or a higher one."""
    level = parts[number].level
    for part in parts[number + 1 :] if level else ():
        if part.level is not None and level is not None and part.level <= level:
            return
        yield part


def _without_byline(introduction: str, parameters: Mapping[str, Value]) -> str:
    """The introduction without a first paragraph that only names the pair, as the cover does already."""
    first, _blank, rest = introduction.partition("\n\n")
    left = first
    for name, otherwise in (("mentor", _("the mentor")), ("mentee", _("the mentee")), ("programme", ""), ("start", "")):
        given = as_markdown(parameters.get(name) or otherwise, current())
        if name in ("mentor", "mentee") and given.casefold() not in left.casefold():
            return introduction
        left = re.sub(re.escape(given), "", left, count=1, flags=re.IGNORECASE) if given else left
    return rest.strip() if sum(map(str.isalpha, left)) <= _JOINING else introduction


def _whose(slot: str, people: Mapping[str, str]) -> str:
    if is_agreed(slot):
        return _("Agreed")
    role = role_of(slot)
    if not role:
        return ""
    return people[role] or (_("The mentor") if role == "mentor" else _("The mentee"))


def _date(value: Value) -> str:
    return long_date(dt.date.fromisoformat(value)) if is_date(value) else str(value or "")


def _moment(time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(time)

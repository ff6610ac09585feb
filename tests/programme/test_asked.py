"""Any history of a template: no answer is lost, and each is shown once, as an answer or as an earlier question."""

from __future__ import annotations

import dataclasses
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.form.book import AnswerBook
from reflect.journal.content import Journal, journal
from reflect.pairs import workbook_id
from reflect.programme.asked import as_asked_now
from reflect.revisions import Log, heads
from reflect.stores.memory import MemoryStore
from reflect.template import Template, read_template
from reflect.template.renames import Asked
from tests.notebooks import HEADER, code, template

WORKBOOK = workbook_id("pair", "weekly_note")
IDS = [f"q{number}" for number in range(6)]


@dataclasses.dataclass(frozen=True)
class Question:
    """A field in one version of a template. `origin` tells it from all others, whatever it is called."""

    origin: int
    id: str
    was: tuple[str, ...] = ()


Version = tuple[Question, ...]


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Versions of a template, in which fields come, go and get other names, the names of those that went away too."""
    first = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    versions = [tuple(Question(number, name) for number, name in enumerate(first))]
    for number in range(draw(st.integers(1, 4))):
        fates = [(each, draw(st.sampled_from(("keep", "rename", "remove")))) for each in versions[-1]]
        now = [each for each, fate in fates if fate == "keep"]
        renamed = [each for each, fate in fates if fate == "rename"]
        ever = {each.id for version in versions for each in version}
        for each in (*renamed, Question(10 + number, "")):
            was = tuple(filter(None, (each.id, *each.was)))
            others = [*now, *(other for other in renamed if other.origin != each.origin)]
            taken = {*was, *(name for other in others for name in (other.id, *other.was))}
            taken |= ever if not was else set()  # a field that is back is the same one
            if free := [name for name in IDS if name not in taken]:
                now.append(Question(each.origin, draw(st.sampled_from(free)), was))
        versions.append(tuple(now))
    return versions


def template_of(versions: list[Version], number: int) -> Template:
    """One version of the template, as a workbook that was brought forward from each to the next has it."""
    calls = [f"wb.text({each.id!r}, was={list(each.was)!r})" for each in versions[number - 1]]
    header = HEADER.replace("version=1", f"version={number}")
    read = read_template(template(*map(code, calls), header=header), "note.ipynb")
    asked = {n: Asked({each.id: "" for each in versions[n - 1]}) for n in range(1, number)}
    return dataclasses.replace(read, earlier=asked)


def shown(result: Journal) -> Counter[object]:
    questions = [*(question for section in result.sections for question in section.questions), *result.earlier]
    return Counter(v.value for question in questions for answer in question.answers for v in answer.versions)


@settings(deadline=None)
@given(histories(), st.data())
def test_no_answer_is_lost_and_each_is_shown_once(versions: list[Version], data: st.DataObject) -> None:
    store, origins = MemoryStore(), dict[str, int]()
    for number, version in enumerate(versions, start=1):
        known = template_of(versions, number)

        def read_as(log: Log, known: Template = known) -> Log:
            return as_asked_now(log, known)

        book = AnswerBook(store, WORKBOOK, version=number, read_as=read_as)
        for each in data.draw(st.lists(st.sampled_from(version), max_size=3)) if version else ():
            seen = book.heads(each.id) if data.draw(st.booleans()) else ()
            assert {origins[head.id] for head in seen} <= {each.origin}
            saved = book.save(
                each.id, f"{len(origins)}", author="Sam", source="form", parents=[head.id for head in seen]
            )
            origins[saved.id] = each.origin

    last, log = template_of(versions, len(versions)), store.read(WORKBOOK).log
    view = as_asked_now(log, last)
    assert {(each.id, each.value) for each in view} == {(each.id, each.value) for each in log}
    replaced = {parent for revision in log for parent in revision.parents}
    assert shown(journal(last, view)) == Counter(each.value for each in log if each.id not in replaced)
    for question in versions[-1]:
        assert {origins[head.id] for head in heads(view).get(question.id, ())} <= {question.origin}

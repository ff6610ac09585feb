from __future__ import annotations

import base64
import copy
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflect.notebook.embedded
from reflect.notebook.embedded import embed, embedded_log
from reflect.revisions import Log, Revision, merge, to_line
from reflect.template.metadata import reflect_metadata
from tests.notebooks import weekly_note
from tests.revisions.samples import OTHER_WORKBOOK, REVISIONS, SECRET, TANGLED_LOGS, WORKBOOK, revision

BOTH = (WORKBOOK, OTHER_WORKBOOK)
LOGS = st.frozensets(REVISIONS, max_size=5) | TANGLED_LOGS


def read(notebook: Any, *workbooks: str) -> tuple[Log, tuple[str, ...]]:
    reading = embedded_log(reflect_metadata(notebook), workbooks or BOTH, "note.ipynb")
    return reading.log, reading.problems


def with_text(text: object) -> dict[str, Any]:
    return {**weekly_note(), "metadata": {"reflect": {"answers": text}}}


def packed(*lines: bytes) -> str:
    return base64.b64encode(zlib.compress(b"\n".join(lines) + b"\n")).decode()


@given(LOGS)
def test_what_is_embedded_is_read_back(log: Log) -> None:
    assert read(embed(weekly_note(), log)) == (log, ())


@given(LOGS)
def test_the_same_revisions_give_the_same_file(log: Log) -> None:
    again = embed(embed(weekly_note(), log), sorted(log, key=to_line, reverse=True))
    assert json.dumps(again) == json.dumps(embed(weekly_note(), log))


@given(LOGS, LOGS)
def test_what_two_files_hold_together_is_what_one_of_both_holds(one: Log, other: Log) -> None:
    apart = merge(*(read(embed(weekly_note(), log))[0] for log in (one, other)))
    assert apart == read(embed(weekly_note(), merge(one, other)))[0]


def test_without_revisions_there_is_no_trace_of_any() -> None:
    plain = weekly_note()
    assert embed(embed(plain, [revision()]), []) == plain
    known = {**plain, "metadata": {**plain["metadata"], "reflect": {"made": "abc"}}}
    assert embed(embed(known, [revision()]), []) == known


def test_the_notebook_given_is_left_as_it_is() -> None:
    given_one = weekly_note()
    before = copy.deepcopy(given_one)
    embed(given_one, [revision()])
    assert given_one == before


def test_a_growing_text_takes_little_room() -> None:
    words = "What we said, and what we will do about it by the end of the month. "
    versions = [revision(str(n), parents=str(n - 1), second=n % 60, value=words * n) for n in range(1, 1000)]
    text = reflect_metadata(embed(weekly_note(), versions)).answers or ""
    assert len(text) < sum(len(each.line) for each in versions) / 50


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()) | st.none() | st.integers())
def test_hostile_text_is_read_as_nothing(text: object) -> None:
    assert read(with_text(text))[0] == frozenset()


@given(st.lists(st.binary() | st.text().map(str.encode), max_size=5).map(lambda lines: packed(*lines)))
def test_hostile_lines_are_passed_over(text: str) -> None:
    assert read(with_text(text))[0] == frozenset()


@given(LOGS, st.data())
def test_damage_never_fails_and_never_adds_to_an_undamaged_part(log: Log, data: st.DataObject) -> None:
    text = reflect_metadata(embed(weekly_note(), log)).answers or ""
    cut = data.draw(st.integers(0, len(text)))
    found, problems = read(with_text(text[:cut]))
    assert found <= log
    assert problems or found == log or cut == 0
    place = data.draw(st.integers(0, max(0, len(text) - 1)))
    read(with_text(text[:place] + data.draw(st.sampled_from("Aa0+/=é\n")) + text[place + 1 :]))


def test_bad_lines_cost_themselves_alone_and_are_not_repeated() -> None:
    good = revision("a")
    lines = [b"{" + SECRET.encode(), to_line(good).encode(), SECRET.encode(), b"", b"\xff"]
    found, problems = read(with_text(packed(*lines)))
    assert found == {good}
    assert problems == ("note.ipynb: 3 of the answers inside this file could not be read and were passed over.",)


def test_another_workbooks_answers_are_passed_over() -> None:
    foreign = revision("b", workbook=OTHER_WORKBOOK)
    found, [problem] = read(embed(weekly_note(), [revision("a"), foreign]), WORKBOOK)
    assert found == {revision("a")}
    assert "1 of the answers inside this file belongs to another workbook" in problem


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zlib.compress(b"\n" * (reflect.notebook.embedded.LARGEST + 1))
    assert len(bomb) < 100_000
    found, [problem] = read(with_text(base64.b64encode(bomb).decode()))
    assert found == frozenset()
    assert "more than a workbook can hold" in problem


def test_a_crowd_of_made_up_authors_is_not_let_in() -> None:
    crowd = [revision(str(n), author=f"Author {n}") for n in range(reflect.notebook.embedded.MOST_AUTHORS + 5)]
    found, [problem] = read(embed(weekly_note(), crowd))
    assert len(found) == reflect.notebook.embedded.MOST_AUTHORS
    assert "too many people" in problem


@pytest.mark.parametrize("limit", ["LARGEST", "MOST_REVISIONS"])
def test_where_not_all_fits_what_is_current_goes_in_first(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    versions: list[Revision] = [revision("0", field="other", value="The only answer here")]
    versions += [revision(str(n), parents=str(n - 1), second=n, value=f"Version {n}") for n in range(1, 10)]
    monkeypatch.setattr(reflect.notebook.embedded, limit, 3 if limit == "MOST_REVISIONS" else 3 * 210)
    found, problems = read(embed(weekly_note(), versions))
    assert found == {versions[0], versions[-1], versions[-2]}
    assert problems == ()

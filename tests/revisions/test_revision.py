import dataclasses
import datetime as dt
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.revisions import Revision, RevisionError, from_line, revise, to_line
from tests.revisions.samples import JSON, REVISIONS, SECRET, WORKBOOK, revision

NOW = dt.datetime(2026, 11, 1, 10, 30, 0, 123_999, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def make(value: Any, author: str = "Sam") -> Revision:
    return revise(workbook=WORKBOOK, field="evidence", author=author, value=value, source="form", now=NOW)


@given(REVISIONS)
def test_a_revision_survives_its_line(any_revision: Revision) -> None:
    again = from_line(to_line(any_revision))
    assert again == any_revision
    assert hash(again) == hash(any_revision)
    assert (again.value, again.more, again.parents) == (any_revision.value, any_revision.more, any_revision.parents)
    assert to_line(again) == to_line(any_revision)


@given(REVISIONS)
def test_a_line_is_one_line_to_every_tool(any_revision: Revision) -> None:
    assert len(to_line(any_revision).splitlines()) == 1
    assert to_line(any_revision).encode().count(b"\n") == 0


@given(JSON)
def test_whatever_a_form_sends_is_recorded_as_sent(value: Any) -> None:
    assert json.dumps(make(value).value) == json.dumps(value)


def test_a_revision_says_when_by_whom_and_after_what() -> None:
    made = revise(
        workbook=WORKBOOK,
        field="bring.mentor",
        author="Zoë",
        value="A question",
        source="form",
        now=NOW,
        parents=["a", "b"],
        revision_id="c",
    )
    assert json.loads(to_line(made)) == {
        "id": "c",
        "workbook": WORKBOOK,
        "field": "bring.mentor",
        "author": "Zoë",
        "time": "2026-11-01T09:30:00.123Z",
        "parents": ["a", "b"],
        "value": "A question",
        "source": "form",
    }
    assert "Zoë" in to_line(made)


def test_each_revision_has_an_id_of_its_own() -> None:
    assert make("A step").id != make("A step").id


@pytest.mark.parametrize(("one", "other"), [(True, 1), (False, 0), (1, 1.0), (0.0, -0.0), (None, False), ("1", 1)])
def test_values_that_python_takes_for_equal_are_told_apart(one: Any, other: Any) -> None:
    assert revision(value=one) != revision(value=other)
    assert len({revision(value=one), revision(value=other)}) == 2


def test_the_order_of_keys_does_not_matter() -> None:
    assert revision(value={"what": 1, "when": 2}) == revision(value={"when": 2, "what": 1})


def test_a_revision_is_nothing_but_itself() -> None:
    assert revision() != to_line(revision())


def test_changing_what_was_given_does_not_change_the_revision() -> None:
    rows = [{"what": "Call"}]
    made = make(rows)
    rows[0]["what"] = "Write"
    assert made.value == [{"what": "Call"}]
    assert from_line(to_line(made)).value == [{"what": "Call"}]


def test_a_revision_can_be_sent_to_another_process_and_varied() -> None:
    assert pickle.loads(pickle.dumps(revision())) == revision()
    assert dataclasses.replace(revision(), value="Other") == revision(value="Other")


def test_keys_of_a_later_version_are_kept() -> None:
    line = json.dumps({**json.loads(to_line(revision())), "mood": {"then": [1, None]}})
    assert from_line(line).more == {"mood": {"then": [1, None]}}
    assert json.loads(to_line(from_line(line)))["mood"] == {"then": [1, None]}
    assert from_line(line) != revision()


@pytest.mark.parametrize(
    ("typed", "kept"), [("cut \ud83d", "cut �"), ("\ude00 cut", "� cut"), ("whole \ud83d\ude00", "whole 😀")]
)
def test_half_an_emoji_does_not_cost_the_sentence(typed: str, kept: str) -> None:
    made = make([{"what": typed}], author=typed)
    assert from_line(to_line(made)) == made
    assert (made.value, made.author) == ([{"what": kept}], kept)


# Named by type because pytest could not write out the last number either.
@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), b"bytes", {1: "a"}, {"a": {1, 2}}, object(), 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_what_json_cannot_hold_is_refused_at_once(value: object) -> None:
    with pytest.raises(RevisionError):
        make([value])


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RevisionError, match="nested"):
        make(endless)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(RevisionError, match="zone"):
        revise(workbook=WORKBOOK, field="f", author="a", value="", source="", now=dt.datetime(2026, 1, 1))  # noqa: DTZ001


def changed(**changes: object) -> str:
    return json.dumps({**json.loads(to_line(revision(value=SECRET))), **changes})


MALFORMED = {
    "nothing": "",
    "not JSON": f'{{"value": "{SECRET}',
    "not an object": f'["{SECRET}"]',
    "two objects": to_line(revision(value=SECRET)) * 2,
    "a key missing": json.dumps({"id": "a", "value": SECRET}),
    "a key twice": to_line(revision(value=SECRET))[:-1] + ',"value":"another"}',
    "a key twice inside": changed().replace(f'"{SECRET}"', f'{{"a": "{SECRET}", "a": 1}}'),
    "no id": changed(id=""),
    "no field": changed(field=""),
    "no workbook": changed(workbook=""),
    "an id that is a number": changed(id=7),
    "an author that is a list": changed(author=["Sam"]),
    "a source that is null": changed(source=None),
    "parents that are a text": changed(parents="ab"),
    "parents that are an object": changed(parents={"a": 1}),
    "parents that are numbers": changed(parents=[1]),
    "a time in words": changed(time="yesterday"),
    "a time without a zone": changed(time="2026-11-01T09:30:00.000"),
    "a time without milliseconds": changed(time="2026-11-01T09:30:00Z"),
    "a day there never was": changed(time="2026-02-30T09:30:00.000Z"),
    "a time in other digits": changed(time="٢٠٢٦-11-01T09:30:00.000Z"),
    "not a number": changed(value=float("nan")),
    "an endless number": changed(value=0).replace('"value": 0', '"value": 1e999'),
    "a number too long to read": changed(value=0).replace('"value": 0', '"value": ' + "9" * 5000),
    "half a surrogate pair": changed(value="\ud83d" + SECRET),
    "half a surrogate pair in a key": changed(value={"\ud83d": SECRET}),
    "half a surrogate pair in an unknown key": changed(**{"\ud83d": SECRET}),
    "nesting beyond reason": changed(value=0).replace('"value": 0', '"value": ' + "[" * 50 + "]" * 50),
    "nesting beyond the stack": "[" * 100_000,
    "objects beyond the stack": '{"a":' * 100_000,
    "unknown nesting beyond reason": changed(later=0).replace('"later": 0', '"later": ' + "[" * 50 + "]" * 50),
}


@pytest.mark.parametrize("line", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_revision_is_refused_without_quoting_it(line: str) -> None:
    with pytest.raises(RevisionError) as refused:
        from_line(line)
    error = refused.value
    assert SECRET not in repr(error)
    assert error.__cause__ is None
    assert error.__context__ is None


@given(
    st.text()
    | JSON.map(json.dumps)
    | st.dictionaries(st.sampled_from(["id", "value", "parents"]), JSON).map(json.dumps)
)
def test_any_other_text_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(RevisionError):
        from_line(text)


def test_a_revision_cannot_be_made_of_what_cannot_be_read_back() -> None:
    with pytest.raises(RevisionError, match="tuple"):
        dataclasses.replace(revision(), parents=["a"])  # type: ignore[arg-type]
    with pytest.raises(RevisionError, match="apart"):
        revision(more={"value": "another"})


def test_the_words_of_an_answer_stay_out_of_logs() -> None:
    made = revision(value=SECRET, more={"draft": SECRET})
    assert SECRET not in repr(made)
    assert SECRET not in f"{made}"

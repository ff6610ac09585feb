import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.revisions import Log, Revision, conflicts, current, heads, merge
from tests.revisions.samples import OTHER_WORKBOOK, REVISIONS, TANGLED_LOGS, revision

LOGS = st.frozensets(REVISIONS, max_size=4) | TANGLED_LOGS


@given(LOGS, LOGS)
def test_merging_does_not_depend_on_the_order(one: Log, other: Log) -> None:
    assert merge(one, other) == merge(other, one)


@given(LOGS, LOGS, LOGS)
def test_merging_does_not_depend_on_the_grouping(one: Log, two: Log, three: Log) -> None:
    assert merge(one, merge(two, three)) == merge(merge(one, two), three) == merge(one, two, three)


@given(LOGS, LOGS)
def test_merging_again_changes_nothing(one: Log, other: Log) -> None:
    merged = merge(one, other)
    assert merge(merged, one) == merge(merged, merged) == merged


@given(st.lists(LOGS, max_size=4))
def test_merging_loses_no_revision_and_adds_none(logs: list[Log]) -> None:
    merged = merge(*logs)
    assert all(log <= merged for log in logs)
    assert all(any(revision in log for log in logs) for revision in merged)


def test_two_revisions_under_one_id_are_both_kept_and_shown() -> None:
    one, other = revision("a", value="One"), revision("a", value="Other")
    assert heads(merge([one], [other])) == {"evidence": (one, other)}


@given(LOGS)
def test_every_field_with_a_revision_has_a_head(log: Log) -> None:
    found = heads(log)
    assert found.keys() == {revision.field for revision in log}
    assert all(found.values())


@given(TANGLED_LOGS)
def test_what_is_not_a_head_has_been_replaced(log: Log) -> None:
    for field, found in heads(log).items():
        for earlier in log:
            if earlier.field == field and earlier not in found:
                assert any(earlier.id in later.parents for later in log if later.field == field)


HONEST = [
    revision("a"),
    revision("b", parents="a", second=1),
    revision("c", parents="a", second=2),
    revision("d", parents="bc", second=3),
    revision("e", parents="d", second=4),
]


@given(st.permutations(HONEST))
def test_the_head_of_an_honest_log_is_what_nobody_names(log: list[Revision]) -> None:
    assert [head.id for head in heads(log)["evidence"]] == ["e"]


def test_a_save_replaces_what_it_was_written_in_sight_of() -> None:
    assert current([revision("a", value="First"), revision("b", parents="a", value="Second")]) == {"evidence": "Second"}


def test_two_who_did_not_see_each_other_have_two_heads_the_oldest_first() -> None:
    first = revision("a")
    mentor = revision("b", parents="a", second=2, author="Alex", value="Alex's")
    mentee = revision("c", parents="a", second=1, author="Sam", value="Sam's")
    log = merge([first, mentor], [first, mentee])
    assert heads(log) == {"evidence": (mentee, mentor)}
    assert conflicts(log) == {"evidence": (mentee, mentor)}
    assert current(log) == {"evidence": "Alex's"}
    both = revision("d", parents="bc", second=3)
    assert heads(merge(log, [both])) == {"evidence": (both,)}
    assert conflicts(merge(log, [both])) == {}


@given(TANGLED_LOGS)
def test_a_save_in_sight_of_all_heads_is_the_only_head(log: Log) -> None:
    seen = [head.id for head in heads(log).get("evidence", ())]
    save = revision("z", parents="".join(seen))
    assert heads(merge(log, [save]))["evidence"] == (save,)


@given(TANGLED_LOGS)
def test_heads_do_not_depend_on_the_order(log: Log) -> None:
    assert list(heads(sorted(log, key=hash)).items()) == list(heads(sorted(log, key=lambda r: -hash(r))).items())


def test_heads_of_one_time_are_in_order_of_id() -> None:
    assert [head.id for head in heads([revision("c"), revision("a"), revision("b")])["evidence"]] == ["a", "b", "c"]


def test_the_same_answer_twice_is_no_conflict() -> None:
    assert conflicts([revision("a", value="Yes"), revision("b", value="Yes")]) == {}


@pytest.mark.parametrize(("one", "other"), [(True, 1), ([1], [1.0])])
def test_answers_of_different_types_are_a_conflict(one: object, other: object) -> None:
    assert "evidence" in conflicts([revision("a", value=one), revision("b", value=other)])


def test_a_revision_that_names_itself_stays_visible() -> None:
    itself = revision("b", parents="ab", second=1)
    assert heads([itself]) == heads([revision("a"), itself]) == {"evidence": (itself,)}


def test_revisions_in_a_circle_stay_visible_with_what_only_they_lead_to() -> None:
    honest = revision("a", second=0)
    circle = [revision("b", parents="ac", second=1), revision("c", parents="b", second=2)]
    assert heads([honest, *circle]) == {"evidence": (honest, *circle)}


def test_an_old_circle_is_replaced_by_a_save_that_names_it() -> None:
    circle = [revision("b", parents="c"), revision("c", parents="b")]
    save = revision("d", parents="b", second=3)
    assert heads([*circle, save]) == {"evidence": (save,)}


def test_a_parent_that_has_not_arrived_yet_is_no_matter() -> None:
    late = revision("b", parents="a", second=1)
    assert heads([late]) == {"evidence": (late,)}
    assert heads([late, revision("a")]) == {"evidence": (late,)}


def test_a_revision_of_another_field_or_workbook_replaces_nothing() -> None:
    kept = revision("a")
    log = [
        kept,
        revision("b", parents="a", second=1, field="next_step"),
        revision("c", parents="a", second=2, workbook=OTHER_WORKBOOK),
    ]
    assert kept in heads(log)["evidence"]


def test_unknown_fields_are_kept() -> None:
    assert current([revision("a", field="gone.since", value=[1])]) == {"gone.since": [1]}


def test_records_of_prompts_are_kept_but_are_nobodys_answer() -> None:
    log = [revision("a", field="prompt:evidence", value="x"), revision("b", field="prompt:evidence", value="y")]
    assert current(log) == {}
    assert conflicts(log) == {}
    assert len(heads(log)["prompt:evidence"]) == 2


def test_an_empty_log_says_nothing() -> None:
    assert merge() == frozenset()
    assert heads([]) == current([]) == conflicts([]) == {}


def test_a_long_history_is_followed_to_its_end() -> None:
    log = [dataclasses.replace(revision(), id=str(n), parents=(str(n - 1),)) for n in range(5000)]
    assert [head.id for head in heads(log)["evidence"]] == ["4999"]

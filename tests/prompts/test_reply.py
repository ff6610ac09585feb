from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.prompts.reply import MOST, Candidate, ReplyError, candidates
from tests.prompts.samples import completion

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["questions", "text", "question", "angle", "choices", "message", "x"]), inner)
    ),
    max_leaves=12,
)


def texts(content: str) -> list[str]:
    return [candidate.text for candidate in candidates(completion(content))]


def test_the_angle_is_ours_or_none() -> None:
    content = json.dumps({"questions": [{"text": "a", "angle": "feeling"}, {"text": "b", "angle": "praise"}]})
    assert candidates(completion(content)) == (Candidate("a", "feeling"), Candidate("b"))
    assert candidates(completion('[{"text": "a", "angle": ["x"]}]')) == (Candidate("a"),)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('["a", "b"]', ["a", "b"]),
        ('Of course! {"questions": ["a"]} I hope {that} helps [1].', ["a"]),
        ('I thought {about it} first. [{"question": "a"}]', ["a"]),
        ('{"text": "a"}', ["a"]),
        ("1) a\n(2) b\n- c\n* d\n• e\nQ1: f\n\n", ["a", "b", "c", "d", "e", "f"]),
        ('{"questions": [{"text": "a', ['{"questions": [{"text": "a']),
        ("", []),
        ('{"questions": [1, null, {"text": 2}]}', ['{"questions": [1, null, {"text": 2}]}']),
    ],
)
def test_what_is_found_in_an_answer(content: str, found: list[str]) -> None:
    assert texts(content) == found


def test_only_so_many_are_looked_at() -> None:
    assert len(texts(json.dumps(["a"] * 1_000))) == MOST
    assert len(texts("a\n" * 1_000)) == MOST


def test_brackets_without_end_are_no_trouble() -> None:
    assert len(texts("[" * 200_000)) == 1
    assert len(texts("{" * 200_000)) == 1


@given(JSON | st.text() | st.binary())
def test_any_content_gives_candidates_or_a_plain_error(content: object) -> None:
    if isinstance(content, bytes):
        payload = content
    else:
        payload = completion(content if isinstance(content, str) else json.dumps(content))
    try:
        found = candidates(payload)
    except ReplyError:
        return
    assert all(isinstance(candidate.text, str) for candidate in found)


@given(JSON)
def test_any_json_body_gives_candidates_or_a_plain_error(body: object) -> None:
    try:
        candidates(json.dumps(body).encode())
    except ReplyError:
        pass

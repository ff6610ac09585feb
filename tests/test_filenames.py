from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.filenames import file_part


@pytest.mark.parametrize(
    ("author", "part"),
    [
        ("Sam", "sam"),
        ("Zoë O'Neil-Smith", "zoë-o-neil-smith"),
        ("Zoe\u0308", "zoë"),
        ("李小龍", "李小龍"),
        ("नेहा", "नेहा"),
        ("../../etc/passwd", "etc-passwd"),
        ("sam@example.org", "sam-example-org"),
        ("Agent 007", "agent-007"),
        ("Con", "con-"),
        ("", ""),
        ("?!", ""),
        ("x" * 200, "x" * 60),
        ("é" * 200, "é" * 30),
        ("a" + "é" * 200, "a" + "é" * 29),
    ],
)
def test_a_name_is_still_readable_as_a_file_name(author: str, part: str) -> None:
    assert file_part(author) == part


@given(st.text(st.characters()))
def test_no_name_is_a_path(author: str) -> None:
    part = file_part(author)
    assert len(part.encode()) <= 61
    assert Path(part or "x").name == (part or "x")
    assert not part.startswith((".", "-"))
    assert "\0" not in part

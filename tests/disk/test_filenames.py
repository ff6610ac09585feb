from __future__ import annotations

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.disk.filenames import Names, file_part, same_name


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


@given(
    st.lists(st.lists(st.sampled_from("aA.ßé\u200b- 2"), min_size=1, max_size=3).map("".join), min_size=1, max_size=12)
)
def test_no_two_names_are_one_on_any_disk(parts: list[str]) -> None:
    wanted = [PurePath(part.strip(". ") or "x", "page.html") for part in parts] + [PurePath(f"{parts[0]}x.html")]
    names = Names()
    taken = [names.take(name) for name in wanted]
    assert len(set(map(same_name, taken))) == len(wanted)
    assert all(name == first for name, first in zip(taken[:1], wanted, strict=False))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam.html", "sam.html"),
        ("Zoë.html", "Zoe\u0308.html"),
        ("straße", "STRASSE"),
        ("a\udcff", "a\udcfe"),
        ("a", "a."),
    ],
)
def test_names_that_some_disk_takes_for_the_same(one: str, other: str) -> None:
    names = Names()
    assert names.take(PurePath(one)) == PurePath(one)
    assert names.take(PurePath(other)) != PurePath(other)


def test_a_file_is_not_called_like_a_folder() -> None:
    names = Names()
    assert names.take(PurePath("a.html/b.html")) == PurePath("a.html/b.html")
    assert names.take(PurePath("a.html")) == PurePath("a-2.html")
    assert names.take(PurePath("c")) == PurePath("c")
    assert names.take(PurePath("C/d")) == PurePath("C-2/d")
    assert names.take(PurePath("C/D")) == PurePath("C-3/D")

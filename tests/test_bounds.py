from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.bounds import DEEPEST_JSON, MOST_CELLS, TooMuchError, check_code, check_notebook, check_value
from reflect.catalogue import installed_template, template_names
from reflect.notebook import NotebookError
from reflect.notebook.files import as_notebook, read_notebook
from reflect.template.calls import LiteralError, Mistake, literal_assignments, parse_cell
from tests.hostile import CODE
from tests.notebooks import code, markdown, notebook, save


def nested(depth: int) -> Any:
    value: Any = "leaf"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", CODE.values(), ids=CODE)
def test_whatever_stands_in_a_cell_is_read_or_refused_and_what_is_read_can_be_written_again(value: str) -> None:
    before = time.process_time()
    try:
        found = literal_assignments(f"given = {value}")
    except LiteralError as error:
        assert len(str(error)) < 200
    else:
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert repr(found)
    for each in parse_cell(f"wb.text('a', help={value})"):
        assert not isinstance(each, Mistake) or len(each.message) < 600
    assert time.process_time() - before < 20  # some of them used to take hours


@pytest.mark.parametrize(
    "source",
    [
        "(" * 21 + ")" * 21,
        "[" * 10 + "{1: (" * 11 + "2" + ")}" * 11 + "]" * 10,
        "".join(f"{' ' * depth}if 1:\n" for depth in range(30)) + f"{' ' * 30}1",
        "f'" + "{a}" * 1_000 + "'",
        "rF'" + "{a}" * 1_000 + "'",
        f"f'{{{'(' * 30}1{')' * 30}}}'",
        f"1 # a comment\r{'(' * 30}",
        ")" * 40 + "(" * 21,
        "a" * 100_001,
        "1+" * 1_001 + "1",
        "not -" * 1_001 + "1",
        "a" + ".b" * 1_001,
    ],
)
def test_code_that_python_might_take_long_over_is_not_given_to_it(source: str) -> None:
    with pytest.raises(TooMuchError):
        check_code(source)


@pytest.mark.parametrize(
    "source",
    [
        "text = ':-( ' * 9 + ':(((((((((((((((((((((((((('",
        "f = 'for you'" + "  # " + "f" * 5_000,
        "'" + "f(" * 2_000 + "'",
    ],
)
def test_brackets_in_texts_and_comments_are_no_nesting(source: str) -> None:
    check_code(source)


def test_every_template_is_far_within_the_bounds() -> None:
    for name in template_names():
        known = installed_template(name)
        assert known
        check_notebook(known.notebook)
        for cell in known.notebook["cells"]:
            check_code(cell["source"] * 10)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.floats(), st.lists, max_leaves=20))
def test_a_value_that_passes_can_be_kept_as_json(value: object) -> None:
    try:
        check_value(value)
    except TooMuchError:
        return
    assert json.loads(json.dumps(value, allow_nan=False)) == value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), 10**5000, -(10**5000), 1j, b"x", {1}, ..., nested(90), {1: 2}],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_json_cannot_hold_does_not_pass(value: object) -> None:
    for each in (value, [value], {"a": value}):
        with pytest.raises(TooMuchError):
            check_value(each)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({**notebook(), "metadata": {"deep": nested(DEEPEST_JSON)}}, "nested too deeply"),
        (notebook(*[markdown("")] * (MOST_CELLS + 1)), "more cells"),
        (notebook(*[code("a = 1\n" * 10_000)] * 20), "more code"),
    ],
    ids=["deep", "cells", "code"],
)
def test_a_notebook_that_holds_more_than_any_workbook_is_named_and_not_read(
    content: dict[str, Any], why: str, tmp_path: Path
) -> None:
    path = save(content, tmp_path / "much.ipynb")
    with pytest.raises(NotebookError, match=f"much.ipynb: this cannot be a workbook: .*{why}"):
        read_notebook(path)
    assert as_notebook(content) is None


def test_a_notebook_that_is_only_large_is_read(tmp_path: Path) -> None:
    picture = {"image/png": "i" * 5_000_000}
    content = notebook(
        *[{**markdown("![](attachment:a.png)"), "attachments": {"a.png": picture}}] * 3, *[code("a = 1")] * 500
    )
    assert len(read_notebook(save(content, tmp_path / "large.ipynb"))["cells"]) == 503

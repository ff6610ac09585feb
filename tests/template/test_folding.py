"""Parts of a workbook that are folded."""

from __future__ import annotations

from typing import Any

import pytest

from reflect.personalise import personalise
from reflect.template.folding import FOLDED, FoldedPart, folded_parts, unfolded
from reflect.template.headings import level_of, title_of
from tests.notebooks import code, markdown, template


def folded(source: str) -> dict[str, Any]:
    return markdown(source) | {"metadata": {FOLDED: True}}


def parts_of(*cells: dict[str, Any]) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(part.title, part.level, part.fields) for part in folded_parts({"cells": cells})]


def test_a_part_goes_as_far_as_the_next_heading_of_its_level_or_a_higher_one() -> None:
    cells = (
        folded("## Go deeper\n\nIf you like."),
        code('wb.text("why")\nwb.text("how")'),
        markdown("### A step"),
        code('wb.text("step")'),
        markdown("Words, with\n\n## a heading further down"),
        code('wb.text("more")'),
    )
    expected = ("Go deeper", 2, ("why", "how", "step", "more"))
    for after in ("## Next", "# Next"):
        assert parts_of(*cells, markdown(after), code('wb.text("after")')) == [expected]
    assert parts_of(*cells) == [expected]


def test_one_part_in_another_comes_after_it_and_its_fields_are_in_both() -> None:
    cells = (folded("## Goal 2"), code('wb.text("goal")'), folded("### Go deeper"), code('wb.text("why")'))
    assert parts_of(*cells) == [("Goal 2", 2, ("goal", "why")), ("Go deeper", 3, ("why",))]


def test_only_a_heading_folds() -> None:
    no_heading = (folded("Words"), {**code('wb.text("a")'), "metadata": {FOLDED: True}}, markdown("## Not folded"))
    assert parts_of(*no_heading, code('wb.text("b")')) == []
    assert parts_of(markdown("## Open") | {"metadata": {FOLDED: "true"}}, code('wb.text("b")')) == []


def test_the_further_parts_of_a_group_are_folded_in_the_workbook() -> None:
    content = template(
        markdown("## Goal 1"),
        code('wb.group("goal", repeat=2, title="Goal {number}")'),
        code('wb.text("goal")'),
        markdown("## After"),
        code('wb.text("after")'),
    )
    [part] = folded_parts(personalise(content, {"mentor": "Alex", "mentee": "Sam"}))
    assert part == FoldedPart(part.heading, "Goal 2", 2, ("goal_2",))


def test_a_part_is_unfolded_with_what_is_around_it() -> None:
    cells = [folded("## Goal 2"), code('wb.text("goal")'), folded("### Go deeper"), code('wb.text("why")')]
    cells += [folded("## Notes"), code('wb.text("notes")')]
    open_again = unfolded({"cells": cells}, ["why", "goal"])
    assert [part.title for part in folded_parts(open_again)] == ["Notes"]
    assert [part.title for part in folded_parts({"cells": cells})] == ["Goal 2", "Go deeper", "Notes"]
    assert unfolded({"cells": cells}, ["other"]) == {"cells": cells}


def test_what_the_author_has_folded_is_folded_in_the_workbook() -> None:
    content = template(folded("## Go deeper"), code('wb.text("why")'))
    [part] = folded_parts(personalise(content, {"mentor": "Alex", "mentee": "Sam"}))
    assert part.title == "Go deeper"


@pytest.mark.parametrize(
    ("source", "level", "title"),
    [
        ("# Title", 1, "Title"),
        ("  ### *Go* **deeper** ###\nmore", 3, "Go deeper"),
        ("## The `code` of snake_case and _this_", 2, "The code of snake_case and this"),
        ("## ", 2, ""),
        ("#Title", 0, ""),
        ("Title\n# Later", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_heading_has_a_level_and_words(source: str, level: int, title: str) -> None:
    assert (level_of(markdown(source)), title_of(markdown(source))) == (level, title)
    assert (level_of(code(source)), title_of(code(source))) == (0, "")

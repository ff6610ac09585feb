"""The inputs of the kinds of field in a browser, on a page of their own: what they show, and what any value becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reflect.fields import declare
from reflect.form.bundle import bundle
from reflect.form.describe import describe_field
from tests.browsing import PATIENCE
from tests.nodejs import BROWSER

pytestmark = pytest.mark.browser

HOSTILE: list[Any] = [
    None, True, False, 0, -3, 2.5, "", " ", "does not apply", "a", "my own", "<img src=x>", "2027-02-31",
    [], ["a"], ["a", "my own", "another"], [1, None, {}], [[]], {}, {"a": 1}, [{"what": "x"}],
    [{"what": ["a"], "roles": "a", "seen": {}, "cost": "much", "gone": 1}, 3],
]  # fmt: skip
"""What a log may hold under any slot."""


@pytest.fixture(scope="module")
def kinds(chromium: Browser) -> Iterator[Page]:
    """A page with the kinds as `kinds` and no more."""
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.set_content('<main class="reflect-field"></main>')
    page.add_style_tag(path=BROWSER / "field.css")
    page.evaluate(
        """async (code) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          globalThis.kinds = await import(address);
        }""",
        bundle(BROWSER / "kinds.js"),
    )
    yield page
    context.close()


def show(page: Page, kind: str, *positional: object, **named: object) -> None:
    """Have the page show the input of a field, as `input`, and no other."""
    field = declare(kind, positional, named)
    described = describe_field(field, None, {})
    page.evaluate(
        """(field) => {
          const { slot, columns } = field.slots[0];
          globalThis.input = kinds.makeInput(field, { id: slot, label: field.label }, columns);
          document.querySelector("main").replaceChildren(input.element);
        }""",
        described,
    )


def put(page: Page, value: object) -> None:
    page.evaluate("(value) => input.set(value)", value)


def got(page: Page) -> object:
    return page.evaluate("input.get()")


def test_an_answer_in_own_words_stands_beside_the_options(kinds: Page) -> None:
    show(kinds, "choice", "how", ["phone", "video"], other=True)
    words = kinds.get_by_label("How: in your own words")
    expect(words).to_be_hidden()
    kinds.get_by_label("Other …").check()
    assert got(kinds) is None
    words.fill(" by letter ")
    assert got(kinds) == "by letter"
    kinds.get_by_label("video").check()
    expect(words).to_be_hidden()
    assert got(kinds) == "video"
    put(kinds, "a walk")
    expect(words).to_have_value("a walk")
    kinds.get_by_role("button", name="Clear").click()
    assert got(kinds) is None
    expect(words).to_be_hidden()


def test_own_words_beside_many_options_are_behind_the_last_of_the_menu(kinds: Page) -> None:
    show(kinds, "choice", "how", [*"abcdefgh"], other=True)
    kinds.get_by_role("combobox").select_option("Other …")
    kinds.get_by_label("How: in your own words").fill("z")
    assert got(kinds) == "z"


def test_own_words_are_picked_with_options_and_those_of_two_people_stay(kinds: Page) -> None:
    show(kinds, "choices", "how", ["phone", "video"], other=True)
    kinds.get_by_label("phone").check()
    kinds.get_by_label("Other …").check()
    kinds.get_by_label("How: in your own words").fill("by letter")
    assert got(kinds) == ["phone", "by letter"]
    put(kinds, ["video", "by letter", "on a walk"])
    assert got(kinds) == ["video", "by letter", "on a walk"]
    kinds.get_by_label("on a walk").uncheck()
    kinds.get_by_label("Other …").uncheck()
    assert got(kinds) == ["video"]


def test_a_scale_may_not_apply(kinds: Page) -> None:
    show(kinds, "scale", "pulse", 1, 5, may_not_apply=True)
    kinds.get_by_label("Does not apply").check()
    assert got(kinds) == "does not apply"
    kinds.get_by_label("3").check()
    assert got(kinds) == 3
    show(kinds, "scale", "share", 0, 100, may_not_apply=True)
    kinds.get_by_role("spinbutton").fill("40")
    kinds.get_by_label("Does not apply").check()
    assert got(kinds) == "does not apply"
    kinds.get_by_role("spinbutton").fill("41")
    assert got(kinds) == 41
    expect(kinds.get_by_label("Does not apply")).not_to_be_checked()
    put(kinds, "does not apply")
    assert got(kinds) == "does not apply"


def test_a_no_where_it_must_be_a_yes_says_what_it_means_and_is_kept(kinds: Page) -> None:
    show(kinds, "yes_no", "exit_ok", must_be=True, required=True)
    kinds.get_by_label("No").check()
    expect(kinds.get_by_role("status")).to_contain_text("Your No is kept")
    assert got(kinds) is False
    kinds.get_by_label("Yes").check()
    expect(kinds.get_by_role("status")).to_be_empty()
    put(kinds, False)
    expect(kinds.get_by_role("status")).to_contain_text("Until it is a Yes")


COLUMNS = {
    "what": "text",
    "roles": ("What they are to you", ["Job", "Career"], "several", "other", "optional"),
    "seen": ("How often", "scale 1-5", "may not apply"),
    "how": ("How", ["phone", "video"], "other"),
    "cost": ("Cost", "number 0-240", "optional"),
}


def test_the_cells_of_a_row_take_what_fields_of_their_kinds_take(kinds: Page) -> None:
    show(kinds, "rows", "meetings", COLUMNS)
    assert kinds.get_by_text("(optional)").count() == 2
    kinds.get_by_label("What", exact=True).fill("Lunch")
    roles = kinds.get_by_role("group", name="What they are to you")
    roles.get_by_label("Job").check()
    roles.get_by_label("Career").check()
    kinds.get_by_label("How often").select_option("Does not apply")
    kinds.get_by_label("How", exact=True).select_option("Other …")
    kinds.get_by_label("How: in your own words").fill("by letter")
    kinds.get_by_label("Cost").fill("12")
    row = {"what": "Lunch", "roles": ["Job", "Career"], "seen": "does not apply", "how": "by letter", "cost": 12}
    assert got(kinds) == [row]
    kinds.get_by_label("Cost").fill("241")
    assert kinds.evaluate("input.problem()") == "the largest number here is 240"


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("number", {}),
        ("scale", {"low": 1, "high": 5, "may_not_apply": True}),
        ("scale", {"low": 0, "high": 100, "may_not_apply": True}),
        ("choice", {"options": ["a", "b"], "other": True}),
        ("choice", {"options": [*"abcdefgh"], "other": True}),
        ("choices", {"options": ["a", "b"], "other": True}),
        ("choices", {"options": ["a", "b"]}),
        ("yes_no", {"must_be": True}),
        ("rows", {"columns": COLUMNS}),
    ],
)
def test_any_value_can_be_put_in_and_what_is_shown_of_it_goes_in_again(
    kinds: Page, kind: str, arguments: dict[str, Any]
) -> None:
    show(kinds, kind, "a", **arguments)
    for value in HOSTILE:
        put(kinds, value)
        first = got(kinds)
        put(kinds, first)
        assert got(kinds) == first, json.dumps(value)
    assert not kinds.locator("main img").count()


def test_a_worked_example_opens_by_keyboard_and_its_parts_are_named(kinds: Page) -> None:
    code = bundle(BROWSER / "examples.js")
    kinds.evaluate(
        """async (code) => {
          const { makeExamples } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
          const example = { weaker: "Be better.", better: "Ring <b>Sam</b>.", changed: "A verb." };
          document.querySelector("main").replaceChildren(makeExamples([example]));
        }""",
        code,
    )
    example = kinds.get_by_text("An example")
    expect(kinds.get_by_text("Ring <b>Sam</b>.")).to_be_hidden()
    example.focus()
    kinds.keyboard.press("Enter")
    expect(kinds.get_by_text("Ring <b>Sam</b>.")).to_be_visible()
    assert kinds.get_by_role("term").all_inner_texts() == ["Weaker", "Better", "What changed"]

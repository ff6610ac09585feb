"""Versions of one answer, side by side, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.form.conftest import Wire, open_note
from tests.form.host import Host

pytestmark = pytest.mark.browser


def test_whoever_keeps_an_answer_that_the_question_has_no_place_for_is_told(wire: Wire, page: Page) -> None:
    open_note().choice("model", ["Gibbs", "Kolb", "Rolfe"], label="Model")
    wire.field("model").save("model", "Rolfe")
    wire.field("model").save("model", "Gibbs")
    open_note().choice("model", ["Gibbs", "Kolb"], label="Model")
    shown = Host(page, wire)
    field = shown.field("Model")
    version = field.locator(".reflect-version", has_text="Rolfe")
    version.get_by_role("button").click()
    expect(field.locator(".reflect-status")).to_have_text(
        "This question has no place for that answer now. It stays as it is."
    )
    expect(version).to_be_visible()
    assert {head["value"] for head in wire.field("model").hello()["slots"]["model"]["heads"]} == {"Rolfe", "Gibbs"}

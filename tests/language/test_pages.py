"""Each page of the server, in the pseudo-locale: what has no brackets has been missed."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import meta
from markupsafe import Markup

from reflect.language import long_date, speaking
from reflect.programme.standing import Standing, Standings
from reflect.server.pages import listing, page
from reflect.server.pages.new import Form
from reflect.template.completeness import Progress
from reflect.template.occasions import in_words
from tests.language.pseudo import missed

NOW = dt.datetime(2026, 11, 3, 9, 5, tzinfo=dt.UTC)
NAMES = (
    "Sam Okafor",
    "Alex Reid",
    "Smart goals",
    "smart_goals",
    "Spring",
    "demo",
    "smart_goals.ipynb",
    "AM",
    "November",
)


def seen(html: str) -> str:
    """All that a page shows or has read out, and nothing of its markup."""
    html = re.sub(r"<style>.*?</style>|<!--.*?-->", " ", html, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|placeholder|alt|title)="([^"]*)"', html)
    return unescape("\n".join([re.sub(r"<[^>]*>", " ", html), *spoken]))


def shown(name: str, **values: Any) -> str:
    values = {"base_url": "/", "address": lambda *_parts: "/there", "xsrf": lambda: Markup(""), **values}
    return page._environment().get_template(name).render(values)


def standing(**changed: Any) -> Any:
    return SimpleNamespace(
        **{
            "path": Path("demo/smart_goals.ipynb"), "title": "Smart goals", "mentor": "Alex Reid", "pair": "p",
            "mentee": "Sam Okafor", "programme": "Spring", "personal_to": None, "written": NOW,
            "author": "Sam Okafor", "template": "smart_goals", "repeats": False, "occasion": "",
            "progress": Progress(2, 3, ()), "minutes": None, **changed,
        }
    )  # fmt: skip


def home(*standings: Standing, **changed: Any) -> dict[str, Any]:
    lines = [listing.ListedWorkbook("demo/smart_goals.ipynb", each) for each in standings]
    states = [(state, 2) for state in listing.STATES]
    return {
        "path": "demo", "above": [("demo", "demo")], "lines": lines, "pairs": listing.grouped(lines), "states": states,
        "kept_apart": 2, "find": "", "found": 0, "groups": listing.grouped(lines), "page": 2, "pages": 3,
        "many": True, "broken": [("smart_goals.ipynb", "", True), ("", "", False)], "whole": False, "linked": ["demo"],
        "said": lambda time: listing.said(time, time), "workbooks": listing.counted, "in_state": listing.in_state,
        "date": lambda occasion: in_words(occasion, long_date),
        "calendars_of": lambda group: group.calendars({"smart_goals"}), "can_repeat": lambda _shelf: True,
        **changed,
    }  # fmt: skip


def pages() -> list[tuple[str, dict[str, Any]]]:
    template = SimpleNamespace(title="Smart goals", name="smart_goals")
    remains = SimpleNamespace(template=template, pair=None, logs=["log"])
    gone = {"template": template, "mended": {}, "headed": False, "labels": ["Smart goals"]}
    several = [
        standing(),
        standing(pair="q", written=None),
        *(standing(repeats=True, template="log", occasion=when) for when in ("2026-11-03", "2026-11-03-2", "")),
        standing(pair="r", author="", progress=Progress(0, 0, ())),
        standing(pair="s", personal_to="mentor", written=None, mentor=""),
        standing(pair="t", personal_to="mentee", mentee="", progress=Progress(3, 3, ())),
    ]
    whole = {"about": "", "repeats": True, "whence": "demo", "length": ""}
    choice = {"name": "smart_goals", "title": "Smart goals", "personal_to": "mentor", **whole}
    entry = Form(occasion="2026-11-03")
    wrong = Form(template="smart_goals", problems={"mentee": "", "occasion": ""})
    return [
        (
            "already.html.j2",
            {"title": "Smart goals", "place": "demo", "path": "demo", "form": entry},
        ),
        ("damaged.html.j2", {"path": "demo", "remains": remains, "action": "/", "problem": ""}),
        ("elsewhere.html.j2", {"path": "demo", "action": "/"}),
        ("going.html.j2", {"address": "/"}),
        ("home.html.j2", home()),
        ("home.html.j2", home(path="", above=[])),
        ("home.html.j2", home(standing())),
        ("home.html.j2", home(standing(), path="")),
        ("home.html.j2", home(*several)),
        ("home.html.j2", home(*several, find="Sam Okafor", found=2)),
        ("home.html.j2", home(*several, find="Sam Okafor", found=0)),
        ("mend.html.j2", {"path": "demo", "action": "/", "found": gone}),
        ("mend.html.j2", {"path": "demo", "action": "/", "found": {**gone, "mended": None}}),
        ("new.html.j2", {"path": "", "form": Form(), "choices": [choice], "place": "demo"}),
        (
            "new.html.j2",
            {
                "path": "demo",
                "form": wrong,
                "choices": [choice],
                "place": "demo",
            },
        ),
        ("trouble.html.j2", {"trouble": {"title": "", "message": "", "remedy": ""}}),
        ("unknown.html.j2", unknown(template, is_compared=True)),
        ("unknown.html.j2", unknown(template, is_compared=False)),
        ("unknown.html.j2", {**unknown(template, is_compared=False), "whence": ""}),
    ]


def unknown(template: SimpleNamespace, *, is_compared: bool) -> dict[str, Any]:
    lines = [SimpleNamespace(kind=kind, text="") for kind in ("added", "removed", "gap", "same")]
    return {
        "template": template,
        "is_compared": is_compared,
        "whence": "" if is_compared else "demo",
        "difference": lines,
        "action": "/",
        "plain": "/",
        "digest": "",
    }


@pytest.mark.parametrize(("name", "values"), pages())
def test_every_word_of_a_page_has_been_through_the_catalogue(
    pseudo_locale: str, name: str, values: dict[str, Any]
) -> None:
    with speaking(pseudo_locale):
        html = shown(name, **values)
    assert f'<html lang="{pseudo_locale}">' in html
    assert "⟦" in html
    assert not missed(seen(html), *NAMES)


def test_every_page_is_looked_at() -> None:
    environment = page._environment()
    parts = {"layout.html.j2", "icons.html.j2"}
    there = {file.name for file in page.TEMPLATES.glob("*.html.j2")}
    assert {name for name, _ in pages()} | parts == there
    for name in parts:
        source = (page.TEMPLATES / name).read_text(encoding="utf-8")
        assert not set(meta.find_referenced_templates(environment.parse(source)))


def test_a_page_in_a_language_written_from_the_right_says_so() -> None:
    with speaking("ar"):
        assert '<html lang="ar" dir="rtl">' in shown("elsewhere.html.j2", path="demo", action="/")


def test_what_is_remembered_of_a_broken_file_is_said_in_the_language_of_whoever_asks_next(
    pseudo_locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.programme.standing._UNSETTLED", -(10**18))  # remembered at once
    (tmp_path / "note.ipynb").write_text("{")
    standings = Standings()
    [english] = standings.below(tmp_path).unreadable
    with speaking(pseudo_locale):
        [other] = standings.below(tmp_path).unreadable
    assert not english.reason.startswith("⟦")
    assert other.reason.startswith("⟦")
    assert standings.below(tmp_path).unreadable == (english,)

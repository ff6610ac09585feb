"""The page: what it allows, and that whatever is written is text on it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reflect.disk.atomic import atomic_write
from reflect.disk.device import owner_answers
from reflect.journal import NotForReader
from reflect.journal.page import render_page
from reflect.journal.rendering import render
from reflect.notebook import NotebookError
from reflect.notebook.files import notebook_text
from reflect.pairs import Pair, released_id
from reflect.personalise import personalise
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.revisions.released import released_field
from reflect.stores.folder import FolderStore
from reflect.template import TemplateError
from tests.hostile import NAMES
from tests.journal.samples import HOSTILE, NOON, filled, hostile_answers, hostile_notebook, made, read, wrote
from tests.notebooks import HEADER, code, markdown, save, template, weekly_note


class Page(HTMLParser):
    """What a browser would make of a page: tags, attributes, headings, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if re.fullmatch(r"h[1-6]", tag)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    return render(filled(folder / "note.ipynb", hostile_notebook(), hostile_answers(), author="<i>Eve</i>"))


def test_a_hostile_workbook_is_nothing_but_text(hostile: str) -> None:
    page = Page(hostile)

    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "input", "b", "u"} & set(page.tags)
    assert "alert('output')" not in hostile
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in ("style", "src", "srcdoc"), (tag, name)
        if name == "href":
            assert value.startswith(("https://", "http://", "mailto:"))
    for text in ("<script>alert(1)</script>", "{{ 7*7 }}", "<b>why?</b>", "<i>Eve</i>", "W" * 10_000, "שלום עולם"):
        assert text in page.words
    assert "49" not in re.sub(r"[\d.]{3,}", "", page.words)


def test_ids_are_unique_and_headings_in_order(hostile: str) -> None:
    page = Page(hostile)

    assert len(page.ids) == len(set(page.ids))
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(page.levels, page.levels[1:], strict=False))


def test_the_policy_allows_the_style_sheet_and_nothing_else(hostile: str) -> None:
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', hostile)
    [style] = re.findall(r"<style>(.*?)</style>", hostile, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style
    assert hostile.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB">' in hostile
    assert '<meta name="referrer" content="no-referrer">' in hostile


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_shown_as_itself(name: str, tmp_path: Path) -> None:
    made_of = make_workbook(Pair(name, "Sam"), find_template("career_map"), tmp_path)
    page = Page(render(made_of.path))

    shown = " ".join(page.words.split())
    assert shown.count(" ".join(name.split())) >= 2
    assert not {"script", "img", "b"} & set(page.tags)


def test_progress_dates_and_writers_are_on_the_page() -> None:
    asks = (code('wb.text("one", required=True)\nwb.text("two", required=True)'),)
    html = render_page(made(read(*asks), wrote("one", "Yes.", "Alex")))
    words = " ".join(Page(html).words.split())

    assert "1 of 2 answered" in words
    assert "Written 5 February 2027" in words
    assert re.search(r"Alex, 5 February 2027, \d\d:\d\d", words)
    assert '<time datetime="2027-02-05T12:00:00+00:00">' in html
    assert "Not answered yet" in words


def test_two_versions_stand_side_by_side() -> None:
    asks = (code('wb.text("one")'),)
    html = render_page(made(read(*asks), wrote("one", "Mine.", "Sam", 1), wrote("one", "Yours.", "Alex", 2)))

    assert '<div class="versions beside">' in html
    assert "Written without sight of each other, so both are here." in html
    assert html.index("Mine.") < html.index("Yours.")


def test_words_that_were_emptied_are_one_click_away() -> None:
    first = wrote("one", "My <b>words", "Sam", 1)
    html = render_page(
        made(read(code('wb.text("one", required=True)')), first, wrote("one", "", "Alex", 2, (first.id,)))
    )
    said = " ".join(Page(html).words.split())

    assert "Alex emptied this, 5 February 2027" in said
    assert "What stood here before My <b>words Sam, 5 February 2027" in said
    assert html.index("<details>") < html.index("My &lt;b&gt;words") < html.index("</details>")
    assert "Not answered yet" not in said


def test_answers_to_another_template_are_under_earlier_answers() -> None:
    html = render_page(made(read(code('wb.text("one")')), wrote("old_one", "Kept.")))

    assert html.index("Earlier answers") < html.index("Old one") < html.index("Kept.")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = filled(tmp_path / "note.ipynb", weekly_note(), {"happened": "A walk."})
    [log] = (tmp_path / "answers").glob("*/*.jsonl")
    with log.open("a") as file:
        file.write('{"torn')

    html = render(path)
    assert "A walk." in html
    assert "What could not be read" in html
    assert "line 2 could not be read" in html


def test_a_personal_workbook_is_refused_though_the_file_says_otherwise(tmp_path: Path) -> None:
    workbook = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path)
    content = workbook.path.read_text(encoding="utf-8")
    assert 'personal_to=\\"mentor\\"' in content
    workbook.path.write_text(content.replace('personal_to=\\"mentor\\",', ""), encoding="utf-8")

    with pytest.raises(NotForReader, match="personal to the mentor"):
        render(workbook.path)


def test_an_installed_template_keeps_its_fields_and_people_their_notes(tmp_path: Path) -> None:
    workbook = make_workbook(Pair("Alex", "Sam"), find_template("smart_goals"), tmp_path)
    notebook = {**find_template("smart_goals").notebook}
    cells = [*notebook["cells"]]
    cells.insert(-1, {"id": "added", **markdown("Our own note: **see the board**.")})
    atomic_write(workbook.path, notebook_text({**notebook, "cells": cells}))
    html = render(workbook.path)

    assert "see the board" in html
    assert "Goal 2" not in html
    assert "Goal 1" in html
    assert "{{" not in html


def test_a_note_in_a_workbook_of_somebodys_own_template_is_kept(tmp_path: Path) -> None:
    asks = (markdown("## Week 1"), code('wb.text("one")'), markdown("## Week 2"), code('wb.text("two", group="B")'))
    notebook = template(*asks)
    workbook = personalise(notebook, {"mentor": "Alex", "mentee": "Sam"})
    assert "Week 2" not in render(save(workbook, tmp_path / "note.ipynb"))

    cells = [
        {**cell, "source": cell["source"].replace("## Week 2", "## Week 2\n\nWe were ill.")}
        for cell in workbook["cells"]
    ]
    assert "We were ill." in render(save({**workbook, "cells": cells}, tmp_path / "note.ipynb"))


def test_a_notebook_that_is_no_workbook_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="no such file"):
        render(tmp_path / "none.ipynb")
    notebook = weekly_note()
    with pytest.raises(TemplateError, match="no cell calls"):
        render(save({**notebook, "cells": notebook["cells"][:2]}, tmp_path / "plain.ipynb"))


def test_private_answers_are_read_from_the_owners_folder(tmp_path: Path) -> None:
    path = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path / "programme").path
    answer = revise(
        workbook=read_workbook(path).id, field="assumed", author="Alex", value="Too much.", source="test", now=NOON
    )
    FolderStore(owner_answers(), device="test", private=True).append(answer)

    html = render(path, "mentor")
    assert "Too much." in html
    assert "Personal to the mentor" in html


def test_nothing_here_needs_nbconvert() -> None:
    check = "import reflect.journal, reflect.journal.files, sys; sys.exit('nbconvert' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_a_time_at_the_end_of_the_calendar_is_a_time_like_any_other(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = filled(tmp_path / "note.ipynb", weekly_note(), {"happened": "We met."})
    [log] = tmp_path.glob("answers/*/*.jsonl")
    line = log.read_text("utf-8")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for year in ("0001-01-01T00", "9999-12-31T23"):
            log.write_text(line.replace("2027-02-05T12", year), "utf-8")
            assert "We met." in render(workbook)
    finally:
        monkeypatch.undo()
        time.tzset()


def released(folder: Path, *words: str, author: str = "Alex") -> Path:
    """A shared workbook of a pair that has been released these words."""
    path = filled(folder / "note.ipynb", weekly_note(), {"happened": "A walk."})
    pair = read_workbook(path).template.pair_id
    field = released_field("mentor_reflection", "share_line")
    for minute, each in enumerate(words):
        now = NOON + dt.timedelta(minutes=minute)
        revision = revise(workbook=released_id(pair), field=field, author=author, value=each, source="release", now=now)
        FolderStore(folder / "answers", device="test").append(revision)
    return path


def test_what_was_released_comes_at_the_end_of_a_shared_journal(tmp_path: Path) -> None:
    page = Page(render(released(tmp_path, "One line for *you*.")))
    shared = page.words.index("Shared from private reflections")
    assert page.words.index("A walk.") < shared < page.words.index("One line for *you*.")
    assert "Shared by Alex, 5 February 2027" in " ".join(page.words.split())
    assert "Shared from" not in render(filled(tmp_path / "other/note.ipynb", weekly_note(), {}))


def test_what_was_released_is_nothing_but_text(tmp_path: Path) -> None:
    page = Page(render(released(tmp_path, *HOSTILE, author="<script>alert(1)</script>")))
    assert "alert(1)" in page.words
    assert {"script", "img", "iframe", "object"}.isdisjoint(page.tags)
    assert not [name for _, name, value in page.attributes if name.startswith("on") or "javascript:" in value.lower()]
    assert page.levels == sorted(page.levels[:1]) + page.levels[1:]


def test_a_personal_journal_has_nothing_that_others_have_released(tmp_path: Path) -> None:
    path = released(tmp_path, "One line.")
    own = HEADER.replace("version=1", 'version=1, personal_to="mentor"')
    save(template(code('wb.text("happened")'), header=own), path)
    assert "One line." not in render(path, "mentor")


def test_an_address_given_as_a_link_is_one_and_anything_else_is_only_words() -> None:
    asked = read(code('wb.link("work", label="My work")\nwb.rows("more", {"where": "link"}, label="More of it")'))
    unsafe = ["javascript:alert(1)", "data:text/html,<b>hello</b>", '"><script>alert(1)</script>', "//example.org"]
    page = Page(
        render_page(
            made(
                asked,
                wrote("work", "https://example.org/sam?a=1&b=2"),
                wrote("more", [{"where": "mailto:sam@example.org"}, *({"where": each} for each in unsafe)]),
            )
        )
    )
    assert [value for tag, name, value in page.attributes if name == "href"] == [
        "https://example.org/sam?a=1&b=2",
        "mailto:sam@example.org",
    ]
    for each in unsafe:
        assert each in page.words

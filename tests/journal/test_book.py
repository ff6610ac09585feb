"""The year of a pair as one book."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reflect.cli import main
from reflect.demo.make import make_demo
from reflect.journal.book import Book, asked, book, voice
from reflect.journal.content import Journal, Reader
from reflect.journal.files import JournalOutcome, asked_for, write_journals
from reflect.journal.page import render_book
from reflect.template import read_template
from tests.journal.samples import HOSTILE, made, wrote
from tests.notebooks import PARAMETERS, code, markdown, notebook

ALEX_AND_SAM = PARAMETERS.replace('mentor = ""', 'mentor = "Alex"').replace('mentee = ""', 'mentee = "Sam"')
MILESTONES = (
    'wb.rows("milestones", {"milestone": "text", "date": "date", "first_step": "text"}, picture="road_map",'
    " highlight=True)"
)


def journal(name: str, *slots: tuple[str, object, str], occasion: str = "", minute: int = 0, mark: str = "") -> Journal:
    """A journal from a small template, with these answers, each by somebody."""
    parameters = ALEX_AND_SAM + (f'\noccasion = "{occasion}"' if occasion else "")
    header = (
        f'import reflect\n\nwb = reflect.workbook("{name}", version=1, title="{name.title()}", mentor=mentor,'
        " mentee=mentee, programme=programme, start=start, pair_id=pair_id"
        f"{', occasion=occasion, repeats=True' if occasion else ''})"
    )
    template = read_template(
        notebook(
            markdown(f"# {name.title()}"),
            code(parameters, "parameters"),
            code(header),
            markdown("## This week\nWhat happened? Write it down at once."),
            code('wb.text("happened", by="mentee", highlight=True)'),
            markdown("## Never asked\nIs there more?\n\nSay so."),
            code('wb.text("more", by="mentee", required=True)'),
            markdown("## The road"),
            code(MILESTONES),
        ),
        f"{name}.ipynb",
    )
    revisions = [wrote(slot, value, author, minute + n) for n, (slot, value, author) in enumerate(slots)]
    found = made(template, *revisions)
    object.__setattr__(found, "mark", mark or f"{name} {occasion}")
    return found


def bound(*journals: Journal, reader: Reader = "pair") -> Book:
    found = book("a pair", journals, reader)
    assert found is not None
    return found


def test_chapters_come_in_order_of_time_and_each_workbook_once() -> None:
    late = journal("note", ("happened", "Late", "Sam"), occasion="2027-06-01")
    soon = journal("note", ("happened", "Soon", "Sam"), occasion="2027-03-05")
    whole = journal("map", ("happened", "First", "Sam"))  # of 5 February, when it was written
    found = bound(late, whole, soon, whole)
    assert [(chapter.journal.title, str(chapter.day)) for chapter in found.chapters] == [
        ("Map", "2027-02-05"),
        ("Note", "2027-03-05"),
        ("Note", "2027-06-01"),
    ]
    page = render_book(found)
    assert page.index("First") < page.index("Soon") < page.rindex("Late")
    assert re.findall(r'href="#([^"]+)"', page) == re.findall(r'<section class="chapter" id="([^"]+)"', page)


def test_one_workbook_is_no_book_and_one_in_which_nothing_is_written_no_chapter() -> None:
    assert book("a pair", [journal("map", ("happened", "First", "Sam"))], "pair") is None
    assert book("a pair", [journal("map", ("happened", "First", "Sam")), journal("note")], "pair") is None


def test_what_is_only_for_filling_in_is_left_out_and_every_answer_is_there() -> None:
    page = render_book(bound(journal("map", ("happened", "We met.", "Sam")), journal("note", ("more", "Yes.", "Sam"))))
    assert "What happened?" in page
    assert "Write it down at once" not in page
    assert "Not answered yet" not in page
    assert page.count("Never asked") == 1  # of the note, in which it is answered
    assert "Say so" not in page
    assert "The road" not in page
    assert "<time" not in re.sub(r"(?s)<nav.*?</nav>|<div class=\"opening\">.*?</div>", "", page)


def test_the_front_has_what_templates_highlight_of_the_newest_entry() -> None:
    rows = [{"milestone": "Shadow two clinics", "date": "2027-03-31", "first_step": "Write to T.M."}]
    found = bound(
        journal("map", ("milestones", rows, "Sam")),
        journal("note", ("happened", "Soon", "Sam"), occasion="2027-03-05"),
        journal("note", ("happened", "Late", "Sam"), occasion="2027-06-01"),
    )
    front = re.search(r'(?s)<section class="front">.*?</section>', render_book(found))
    assert front
    assert "Late" in front[0]
    assert "Soon" not in front[0]
    assert "Shadow two clinics" in front[0]
    assert "<table" not in front[0]  # a picture, and not its table too
    chapters = render_book(found)[front.end() :]
    assert "<svg" not in chapters
    assert "Write to T.M." in chapters  # no cell is lost


def test_under_a_picture_is_what_it_does_not_tell() -> None:
    rows = [{"milestone": f"Step {n}", "date": "2027-03-31", "first_step": f"Ask {n}"} for n in (1, 2)]
    first = journal("note", ("milestones", rows, "Sam"), occasion="2027-03-05")
    page = render_book(bound(first, journal("note", ("happened", "Late", "Sam"), occasion="2027-06-01")))
    [table] = re.findall(r"(?s)<table.*?</table>", page)
    assert re.findall(r'scope="col" dir="auto">([^<]*)', table) == ["Milestone", "First step"]
    assert "<svg" in page
    undated = [*rows, {"milestone": "Some day", "first_step": "Wait"}]
    first = journal("note", ("milestones", undated, "Sam"), occasion="2027-03-05")
    page = render_book(bound(first, journal("note", ("happened", "Late", "Sam"), occasion="2027-06-01")))
    assert (
        "31 March 2027" in re.findall(r"(?s)<table.*?</table>", page)[0]
    )  # one has no place on the road: all are told


def test_who_wrote_what_is_told_by_more_than_a_colour() -> None:
    found = bound(
        journal("map", ("happened", "Mine", "Sam"), ("more", "Yours", "Alex")),
        journal("note", ("happened", "Theirs", "Coordinator")),
    )
    first = found.chapters[0].journal
    assert [voice(first, name) for name in ("Sam", " sam", "Alex", "Coordinator", "")] == [
        "mentee",
        "mentee",
        "mentor",
        "other",
        "other",
    ]
    page = render_book(found)
    assert '<p class="voice mentee"><span aria-hidden="true">S</span><bdi class="unseen">Sam</bdi></p>' in page
    assert '<p class="voice mentor"><span aria-hidden="true">A</span><bdi class="unseen">Alex</bdi></p>' in page
    assert '<p class="voice other"><span aria-hidden="true">C</span><bdi>Coordinator</bdi></p>' in page


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    page = render_book(
        bound(journal("map", ("happened", words, words)), journal("note", ("gone", words, "Sam"), ("more", "x", "Sam")))
    )
    assert "<script" not in page.casefold()
    assert "onerror=alert(1)>" not in page
    assert page.count("<svg") == 0


@given(st.text(max_size=80))
def test_of_a_templates_words_there_is_nothing_but_what_stands_there(words: str) -> None:
    said = asked(words)
    assert "".join(said.split()) in "".join(words.split()) or all(part in words for part in re.split(r"\s+", said))


def test_a_question_is_told_from_an_instruction() -> None:
    told = asked("## Steps\n\nWhat will you do? Say when. Whom could Dr. J. R. Ng ask?\n\nIs this more?")
    assert told == "## Steps\n\nWhat will you do? Whom could Dr. J. R. Ng ask?"


def test_a_folder_gives_a_book_for_each_pair_beside_the_pages(tmp_path: Path) -> None:
    list(make_demo(tmp_path / "demo"))
    asked_here, _closed = asked_for([tmp_path / "demo" / "programme"], tmp_path / "out")
    became = list(write_journals(asked_here, "pair"))
    books = [each.path for each in became if each.outcome is JournalOutcome.BOOK]
    assert len(books) == 3
    assert {path.name for path in books} == {"the-year.html"}
    for path in books:
        page = path.read_text(encoding="utf-8")
        assert "Career map" in page
        assert "reflection" not in page  # what is personal is in nobody's book but its owner's
    list(write_journals(asked_here, "pair"))
    assert sorted((tmp_path / "out").rglob("the-year*.html")) == sorted(books)  # its own page is written over


def test_the_mentors_book_has_the_reflections_and_is_for_the_mentor_alone(tmp_path: Path) -> None:
    list(make_demo(tmp_path / "demo"))
    [folder] = (tmp_path / "demo" / "programme").glob("blessing*")
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["journal", str(folder), "--out", str(out), "--for", "mentor"])
    assert result.exit_code == 0, result.output
    page = out / "the-year.html"
    assert f"{page}: the year as one book" in result.output
    assert "belongs to <bdi>Aoife Ní Bhriain</bdi> alone" in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_what_has_the_name_of_a_book_and_is_none_is_left_alone(tmp_path: Path) -> None:
    list(make_demo(tmp_path / "demo"))
    [folder] = (tmp_path / "demo" / "programme").glob("blessing*")
    theirs = tmp_path / "out" / "the-year.html"
    theirs.parent.mkdir()
    theirs.write_text("My own page", encoding="utf-8")
    became = list(write_journals(asked_for([folder], tmp_path / "out")[0], "pair"))
    assert theirs.read_text(encoding="utf-8") == "My own page"
    assert [each.path.name for each in became if each.outcome is JournalOutcome.BOOK] == ["the-year-2.html"]


def test_next_dates_are_those_after_the_last_word_each_once(tmp_path: Path) -> None:
    list(make_demo(tmp_path / "demo"))
    [folder] = (tmp_path / "demo" / "programme").glob("*rosa-quispe*")
    list(write_journals(asked_for([folder], tmp_path / "out")[0], "pair"))
    page = (tmp_path / "out" / "the-year.html").read_text(encoding="utf-8")
    ahead = re.search(r'(?s)<section class="ahead">.*?</section>', page)
    assert ahead
    days = re.findall(r'<time datetime="([\d-]+)"', ahead[0])
    assert days == sorted(days)
    written = re.findall(r'<section class="chapter" id=.*?<time datetime="([\d-]+)"', page, flags=re.DOTALL)
    assert days[0] > max(written)
    assert "with Rosa" not in ahead[0]  # whose they are is on the cover

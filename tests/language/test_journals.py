"""A journal with all that there can be in one, in the pseudo-locale; what people wrote is in Greek."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from reflect.fields import FieldError, Value
from reflect.fields.words import Words
from reflect.journal.content import Journal, Version, journal
from reflect.journal.page import render_page
from reflect.language import speaking
from reflect.revisions import Revision
from reflect.template import Template, read_template
from reflect.template.calls import header
from tests.journal.samples import NOON, wrote
from tests.language.pseudo import TAG, missed
from tests.language.test_pages import seen
from tests.notebooks import code, markdown, notebook

NAMES = '"Σοφία"', '"Άννα"'
_ROAD = '"milestone": ("Τι", "text"), "date": ("Πότε", "date"), "status": ("Πού", ["αα", "ββ"])'
_SKILLS = '"skill": ("Τι", "text"), "now": ("Α", "scale 0-4"), "needed": ("Β", "scale 0-4")'
_NET = '"initials": ("Ποιος", "text"), "sphere": ("Πού", "text"), "closeness": ("Α", "scale 1-5")'
CELLS = [
    markdown("# Σημείωμα\n\nΚαλημέρα. ![εικόνα](https://example.org/x.png)"),
    code('wb.text("words", label="Τι έγινε;", by="each", required=True)'),
    code('wb.number("count", label="Πόσο", unit="λ.")\nwb.date("day", label="Πότε")\nwb.yes_no("sure", label="Ναι;")'),
    code('wb.text("later", label="Μετά", when={"sure": True})'),
    code('wb.scale("mood", -2, 2, label="Πώς", ends=["κακά", "καλά"])'),
    code(f'wb.rows("road", {{{_ROAD}}}, label="Δρόμος", picture="road_map")'),
    code(f'wb.rows("skills", {{{_SKILLS}}}, label="Δεξιότητες", picture="skills")'),
    code(f'wb.rows("net", {{{_NET}}}, label="Άνθρωποι", picture="network")'),
    code('wb.text("missing_role", label="Ποιος")'),
]
ANSWERS: dict[str, Value] = {
    "words.mentee": "Μίλησα.",
    "count": 1.5,
    "day": "2026-11-03",
    "sure": False,
    "later": "Ίσως",
    "mood": 1,
    "road": [
        {"milestone": "Πρώτα", "date": "2027-01-02"},
        {"milestone": "Ύστερα"},
        *({"milestone": "Πάλι", "date": "2027-02-03"} for _ in range(70)),
    ],
    "skills": [{"skill": "Λόγος", "now": 1, "needed": 3}, {"skill": "Σιωπή", "now": 2}, {"skill": "Χ", "needed": 2}],
    "net": [
        {"initials": "Α", "sphere": "job", "closeness": 2},
        {"initials": "Β", "sphere": "career"},
        {"initials": "Γ", "sphere": "personal", "closeness": 5},
        {"initials": "Δ", "α": 1, "β": 1, "γ": 1, "δ": 1},
    ],
    "missing_role": "Κάποιος",
    "old": "Παλιά",
}
DATES = ("November", "January", "February", "AM", "PM")
DATA = ("https://example.org/x.png", "job", "career", "personal", "Old", *DATES)


def read(tag: str, personal_to: str = "", *, named: bool = True) -> Template:
    mentor, mentee = NAMES if named else ('""', '""')
    parameters = f'mentor = {mentor}\nmentee = {mentee}\nprogramme = ""\nstart = "2027-02-05"\npair_id = ""'
    personal = f'personal_to="{personal_to}", ' if personal_to else ""
    head = f'import reflect\n\nwb = reflect.workbook("note", version=1, title="Σημείωμα", {personal}language="{tag}")'
    return read_template(notebook(code(parameters, "parameters"), code(head), *CELLS), "note.ipynb")


def revisions() -> list[Revision]:
    found = [wrote(slot, value, author="Άννα") for slot, value in ANSWERS.items()]
    apart = [wrote("missing_role", "Άλλος", author="Σοφία", minute=1)]
    before = [wrote("words.mentor", "Άκουσα.", author="Σοφία", name="before")]
    gone = [wrote("words.mentor", "", author="Άννα", minute=2, parents=("before",))]
    return [*found, *apart, *before, *gone]


def made(of: Template) -> Journal:
    own = [cell.markdown for cell in of.cells]
    whole = journal(of, frozenset(revisions()), of.personal_to or "pair", own=own, unreadable=["ο"])
    shared = Version("Σοφία", NOON, "Λόγια", Words("Λόγια"))
    return dataclasses.replace(whole, released=(shared, dataclasses.replace(shared, author="")))


def empty(of: Template) -> Journal:
    return journal(of, frozenset(), of.personal_to or "pair")


@pytest.mark.parametrize("of", [made, empty], ids=["made", "empty"])
@pytest.mark.parametrize("personal_to", ["", "mentor", "mentee"])
@pytest.mark.parametrize("named", [True, False])
def test_every_word_of_a_journal_has_been_through_the_catalogue(
    pseudo_locale: str, of: Any, personal_to: str, named: bool
) -> None:
    page = render_page(of(read(pseudo_locale, personal_to, named=named)))
    assert f'<html lang="{pseudo_locale}">' in page
    assert not missed(seen(page), *DATA)


def test_a_journal_is_in_the_language_of_its_workbook_whoever_asks() -> None:
    with speaking("fr"):
        page = render_page(made(read("de")))
        assert '<html lang="de">' in page
        assert "3. November 2026" in page
        assert "1,5 λ." in page
        assert '<html lang="he" dir="rtl">' in render_page(made(read("he")))
    assert '<html lang="en-GB">' in render_page(made(read("en-GB")))


def test_a_language_that_is_none_is_named() -> None:
    with pytest.raises(FieldError, match="language must be written as on the web, .*, not 'Welsh!'"):
        header("note", 1, "Note", None, language="Welsh!")
    assert header("note", 1, "Note", None).language == "en-GB"
    assert read(TAG).language == TAG

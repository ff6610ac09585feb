"""A workbook in the pseudo-locale, in a browser: whatever it shows without accents has been through no catalogue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from reflect.prompts.bank import installed_bank
from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE, Lab
from tests.language import pseudo
from tests.language.pseudo import accented, missed
from tests.notebooks import code, markdown, notebook, save

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

PARAMETERS = 'mentor = "Άννα"\nmentee = "Σοφία"\nprogramme = ""\nstart = "2027-02-05"\npair_id = ""'
HEADER = (
    "import reflect\n\n"
    f'wb = reflect.workbook("note", version=1, title="Σημείωμα", minutes=(5, 10), language="{pseudo.TAG}",'
    " mentor=mentor, mentee=mentee, programme=programme, start=start, pair_id=pair_id)"
)
FIELDS = """
wb.text("words", required=True, prompts=True, label="Τι έγινε;", help="Λίγα.",
        example={"weaker": "α", "better": "β", "changed": "γ"})
wb.text("each", by="each", label="Και οι δύο", agreed=True)
wb.number("count", low=0, high=9, unit="λ.", label="Πόσο")
wb.scale("mood", 0, 3, ends=["κακά", "καλά"], may_not_apply=True, label="Πώς")
wb.date("day", label="Πότε")
wb.yes_no("sure", must_be=True, label="Ναι;")
wb.choice("one", ["άλφα", "βήτα"], other=True, label="Ένα")
wb.choices("some", ["άλφα", "βήτα"], other=True, label="Μερικά")
wb.link("page", label="Πού")
wb.rows("steps", {"what": ("Τι", "text"), "on": ("Πότε", "date"), "done": ("Έγινε", "yes_no"),
        "ease": ("Πόσο", "scale 0-4")}, at_least=1, label="Βήματα")
wb.rows("road", {"milestone": ("Τι", "text"), "date": ("Πότε", "date")}, label="Δρόμος", picture="road_map")
"""

ALL = """() => {
    const spoken = ["aria-label", "aria-description", "title", "placeholder", "alt"];
    const roots = [...document.querySelectorAll(".reflect-heading, .reflect-field")];
    const inside = roots.flatMap((root) => [root, ...root.querySelectorAll("*")]);
    return [
        ...roots.map((root) => root.innerText),
        ...inside.filter((each) => each.localName === "option").map((each) => each.textContent),
        ...inside.flatMap((each) => spoken.map((name) => each.getAttribute(name) ?? "")),
    ].join("\\n");
}"""
"""All that the form shows, or has read out."""


def in_the_pseudo_locale(lab: Lab, name: str) -> str:
    """A workbook in a folder of its own, whose kernel knows the pseudo-locale; gives its path for JupyterLab."""
    catalogues = lab.home / "locale"
    pseudo.write_to(catalogues)
    known = (
        f"from pathlib import Path\n\nfrom reflect import language\n\nlanguage.CATALOGUES = Path({str(catalogues)!r})"
    )
    cells = [code(PARAMETERS, "parameters"), code(known), code(HEADER), markdown("## Λόγια"), code(FIELDS.strip())]
    save(notebook(markdown("# Σημείωμα"), *cells), lab.root / name / "note.ipynb")
    return f"{name}/note.ipynb"


def plain(page: Page) -> list[str]:
    """What the form says without accents. The questions of the bank are English, and so are the words on why."""
    said = str(page.evaluate(ALL))
    assert said.count("⟦") > len(FIELDS.strip().splitlines())
    return missed(said, *(text for each in installed_bank() for text in (each.text, each.why)))


def status(field: Locator) -> Locator:
    return field.locator(".reflect-status").first


def test_every_word_that_a_form_shows_has_been_through_the_catalogue(lab: Lab, page: Page) -> None:
    path = in_the_pseudo_locale(lab, "pseudo")
    workbook = Workbook(page, lab, path).open().run_all()
    words, heading = workbook.field("Τι έγινε;"), page.locator(".reflect-heading")
    assert not plain(page)

    in_the_way = (lab.root / path).parent / "answers"
    in_the_way.write_text("")
    workbook.words("Τι έγινε;").fill("Μίλησα.")
    reason = accented("something else is in its place")
    expect(status(words)).to_contain_text(reason, timeout=PATIENCE)
    expect(heading).to_contain_text(accented("One answer is not saved yet."))
    assert not plain(page), "a save that was refused"

    in_the_way.unlink()
    workbook.words("Τι έγινε;").fill("Μίλησα. Άκουσα.")
    expect(heading).to_contain_text(accented("Everything is saved."), timeout=PATIENCE)
    expect(status(words)).to_contain_text(accented("Saved {time}").partition("{")[0])
    assert workbook.answers()["words"] == "Μίλησα. Άκουσα."

    workbook.pick("Ναι;", accented("No"))
    count = workbook.field("Πόσο")
    workbook.words("Πόσο").fill("12")
    expect(count).to_contain_text(accented("the largest number here is {number}").partition("{")[0], timeout=PATIENCE)
    words.get_by_role("button", name=accented("Ask me a question")).click()
    expect(words.get_by_role("button", name=accented("Answer this")).first).to_be_visible(timeout=PATIENCE)
    assert not plain(page), "with answers, and a question"

"""Making a workbook from the home page of a real server."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.register import Entry
from reflect.register.store import Register
from reflect.revisions import current
from tests.browsing import Lab
from tests.server.test_home import write
from tests.server.visiting import Answer, signed_in, visit, words

SAM = {"template": "smart_goals", "mentee": "Sam Okafor", "mentor": "Alex Reid"}


def ask(lab: Lab, folder: str, **form: str) -> Answer:
    return visit(lab, f"reflect/new/{quote(folder)}", form=form)


def made(answer: Answer) -> str:
    """The API path of the workbook that an answer leads to."""
    assert answer.status == 303
    leads_to = unquote(answer.headers["Location"])
    assert leads_to.startswith("/user/sam/reflect/open/")
    return leads_to.removeprefix("/user/sam/reflect/open/")


@pytest.fixture
def folder(shelf: Lab, request: pytest.FixtureRequest) -> str:
    """An empty folder, by its API path."""
    name = f"new/{request.node.name}"
    (shelf.root / name).mkdir(parents=True)
    return name


def test_the_form_tells_what_each_template_is_for(shelf: Lab, folder: str) -> None:
    shown = words(visit(shelf, f"reflect/new/{folder}").text)
    assert "Career map A career can feel too large to plan. This map breaks" in shown
    assert "Mentor's reflection A quiet ten minutes after a meeting" in shown
    assert (
        "not about how your mentee is doing. Personal to the mentor About 10 minutes for what is asked of everybody"
        in shown
    )
    assert "that survives a bad week. Shared by the pair" in shown


def test_a_workbook_is_made_and_opened(shelf: Lab, folder: str) -> None:
    path = made(ask(shelf, folder, **SAM))
    assert path == f"{folder}/smart_goals.ipynb"
    workbook = read_workbook(shelf.root / path)
    assert (workbook.template.parameters["mentee"], workbook.template.parameters["mentor"]) == (
        "Sam Okafor",
        "Alex Reid",
    )
    assert workbook.id == read_workbook(made_by_hand(shelf.root / folder)).id
    assert workbook.id != read_workbook(made_by_hand(shelf.root / folder / "other")).id


def made_by_hand(folder: Path) -> Path:
    return make_workbook(Pair("Alex Reid", "Sam Okafor"), find_template("smart_goals"), folder).path


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({**SAM, "mentee": " "}, "Write the mentee's name."),
        ({**SAM, "mentor": "\u2003"}, "Write the mentor's name."),
        ({**SAM, "template": ""}, "Choose what you would like to work on."),
        ({**SAM, "template": "../../smart_goals.ipynb"}, "Choose what you would like to work on."),
        ({}, "Choose what you would like to work on."),
    ],
)
def test_what_is_missing_is_told_where_it_is_missing(
    shelf: Lab, folder: str, form: dict[str, str], problem: str
) -> None:
    answer = ask(shelf, folder, **form)
    assert answer.status == 422
    [id_] = re.findall(rf'<p class="problem" id="([a-z-]+)">{problem}', answer.text.replace("&#39;", "'"))
    assert f'aria-describedby="{id_}"' in answer.text
    for name in ("mentee", "mentor"):
        if form.get(name, "").strip():
            assert f'value="{form[name]}"' in answer.text
    assert list((shelf.root / folder).iterdir()) == []


@pytest.mark.parametrize(
    ("mentee", "problem"),
    [
        ("Sam \u202erofako", "This cannot be used: a character that cannot be seen (U+202E"),
        ("\u200b\u2060", "Write the mentee's name."),
        ("x" * 201, "This cannot be used: 201 characters is too long"),
        ("alex\u200b reid", "This is the mentor's name too."),
    ],
)
def test_a_name_is_looked_at_as_a_roster_looks_at_it(shelf: Lab, folder: str, mentee: str, problem: str) -> None:
    answer = ask(shelf, folder, **{**SAM, "mentee": mentee})
    assert answer.status == 422
    assert problem in words(answer.text).replace("&#39;", "'")
    assert list((shelf.root / folder).iterdir()) == []


def test_what_cannot_be_seen_in_a_name_makes_no_other_pair(shelf: Lab, folder: str) -> None:
    path = made(ask(shelf, folder, **{**SAM, "mentee": "Sam\u200b Oka\u00adfor"}))
    assert read_workbook(shelf.root / path).template.parameters["mentee"] == "Sam Okafor"
    assert ask(shelf, folder, **SAM).status == 409


def test_a_workbook_that_is_there_is_left_as_it_is_and_offered(shelf: Lab, folder: str) -> None:
    path = shelf.root / made(ask(shelf, folder, **SAM))
    before = path.read_bytes(), path.stat().st_mtime_ns
    again = ask(shelf, folder, **{**SAM, "mentee": "  sam  OKAFOR "})
    assert again.status == 409
    assert "This workbook is there already" in words(again.text)
    assert f'href="/user/sam/reflect/open/{quote(folder)}/smart_goals.ipynb"' in again.text
    path.write_text("{", encoding="utf-8")  # not one of ours any more, and somebody's all the same
    assert ask(shelf, folder, **SAM).status == 409
    assert path.read_text("utf-8") == "{"
    path.write_bytes(before[0])
    assert list((shelf.root / folder).iterdir()) == [path]


def test_a_pair_keeps_its_id_and_its_folder_and_what_is_known_of_it(shelf: Lab, folder: str) -> None:
    known = {"start": "2027-02-05", "focus": "public speaking", "ai_consent": "cloud"}
    pair = Pair("Alex Reid", "Sam Okafor", "alex@example.org", "sam@example.org", "Spring 2027", known)
    home = shelf.root / folder / "sam's"
    first = read_workbook(make_workbook(pair, find_template("smart_goals"), home).path)
    page = visit(shelf, f"reflect/new/{folder}/{quote(home.name)}").text
    assert 'value="Sam Okafor"' in page
    assert 'value="Alex Reid"' in page
    # asked for in the pair's folder, and in the one above
    for where, template in ((f"{folder}/sam's", "career_map"), (folder, "mentor_reflection")):
        path = made(ask(shelf, where, **{**SAM, "template": template}))
        assert path.startswith(f"{folder}/sam's/{template}")
        workbook = read_workbook(shelf.root / path)
        assert workbook.template.pair_id == first.template.pair_id
        given = workbook.template.parameters
        assert (given["programme"], given["start"], given["focus"]) == ("Spring 2027", "2027-02-05", "public speaking")
        assert given["ai_consent"] == "none"  # a yes is only for the workbook that it was given in


def test_another_pair_has_a_folder_of_its_own(shelf: Lab, folder: str) -> None:
    made(ask(shelf, folder, **SAM))
    path = made(ask(shelf, folder, **{**SAM, "mentee": "Noor Haddad"}))
    assert re.fullmatch(rf"{re.escape(folder)}/noor-haddad-and-alex-reid-[0-9a-f]{{10}}/smart_goals\.ipynb", path)
    assert read_workbook(shelf.root / folder / "smart_goals.ipynb").template.parameters["mentee"] == "Sam Okafor"
    assert visit(shelf, f"reflect/in/{folder}").text.count(' with <span class="unseen">') == 0


def test_two_pairs_of_the_same_names_are_not_mixed_up(shelf: Lab, folder: str) -> None:
    for programme in ("Spring", "Autumn"):
        pair = Pair("Alex Reid", "Sam Okafor", programme=programme)
        make_workbook(pair, find_template("career_map"), shelf.root / folder / programme)
    answer = ask(shelf, folder, **SAM)
    assert answer.status == 422
    assert "Two pairs here have these names." in words(answer.text)
    assert made(ask(shelf, f"{folder}/Autumn", **SAM)) == f"{folder}/Autumn/smart_goals.ipynb"


def test_another_site_cannot_have_one_made(shelf: Lab, folder: str) -> None:
    """Somebody is logged in with a cookie, and another page sends a form to this server."""
    address, browser = f"reflect/new/{folder}", signed_in(shelf)
    shown = visit(shelf, address, token=None, headers=browser)
    [token] = re.findall(r'name="_xsrf" value="([^"]+)"', shown.text)
    [cookie] = [each for each in shown.headers.get_all("Set-Cookie", []) if each.startswith("_xsrf=")]
    browser["Cookie"] += f"; {cookie.partition(';')[0]}"
    for form in (SAM, {**SAM, "_xsrf": "wrong"}):
        refused = visit(shelf, address, token=None, form=form, headers=browser)
        assert refused.status == 403
    elsewhere = {**browser, "Origin": "https://example.org"}
    assert visit(shelf, address, token=None, form={**SAM, "_xsrf": token}, headers=elsewhere).status in (403, 404)
    assert list((shelf.root / folder).iterdir()) == []
    assert made(visit(shelf, address, token=None, form={**SAM, "_xsrf": token}, headers=browser))


def test_a_place_that_cannot_be_written_is_named(shelf: Lab, folder: str) -> None:
    made(ask(shelf, folder, **SAM))
    in_the_way = "noor's"
    Register(shelf.root / folder).add(Entry(Pair("Alex Reid", "Noor Haddad", id="1"), in_the_way))
    (shelf.root / folder / in_the_way).touch()
    answer = ask(shelf, folder, **{**SAM, "mentee": "Noor Haddad"})
    assert answer.status == 422
    assert f"{folder}/{in_the_way}/smart_goals.ipynb: this cannot be" in words(answer.text)
    assert str(shelf.root) not in answer.text


def test_nothing_shared_is_made_among_what_is_personal(shelf: Lab) -> None:
    assert ask(shelf, "reflect-private", **SAM).status == 403


def test_only_a_folder_takes_a_workbook(shelf: Lab, folder: str) -> None:
    (shelf.root / folder / "file").touch()
    assert ask(shelf, f"{folder}/file", **SAM).status == 404
    assert ask(shelf, f"{folder}/nowhere", **SAM).status == 404


ENTRY = {**SAM, "template": "mentor_reflection"}


def test_an_entry_is_made_for_a_date_and_the_next_from_the_one_before(shelf: Lab, folder: str) -> None:
    first = made(ask(shelf, folder, **ENTRY, occasion_mentor_reflection="2026-03-05"))
    assert first == f"{folder}/mentor_reflection-2026-03-05.ipynb"
    again = ask(shelf, folder, **ENTRY, occasion_mentor_reflection="2026-03-05")
    assert again.status == 409
    second = re.findall(r'name="(\w+)" value="([^"]*)"', again.text)
    assert ("occasion_mentor_reflection", "2026-03-05-2") in second
    assert made(ask(shelf, folder, **dict(second))) == f"{folder}/mentor_reflection-2026-03-05-2.ipynb"
    home = visit(shelf, f"reflect/in/{folder}")
    assert [*re.findall(r"<h4>(.+?)</h4>", home.text)] == ["5 March 2026 (2)", "5 March 2026"]
    another = visit(shelf, f"reflect/another/{first}")
    assert another.headers["Location"] == f"/user/sam/reflect/new/{folder}?template=mentor_reflection"
    assert f'href="{another.headers["Location"]}"' in home.text
    form = visit(shelf, another.headers["Location"].removeprefix("/user/sam/")).text
    assert re.search(r'value="mentor_reflection"[^>]* checked', form)
    assert 'value="Sam Okafor"' in form


def test_a_damaged_entry_is_made_anew_as_the_entry_that_it_was(shelf: Lab, folder: str) -> None:
    log = {**SAM, "template": "session_log", "occasion_session_log": "2026-03-05"}
    first = shelf.root / made(ask(shelf, folder, **log))
    path = made(ask(shelf, folder, **{**log, "occasion_session_log": "2026-03-05-2"}))
    entry = shelf.root / path
    before, whole = read_workbook(entry), first.read_bytes()
    field = before.template.fields[0].id
    write(entry, field, "What we said the second time.")
    damaged = entry.read_bytes()[:900]
    entry.write_bytes(damaged)

    assert visit(shelf, f"reflect/open/{path}").headers["Location"].endswith(f"reflect/mend/{path}")
    page = visit(shelf, f"reflect/mend/{path}").text
    names = dict(re.findall(r'name="(mentee|mentor)"[^>]* value="([^"]*)"', page))
    assert names == {"mentee": "Sam Okafor", "mentor": "Alex Reid"}
    assert made(visit(shelf, f"reflect/mend/{path}", form=names)) == path
    after = read_workbook(entry)
    assert (after.id, after.template.occasion) == (before.id, "2026-03-05-2")
    assert current(after.answers().log) == {field: "What we said the second time."}
    assert [each.read_bytes() for each in entry.parent.glob("*.damaged*")] == [damaged]
    assert first.read_bytes() == whole


@pytest.mark.parametrize("date", ["2026-02-30", "2026-03-05-0", "../x", "<i>soon"])
def test_a_date_that_is_none_is_refused_where_it_stands(shelf: Lab, folder: str, date: str) -> None:
    answer = ask(shelf, folder, **ENTRY, occasion_mentor_reflection=date)
    assert answer.status == 422
    assert '<p class="problem" id="occasion-problem">This cannot be used: this is no date' in answer.text
    assert "<i>soon" not in answer.text
    assert list((shelf.root / folder).iterdir()) == []

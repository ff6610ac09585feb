"""Which workbook goes to which page: never two to one, and none that was deleted."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.demo.make import make_demo
from reflect.disk.device import owner_answers
from reflect.disk.filenames import same_name
from reflect.journal.files import JournalOutcome, asked_for, write_journals
from reflect.journal.rendering import render
from reflect.journal.source import journal_of
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from tests.journal.samples import NOON, filled
from tests.notebooks import markdown, save, weekly_note
from tests.notebooks import template as notebook


def note(path: Path, words: str) -> Path:
    return filled(path, weekly_note(), {"happened": words})


def pages(out: Path) -> dict[str, str]:
    """The pages in a folder by path, with the words that stand in each."""
    found = re.compile("WORDS-OF-[a-z]+")
    return {
        page.relative_to(out).as_posix(): found.findall(page.read_text())[0]
        for page in out.rglob("*.html")
        if page.is_file()
    }


def journals(out: Path, *paths: Path) -> dict[str, str]:
    asked, closed = asked_for(paths, out)
    became = list(write_journals(asked, "pair"))
    assert not closed
    assert [each.problem for each in became] == [""] * len(became)
    assert len(pages(out)) == sum(each.outcome is JournalOutcome.WRITTEN for each in became)
    return pages(out)


def test_two_workbooks_of_one_name_have_a_page_each(tmp_path: Path) -> None:
    sam, jo = (note(tmp_path / f"desk/{who}/note.ipynb", f"WORDS-OF-{who}") for who in ("sam", "jo"))
    apart = {"sam/note.html": "WORDS-OF-sam", "jo/note.html": "WORDS-OF-jo"}

    assert journals(tmp_path / "one", sam, jo) == apart
    assert journals(tmp_path / "two", sam.parent, jo.parent) == apart
    assert journals(tmp_path / "three", sam, jo.parent) == apart
    assert journals(tmp_path / "four", sam, sam.parent, sam, tmp_path / "desk/../desk/sam") == {
        "note.html": "WORDS-OF-sam"
    }


def test_as_many_folders_are_named_as_tell_them_apart(tmp_path: Path) -> None:
    paths = [
        note(tmp_path / f"{year}/{who}/in/note.ipynb", f"WORDS-OF-{who}")
        for year, who in (("a", "sam"), ("b", "sam"), ("a", "jo"))
    ]

    assert set(journals(tmp_path / "out", *paths)) == {"a/sam/in/note.html", "b/sam/in/note.html", "jo/in/note.html"}


def test_names_that_are_one_on_other_disks_are_two(tmp_path: Path) -> None:
    spellings = ("Zo\u00eb", "Zoe\u0308", "zo\u00eb")
    for count, name in enumerate(spellings):
        note(tmp_path / f"in/{name}/note.ipynb", f"WORDS-OF-{'abc'[count]}")
    if len(list((tmp_path / "in").iterdir())) < len(spellings):
        pytest.skip("on this disk they are one")
    made = journals(tmp_path / "out", tmp_path / "in")

    assert sorted(made.values()) == ["WORDS-OF-a", "WORDS-OF-b", "WORDS-OF-c"]
    assert len({same_name(Path(page)) for page in made}) == len(spellings)


def test_a_notebook_and_a_folder_of_one_name_are_both_there(tmp_path: Path) -> None:
    note(tmp_path / "in/a.ipynb", "WORDS-OF-sam")
    note(tmp_path / "in/a.html/b.ipynb", "WORDS-OF-jo")

    assert sorted(journals(tmp_path / "out", tmp_path / "in").values()) == ["WORDS-OF-jo", "WORDS-OF-sam"]


def pair_note(folder: Path, mentee: str, words: str) -> Path:
    path = make_workbook(Pair("Alex", mentee), find_template("smart_goals"), folder).path
    workbook = read_workbook(path).id
    FolderStore(folder / "answers", device="test").append(
        revise(workbook=workbook, field="draft", author=mentee, value=words, source="test", now=NOON)
    )
    return path


def test_another_workbooks_page_from_another_time_is_not_written_over(tmp_path: Path) -> None:
    sam, jo, kim = (pair_note(tmp_path / f"desk/{who}", who, f"WORDS-OF-{who}") for who in ("sam", "jo", "kim"))
    other_jo = pair_note(tmp_path / "attic/jo", "other", "WORDS-OF-other")
    asked, _ = asked_for([sam], tmp_path / "out")
    list(write_journals(asked, "pair"))
    for workbook, page in (
        (sam, "smart_goals.html"),
        (jo, "jo/smart_goals.html"),
        (kim, "kim/smart_goals.html"),
        (other_jo, "smart_goals-2.html"),
        (jo, "jo/smart_goals.html"),
        (sam, "smart_goals.html"),
    ):
        [written] = write_journals(asked_for([workbook], tmp_path / "out")[0], "pair")
        assert written.path == tmp_path / "out" / page
        assert bool(written.note) == (workbook != sam)
        assert str(written.path) in written.note or not written.note
    assert pages(tmp_path / "out") == {
        "smart_goals.html": "WORDS-OF-sam",
        "jo/smart_goals.html": "WORDS-OF-jo",
        "kim/smart_goals.html": "WORDS-OF-kim",
        "smart_goals-2.html": "WORDS-OF-other",
    }


def test_a_page_that_is_elsewhere_takes_no_other_page_of_the_same_run(tmp_path: Path) -> None:
    earlier = pair_note(tmp_path / "earlier", "sam", "WORDS-OF-sam")
    list(write_journals(asked_for([earlier], tmp_path / "out")[0], "pair"))
    pair_note(tmp_path / "jo", "jo", "WORDS-OF-jo")
    pair_note(tmp_path / "jo/jo", "kim", "WORDS-OF-kim")
    became = list(write_journals(asked_for([tmp_path / "jo"], tmp_path / "out")[0], "pair"))

    assert not [each.problem for each in became if each.problem]
    assert len({each.path for each in became}) == 2
    assert sorted(pages(tmp_path / "out").values()) == ["WORDS-OF-jo", "WORDS-OF-kim", "WORDS-OF-sam"]


def test_a_page_takes_its_workbook_with_it_and_nobodys_stays_where_it_is(tmp_path: Path) -> None:
    sam = pair_note(tmp_path / "here", "sam", "WORDS-OF-sam")
    list(write_journals(asked_for([sam], tmp_path / "out")[0], "pair"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert journals(tmp_path / "out", tmp_path / "there") == {"smart_goals.html": "WORDS-OF-sam"}
    unnamed = [note(tmp_path / f"desk/{who}/note.ipynb", f"WORDS-OF-{who}") for who in ("a", "b")]  # of one id
    for path in unnamed:
        list(write_journals(asked_for([path], tmp_path / "nobody")[0], "pair"))
    assert pages(tmp_path / "nobody") == {"note.html": "WORDS-OF-a", "b/note.html": "WORDS-OF-b"}


@pytest.mark.parametrize(
    "theirs",
    [
        b"",
        b"<p>My own notes</p>",
        b"\xff\xfe\x00",
        b'<meta name="generator" content="reflect">',
        b"x" * 10_000 + b'<meta name="reflect-workbook" content="MARK">',
        b'<meta name="reflect-workbook" content="6d9a0b3e-5a57-5a3e-9d57-0d1b6b8f0b11">',
    ],
)
def test_what_is_no_page_of_the_workbook_is_not_written_over(tmp_path: Path, theirs: bytes) -> None:
    sam = pair_note(tmp_path / "sam", "sam", "WORDS-OF-sam")
    mark = journal_of(read_workbook(sam), "pair").mark
    page = tmp_path / "out/smart_goals.html"
    page.parent.mkdir()
    page.write_bytes(theirs.replace(b"MARK", mark.encode()))
    before = page.read_bytes()
    [written] = write_journals(asked_for([sam], tmp_path / "out")[0], "pair")

    assert page.read_bytes() == before
    assert written.path == tmp_path / "out/sam/smart_goals.html"
    assert "WORDS-OF-sam" in written.path.read_text()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_folder_a_link_or_a_pipe_is_no_page(tmp_path: Path) -> None:
    sam = pair_note(tmp_path / "sam", "sam", "WORDS-OF-sam")
    [first] = write_journals(asked_for([sam], tmp_path / "first")[0], "pair")
    out = tmp_path / "out"
    (out / "smart_goals.html").mkdir(parents=True)
    (out / "sam").mkdir()
    (out / "sam/smart_goals.html").symlink_to(first.path)
    os.mkfifo(out / "smart_goals-2.html")
    [written] = write_journals(asked_for([sam], out)[0], "pair")

    assert written.path == out / "smart_goals-3.html"
    assert (out / "sam/smart_goals.html").is_symlink()


def test_a_page_does_not_tell_the_workbooks_id(tmp_path: Path) -> None:
    workbook = read_workbook(pair_note(tmp_path / "sam", "sam", "WORDS-OF-sam"))
    page = render(workbook.path)
    assert journal_of(workbook, "pair").mark in page
    assert workbook.id not in page
    assert workbook.template.pair_id not in page


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "A", "b.html", "é", "e\u0301"]), min_size=1, max_size=4), min_size=1, max_size=8
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_two_have_one_page(tmp_path: Path, names: list[list[str]]) -> None:
    paths = [tmp_path.joinpath(*parts, "x.ipynb") for parts in names]
    asked, _ = asked_for(paths, tmp_path)

    assert {each.workbook for each in asked} == set(paths)
    assert len({same_name(each.page) for each in asked}) == len(set(paths))
    assert not {same_name(above) for each in asked for above in each.page.parents} & {same_name(e.page) for e in asked}


def test_what_is_hidden_or_deleted_or_half_saved_is_not_published(tmp_path: Path) -> None:
    kept = note(tmp_path / "in/sam/note.ipynb", "WORDS-OF-sam")
    for gone in (
        ".Trash-1000/files/note.ipynb", "$RECYCLE.BIN/S-1-5/$R1.ipynb", "#recycle/note.ipynb", "__MACOSX/note.ipynb",
        "sam/.~note.ipynb", "sam/._note.ipynb", "sam/.ipynb_checkpoints/note-checkpoint.ipynb", "@eaDir/note.ipynb",
    ):  # fmt: skip
        save(read_notebook(kept), tmp_path / "in" / gone)
    (tmp_path / "in/link.ipynb").symlink_to(kept)
    save(notebook(markdown("## Shopping")) | {"cells": []}, tmp_path / "in/analysis.ipynb")
    asked, closed = asked_for([tmp_path / "in"], tmp_path / "out")
    became = list(write_journals(asked, "pair"))

    assert not closed
    assert [each.outcome for each in became] == [JournalOutcome.NO_WORKBOOK, JournalOutcome.WRITTEN]
    assert not [each.problem for each in became if each.problem]
    assert pages(tmp_path / "out") == {"sam/note.html": "WORDS-OF-sam"}


def test_what_is_named_itself_and_cannot_be_shown_is_a_problem(tmp_path: Path) -> None:
    other = save(notebook() | {"cells": []}, tmp_path / "other.ipynb")
    personal = make_workbook(Pair("Alex", "Sam"), find_template("mentor_reflection"), tmp_path).path
    for paths, problems in (([other, personal], 2), ([tmp_path], 0), ([tmp_path, personal], 1)):
        became = list(write_journals(asked_for(paths, tmp_path / "out")[0], "pair"))
        assert sorted(each.outcome.name for each in became) == ["NOT_YOURS", "NO_WORKBOOK"]
        assert sum(bool(each.problem) for each in became) == problems


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_personal_journal_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.disk.atomic._UMASK", 0)
    before = os.umask(0)
    try:
        for name in ("mentor_reflection", "smart_goals"):
            make_workbook(Pair("Alex", "Sam"), find_template(name), tmp_path / "in/pair")
        out = tmp_path / "out"
        assert not [
            each.problem for each in write_journals(asked_for([tmp_path / "in"], out)[0], "mentor") if each.problem
        ]
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [out, *out.rglob("*")]}
        assert modes == {"out": 0o700, "pair": 0o700, "mentor_reflection.html": 0o600, "smart_goals.html": 0o666}

        (out / "pair/mentor_reflection.html").chmod(0o644)  # made by somebody else, before
        list(write_journals(asked_for([tmp_path / "in"], out)[0], "mentor"))
        assert stat.S_IMODE((out / "pair/mentor_reflection.html").stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_what_is_the_mentors_in_the_demo_is_theirs_alone(tmp_path: Path, home: Path) -> None:
    before = os.umask(0)
    try:
        list(make_demo(tmp_path / "demo"))
    finally:
        os.umask(before)
    pages = list((tmp_path / "demo/journals").glob("*/mentor_reflection-*.html"))
    kept = list(owner_answers().rglob("*"))
    assert pages
    assert kept
    for path in (*pages, *kept, owner_answers(), *(page.parent for page in pages), tmp_path / "demo/journals"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is open to root")
def test_a_closed_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "in/closed").mkdir(parents=True)
    (tmp_path / "in/closed").chmod(0)
    asked, closed = asked_for([tmp_path / "in"], tmp_path / "out")
    (tmp_path / "in/closed").chmod(0o700)
    assert asked == []
    assert "This folder cannot be looked into" in closed[0]

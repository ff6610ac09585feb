from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reflect.pairs import Pair
from reflect.programme.batch import MakeOutcome, find_template, make_enrolled, make_workbook
from reflect.programme.enrolment import Enrolment, EnrolmentError, enrol, known_pair
from reflect.programme.stored import read_workbook
from reflect.register import Entry
from reflect.register.store import FOLDER, Register

SAM = Pair("Alex Reid", "Sam Okafor", programme="Spring")
YUKI = Pair("Bo Lind", "Yuki Tanaka", "bo@example.org", "yuki@example.org", "Spring")


def made(out: Path, *pairs: Pair, template: str = "smart_goals") -> Enrolment:
    """A programme, made or made again."""
    enrolment = enrol(pairs, [template], out)
    for each in make_enrolled(enrolment, [find_template(template)]):
        assert each.outcome is not MakeOutcome.FAILED, each.reason
    return enrolment


def folders(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if path.name != FOLDER)


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_pair_is_in_the_register_with_its_folder_before_anything_is_made(tmp_path: Path) -> None:
    enrolment = enrol([SAM, YUKI], ["smart_goals"], tmp_path / "out")
    entries = Register(tmp_path / "out").read().entries
    assert [entries[pair.id].folder for pair, _ in enrolment.homes] == [home.name for _, home in enrolment.homes]
    assert folders(tmp_path / "out") == []
    again = made(tmp_path / "out", YUKI, SAM)  # a batch that was stopped there goes on
    assert sorted(pair.id for pair, _ in again.homes) == sorted(entries)
    assert again.notes == ()


def test_making_it_again_writes_nothing(tmp_path: Path) -> None:
    made(tmp_path / "out", SAM, YUKI)
    before = files(tmp_path / "out")
    made(tmp_path / "out", YUKI, SAM)
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mentee_email": "sam@example.org"}, "The mentee's e-mail address is new."),
        ({"programme": "Spring (cohort A)"}, "The programme was called Spring."),
        ({"mentor": "ALEX Reid"}, "The mentor was called Alex Reid, and is now ALEX Reid."),
        ({"mentee": "Sam\u200b Okafor"}, ""),
    ],
)
def test_what_was_recognised_and_what_changed_is_said(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    first = made(tmp_path / "out", SAM)
    again = made(tmp_path / "out", replace(SAM, **changes))
    [name] = folders(tmp_path / "out")
    assert [home for _, home in again.homes] == [home for _, home in first.homes]
    [note] = again.notes
    assert note.startswith(f"Sam Okafor and Alex Reid have a folder already: {name}. {said}")
    assert made(tmp_path / "out", replace(SAM, **changes)).notes == ()


def test_an_address_that_is_left_out_is_not_forgotten(tmp_path: Path) -> None:
    made(tmp_path / "out", YUKI)
    made(tmp_path / "out", replace(YUKI, mentee_email=""))
    [entry] = Register(tmp_path / "out").read().entries.values()
    assert entry.pair.mentee_email == "yuki@example.org"


def test_a_folder_that_was_renamed_by_hand_is_found_by_the_id_inside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = made(out, SAM, YUKI)
    (out / "to 2027").mkdir()
    for (_, home), name in zip(first.homes, ("Sam and Alex", "to 2027/yuki"), strict=True):
        home.rename(out / name)
    again = made(out, SAM, YUKI)
    assert [home for _, home in again.homes] == [out / "Sam and Alex", out / "to 2027/yuki"]
    assert folders(out) == ["Sam and Alex", "to 2027"]
    assert len(again.notes) == 2
    assert made(out, SAM, YUKI).notes == ()


def test_a_register_that_was_lost_is_made_anew_from_the_workbooks(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = made(out, SAM, YUKI)
    shutil.rmtree(out / FOLDER)
    again = made(out, SAM)
    assert again.notes == ("2 pairs are known from their workbooks, and in the register again.",)
    assert again.homes == first.homes[:1]
    assert Register(out).read().entries.keys() == {pair.id for pair, _ in first.homes}


def test_a_folder_that_was_deleted_is_made_again_with_the_same_id(tmp_path: Path) -> None:
    [(pair, home)] = made(tmp_path / "out", SAM).homes
    shutil.rmtree(home)
    assert made(tmp_path / "out", SAM).homes == ((pair, home),)


def test_what_is_ambiguous_is_named_and_nothing_is_made_for_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(out, SAM, YUKI)
    before = folders(out)
    both = replace(YUKI, mentor=SAM.mentor, mentee=SAM.mentee)
    noor = Pair("Alex Reid", "Noor Haddad")
    enrolment = made(out, both, noor)
    assert [problem.pair for problem in enrolment.problems] == [both]
    assert [pair.mentee for pair, _ in enrolment.homes] == ["Noor Haddad"]
    assert len(folders(out)) == len(before) + 1


def test_two_coordinators_who_made_the_same_pair_are_told(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    made(one, SAM)
    [(_, away)] = made(other, SAM).homes
    shutil.copytree(other, one, dirs_exist_ok=True)
    assert "2 pairs fit" in made(one, SAM).problems[0].reason
    shutil.rmtree(one / away.name)
    assert made(one, SAM).problems == ()


def test_a_home_that_is_a_link_is_a_problem(tmp_path: Path) -> None:
    [(_, home)] = made(tmp_path / "out", SAM).homes
    home.rename(tmp_path / "elsewhere")
    home.symlink_to(tmp_path / "elsewhere")
    assert "link" in enrol([SAM], ["career_map"], tmp_path / "out").problems[0].reason


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert len(enrol([SAM], ["smart_goals"], out, dry_run=True).homes) == 1
    assert not out.exists()
    made(out, SAM)
    before = files(out)
    changed = replace(SAM, mentee_email="sam@example.org")
    said = enrol([changed], ["smart_goals"], out, dry_run=True).notes
    assert files(out) == before
    assert said == enrol([changed], ["smart_goals"], out).notes


def test_workbooks_made_one_by_one_in_a_folder_are_one_pairs(tmp_path: Path) -> None:
    found = []
    for template, mentee in (("smart_goals", "Sam Okafor"), ("career_map", "sam\u200b  OKAFOR")):
        workbook = make_workbook(Pair("Alex Reid", mentee), find_template(template), tmp_path / "sam").path
        found.append(read_workbook(workbook).template.pair_id)
    assert found[0] == found[1]
    assert not list(tmp_path.rglob(FOLDER))  # there is no programme


def test_a_workbook_made_in_a_programme_is_of_the_pair_that_is_in_its_register(tmp_path: Path) -> None:
    [(pair, home)] = made(tmp_path / "out", SAM).homes
    path = make_workbook(Pair("Alex Reid", "Sam Okafor"), find_template("career_map"), tmp_path / "out/new").path
    assert read_workbook(path).template.pair_id == pair.id
    make_workbook(Pair("Alex Reid", "Noor Haddad"), find_template("career_map"), tmp_path / "out/noor")
    entries = Register(tmp_path / "out").read().entries
    assert {(each.pair.mentee, each.folder) for each in entries.values()} == {
        ("Sam Okafor", home.name),
        ("Noor Haddad", "noor"),
    }
    assert entries[pair.id].templates == {"smart_goals", "career_map"}


def test_where_two_pairs_of_the_names_are_in_a_folder_none_is_chosen(tmp_path: Path) -> None:
    for number, template in enumerate(("smart_goals", "career_map")):
        make_workbook(replace(SAM, id=f"{number}"), find_template(template), tmp_path)
    with pytest.raises(EnrolmentError, match="2 pairs fit"):
        known_pair(SAM, tmp_path)
    failed = make_workbook(SAM, find_template("mentor_reflection"), tmp_path)
    assert (failed.outcome, failed.path.exists()) == (MakeOutcome.FAILED, False)


def test_another_pairs_workbook_is_not_replaced_by_force(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (_, sams), (_, yukis) = made(out, SAM, YUKI).homes
    sams.rename(out / "aside")
    yukis.rename(sams)
    (out / "aside").rename(yukis)
    before = files(out)
    failed = list(make_enrolled(enrol([SAM, YUKI], ["smart_goals"], out), [find_template("smart_goals")], force=True))
    assert {each.outcome for each in failed} == {MakeOutcome.FAILED}
    assert "another pair's workbook is in its place" in failed[0].reason
    assert files(out) == before


def test_what_a_register_says_of_a_folder_outside_is_not_followed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    Register(out).add(Entry(replace(SAM, id="1"), "../elsewhere"))
    enrolment = made(out, SAM)
    assert enrolment.passed_over
    assert all(home.parent == out for _, home in enrolment.homes)
    assert not (tmp_path / "elsewhere").exists()

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.catalogue import template_names
from reflect.disk.device import owner_answers
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import (
    Made,
    MakeOutcome,
    find_template,
    folder_name,
    make_workbook,
    try_template,
)
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from tests.hostile import NAMES
from tests.notebooks import code, markdown, save, template
from tests.programmes import make_programme
from tests.revisions.samples import revision

NOW = dt.datetime(2027, 2, 5, 9, tzinfo=dt.UTC)
PAIRS = (
    Pair("Alex Reid", "Sam Okafor", "alex@example.org", "sam@example.org", "Spring"),
    Pair("Bo Lind", "Yuki Tanaka", programme="Spring", details={"start": "2027-02-05"}),
)


def make(out: Path, pairs: Sequence[Pair] = PAIRS, *, force: bool = False, dry_run: bool = False) -> list[Made]:
    sources = [find_template(name) for name in template_names()]
    return list(make_programme(pairs, sources, out, force=force, dry_run=dry_run))


def folders(out: Path) -> list[Path]:
    """The pairs' folders in a programme."""
    return sorted(path for path in out.iterdir() if path.name != "register")


def outcomes(made: list[Made]) -> set[MakeOutcome]:
    return {each.outcome for each in made}


def test_a_workbook_is_the_same_to_the_byte_in_a_batch_or_alone_and_is_as_json_writes_it(tmp_path: Path) -> None:
    for made in make(tmp_path / "batch"):
        occasion, home = read_workbook(made.path).template.occasion, tmp_path / "alone" / made.path.parent.name
        alone = make_workbook(made.pair, find_template(made.template), home, occasion=occasion)
        text = made.path.read_text(encoding="utf-8")
        assert text == alone.path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def write(path: Path, personal: bool = False) -> None:
    workbook = read_workbook(path)
    root = owner_answers() if personal else path.parent / "answers"
    store = FolderStore(root, device="ab12", private=personal)
    store.append(revise(workbook=workbook.id, field="draft", author="Sam", value="Mine", source="form", now=NOW))


def test_each_pair_has_a_folder_with_a_workbook_from_each_template(tmp_path: Path) -> None:
    made = make(tmp_path / "out")
    assert outcomes(made) == {MakeOutcome.MADE}
    assert len(made) == len(PAIRS) * len(template_names())
    assert {each.path.parent.name for each in made} == {folder_name(each.pair) for each in made}
    assert len({each.pair.id for each in made}) == len(PAIRS)
    assert read_workbook(made[0].path).template.parameters["mentee"] == "Sam Okafor"


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path / "out")
    before = snapshot(tmp_path / "out")
    assert outcomes(make(tmp_path / "out", force=True)) == {MakeOutcome.SAME}
    assert snapshot(tmp_path / "out") == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert outcomes(make(tmp_path / "out", dry_run=True)) == {MakeOutcome.MADE}
    assert not (tmp_path / "out").exists()


def changed(pair: Pair) -> Pair:
    return Pair(pair.mentor, pair.mentee, pair.mentor_email, pair.mentee_email, pair.programme, {"focus": "New"})


def test_what_would_be_made_differently_is_kept_unless_forced(tmp_path: Path) -> None:
    make(tmp_path / "out")
    before = snapshot(tmp_path / "out")
    later = [changed(pair) for pair in PAIRS]
    assert outcomes(make(tmp_path / "out", later)) == {MakeOutcome.DIFFERENT}
    assert snapshot(tmp_path / "out") == before
    assert outcomes(make(tmp_path / "out", later, force=True)) == {MakeOutcome.REPLACED}
    assert outcomes(make(tmp_path / "out", later)) == {MakeOutcome.SAME}


def test_a_workbook_with_answers_is_never_written_over_even_by_force(tmp_path: Path) -> None:
    made = {each.template: each.path for each in make(tmp_path / "out", PAIRS[:1])}
    write(made["smart_goals"])
    write(made["mentor_reflection"], personal=True)
    before = snapshot(tmp_path / "out")
    again = {each.template: each.outcome for each in make(tmp_path / "out", [changed(PAIRS[0])], force=True)}
    assert again["smart_goals"] is again["mentor_reflection"] is MakeOutcome.WRITTEN_IN
    kept = [made["smart_goals"], made["mentor_reflection"]]
    assert {again[name] for name, path in made.items() if path not in kept} == {MakeOutcome.REPLACED}
    others = set(made.values()) - set(kept)
    after = snapshot(tmp_path / "out")
    assert all(after[path] == before[path] for path in before if path not in others)


def test_a_note_written_into_the_notebook_itself_is_kept_too(tmp_path: Path) -> None:
    path = make(tmp_path / "out")[0].path
    content = read_notebook(path)
    content["cells"].append({**markdown("My own note"), "id": "mine"})
    save(content, path)
    again = make(tmp_path / "out", [changed(pair) for pair in PAIRS], force=True)
    assert again[0].outcome is MakeOutcome.WRITTEN_IN
    assert "My own note" in path.read_text()


def test_a_workbook_whose_only_answers_are_inside_it_is_never_written_over(tmp_path: Path) -> None:
    path = next(each.path for each in make(tmp_path / "out", PAIRS[:1]) if each.template == "smart_goals")
    words = revision("a", workbook=read_workbook(path).id)
    save(embed(read_notebook(path), [words]), path)
    before = path.read_bytes()
    again = {each.template: each.outcome for each in make(tmp_path / "out", [changed(PAIRS[0])], force=True)}
    assert again["smart_goals"] is MakeOutcome.WRITTEN_IN
    assert path.read_bytes() == before


def test_a_file_in_the_way_that_is_no_workbook_is_kept(tmp_path: Path) -> None:
    path = make(tmp_path / "out")[0].path
    path.write_text("my shopping list")
    assert make(tmp_path / "out", force=True)[0].outcome is MakeOutcome.WRITTEN_IN
    assert path.read_text() == "my shopping list"


def test_opening_and_saving_a_workbook_is_not_writing_in_it(tmp_path: Path) -> None:
    path = make(tmp_path / "out")[0].path
    content = read_notebook(path)
    content["metadata"]["language_info"]["version"] = "3.12.1"
    content["cells"][3]["execution_count"] = 4
    save(content, path)
    assert make(tmp_path / "out")[0].outcome is MakeOutcome.SAME


def test_a_corrected_name_keeps_the_pairs_folder(tmp_path: Path) -> None:
    make(tmp_path / "out", PAIRS[:1])
    [folder] = folders(tmp_path / "out")
    corrected = Pair("Alex Reid", "Samuel Okafor", "alex@example.org", "sam@example.org", "Spring")
    assert outcomes(make(tmp_path / "out", [corrected], force=True)) == {MakeOutcome.REPLACED}
    assert folders(tmp_path / "out") == [folder]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_gives_a_safe_folder_and_a_workbook_that_shows_it(name: str, tmp_path: Path) -> None:
    [made, *_] = make(tmp_path / "out", [Pair(name, "Sam")])
    assert made.path.parent.parent == tmp_path / "out"
    assert len(made.path.parent.name.encode()) < 200
    assert not set(made.path.parent.name) & set('/\\:*?"<>|;=%{}\n')
    assert read_workbook(made.path).template.parameters["mentor"] == name


@given(mentor=st.text(min_size=1), mentee=st.text(min_size=1))
def test_any_folder_name_stays_one_short_visible_name(mentor: str, mentee: str) -> None:
    name = folder_name(Pair(mentor, mentee))
    assert name == Path(name).name
    assert not name.startswith((".", "-"))
    assert len(name.encode()) <= 200
    assert name.isprintable()


def test_a_pair_that_cannot_be_made_is_reported_and_the_rest_are_done(tmp_path: Path) -> None:
    in_the_way = make(tmp_path / "out", PAIRS[:1])[0].path.parent
    shutil.rmtree(in_the_way)
    in_the_way.write_text("a file, not a folder")
    made = make(tmp_path / "out")
    count = len(template_names())
    assert [each.outcome for each in made] == [MakeOutcome.FAILED] * count + [MakeOutcome.MADE] * count
    assert "cannot be written" in made[0].reason


def test_a_template_of_ones_own_is_found_by_its_path(tmp_path: Path) -> None:
    path = save(template(code('wb.text("a")')), tmp_path / "mine.ipynb")
    source = find_template(str(path))
    assert (source.template.name, source.installed) == ("weekly_note", False)
    with pytest.raises(NotebookError, match="'smart_gaols'. The templates are agreement, career_map"):
        find_template("smart_gaols")


def test_what_cannot_be_filled_in_is_named_with_its_file_and_cell(tmp_path: Path) -> None:
    path = save(template(markdown("From {{ strt }}"), code('wb.text("a")')), tmp_path / "mine.ipynb")
    made = make_workbook(Pair("Alex", "Sam"), find_template(str(path)), tmp_path / "out")
    assert made.outcome is MakeOutcome.FAILED
    assert made.reason.startswith(f"{path}, cell 4: 'strt' is undefined. Mend what stands in ")


@pytest.mark.kernel
def test_a_template_of_ones_own_is_tried_once_in_a_kernel(tmp_path: Path) -> None:
    good = save(template(code('wb.text("a")')), tmp_path / "good.ipynb")
    try_template(find_template(str(good)))
    bad = save(template(code('wb.text("a")\n1 / 0')), tmp_path / "bad.ipynb")
    with pytest.raises(NotebookError, match="weekly_note: ZeroDivisionError"):
        try_template(find_template(str(bad)))


def test_no_e_mail_address_is_put_into_a_workbook(tmp_path: Path) -> None:
    [made, *_] = make(tmp_path / "out")
    assert "@example.org" not in json.dumps(read_notebook(made.path))

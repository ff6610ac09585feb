from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.disk.device import owner_answers
from reflect.exchange.collecting import Collected, CollectOutcome, collect, gathered
from reflect.exchange.packing import pack
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.personalise import digest
from reflect.programme.batch import find_template, folder_name, make_workbook
from reflect.programme.stored import read_heading, read_workbook, shared_ids
from reflect.revisions import Log, Revision, conflicts, heads
from reflect.stores.folder import FolderStore
from reflect.template.metadata import reflect_metadata
from tests.exchange.test_unpacking import zipped
from tests.hostile import NAMES
from tests.notebooks import code, markdown, notebook, save, template, weekly_note
from tests.programme.test_stored import PAIR, made, written
from tests.programmes import make_programme
from tests.revisions.samples import SECRET, revision


def collected(into: Path, *sources: Path) -> list[Collected]:
    with gathered(sources) as what:
        return list(collect(what, into))


def outcomes(became: Iterable[Collected]) -> list[CollectOutcome]:
    return [each.outcome for each in became]


def sent(path: Path, *log: Revision, content: dict[str, Any] | None = None) -> Path:
    """A workbook in a file, with answers inside it."""
    return save(embed(content or made(), log), path)


def programme(into: Path) -> Path:
    """A programme in which the pair has a workbook; gives that."""
    [became] = make_programme([PAIR], [find_template("smart_goals")], into)
    return became.path


def answers(into: Path) -> dict[str, Log]:
    """The answers of each workbook below a folder, by what the workbook is called."""
    return {str(path.relative_to(into)): read_workbook(path).answers().log for path in sorted(into.rglob("*.ipynb"))}


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_returned_workbooks_answers_are_put_beside_the_one_that_is_here(tmp_path: Path) -> None:
    here = programme(tmp_path / "into")
    before = here.read_bytes()
    log = written(made(), "a") + written(made(), "b", field="goal", author="Alex") + written(made(), "c", parents="a")
    source = sent(tmp_path / "from/whatever it is called now.ipynb", *log)
    [became] = collected(tmp_path / "into", source)
    assert (became.outcome, became.path, became.made) == (CollectOutcome.MERGED, here, False)
    assert {author: len(found) for author, found in became.answers.items()} == {"Alex": 1, "Sam": 1}
    assert FolderStore(here.parent / "answers").read(read_workbook(here).id).log == set(log)
    assert here.read_bytes() == before


def test_to_collect_again_changes_nothing(tmp_path: Path) -> None:
    source = sent(tmp_path / "from/a.ipynb", *written(made(), "a"), content=with_note("My own note"))
    assert outcomes(collected(tmp_path / "into", source)) == [CollectOutcome.MERGED]
    before = files(tmp_path / "into")
    assert outcomes(collected(tmp_path / "into", source)) == [CollectOutcome.KEPT]
    assert files(tmp_path / "into") == before


def test_a_workbook_that_is_not_here_is_made_from_its_template_and_not_from_what_came_back(tmp_path: Path) -> None:
    content = made()
    for cell in content["cells"]:
        if "wb = " in cell["source"]:
            cell["source"] += "\nimport os; os.system('rm -rf ~')"
    source = sent(tmp_path / "from/a.ipynb", *written(made(), "a"), content=content)
    [became] = collected(tmp_path / "into", source)
    assert became.path == tmp_path / "into" / folder_name(PAIR) / "smart_goals.ipynb"
    assert (became.outcome, became.made) == (CollectOutcome.MERGED, True)
    assert read_notebook(became.path) == made()
    assert {each.id for each in read_workbook(became.path).answers().log} == {"a"}


def test_a_pairs_further_workbook_is_made_beside_those_it_has(tmp_path: Path) -> None:
    [here] = make_programme([PAIR], [find_template("career_map")], tmp_path / "elsewhere")
    home = tmp_path / "into/a folder of another name"
    shutil.copytree(here.path.parent, home)
    [became] = collected(tmp_path / "into", sent(tmp_path / "a.ipynb"))
    assert became.path == home / "smart_goals.ipynb"


def test_what_was_agreed_about_models_does_not_come_along(tmp_path: Path) -> None:
    known = find_template("smart_goals")
    agreed = Pair("Alex", "Sam", details={"ai_consent": "cloud", "focus": "First post"})
    source = make_workbook(agreed, known, tmp_path / "from").path
    [became] = collected(tmp_path / "into", source)
    assert became.path
    parameters = read_workbook(became.path).template.parameters
    assert (parameters["ai_consent"], parameters["focus"]) == ("none", "First post")


def test_where_no_template_is_installed_that_is_said_unless_the_workbook_is_here(tmp_path: Path) -> None:
    own = find_template(str(save(template(code('wb.text("happened")')), tmp_path / "weekly_note.ipynb")))
    source = make_workbook(PAIR, own, tmp_path / "from").path
    [became] = collected(tmp_path / "into", source)
    assert became.outcome is CollectOutcome.REFUSED
    assert "no template called 'weekly_note' is installed" in became.reason
    assert not (tmp_path / "into").exists()
    here = make_workbook(PAIR, own, tmp_path / "into/there").path
    words = written(read_notebook(source), "a")
    FolderStore(source.parent / "answers").append(*words)
    [became] = collected(tmp_path / "into", source)
    assert (became.outcome, became.path, became.new) == (CollectOutcome.MERGED, here, frozenset(words))


def with_note(note: str) -> dict[str, Any]:
    """A workbook in whose first cell somebody has written."""
    content = made()
    content["cells"][0]["source"] += f"\n\n{note}"
    return content


def test_what_somebody_wrote_in_the_notebook_itself_is_kept(tmp_path: Path) -> None:
    here = programme(tmp_path / "into")
    content = with_note("Noor said: ask again in May.")
    content["cells"][2] |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    content["cells"].append({**code("import os\nos.remove('x')"), "id": "evil"})
    words = written(made(), "a")
    source = sent(tmp_path / "from/a.ipynb", *words, content=content)
    [became] = collected(tmp_path / "into", source)
    assert (became.outcome, became.path) == (CollectOutcome.MERGED, here)
    assert became.note
    assert became.note.parent == here.parent
    note = read_notebook(became.note)
    assert "ask again in May" in note["cells"][0]["source"]
    assert note["cells"][-1] == {
        "cell_type": "raw",
        "id": "evil",
        "metadata": {},
        "source": "import os\nos.remove('x')",
    }
    assert all(cell.get("outputs", []) == [] for cell in note["cells"])
    assert reflect_metadata(note).answers is None
    assert read_workbook(became.note).id == read_workbook(here).id
    assert read_notebook(here) == made()


def test_the_same_note_is_kept_once_however_it_comes_back(tmp_path: Path) -> None:
    one = sent(tmp_path / "one.ipynb", content=with_note("A note"))
    two = sent(tmp_path / "two.ipynb", *written(made(), "a"), content=with_note("A note"))
    three = sent(tmp_path / "three.ipynb", content=with_note("Another note"))
    became = collected(tmp_path / "into", one, two, three)
    assert len([each for each in became if each.note]) == 2
    home = tmp_path / "into" / folder_name(PAIR)
    assert len(list(home.glob("smart_goals-returned-*.ipynb"))) == 2
    list(pack(tmp_path / "into", tmp_path / "again.zip"))
    assert set(outcomes(collected(tmp_path / "into", tmp_path / "again.zip"))) == {CollectOutcome.KEPT}


def test_no_note_is_kept_of_an_untouched_workbook_made_otherwise(tmp_path: Path) -> None:
    programme(tmp_path / "into")
    other = Pair(PAIR.mentor, PAIR.mentee, programme=PAIR.programme, details={"focus": "Something else"}, id=PAIR.id)
    [became] = collected(tmp_path / "into", sent(tmp_path / "a.ipynb", content=made(pair=other)))
    assert became.outcome is CollectOutcome.KEPT
    both = with_note("The same in both")
    here = save(both, tmp_path / "into" / folder_name(PAIR) / "smart_goals.ipynb")
    [became] = collected(tmp_path / "into", sent(tmp_path / "b.ipynb", content=both))
    assert (became.outcome, became.path) == (CollectOutcome.KEPT, here)


def test_conflicted_copies_of_logs_and_workbooks_count(tmp_path: Path) -> None:
    source = sent(tmp_path / "from/smart_goals.ipynb", *written(made(), "inside"))
    sent(tmp_path / "from/smart_goals (conflicted copy).ipynb", *written(made(), "in the copy"))
    FolderStore(source.parent / "answers").append(*written(made(), "beside"))
    [log] = source.parent.rglob("*.jsonl")
    kept = log.read_bytes()
    log.unlink()
    FolderStore(source.parent / "answers").append(*written(made(), "in the copy of the log"))
    log.with_name("sam (Alex's conflicted copy).jsonl").write_bytes(kept)
    became = collected(tmp_path / "into", tmp_path / "from")
    assert set(outcomes(became)) == {CollectOutcome.MERGED}
    [log_here] = answers(tmp_path / "into").values()
    assert {each.id for each in log_here} == {"inside", "in the copy", "beside", "in the copy of the log"}


def test_logs_that_came_back_without_their_workbook_are_merged_where_it_is_here(tmp_path: Path) -> None:
    ids = shared_ids(read_heading(made(), "it"))
    words, released = written(made(), "a"), [revision("r", workbook=ids[1])]
    (tmp_path / "from").mkdir()
    FolderStore(tmp_path / "from/answers").append(*words, *released)
    assert outcomes(collected(tmp_path / "into", tmp_path / "from")) == [CollectOutcome.REFUSED, CollectOutcome.REFUSED]
    here = programme(tmp_path / "into")
    assert outcomes(collected(tmp_path / "into", tmp_path / "from")) == [CollectOutcome.MERGED, CollectOutcome.MERGED]
    assert read_workbook(here).answers().log == set(words)
    assert FolderStore(here.parent / "answers").read(ids[1]).log == set(released)


def test_nothing_personal_is_taken_whatever_came_back(tmp_path: Path) -> None:
    content = made("mentor_reflection")
    own = written(content, "a", value=SECRET)
    for cell in content["cells"]:
        cell["source"] = cell["source"].replace('personal_to="mentor"', "personal_to=None")
    source = sent(tmp_path / "from/mentor_reflection.ipynb", *own, content=content)
    FolderStore(source.parent / "answers").append(*own)
    assert outcomes(collected(tmp_path / "into", tmp_path / "from")) == [CollectOutcome.LEFT_OUT]
    [named] = collected(tmp_path / "into", source)
    assert named.outcome is CollectOutcome.REFUSED
    assert "it is personal" in named.reason
    make_programme([PAIR], [find_template("mentor_reflection")], tmp_path / "into")
    source.unlink()
    [became] = collected(tmp_path / "into", tmp_path / "from")
    assert became.outcome in (CollectOutcome.LEFT_OUT, CollectOutcome.REFUSED)
    assert not list((tmp_path / "into").rglob("answers/*/*.jsonl"))
    assert not owner_answers().exists()


def test_a_workbook_that_is_personal_here_stays_so_whatever_came_back_says(tmp_path: Path) -> None:
    header = 'import reflect\n\nwb = reflect.workbook("own", version=1, title="Own", mentor=mentor, pair_id=pair_id{})'
    for folder, personal in (("into", ', personal_to="mentor"'), ("from", "")):
        content = template(code('wb.text("happened")'), header=header.format(personal))
        source = find_template(str(save(content, tmp_path / f"{folder}.ipynb")))
        returned = make_workbook(PAIR, source, tmp_path / folder).path
    save(embed(read_notebook(returned), written(read_notebook(returned), "a")), returned)
    assert outcomes(collected(tmp_path / "into", returned)) == [CollectOutcome.REFUSED]
    assert not list((tmp_path / "into").rglob("answers/*/*.jsonl"))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.ipynb", b"{", "this is not a notebook"),
        ("a.txt", b"my shopping list", "this is not a notebook"),
        ("a.zip", b"PK", "this is no zip file"),
    ],
)
def test_what_is_no_workbook_is_refused_and_the_others_are_done(
    name: str, content: bytes, why: str, tmp_path: Path
) -> None:
    good = sent(tmp_path / "good.ipynb", *written(made(), "a"))
    (tmp_path / name).write_bytes(content)
    refused, done = sorted(collected(tmp_path / "into", tmp_path / name, good), key=lambda each: each.path is not None)
    assert (refused.outcome, done.outcome) == (CollectOutcome.REFUSED, CollectOutcome.MERGED)
    assert refused.name == str(tmp_path / name)
    assert refused.reason.startswith(why)


def test_an_empty_folder_a_template_and_another_notebook_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    shopping = save(notebook(markdown("Shopping")), tmp_path / "from/shopping.ipynb")
    save(weekly_note(), tmp_path / "from/template.ipynb")
    reasons = {
        each.reason: each.outcome
        for each in collected(tmp_path / "into", tmp_path / "empty", tmp_path / "from", shopping)
    }
    assert reasons == {
        "there is no workbook in it": CollectOutcome.REFUSED,
        "this notebook is no workbook": CollectOutcome.REFUSED,
        "it is a template, in which nobody is named": CollectOutcome.LEFT_OUT,
    }


def test_a_file_in_the_way_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "into" / folder_name(PAIR) / "smart_goals.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("my shopping list")
    [became] = collected(tmp_path / "into", sent(tmp_path / "a.ipynb", *written(made(), "a")))
    assert became.outcome is CollectOutcome.REFUSED
    assert "is in its place" in became.reason
    assert path.read_text() == "my shopping list"


def test_one_who_claims_another_pairs_folder_is_refused(tmp_path: Path) -> None:
    programme(tmp_path / "into")
    claim = Pair(PAIR.mentor, PAIR.mentee, id=PAIR.id[:18] + "-5000-8000-000000000000"[:18])
    content = made("career_map", claim)
    [became] = collected(tmp_path / "into", sent(tmp_path / "a.ipynb", content=content))
    assert became.outcome is CollectOutcome.REFUSED
    assert "belongs to another pair" in became.reason


@pytest.mark.parametrize("name", [*NAMES, "../../.."])
def test_hostile_names_and_ids_lead_nowhere(name: str, tmp_path: Path) -> None:
    content = made(pair=Pair(name, name, programme=name, id=name))
    path = sent(tmp_path / "from/a.ipynb", *written(content, "a", author=name), content=content)
    [became] = collected(tmp_path / "into", path)
    assert became.outcome is CollectOutcome.MERGED
    assert became.path
    assert became.path.resolve().parent.parent == tmp_path / "into"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["from", "home", "into"]


def test_a_crowd_of_made_up_authors_is_refused(tmp_path: Path) -> None:
    source = sent(tmp_path / "from/a.ipynb")
    crowd = [one for n in range(101) for one in written(made(), str(n), author=f"Author {n}")]
    FolderStore(source.parent / "answers").append(*crowd)
    [became] = collected(tmp_path / "into", tmp_path / "from")
    assert became.outcome is CollectOutcome.REFUSED
    assert "more than 100 people" in became.reason
    assert not list((tmp_path / "into").rglob("answers/*/*.jsonl"))


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = sent(tmp_path / "outside/a.ipynb", *written(made(), "a"))
    FolderStore(outside.parent / "answers").append(*written(made(), "b"))
    (tmp_path / "from").mkdir()
    (tmp_path / "from/link.ipynb").symlink_to(outside)
    (tmp_path / "from/folder").symlink_to(outside.parent)
    (tmp_path / "from/answers").mkdir()
    ids = shared_ids(read_heading(made(), "it"))
    (tmp_path / "from/answers" / ids[0]).symlink_to(outside.parent / "answers" / ids[0])
    (tmp_path / "from/answers (1)").symlink_to(outside.parent / "answers")
    became = collected(tmp_path / "into", tmp_path / "from", tmp_path / "from/link.ipynb")
    assert {(each.outcome, each.reason) for each in became} == {
        (CollectOutcome.REFUSED, "it is a link to somewhere else and was not followed")
    }
    assert len(became) == 5
    assert not (tmp_path / "into").exists()


def test_a_zip_file_made_by_hand_gives_its_logs_too(tmp_path: Path) -> None:
    source = sent(tmp_path / "from/sam/smart_goals.ipynb", *written(made(), "inside"))
    FolderStore(source.parent / "answers").append(*written(made(), "beside"))
    entries = [
        (str(path.relative_to(tmp_path / "from")), content) for path, content in files(tmp_path / "from").items()
    ]
    path = zipped(tmp_path / "by hand.zip", *entries, ("../../evil.ipynb", b"{}"))
    refused, became = collected(tmp_path / "into", path)
    assert refused.name == f"{path}, ../../evil.ipynb"
    assert (became.name, became.outcome) == (f"{path}, sam/smart_goals.ipynb", CollectOutcome.MERGED)
    assert {each.id for each in became.new} == {"inside", "beside"}


def test_what_could_not_be_read_is_said_under_the_name_that_it_came_by(tmp_path: Path) -> None:
    content = made()
    content["metadata"]["reflect"]["answers"] = SECRET
    plain = save(content, tmp_path / "from/a.ipynb").read_bytes()
    path = zipped(tmp_path / "sent.zip", ("sam/a.ipynb", plain), ("broken.ipynb", b"{"))
    became = {each.name: each for each in collected(tmp_path / "into", path)}
    [problem] = became[f"{path}, sam/a.ipynb"].problems
    assert problem.startswith(f"{path}, sam/a.ipynb: the answers inside this file are cut off")
    assert SECRET not in problem
    # What was in an archive is in no folder of anybody's, so nothing can be made anew there.
    assert became[f"{path}, broken.ipynb"].reason == "this is not a notebook (no JSON). Ask for it to be sent again."


def test_two_who_wrote_without_seeing_each_other_are_both_kept(tmp_path: Path) -> None:
    first = written(made(), "a")
    one = sent(tmp_path / "one.ipynb", *first, *written(made(), "b", parents="a"))
    two = sent(tmp_path / "two.ipynb", *first, *written(made(), "c", parents="a", author="Alex"))
    [became, _] = collected(tmp_path / "into", one, two)
    assert became.path
    log = read_workbook(became.path).answers().log
    assert {each.id for each in heads(log)["evidence"]} == {"b", "c"}
    assert list(conflicts(log)) == ["evidence"]


PAIRS = (PAIR, Pair("Bo Lind", "Yuki Tanaka", programme="Spring"), Pair("Bo", "Yuki", id="Bo and Yuki"))
PARCELS = st.lists(
    st.tuples(
        st.sampled_from(["inside", "beside", "zip"]),
        st.sampled_from(PAIRS),
        st.sampled_from(["smart_goals", "career_map"]),
        st.sampled_from(["", "First focus", "Other focus"]),
        st.sampled_from(["", "Note one", "Note two"]),
        st.sets(st.sampled_from("abcdef"), max_size=3),
    ),
    max_size=5,
)


@settings(max_examples=25)
@given(parcels=PARCELS, data=st.data())
def test_the_order_in_which_things_come_back_makes_no_difference(
    parcels: list[tuple[str, Pair, str, str, str, set[str]]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("order")
    sources, expected = [], set[Revision]()
    for number, (how, pair, name, focus, note, letters) in enumerate(parcels):
        given = Pair(pair.mentor, pair.mentee, programme=pair.programme, details={"focus": focus}, id=pair.id)
        content = made(name, given)
        if note:
            content["cells"][0]["source"] += f"\n\n{note}"
        log = written(content, *sorted(letters))
        expected.update(log)
        place = folder / f"from/{number}"
        path = sent(place / "a.ipynb", *(log if how != "beside" else ()), content=content)
        if how == "beside":
            FolderStore(place / "answers").append(*log)
            path = place
        elif how == "zip":
            list(pack(place, folder / f"from/{number}.zip"))
            path = folder / f"from/{number}.zip"
        sources.append(path)
    shuffled = data.draw(st.permutations([*sources, *sources[:2]]))
    for into, order in (("one", sources), ("other", shuffled), ("one", shuffled)):
        collected(folder / into, *order)
    assert answers(folder / "one") == answers(folder / "other")
    assert set().union(*answers(folder / "one").values()) == expected
    notebooks = [
        {p.relative_to(folder / into): p.read_bytes() for p in (folder / into).rglob("*.ipynb")}
        for into in ("one", "other")
    ]
    assert notebooks[0] == notebooks[1]
    notes = {digest(read_notebook(path)) for path in (folder / "one").rglob("*-returned-*.ipynb")}
    assert len(notes) == len(list((folder / "one").rglob("*-returned-*.ipynb")))


def without(content: dict[str, Any], *words: str) -> dict[str, Any]:
    """A workbook in which somebody has deleted the code cells that have any of these words in them."""
    kept = [c for c in content["cells"] if c["cell_type"] != "code" or not any(word in c["source"] for word in words)]
    return {**content, "cells": kept}


def test_answers_in_a_workbook_whose_heading_was_deleted_are_merged_by_its_metadata(tmp_path: Path) -> None:
    content = without(made(), "reflect.workbook(")
    source = sent(tmp_path / "from/back.ipynb", *written(made(), "inside"), content=content)
    FolderStore(source.parent / "answers").append(*written(made(), "beside"))
    for number, from_ in enumerate((source, source.parent)):
        [became] = collected(tmp_path / str(number), from_)
        assert (became.outcome, became.made, became.note) == (CollectOutcome.MERGED, True, None)
        assert {each.id for each in became.new} == {"inside", "beside"}
        assert became.path
        assert read_notebook(became.path) == made()


@pytest.mark.parametrize(
    "gone", [("reflect.workbook(", "mentor ="), ("mentor =",), ("reflect.workbook(", "mentor =", "wb.")]
)
def test_a_workbook_without_names_is_merged_into_the_one_that_is_here_or_named(
    gone: tuple[str, ...], tmp_path: Path
) -> None:
    source = sent(tmp_path / "from/back.ipynb", *written(made(), "a"), content=without(made(), *gone))
    [became] = collected(tmp_path / "nowhere", source.parent)
    assert became.outcome is CollectOutcome.REFUSED
    assert became.reason.startswith("the cell that says which workbook this is, and whose, is gone or damaged")
    assert not (tmp_path / "nowhere").exists()
    here = programme(tmp_path / "into")
    [became] = collected(tmp_path / "into", source.parent)
    assert (became.outcome, became.path) == (CollectOutcome.MERGED, here)
    assert {each.id for each in read_workbook(here).answers().log} == {"a"}


@pytest.mark.parametrize("other", ["template", "pair", "workbook"])
def test_metadata_that_do_not_fit_each_other_are_not_believed(other: str, tmp_path: Path) -> None:
    programme(tmp_path / "into")
    [theirs] = make_programme([PAIRS[1]], [find_template("smart_goals")], tmp_path / "into")
    content = without(made(), "reflect.workbook(", *(["mentor ="] if other == "pair" else []))
    content["metadata"]["reflect"] |= {
        other: getattr(reflect_metadata(read_notebook(theirs.path)), other) if other != "template" else "career_map"
    }
    [became] = collected(tmp_path / "into", sent(tmp_path / "back.ipynb", *written(made(), "a"), content=content))
    assert became.outcome is CollectOutcome.REFUSED
    assert not list((tmp_path / "into").rglob("answers/*/*.jsonl"))


def test_a_personal_workbook_whose_heading_was_deleted_stays_personal(tmp_path: Path) -> None:
    content = made("mentor_reflection")
    own = written(content, "a", value=SECRET)
    make_workbook(PAIR, find_template("mentor_reflection"), tmp_path / "into")
    for gone in (("reflect.workbook(",), ("reflect.workbook(", "mentor =")):
        source = sent(tmp_path / "from/back.ipynb", *own, content=without(content, *gone))
        [became] = collected(tmp_path / "into", source)
        assert (became.outcome, became.reason.split(",")[0]) == (CollectOutcome.REFUSED, "it is personal")
    assert not list((tmp_path / "into").rglob("answers/*/*.jsonl"))


def test_what_was_written_in_a_notebook_without_its_heading_is_kept(tmp_path: Path) -> None:
    content = without(with_note("Ask again in May."), "reflect.workbook(")
    [became] = collected(tmp_path / "into", sent(tmp_path / "back.ipynb", content=content))
    assert became.note
    assert "Ask again in May." in read_notebook(became.note)["cells"][0]["source"]
    assert outcomes(collected(tmp_path / "into", tmp_path / "into")) == [CollectOutcome.KEPT] * 2

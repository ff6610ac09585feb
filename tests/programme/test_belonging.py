"""A pair's id is believed only as far as the names beside it are that pair's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reflect.disk.device import owner_answers
from reflect.exchange.collecting import Collected, CollectOutcome, collect, gathered
from reflect.exchange.packing import pack, ready_to_send
from reflect.form import workbook as form
from reflect.form.workbook import FormError, open_workbook
from reflect.journal.rendering import render
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair, released_id
from reflect.programme.batch import find_template, make_enrolled, make_workbook
from reflect.programme.belonging import AnotherPairError
from reflect.programme.enrolment import enrol
from reflect.programme.stored import import_embedded, read_heading, read_workbook, shared_ids
from reflect.register.store import FOLDER
from reflect.revisions import Log
from reflect.server.hooks.private import private_copy, private_root
from reflect.stores.folder import FolderStore
from reflect.template import Template
from reflect.template.metadata import reflect_metadata
from tests.notebooks import save
from tests.revisions.samples import SECRET, revision

BO = Pair("Alex Reid", "Bo Lind", programme="Spring", id="6a1f35a5-91ab-4c64-a2f7-0d5f7a2b4b11")
SAM = Pair("Alex Reid", "Sam Okafor", programme="Spring", id="2b9d9d38-7f1e-4c5c-8d51-3a9c6f0f8e27")
AS_SAM_WITH_BOS_ID = replace(SAM, id=BO.id)
TEMPLATES = ("smart_goals", "career_map", "mentor_reflection")
CLAIMS = (
    AS_SAM_WITH_BOS_ID,
    replace(AS_SAM_WITH_BOS_ID, mentor="Eve", mentee="Mallory"),
    replace(AS_SAM_WITH_BOS_ID, mentor="Bo Lind", mentee="Alex Reid"),
    replace(AS_SAM_WITH_BOS_ID, mentor="", mentee=""),
    replace(AS_SAM_WITH_BOS_ID, mentor="Alex Reid", mentee=""),
)


@pytest.fixture(params=["with a register", "without"])
def programme(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A programme of two pairs of one mentor."""
    out = tmp_path / "programme"
    made(out, BO, SAM)
    if request.param == "without":
        shutil.rmtree(out / FOLDER)
    return out


def made(out: Path, *pairs: Pair, force: bool = False) -> None:
    list(make_enrolled(enrol(pairs, TEMPLATES, out), [find_template(name) for name in TEMPLATES], force=force))


def home(out: Path, pair: Pair) -> Path:
    [found] = (path.parent for path in out.glob("*/smart_goals.ipynb") if _is_of(path, pair))
    return found


def _is_of(path: Path, pair: Pair) -> bool:
    heading = read_heading(read_notebook(path), "it")
    return heading.pair_id == pair.id and heading.parameters["mentee"] == pair.mentee


def returned(path: Path, pair: Pair, template: str = "smart_goals") -> Path:
    """A file of a pair, with words in it."""
    source = make_workbook(pair, find_template(template), path.parent / "made").path
    notebook = read_notebook(source)
    heading = read_heading(notebook, "it")
    workbook, released = shared_ids(heading)
    log = [revision("x", workbook=workbook, field="goal"), revision("y", workbook=released, field="reflection.plan")]
    shutil.rmtree(source.parent)
    return save(embed(notebook, log), path)


def collected(into: Path, *sources: Path) -> list[Collected]:
    with gathered(sources) as what:
        return list(collect(what, into))


def answers(out: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in out.rglob("answers/*/*.jsonl")}


def log_of(path: Path) -> Log:
    return read_workbook(path).answers().log


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("template", ["smart_goals", "career_map"])
def test_a_returned_file_with_another_pairs_id_is_refused_and_named(
    claim: Pair, template: str, programme: Path, tmp_path: Path
) -> None:
    (home(programme, BO) / "career_map.ipynb").unlink()  # one that is here, and one that would have to be made
    before = answers(programme), sorted(programme.rglob("*.ipynb"))
    [became] = collected(programme, returned(tmp_path / "back.ipynb", claim, template))
    assert became.outcome is CollectOutcome.REFUSED
    assert str(home(programme, BO)) in became.reason
    assert "Nothing of it was merged" in became.reason
    assert (answers(programme), sorted(programme.rglob("*.ipynb"))) == before


def test_a_pairs_own_file_is_merged_however_its_names_are_written(programme: Path, tmp_path: Path) -> None:
    same = replace(BO, mentor="ALEX\u200b reid", programme="Spring (A)")
    [became] = collected(programme, returned(tmp_path / "back.ipynb", same))
    assert became.outcome is CollectOutcome.MERGED
    assert became.path == home(programme, BO) / "smart_goals.ipynb"


def test_a_file_from_before_a_name_was_corrected_is_merged_and_so_is_one_from_after(tmp_path: Path) -> None:
    out, corrected = tmp_path / "programme", replace(BO, mentee="Bo Lind-Hansen")
    made(out, BO, SAM)
    made(out, corrected, SAM, force=True)
    for number, pair in enumerate((BO, corrected)):
        [became] = collected(out, returned(tmp_path / f"{number}.ipynb", pair))
        assert became.outcome in (CollectOutcome.MERGED, CollectOutcome.KEPT), became.reason
    [became] = collected(out, returned(tmp_path / "2.ipynb", AS_SAM_WITH_BOS_ID))
    assert became.outcome is CollectOutcome.REFUSED


def test_a_folder_of_logs_beside_another_pairs_workbook_is_refused(programme: Path, tmp_path: Path) -> None:
    back = tmp_path / "back"
    returned(back / "smart_goals.ipynb", SAM)
    bos = read_workbook(home(programme, BO) / "smart_goals.ipynb")
    FolderStore(back / "answers").append(revision("x", workbook=bos.id), revision("y", workbook=released_id(BO.id)))
    became = collected(programme, back)
    assert [each.outcome for each in became] == [CollectOutcome.MERGED, CollectOutcome.REFUSED, CollectOutcome.REFUSED]
    assert "Bo Lind and Alex Reid" in became[1].reason
    assert not answers(home(programme, BO))


def test_a_workbook_in_another_pairs_folder_is_no_copy_of_theirs(programme: Path, tmp_path: Path) -> None:
    planted = returned(home(programme, SAM) / "planted.ipynb", AS_SAM_WITH_BOS_ID)
    collected(programme, returned(tmp_path / "back.ipynb", BO))
    assert not answers(planted.parent)


@pytest.mark.parametrize("name", ["planted.ipynb", "smart_goals.ipynb"])
def test_a_file_in_a_pairs_folder_that_names_others_gives_and_gets_nothing(
    name: str, programme: Path, tmp_path: Path
) -> None:
    bos = home(programme, BO)
    words = revision("own", workbook=read_workbook(bos / "smart_goals.ipynb").id, value=SECRET)
    FolderStore(bos / "answers").append(words)
    before = answers(bos)
    planted = returned(bos / name, AS_SAM_WITH_BOS_ID)
    for read in (import_embedded, log_of, ready_to_send, lambda path: render(path, "pair")):
        with pytest.raises(AnotherPairError, match="the id of another pair"):
            read(planted)
    assert answers(bos) == before
    became = list(pack(programme, tmp_path / "all.zip"))
    assert [each.path for each in became if "another pair" in each.reason] == [planted]
    if name != "smart_goals.ipynb":
        assert {each.id for each in log_of(bos / "smart_goals.ipynb")} == {"own"}


def test_a_corrected_name_beside_the_old_one_opens_without_a_register(tmp_path: Path) -> None:
    out = tmp_path / "programme"
    made(out, BO)
    bos = home(out, BO)
    FolderStore(bos / "answers").append(revision("own", workbook=read_workbook(bos / "smart_goals.ipynb").id))
    made(out, replace(BO, mentee="Bo Hansen"), force=True)  # what has been written in keeps its names
    alone = shutil.copytree(bos, tmp_path / "by itself")
    assert read_heading(read_notebook(alone / "career_map.ipynb"), "it").parameters["mentee"] == "Bo Hansen"
    for name in ("career_map", "smart_goals"):
        notebook = read_notebook(alone / f"{name}.ipynb")
        workbook = shared_ids(read_heading(notebook, "it"))[0]
        save(embed(notebook, [revision("new", workbook=workbook)]), alone / f"{name}.ipynb")
        assert import_embedded(alone / f"{name}.ipynb").new


def test_a_workbook_that_came_by_itself_works_by_itself(tmp_path: Path) -> None:
    path = returned(tmp_path / "mail/to me.ipynb", BO)
    assert len(import_embedded(path).new) == 2


def blank(folder: Path, pair: Pair) -> tuple[Path, dict[str, Any], Template]:
    """A blank personal workbook, as it is opened."""
    path = make_workbook(pair, find_template("mentor_reflection"), folder).path
    notebook = read_notebook(path)
    return path, dict(notebook), read_heading(notebook, "it")


def test_a_blank_personal_workbook_with_another_pairs_id_does_not_get_their_reflection(tmp_path: Path) -> None:
    bos, sams = tmp_path / "bo", tmp_path / "sam"
    _, copy = private_copy(*blank(bos, BO))
    before = copy.read_bytes()
    with pytest.raises(AnotherPairError, match="the id of another pair"):
        private_copy(*blank(sams, AS_SAM_WITH_BOS_ID))
    assert copy.read_bytes() == before
    assert reflect_metadata(read_notebook(copy)).beside == str(bos)


def test_not_even_under_their_names_while_their_folder_is_there(tmp_path: Path) -> None:
    bos = tmp_path / "bo"
    private_copy(*blank(bos, BO))
    with pytest.raises(AnotherPairError, match="have a folder already"):
        private_copy(*blank(tmp_path / "sam", BO))
    bos.rename(tmp_path / "moved")  # and a folder that was moved is followed
    _, copy = private_copy(*blank(tmp_path / "moved", BO))
    assert reflect_metadata(read_notebook(copy)).beside == str(tmp_path / "moved")


def opened(folder: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(form, "_open", {})
    heading = read_heading(read_notebook(folder / "mentor_reflection.ipynb"), "it")
    parameters = {name: heading.parameters[name] for name in ("mentor", "mentee", "programme", "pair_id")}
    open_workbook("mentor_reflection", version=1, title="It", personal_to="mentor", parameters=parameters)


def test_nor_is_it_opened_in_a_kernel_that_has_no_server_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pair in (BO, AS_SAM_WITH_BOS_ID):
        blank(tmp_path / pair.mentee, pair)
    opened(tmp_path / BO.mentee, BO, monkeypatch)
    with pytest.raises(FormError, match="the id of another pair"):
        opened(tmp_path / SAM.mentee, AS_SAM_WITH_BOS_ID, monkeypatch)
    opened(tmp_path / BO.mentee, BO, monkeypatch)


def test_whose_personal_workbooks_are_is_the_owners_own_to_read(tmp_path: Path) -> None:
    private_copy(*blank(tmp_path / "bo", BO))
    own = list((private_root().parent / FOLDER).rglob("*"))
    assert {path.stat().st_mode & 0o077 for path in (private_root().parent / FOLDER, *own)} == {0}
    assert not owner_answers().exists()

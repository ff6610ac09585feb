from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reflect.disk.device import owner_answers
from reflect.disk.errors import DiskError
from reflect.exchange.packing import NotToSendError, Packed, PackOutcome, pack
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import as_notebook, read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template
from reflect.programme.stored import embedded_answers, read_heading, shared_ids
from reflect.revisions import Log
from reflect.stores.folder import FolderStore
from reflect.template import NoTemplate
from reflect.template.metadata import reflect_metadata
from tests.notebooks import markdown, notebook, save, weekly_note
from tests.programme.test_stored import made, written
from tests.programmes import make_programme
from tests.revisions.samples import SECRET, revision

PAIRS = (Pair("Alex Reid", "Sam Okafor", programme="Spring"), Pair("Θάλεια Παπαδάκη", "陈晓雯", programme="Spring"))


def programme(out: Path) -> list[Path]:
    """A programme of two pairs, in whose goals somebody has written."""
    sources = [find_template(name) for name in ("mentor_reflection", "smart_goals")]
    paths = [each.path for each in make_programme(PAIRS, sources, out)]
    for path in paths:
        personal = path.stem != "smart_goals"
        own = written(read_notebook(path), "a", value=SECRET if personal else "Shared")
        FolderStore(owner_answers() if personal else path.parent / "answers", private=personal).append(*own)
    return paths


def inside(packed: dict[str, Any]) -> Log:
    return embedded_answers(reflect_metadata(packed), read_heading(packed, "it"), "it").log


def outcomes(became: list[Packed]) -> dict[str, PackOutcome]:
    return {each.path.name: each.outcome for each in became}


def entries(path: Path) -> dict[str, dict[str, Any]]:
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        found = {name: as_notebook(json.loads(file.read(name))) for name in file.namelist()}
    return {name: workbook for name, workbook in found.items() if workbook}


def test_a_workbook_is_packed_with_its_answers_and_without_what_running_it_left(tmp_path: Path) -> None:
    ran = embed(made(), written(made(), "inside"))
    for cell in ran["cells"]:
        cell["metadata"] |= {"trusted": True, "execution": {"iopub.status.busy": "2027-01-01"}}
        if cell["cell_type"] == "code":
            cell |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": SECRET}], "execution_count": 7}
    ran["metadata"] |= {"widgets": {"state": SECRET}, "papermill": {"input_path": "/home/sam"}}
    path = save(ran, tmp_path / "in/smart_goals.ipynb")
    FolderStore(path.parent / "answers").append(*written(made(), "beside", author="Alex"))
    [became] = pack(path, tmp_path / "sent.ipynb")
    assert became == Packed(path, PackOutcome.PACKED)
    sent = read_notebook(tmp_path / "sent.ipynb")
    assert embed(sent, ()) == made()
    assert {each.id for each in inside(sent)} == {"inside", "beside"}


def test_what_the_pair_has_released_is_packed_too(tmp_path: Path) -> None:
    path = save(made(), tmp_path / "in/smart_goals.ipynb")
    item = revision("r", workbook=shared_ids(read_heading(made(), "it"))[1])
    FolderStore(path.parent / "answers").append(item)
    list(pack(path, tmp_path / "sent.ipynb"))
    assert inside(read_notebook(tmp_path / "sent.ipynb")) == {item}


def test_a_folder_is_packed_without_anything_personal_or_hidden(tmp_path: Path) -> None:
    paths = programme(tmp_path / "in")
    save(made(), tmp_path / "in/.ipynb_checkpoints/smart_goals.ipynb")
    save(weekly_note(), tmp_path / "in/template.ipynb")
    save(notebook(markdown("Shopping")), tmp_path / "in/shopping.ipynb")
    (tmp_path / "in/broken.ipynb").write_text("{")
    (tmp_path / "in/link.ipynb").symlink_to(paths[1])
    became = list(pack(tmp_path / "in", tmp_path / "sent.zip"))
    assert outcomes(became) == {
        paths[0].name: PackOutcome.LEFT_OUT,
        "smart_goals.ipynb": PackOutcome.PACKED,
        "template.ipynb": PackOutcome.LEFT_OUT,
        "shopping.ipynb": PackOutcome.LEFT_OUT,
        "broken.ipynb": PackOutcome.FAILED,
    }
    assert all(str(each.path) in each.reason for each in became if each.outcome is not PackOutcome.PACKED)
    sent = entries(tmp_path / "sent.zip")
    assert set(sent) == {path.relative_to(tmp_path / "in").as_posix() for path in paths if path.stem == "smart_goals"}
    assert [{each.value for each in inside(workbook)} for workbook in sent.values()] == [{"Shared"}, {"Shared"}]


def test_no_personal_answer_is_in_any_packed_file(tmp_path: Path) -> None:
    paths = programme(tmp_path / "in")
    personal = paths[0]
    own = written(read_notebook(personal), "a", value=SECRET)
    FolderStore(personal.parent / "answers").append(*own)  # where they should never be
    save(embed(read_notebook(personal), own), personal)
    list(pack(tmp_path / "in", tmp_path / "sent.zip"))
    values = [each.value for workbook in entries(tmp_path / "sent.zip").values() for each in inside(workbook)]
    assert values == ["Shared", "Shared"]
    with pytest.raises(NotToSendError, match="personal to the mentor"):
        list(pack(personal, tmp_path / "sent.ipynb"))
    assert not (tmp_path / "sent.ipynb").exists()


def test_packing_the_same_again_gives_the_same_file(tmp_path: Path) -> None:
    programme(tmp_path / "in")
    for name in ("one.zip", "other.zip"):
        list(pack(tmp_path / "in", tmp_path / name))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = save(made(), tmp_path / "smart_goals.ipynb")
    other = save(embed(made(), written(made(), "only copy")), tmp_path / "other.ipynb")
    before = other.read_bytes()
    with pytest.raises(DiskError, match="may hold answers that are nowhere else"):
        list(pack(path, other))
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("path", "out", "said"),
    [
        ("gone", "sent.zip", "no such file or folder"),
        ("empty", "sent.zip", "no shared workbook in this folder"),
        ("empty", "sent.ipynb", "ends in .zip"),
        ("smart_goals.ipynb", "sent.zip", "ends in .ipynb"),
        ("template.ipynb", "sent.ipynb", "this is a template"),
        ("shopping.ipynb", "sent.ipynb", "no cell calls reflect.workbook"),
    ],
)
def test_what_cannot_be_packed_is_refused_and_nothing_is_written(
    path: str, out: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "in/empty").mkdir(parents=True)
    save(made(), tmp_path / "in/smart_goals.ipynb")
    save(weekly_note(), tmp_path / "in/template.ipynb")
    save(notebook(markdown("Shopping")), tmp_path / "in/shopping.ipynb")
    with pytest.raises((NotebookError, NotToSendError, NoTemplate), match=said):
        list(pack(tmp_path / "in" / path, tmp_path / "out" / out))
    assert not list((tmp_path / "out").glob("*"))


def test_answers_that_cannot_be_read_are_reported_without_their_words(tmp_path: Path) -> None:
    content = made()
    content["metadata"]["reflect"]["answers"] = SECRET
    [became] = pack(save(content, tmp_path / "smart_goals.ipynb"), tmp_path / "sent.ipynb")
    assert became.outcome is PackOutcome.PACKED
    assert "cut off" in became.problems[0]
    assert SECRET not in became.problems[0]


def test_half_a_character_costs_itself_and_not_the_file(tmp_path: Path) -> None:
    content = made()
    content["cells"].append({**markdown("Half \ud83d of it"), "id": "half"})
    list(pack(save(content, tmp_path / "smart_goals.ipynb"), tmp_path / "sent.ipynb"))
    assert read_notebook(tmp_path / "sent.ipynb")["cells"][-1]["source"] == "Half \ufffd of it"


def test_two_workbooks_whose_names_are_one_elsewhere_are_two_in_a_pack(tmp_path: Path) -> None:
    for name in ("Sam", "sam"):
        save(made(), tmp_path / "in" / name / "smart_goals.ipynb")
    if len(list((tmp_path / "in").iterdir())) < 2:
        pytest.skip("on this disk they are one")
    list(pack(tmp_path / "in", tmp_path / "sent.zip"))
    assert sorted(entries(tmp_path / "sent.zip")) == ["Sam/smart_goals.ipynb", "sam/smart_goals-2.ipynb"]

"""Stock Papermill makes a workbook from anything, somebody's workbook as well: nothing of theirs stays in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from reflect.exchange.collecting import collect
from reflect.exchange.gathering import gathered
from reflect.exchange.packing import ready_to_send
from reflect.journal.rendering import render
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair, new_id, workbook_id
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.belonging import AnotherPairError
from reflect.programme.stored import read_workbook
from reflect.server.hooks.saving import Embedding
from reflect.server.pages.open import _read
from reflect.stores.folder import FolderStore
from reflect.template.metadata import reflect_metadata
from tests.notebooks import markdown, save
from tests.revisions.samples import revision
from tests.server.test_saving import ask_to_save

JO = ["-p", "mentee", "Jo Park"]
BOTH = [*JO, "-p", "mentor", "Alex Reid"]
SAMS = ("Sam Okafor", "NOTE-OF-sam", "OUTPUT-OF-sam", "KEPT-OF-sam")


def filled(folder: Path) -> Path:
    """Sam's workbook as it was sent, with all that somebody leaves in one."""
    made = make_workbook(Pair("Alex Reid", "Sam Okafor"), find_template("smart_goals"), folder / "sam").path
    workbook = read_workbook(made)
    notebook = read_notebook(made)
    notebook["cells"].append({**markdown("NOTE-OF-sam in the notebook"), "id": "note1"})
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["OUTPUT-OF-sam"]}]
    notebook["metadata"]["kept"] = "KEPT-OF-sam"
    answer = revision(workbook=workbook.id, field="draft", value="WORDS-OF-sam: lead a team")
    return save(embed(notebook, [answer]), folder / "filled.ipynb")


def papermill(source: Path, out: Path, *arguments: str) -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "papermill", str(source), str(out), "--prepare-only", *arguments]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module", params=["mentee", "both", "id", "only id"])
def jos(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Sam's workbook, and one that stock Papermill made from it."""
    folder = tmp_path_factory.mktemp("made")
    ids = ["-p", "pair_id", new_id()]
    given = {"mentee": JO, "both": BOTH, "id": [*BOTH, *ids], "only id": ids}[request.param]
    source = filled(folder)
    return source, papermill(source, folder / "jo.ipynb", *given)


@pytest.fixture
def copied(jos: tuple[Path, Path], tmp_path: Path) -> Path:
    (tmp_path / "jo").mkdir()
    return save(json.loads(jos[1].read_text("utf-8")), tmp_path / "jo/smart_goals.ipynb")


@pytest.fixture
def server(tmp_path: Path) -> AsyncLargeFileManager:
    manager = AsyncLargeFileManager(root_dir=str(tmp_path))
    manager.register_pre_save_hook(Embedding().before_save)
    return manager


def content_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def put(server: AsyncLargeFileManager, content: dict[str, Any], path: str = "jo/smart_goals.ipynb") -> Path:
    ask_to_save(server, {"type": "notebook", "format": "json", "content": json.loads(json.dumps(content))}, path)
    return Path(server.root_dir) / path


def assert_clean(text: str) -> None:
    assert not [words for words in SAMS if words in text]


def assert_made_anew(path: Path) -> None:
    notebook = read_notebook(path)
    assert_clean(path.read_text("utf-8"))
    assert reflect_metadata(notebook).answers is None
    template = read_workbook(path).template
    assert (reflect_metadata(notebook).pair, reflect_metadata(notebook).workbook) == (
        template.pair_id,
        template.workbook_id,
    )


def test_opening_makes_it_anew_for_those_whom_it_names(copied: Path) -> None:
    mine = read_workbook(copied).template.parameters
    _read(copied)
    assert_made_anew(copied)
    assert read_workbook(copied).template.parameters == mine
    once = copied.read_bytes()
    _read(copied)
    assert copied.read_bytes() == once


def test_a_save_does_and_keeps_what_was_typed_since(copied: Path, server: AsyncLargeFileManager) -> None:
    in_browser = content_of(copied)
    put(server, in_browser)
    assert_made_anew(copied)
    in_browser["cells"].insert(2, {**markdown("MY-OWN note"), "id": "mine"})
    for _ in range(3):  # the browser still has what the file was
        put(server, in_browser)
        assert_made_anew(copied)
        cells = [cell["source"] for cell in read_notebook(copied)["cells"]]
        assert cells.index("MY-OWN note") == 2
    _read(copied)
    assert "MY-OWN note" in copied.read_text("utf-8")


def test_so_does_a_save_under_a_new_name_and_one_with_a_first_note(copied: Path, server: AsyncLargeFileManager) -> None:
    in_browser = content_of(copied)
    assert_made_anew(put(server, in_browser, "jo/new.ipynb"))
    assert_made_anew(put(server, in_browser, "jo/new.ipynb"))
    in_browser["cells"][-1]["source"] = "MY-OWN words in its place"
    put(server, in_browser)
    assert_made_anew(copied)
    assert "MY-OWN words" in copied.read_text("utf-8")


def test_answers_of_their_own_stay_in_it(copied: Path, server: AsyncLargeFileManager) -> None:
    own = revision(workbook=read_workbook(copied).id, field="draft", value="My own words")
    content = content_of(copied)
    save(embed(content, [own]), copied)
    _read(copied)
    assert read_workbook(copied).answers().log == {own}
    assert_clean(copied.read_text("utf-8"))
    put(server, embed(content, [own]))
    assert read_workbook(copied).answers().log == {own}


def test_before_it_is_opened_nothing_of_theirs_is_sent_printed_or_collected(copied: Path, tmp_path: Path) -> None:
    assert_clean(json.dumps(ready_to_send(copied)[0]))
    assert reflect_metadata(ready_to_send(copied)[0]).answers is None
    assert_clean(render(copied))
    (tmp_path / "programme").mkdir()
    with gathered([copied]) as what:
        list(collect(what, tmp_path / "programme"))
    for each in (tmp_path / "programme").rglob("*.ipynb"):
        assert_clean(each.read_text("utf-8"))


@pytest.mark.parametrize("where", ["the names", "its place", "alone beside its answers"])
def test_what_may_be_their_own_is_neither_opened_nor_changed(
    where: str, tmp_path: Path, server: AsyncLargeFileManager
) -> None:
    source = filled(tmp_path)
    pair, given, out = reflect_metadata(read_notebook(source)).pair, BOTH, tmp_path / "jo/smart_goals.ipynb"
    if where == "the names":
        given = ["-p", "mentee", "Sam Okafor", "-p", "mentor", "Alex Reid"]
    elif where == "its place":
        out = source
    else:
        out.parent.mkdir()
        answers = FolderStore(out.parent / "answers")
        answers.append(revision(workbook=workbook_id(pair, "smart_goals"), field="draft", value="Mine"))
    papermill(source, out, *given)
    before = read_notebook(out)
    with pytest.raises(AnotherPairError, match="has the id of another pair"):
        _read(out)
    with pytest.raises(NotebookError, match="has the id of another pair"):
        ready_to_send(out)
    put(server, content_of(out), out.relative_to(tmp_path).as_posix())
    assert read_notebook(out) == before


def test_beside_the_workbook_that_it_was_made_from_it_is_made_anew(tmp_path: Path) -> None:
    source = filled(tmp_path)
    sams = tmp_path / "sam/smart_goals.ipynb"
    FolderStore(sams.parent / "answers").append(*read_workbook(source).answers().log)
    made = papermill(source, sams.with_name("jo.ipynb"), *BOTH)
    _read(made)
    assert_made_anew(made)


def test_one_whose_template_is_not_here_is_refused_and_a_save_drops_the_answers(
    tmp_path: Path, server: AsyncLargeFileManager
) -> None:
    made = papermill(filled(tmp_path), tmp_path / "jo/smart_goals.ipynb", *BOTH)
    text = made.read_text("utf-8").replace('\\"smart_goals\\"', '\\"other_goals\\"')
    made.write_text(text.replace('"smart_goals"', '"other_goals"'), "utf-8")
    with pytest.raises(AnotherPairError, match="made from somebody else's workbook"):
        _read(made)
    put(server, content_of(made))
    assert reflect_metadata(read_notebook(made)).answers is None
    assert "OUTPUT-OF-sam" not in made.read_text("utf-8")


def test_a_save_drops_answers_of_another_workbook_whatever_else_it_says(
    tmp_path: Path, server: AsyncLargeFileManager
) -> None:
    path = make_workbook(Pair("Alex Reid", "Jo Park"), find_template("smart_goals"), tmp_path / "jo").path
    notebook, own = content_of(path), revision(workbook=read_workbook(path).id, field="draft", value="Mine")
    others = revision(workbook=new_id(), field="draft", value="Theirs")
    for mine in ([], [own]):
        put(server, embed(notebook, [others, *mine]))
        written = reflect_metadata(read_notebook(path)).answers
        assert written == reflect_metadata(embed(notebook, mine)).answers


@pytest.mark.kernel
def test_one_whose_cells_papermill_ran_is_made_anew_too(tmp_path: Path) -> None:
    source = filled(tmp_path)
    (tmp_path / "jo").mkdir()
    made = tmp_path / "jo/smart_goals.ipynb"
    command = [sys.executable, "-m", "papermill", str(source), str(made), *BOTH]
    subprocess.run(command, check=True, capture_output=True, cwd=made.parent)
    _read(made)
    assert_made_anew(made)

"""Notebooks saved through Jupyter's own contents manager, as JupyterLab does it."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from reflect.disk.device import owner_answers
from reflect.disk.errors import StoreError
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.programme.stored import read_heading, read_workbook, shared_ids
from reflect.revisions import Log
from reflect.server.hooks.saving import Embedding
from reflect.stores.folder import FolderStore
from reflect.template.metadata import reflect_metadata
from tests.notebooks import markdown, save, weekly_note
from tests.programme.test_stored import made, written
from tests.revisions.samples import SECRET, revision


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncLargeFileManager:
    """What keeps a server's files, in a folder, with the hook that the extension adds."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "home/jupyter"))
    root = tmp_path / "root"
    root.mkdir()
    manager = AsyncLargeFileManager(root_dir=str(root))
    manager.register_pre_save_hook(Embedding().before_save)
    return manager


def saved(server: AsyncLargeFileManager, notebook: dict[str, Any], path: str = "sam/smart_goals.ipynb") -> Path:
    """Save what a browser has as the notebook at a path."""
    file = Path(server.root_dir) / path
    file.parent.mkdir(exist_ok=True)
    content = json.loads(json.dumps(notebook))
    ask_to_save(server, {"type": "notebook", "format": "json", "content": content}, path)
    return file


def ask_to_save(server: AsyncLargeFileManager, model: dict[str, Any], path: str) -> None:
    """Save what a browser has, in a thread: where a browser test has gone before, this one runs a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, server.save(model, path)).result()


def inside(file: Path) -> Log:
    """What is embedded in a file, whatever is beside it."""
    alone = save(read_notebook(file), file.parent.parent / "alone" / file.name)
    return read_workbook(alone).answers().log


def beside(file: Path, log: Any) -> None:
    file.parent.mkdir(exist_ok=True)
    FolderStore(file.parent / "answers").append(*log)


def test_a_save_puts_the_answers_into_the_file(server: AsyncLargeFileManager) -> None:
    file = saved(server, made())
    assert reflect_metadata(read_notebook(file)).answers is None
    log = written(made(), "a") + written(made(), "b", field="goal", author="Alex")
    beside(file, log)
    saved(server, made())
    assert inside(file) == set(log)
    beside(file, written(made(), "c", parents="a"))
    saved(server, made())
    assert len(inside(file)) == 3


def test_what_was_released_goes_into_the_file_too(server: AsyncLargeFileManager) -> None:
    file = saved(server, made())
    ids = shared_ids(read_heading(made(), "it"))
    beside(file, [revision("r", workbook=ids[1])])
    saved(server, made())
    assert read_heading(read_notebook(file), "it") == read_heading(made(), "it")
    assert (
        reflect_metadata(read_notebook(file)).answers
        == reflect_metadata(embed(made(), [revision("r", workbook=ids[1])])).answers
    )


def test_a_save_without_news_changes_nothing(server: AsyncLargeFileManager) -> None:
    file = saved(server, made())
    beside(file, written(made(), "a", "b"))
    saved(server, made())
    before = file.read_bytes()
    saved(server, made())  # the browser still has what it opened
    saved(server, read_notebook(file))
    assert file.read_bytes() == before


def test_what_another_machine_has_compressed_otherwise_stays_as_it_is(server: AsyncLargeFileManager) -> None:
    log = written(made(), "a", "b")
    lines = zlib.decompress(base64.b64decode(reflect_metadata(embed(made(), log)).answers or ""))
    otherwise = base64.b64encode(zlib.compress(lines, level=0)).decode()
    notebook = made()
    notebook["metadata"]["reflect"]["answers"] = otherwise
    file = saved(server, notebook)
    beside(file, log)
    saved(server, made())
    assert reflect_metadata(read_notebook(file)).answers == otherwise


def test_answers_put_into_the_file_meanwhile_are_not_written_over(server: AsyncLargeFileManager) -> None:
    file = saved(server, made())
    beside(file, written(made(), "a"))
    saved(server, made())
    save(embed(made(), written(made(), "from elsewhere")), file)
    saved(server, made())
    assert {each.id for each in inside(file)} == {"a", "from elsewhere"}
    saved(server, embed(made(), written(made(), "in the browser")))
    assert {each.id for each in inside(file)} == {"a", "from elsewhere", "in the browser"}


def test_logs_are_not_read_again_without_news(server: AsyncLargeFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(server, made())
    beside(file, written(made(), "a"))
    saved(server, made())

    def read(_store: FolderStore, _workbook: str) -> None:
        raise AssertionError("a log was read")

    with monkeypatch.context() as without_reading:
        without_reading.setattr(FolderStore, "read", read)
        saved(server, made())
    assert {each.id for each in inside(file)} == {"a"}


def test_no_personal_answer_is_ever_put_into_a_file(server: AsyncLargeFileManager) -> None:
    path = "alex/mentor_reflection.ipynb"
    notebook = made("mentor_reflection")
    own = written(notebook, "a", value=SECRET)
    FolderStore(owner_answers(), private=True).append(*own)
    beside(Path(server.root_dir) / path, own)  # where they should never be
    file = saved(server, notebook, path)
    assert reflect_metadata(read_notebook(file)).answers is None
    saved(server, embed(notebook, own), path)
    assert reflect_metadata(read_notebook(file)).answers is None


@pytest.mark.parametrize(
    "notebook",
    [
        weekly_note(),  # a template: nobody is named in it
        {**weekly_note(), "cells": [{**markdown("Just a note"), "id": "a"}]},
        {**weekly_note(), "cells": []},
    ],
)
def test_what_is_no_workbook_is_saved_as_it_is(server: AsyncLargeFileManager, notebook: dict[str, Any]) -> None:
    beside(Path(server.root_dir) / "sam/a.ipynb", written(weekly_note(), "a"))
    assert read_notebook(saved(server, notebook, "sam/a.ipynb")) == notebook


def test_other_files_and_folders_are_saved_as_they_are(server: AsyncLargeFileManager) -> None:
    ask_to_save(server, {"type": "file", "format": "text", "content": "{}"}, "note.ipynb.txt")
    ask_to_save(server, {"type": "directory"}, "folder")
    assert (Path(server.root_dir) / "note.ipynb.txt").read_text() == "{}"
    assert (Path(server.root_dir) / "folder").is_dir()


def test_what_goes_wrong_never_stops_a_save_and_is_logged_without_words(
    server: AsyncLargeFileManager, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read(_store: FolderStore, _workbook: str) -> None:
        raise StoreError("", SECRET)

    monkeypatch.setattr(FolderStore, "read", read)
    beside(Path(server.root_dir) / "sam/smart_goals.ipynb", written(made(), "a"))
    server.log.propagate = True
    with caplog.at_level(logging.DEBUG):
        file = saved(server, made())
    assert read_notebook(file) == made()
    assert "sam/smart_goals.ipynb was saved without the answers in it (StoreError)" in caplog.text
    assert SECRET not in caplog.text


def test_damage_inside_a_file_does_not_keep_new_answers_out(server: AsyncLargeFileManager) -> None:
    notebook = made()
    notebook["metadata"]["reflect"]["answers"] = {"not": ["text"]}
    file = saved(server, notebook)
    beside(file, written(made(), "a"))
    saved(server, notebook)
    assert {each.id for each in inside(file)} == {"a"}


def test_a_save_neither_reads_nor_keeps_a_copy_through_a_link(server: AsyncLargeFileManager, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    beside(save(made(), elsewhere / "smart_goals.ipynb"), written(made(), "theirs"))
    victim = elsewhere / "victim.txt"
    victim.write_text("precious")
    folder = Path(server.root_dir) / "sam"
    folder.mkdir()
    (folder / "answers").symlink_to(elsewhere / "answers")
    (folder / ".~smart_goals.ipynb").symlink_to(victim)
    (folder / ".ipynb_checkpoints").symlink_to(elsewhere)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    file = saved(server, made())
    assert inside(file) == frozenset()
    file = saved(server, made())
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, server.create_checkpoint("sam/smart_goals.ipynb")).result()
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_save_of_what_is_a_link_has_nothing_put_into_it(server: AsyncLargeFileManager, tmp_path: Path) -> None:
    theirs = save(embed(made(), written(made(), "theirs")), tmp_path / "elsewhere/smart_goals.ipynb")
    link = Path(server.root_dir) / "smart_goals.ipynb"
    link.symlink_to(theirs)
    model = {"type": "notebook", "format": "json", "content": made()}
    Embedding().before_save(model, "smart_goals.ipynb", server)
    assert model["content"] == made()

"""Which workbooks show their forms whoever saved them, and that nothing else passes for one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.contents.filemanager import FileContentsManager
from nbformat.sign import NotebookNotary
from traitlets.config import Config

from reflect.catalogue import installed_template, template_names
from reflect.notebook.files import notebook_text, read_notebook
from reflect.personalise import personalise
from reflect.server.hooks.private import open_private_folder, private_copy
from reflect.server.trust.foreseen import foreseen_outputs
from reflect.server.trust.known import code_of
from reflect.server.trust.vouching import (
    KEPT_BACK,
    VIEW,
    Notary,
    put_back,
    ready_for_browser,
    shows_only_its_form,
    vouch_for_known_workbooks,
)
from reflect.template import read_template
from tests.hostile import NAMES
from tests.notebooks import code, markdown, notebook, save, template, weekly_note
from tests.revisions.samples import JSON

SCRIPT = "<img src=x onerror='window.hostile = true'>"
HOSTILE = {"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT, "text/plain": ""}}


def opened(name: str = "smart_goals", mentor: str = "Alex") -> dict[str, Any]:
    """A workbook with the outputs that opening it has put there, as its file holds it."""
    known = installed_template(name)
    assert known is not None
    workbook = copy.deepcopy(dict(personalise(known.notebook, {"mentor": mentor, "mentee": "Sam"})))
    outputs = foreseen_outputs(read_template(workbook, ""), code_of(workbook))
    for place, each in outputs.items():
        workbook["cells"][place] |= {"outputs": copy.deepcopy(each), "execution_count": place}
    return workbook


def showing(workbook: dict[str, Any], at: int = -1) -> dict[str, Any]:
    """A code cell of an opened workbook that shows something: the last, unless another is named."""
    cell: dict[str, Any] = [cell for cell in workbook["cells"] if cell.get("outputs")][at]
    return cell


def as_read(workbook: dict[str, Any]) -> Any:
    """A workbook as the server has it that has read it from its file."""
    return nbformat.reads(notebook_text(workbook), as_version=4)


@pytest.mark.parametrize("name", template_names())
def test_what_reflect_makes_and_opens_shows_only_its_form(name: str) -> None:
    for person in NAMES:
        workbook = opened(name, person)
        assert shows_only_its_form(workbook)
        assert shows_only_its_form(as_read(workbook))
        showing(workbook)["outputs"] = []
        assert shows_only_its_form(workbook)  # as JupyterLab clears it
        workbook["cells"].insert(1, {**markdown(f"What we said. {person}"), "id": "note"})
        assert shows_only_its_form(workbook)  # people write in Markdown, which is cleaned whoever wrote it


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "an output more": lambda cell: cell["outputs"].append(HOSTILE),
    "an output before": lambda cell: cell["outputs"].insert(0, HOSTILE),
    "another output": lambda cell: cell.update(outputs=[HOSTILE]),
    "the output twice": lambda cell: cell["outputs"].append(cell["outputs"][0]),
    "HTML beside the form": lambda cell: cell["outputs"][0]["data"].update({"text/html": SCRIPT}),
    "HTML instead": lambda cell: cell["outputs"][0].update(data={"text/html": SCRIPT}),
    "other words": lambda cell: cell["outputs"][0]["data"].update({"text/plain": [SCRIPT]}),
    "more lines": lambda cell: cell["outputs"][0]["data"]["text/plain"].append(SCRIPT),
    "another widget": lambda cell: cell["outputs"][0]["data"][VIEW].update(model_id="0" * 32),
    "a widget in pieces": lambda cell: cell["outputs"][0]["data"][VIEW].update(
        model_id=list(cell["outputs"][0]["data"][VIEW]["model_id"])
    ),
    "more about the widget": lambda cell: cell["outputs"][0]["data"][VIEW].update(more=SCRIPT),
    "output metadata": lambda cell: cell["outputs"][0].update(metadata={"text/html": {"isolated": False}}),
    "an unknown key": lambda cell: cell["outputs"][0].update(transient={"display_id": "x"}),
    "another kind of output": lambda cell: cell["outputs"][0].update(output_type="execute_result"),
    "outputs that are no list": lambda cell: cell.update(outputs={"0": HOSTILE}),
    "outputs that are text": lambda cell: cell.update(outputs=SCRIPT),
    "no word of outputs": lambda cell: cell.pop("outputs"),
    "other code": lambda cell: cell.update(source=cell["source"] + "\n"),
    "no code any more": lambda cell: cell.update(cell_type="raw"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("at", [0, -1])
def test_anything_else_in_a_code_cell_does_not_pass(change: Callable[[dict[str, Any]], object], at: int) -> None:
    workbook = opened()
    change(showing(workbook, at))
    assert not shows_only_its_form(workbook)


def test_nor_does_an_output_of_a_cell_more_or_of_a_parameters_cell() -> None:
    for cell in (
        {**code("import os"), "outputs": [HOSTILE]},
        {**code("", "parameters"), "outputs": [HOSTILE]},
        {**code('mentor = "Alex"', "injected-parameters"), "outputs": [HOSTILE]},
        {**code("more = 1", "injected-parameters"), "outputs": [HOSTILE]},
        {**code("mentor = print()", "injected-parameters"), "outputs": [HOSTILE]},
        {**code('mentor = reflect.workbook("smart_goals")', "parameters"), "outputs": [HOSTILE]},
    ):
        workbook = opened()
        workbook["cells"].append({**cell, "id": "more"})
        assert not shows_only_its_form(workbook)


def test_nor_does_saved_widget_state_a_template_of_ones_own_or_another_format() -> None:
    state: dict[str, Any] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    others: list[object] = [{**opened(), "metadata": {"widgets": state}}, {**opened(), "nbformat": 3}]
    for content in [*others, weekly_note(), {}, None, []]:
        assert not shows_only_its_form(content)


def test_what_is_shown_is_of_the_workbook_that_the_parameters_say() -> None:
    workbook, other = opened(), opened(mentor="Somebody Else")
    showing(workbook)["outputs"] = showing(other)["outputs"]
    assert not shows_only_its_form(workbook)


def test_parameters_cannot_put_anything_into_an_output() -> None:
    for value in (SCRIPT, "\ud800", "a" * 10_000, ["x"], {"a": SCRIPT}, 10**200, True, None, ""):
        workbook = opened()
        given = "".join(f"{name} = {value!r}\n" for name in ("mentor", "mentee", "pair_id", "programme"))
        workbook["cells"].append({**code(given, "injected-parameters"), "id": "given"})
        assert not shows_only_its_form(workbook)  # the outputs are of another workbook
        outputs = foreseen_outputs(read_template(workbook, ""), code_of(workbook))
        for place, each in outputs.items():
            workbook["cells"][place]["outputs"] = each
        assert shows_only_its_form(workbook)
        for output in [output for each in outputs.values() for output in each]:
            assert output["data"].keys() == {VIEW, "text/plain"}
            assert len(output["data"][VIEW]["model_id"]) == 32
            assert "onerror" not in json.dumps(output)


@given(st.lists(st.sampled_from(["cells", "outputs", "data", "metadata", "source", "0", "2", "5"]), max_size=6), JSON)
def test_nothing_whatever_raises(way: list[str], value: object) -> None:
    workbook: Any = opened()
    here = workbook
    for step in way[:-1]:
        found = here[int(step)] if isinstance(here, list) and step.isdigit() and int(step) < len(here) else None
        here = here.get(step) if isinstance(here, dict) else found
        if not isinstance(here, dict):
            here = here if isinstance(here, list) and here else workbook
    if isinstance(here, dict):
        here[way[-1] if way else "cells"] = value
    else:
        here[0] = value
    assert shows_only_its_form(workbook) in (True, False)
    assert not shows_only_its_form(value)


def test_of_any_other_notebook_nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_anything: object) -> None:
        raise AssertionError

    assert shows_only_its_form(opened())
    monkeypatch.setattr("reflect.server.trust.vouching.read_heading", parse)
    monkeypatch.setattr("reflect.server.trust.vouching.known_code", parse)
    assert not shows_only_its_form(weekly_note())


class Server:
    """The contents manager of one person's server on a folder, with signatures of that person's own."""

    def __init__(self, root: Path, name: str) -> None:
        own = root.parent / name
        own.mkdir()
        config = Config({"NotebookNotary": {"data_dir": str(own)}})
        self.manager = FileContentsManager(root_dir=str(root), config=config)
        vouch_for_known_workbooks(self.manager)
        open_private_folder(self.manager)

    def reads(self, path: str = "note.ipynb") -> Any:
        return self.manager.get(path)["content"]

    def trusts(self, path: str = "note.ipynb") -> bool:
        return all(cell["metadata"]["trusted"] for cell in self.reads(path)["cells"] if cell["cell_type"] == "code")

    def saves(self, content: Any, path: str = "note.ipynb") -> None:
        self.manager.save({"type": "notebook", "format": "json", "content": content}, path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def test_each_persons_server_trusts_what_the_other_saved(root: Path) -> None:
    sam, alex = Server(root, "sam"), Server(root, "alex")
    save(opened(), root / "note.ipynb")
    for _ in range(2):
        for server in (sam, alex):
            assert server.trusts()
            content = server.reads()
            content["cells"].insert(0, {**markdown("More"), "id": f"note-{len(content['cells'])}"})
            server.saves(content)
    text = (root / "note.ipynb").read_text()
    assert "trusted" not in text
    assert text.count('"More"') == 4


def test_any_other_notebook_is_trusted_as_ever(root: Path) -> None:
    sam, alex = Server(root, "sam"), Server(root, "alex")
    content = weekly_note()
    content["cells"][-1]["outputs"] = [HOSTILE]
    save(content, root / "note.ipynb")
    assert not sam.trusts()
    sam.manager.trust_notebook("note.ipynb")
    assert (sam.trusts(), alex.trusts()) == (True, False)
    sam.saves(sam.reads())
    assert (sam.trusts(), alex.trusts()) == (True, False)
    (root / "old.ipynb").write_text(json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}))
    (root / "empty.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}))
    assert [len(sam.reads(name)["cells"]) for name in ("old.ipynb", "empty.ipynb")] == [0, 0]


def test_a_workbook_with_something_hostile_in_it_is_not_trusted_by_who_has_not_signed_it(root: Path) -> None:
    server = Server(root, "sam")
    content = opened()
    save(content, root / "note.ipynb")
    assert server.trusts()
    server.saves(server.reads())
    showing(content)["outputs"].append(HOSTILE)
    save(content, root / "note.ipynb")
    assert not server.trusts()


def strung(value: object) -> str:
    """What a signature is made of."""
    match value:
        case dict():
            return "".join(f"{key}{strung(inner)}" for key, inner in sorted(value.items()))
        case list():
            return "".join(map(strung, value))
    return str(value)


def test_a_workbook_cannot_be_cut_up_into_one_that_was_signed(root: Path) -> None:
    """The text of a note in a workbook that only shows its form is made to be a cell with an output in another."""
    server = Server(root, "sam")
    hidden = {**code(""), "id": "hidden", "outputs": [HOSTILE]}
    innocent, hostile = opened(), opened()
    # The last in the string of a cell is its source: what follows it is the next cell.
    innocent["cells"].append({**markdown(f"A note.{strung(hidden)}"), "id": "note"})
    hostile["cells"] += [{**markdown("A note."), "id": "note"}, hidden]
    notary = NotebookNotary(data_dir=str(root.parent))
    assert notary.compute_signature(as_read(innocent)) == notary.compute_signature(as_read(hostile))
    notary.close()

    save(innocent, root / "note.ipynb")
    assert server.trusts()
    server.saves(server.reads())
    server.manager.trust_notebook("note.ipynb")
    save(hostile, root / "note.ipynb")
    assert not server.trusts()


def test_an_owners_copy_of_a_personal_workbook_is_trusted_by_its_server(root: Path) -> None:
    server = Server(root, "sam")
    blank = save(opened("mentor_reflection"), root / "note.ipynb")
    notebook = read_notebook(blank)
    template = read_template(notebook, "")
    path, copied = private_copy(blank, notebook, template)
    kept = read_notebook(copied)
    for place, each in foreseen_outputs(template, code_of(kept)).items():
        kept["cells"][place]["outputs"] = each
    copied.write_text(notebook_text(kept))
    assert server.trusts(path)
    kept["cells"][place]["outputs"] = [HOSTILE]
    copied.write_text(notebook_text(kept))
    assert not server.trusts(path)


def test_a_notary_of_another_kind_stays(root: Path) -> None:
    class Strict(NotebookNotary):
        pass

    manager = FileContentsManager(root_dir=str(root), notary=Strict(data_dir=str(root)))  # type: ignore[no-untyped-call]  # typed in part
    vouch_for_known_workbooks(manager)
    assert type(manager.notary) is Strict


def test_a_notebook_that_cannot_be_looked_at_is_read_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_notebook: object) -> bool:
        raise RuntimeError

    server = Server(root, "sam")
    save(opened(), root / "note.ipynb")
    monkeypatch.setattr("reflect.server.trust.vouching.shows_only_its_form", fail)
    assert isinstance(server.manager.notary, Notary)
    assert not server.trusts()
    server.saves(server.reads())
    assert (root / "note.ipynb").stat().st_size > 1000


SAVED = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "version_minor": 0, "state": {"x": {}}}}
"""Saved widgets, any of which may hold code for the browser."""

SHOWS_X = {"output_type": "display_data", "metadata": {}, "data": {VIEW: {"model_id": "x"}, "text/plain": "x"}}


def with_saved_widgets(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "metadata": {**content["metadata"], "widgets": SAVED}}


def plain(*outputs: dict[str, Any]) -> dict[str, Any]:
    return notebook(markdown("# Cooking"), {**code("slider()"), "outputs": list(outputs)})


def shows(content: Any) -> list[Any]:
    return [output for cell in content["cells"] for output in cell.get("outputs", ())]


@pytest.mark.parametrize("trusted", [False, True])
def test_a_workbook_never_reaches_a_browser_with_saved_widgets(root: Path, trusted: bool) -> None:
    server = Server(root, "sam")
    for content in (opened(), weekly_note()):
        save(with_saved_widgets(content), root / "note.ipynb")
        if trusted:
            server.manager.trust_notebook("note.ipynb")
        read = server.reads()
        assert read["metadata"].keys() == content["metadata"].keys()
        server.saves(read)
        assert "widget-state" not in (root / "note.ipynb").read_text()
    save(with_saved_widgets(opened()), root / "note.ipynb")
    assert server.trusts()  # its form is shown all the same
    assert shows(server.reads())


def test_a_workbook_reaches_a_browser_with_no_output_that_cannot_be_trusted(root: Path) -> None:
    server = Server(root, "sam")
    known, unknown, broken = opened(), weekly_note(), template(code('wb.text("happened", label=input())'))
    for content in (known, unknown, broken):
        content["cells"][-1] = {**code("1"), "id": "last", "outputs": [HOSTILE, SHOWS_X], "execution_count": 3}
        save(content, root / "note.ipynb")
        read = server.reads()
        assert not shows(read)
        assert not server.trusts()
        assert [cell["source"] for cell in read["cells"]] == [cell["source"] for cell in content["cells"]]
    server.manager.trust_notebook("note.ipynb")
    assert shows(server.reads()) == [HOSTILE, SHOWS_X]  # what its owner ran, or has said yes to


def test_another_notebooks_saved_widgets_reach_a_browser_once_it_is_trusted(root: Path) -> None:
    server = Server(root, "sam")
    save(with_saved_widgets(plain(SHOWS_X)), root / "note.ipynb")
    read = server.reads()
    assert "widgets" not in read["metadata"]
    assert shows(read) == [SHOWS_X]
    server.saves(read)
    assert json.loads((root / "note.ipynb").read_text())["metadata"]["widgets"] == SAVED  # nothing is lost
    assert "widgets" not in server.reads()["metadata"]

    read = server.reads()
    read["cells"][1]["metadata"]["trusted"] = True  # as Trust Notebook says it
    server.saves(read)
    read = server.reads()
    assert read["metadata"]["widgets"] == SAVED
    server.saves(read)
    assert server.reads()["metadata"]["widgets"] == SAVED


@pytest.mark.parametrize("key", ["widgets", KEPT_BACK])
def test_no_save_makes_saved_widgets_trusted_by_itself(root: Path, key: str) -> None:
    """Jupyter trusts whatever has no outputs once it is saved."""
    server = Server(root, "sam")
    for content in (plain(), notebook(markdown("Words")), notebook()):
        save({**content, "metadata": {**content["metadata"], key: SAVED}}, root / "note.ipynb")
        for _ in range(2):
            read = server.reads()
            assert "widgets" not in read["metadata"]
            read["cells"].append({**code("1"), "id": f"mine-{len(read['cells'])}", "metadata": {"trusted": True}})
            server.saves(read)
        assert "widgets" not in server.reads()["metadata"]


@given(JSON, JSON)
def test_whatever_is_in_a_notebook_its_saved_widgets_are_kept_back(cells: Any, metadata: Any) -> None:
    content = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
    content["metadata"]["widgets"] = metadata
    content["cells"] = [{**code(""), "outputs": cells}, {**code(""), "metadata": cells, "id": metadata}]
    ready_for_browser(content, False)
    assert "widgets" not in content["metadata"]
    model = {"type": "notebook", "content": content}
    put_back(model)
    assert KEPT_BACK not in content["metadata"]

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.catalogue import installed_template
from reflect.disk.errors import StoreError
from reflect.journal.rendering import render
from reflect.notebook import NotebookError
from reflect.notebook.embedded import embed
from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.personalise import parameters_of, personalise
from reflect.programme.stored import (
    Imported,
    import_embedded,
    names_somebody,
    read_heading,
    read_workbook,
    shared_ids,
)
from reflect.revisions import Log, Revision, conflicts, current
from reflect.stores.folder import FolderStore
from reflect.template import TemplateError
from tests.hostile import NAMES
from tests.notebooks import code, markdown, save, weekly_note
from tests.revisions.samples import SECRET, revision

PAIR = Pair("Alex Reid", "Sam Okafor", programme="Spring", id="2b9d9d38-7f1e-4c5c-8d51-3a9c6f0f8e27")


def made(name: str = "smart_goals", pair: Pair = PAIR) -> dict[str, Any]:
    """A workbook of an installed template."""
    known = installed_template(name)
    assert known is not None
    return copy.deepcopy(personalise(known.notebook, parameters_of(pair, known.template), known.template))


def written(notebook: dict[str, Any], *names: str, **others: Any) -> list[Revision]:
    """A revision for each name, in a workbook."""
    workbook = shared_ids(read_heading(notebook, "it"))[0]
    return [revision(name, **{"workbook": workbook, "value": f"Words {name}"} | others) for name in names]


def beside(path: Path) -> Log:
    return read_workbook(path).answers().log


def test_answers_inside_a_file_are_put_beside_it_once(tmp_path: Path) -> None:
    log = frozenset(written(made(), "a", field="goal") + written(made(), "b", author="Alex"))
    path = save(embed(made(), log), tmp_path / "smart_goals.ipynb")
    assert import_embedded(path) == Imported(log)
    kept = FolderStore(tmp_path / "answers").read(read_workbook(path).id)
    assert (kept.log, kept.problems) == (log, ())
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.jsonl")}
    assert len(before) == 2
    assert import_embedded(path) == Imported()
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.jsonl")} == before


def test_what_the_pair_has_released_comes_along(tmp_path: Path) -> None:
    released = shared_ids(read_heading(made(), "it"))[1]
    item = revision("r", workbook=released, field="mentor_reflection.plan")
    path = save(embed(made(), [item]), tmp_path / "smart_goals.ipynb")
    assert import_embedded(path).new == {item}
    assert FolderStore(tmp_path / "answers").read(released).log == {item}
    assert beside(path) == frozenset()  # it is no answer to this workbook's own questions


def test_a_file_alone_shows_its_answers(tmp_path: Path) -> None:
    words = revision("a", workbook=shared_ids(read_heading(made(), "it"))[0], field="why", value="Because of Noor")
    path = save(embed(made(), [words]), tmp_path / "smart_goals.ipynb")
    assert "Because of Noor" in render(path)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name != "home"] == ["smart_goals.ipynb"]


def test_an_earlier_version_here_is_no_conflict(tmp_path: Path) -> None:
    first, middle, last = (
        written(made(), name, parents=parents)[0] for name, parents in (("a", ""), ("b", "a"), ("c", "b"))
    )
    path = save(embed(made(), [first, middle, last]), tmp_path / "smart_goals.ipynb")
    FolderStore(tmp_path / "answers").append(first)
    import_embedded(path)
    assert conflicts(beside(path)) == {}
    assert current(beside(path)) == {"evidence": "Words c"}


def test_a_personal_workbook_takes_nothing_in_whatever_it_says_of_itself(tmp_path: Path) -> None:
    notebook = made("mentor_reflection")
    log = written(notebook, "a")
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace('personal_to="mentor"', "personal_to=None")
    path = save(embed(notebook, log), tmp_path / "mentor_reflection.ipynb")
    assert import_embedded(path) == Imported()
    assert beside(path) == frozenset()
    assert list(tmp_path.rglob("*.jsonl")) == []


def test_a_workbook_with_a_broken_cell_still_gives_back_its_answers(tmp_path: Path) -> None:
    notebook = made()
    notebook["cells"].append(code("%matplotlib inline\nwb.oops("))
    log = written(notebook, "a")
    path = save(embed(notebook, log), tmp_path / "smart_goals.ipynb")
    assert import_embedded(path).new == set(log)


def test_where_the_logs_cannot_be_written_that_is_said(tmp_path: Path) -> None:
    path = save(embed(made(), written(made(), "a", value=SECRET)), tmp_path / "smart_goals.ipynb")
    (tmp_path / "answers").write_text("in the way")
    with pytest.raises(StoreError, match="answers") as caught:
        import_embedded(path)
    assert SECRET not in str(caught.value)


def test_what_cannot_be_read_is_said_without_its_words(tmp_path: Path) -> None:
    notebook = made()
    notebook["metadata"]["reflect"]["answers"] = SECRET
    path = save(notebook, tmp_path / "smart_goals.ipynb")
    [problem] = import_embedded(path).problems
    assert problem.startswith("smart_goals.ipynb: the answers inside this file are cut off")
    assert SECRET not in problem
    assert read_workbook(path).answers().problems == (problem,)


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["parameters", "a\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(answers=SCRAPS, tags=SCRAPS, source=SCRAPS, pair=SCRAPS)
def test_a_hostile_file_is_refused_in_plain_words_at_most(
    tmp_path_factory: pytest.TempPathFactory, answers: object, tags: object, source: object, pair: object
) -> None:
    notebook = made()
    notebook["metadata"]["reflect"]["answers"] = answers
    notebook["cells"].append({"cell_type": "code", "metadata": {"tags": tags}, "source": source})
    notebook["cells"].append(code(f"pair_id = {pair!r}", "injected-parameters"))
    path = save(notebook, tmp_path_factory.mktemp("hostile") / "smart_goals.ipynb")
    try:
        assert import_embedded(path).new == frozenset()
    except (NotebookError, TemplateError):
        pass


@pytest.mark.parametrize("name", NAMES)
def test_any_author_is_imported(name: str, tmp_path: Path) -> None:
    log = written(made(), "a", author=name)
    path = save(embed(made(), log), tmp_path / "smart_goals.ipynb")
    assert import_embedded(path).new == set(log)
    assert beside(path) == set(log)
    assert {file.parent.parent for file in tmp_path.rglob("*.jsonl")} == {tmp_path / "answers"}


def test_a_heading_is_what_the_whole_workbook_says() -> None:
    notebook = made()
    heading = read_heading(notebook, "it")
    assert heading.parameters["mentee"] == "Sam Okafor"
    assert heading.pair_id == PAIR.id
    assert heading.personal_to is None
    assert read_heading(made("mentor_reflection"), "it").personal_to == "mentor"
    with pytest.raises(TemplateError, match="it: no cell calls reflect.workbook"):
        read_heading({**without_heading(notebook), "metadata": {}}, "it")


def test_a_workbook_without_its_heading_is_the_one_that_was_made() -> None:
    assert read_heading(without_heading(made()), "it") == read_heading(made(), "it")
    nameless = without_heading(made())
    nameless["cells"] = [cell for cell in nameless["cells"] if "mentee =" not in cell["source"]]
    assert read_heading(nameless, "it").workbook_id == read_heading(made(), "it").workbook_id


def without_heading(notebook: dict[str, Any]) -> dict[str, Any]:
    return {**notebook, "cells": [cell for cell in notebook["cells"] if "wb =" not in cell["source"]]}


def test_only_what_names_somebody_is_a_pairs_workbook() -> None:
    assert names_somebody(read_heading(made(), "it"))
    assert not names_somebody(read_heading(weekly_note(), "it"))


def test_a_cell_named_in_a_heading_that_cannot_be_read_is_named_by_its_number() -> None:
    notebook = {**weekly_note(), "cells": [markdown("Hello"), *weekly_note()["cells"], code("x = y", "parameters")]}
    with pytest.raises(TemplateError, match=f"cell {len(notebook['cells'])}: "):
        read_heading(notebook, "it")


def test_a_notebook_that_is_read_is_as_it_was_written(tmp_path: Path) -> None:
    path = save(made(), tmp_path / "smart_goals.ipynb")
    assert read_notebook(path) == json.loads(path.read_text())

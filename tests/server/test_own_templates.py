"""A programme's own template on a real server: chosen, looked at once, and from then on like any other."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from reflect.notebook.files import read_notebook
from reflect.pairs import Pair
from reflect.programme.batch import find_template as found
from reflect.programme.stored import read_workbook
from reflect.revisions import revise
from reflect.stores.folder import FolderStore
from reflect.template.folding import FOLDED, folded_parts
from reflect.template.metadata import reflect_metadata
from tests.browsing import Lab
from tests.notebooks import HEADER, code, markdown, save, template
from tests.programmes import make_programme
from tests.server.visiting import Answer, visit, words

pytestmark = pytest.mark.kernel

NOW = dt.datetime(2027, 2, 5, 9, tzinfo=dt.UTC)


def own(name: str, more: str = "") -> dict[str, Any]:
    """A template of a programme's own, which asks one question, and does more in the same cell."""
    header = HEADER.replace('"weekly_note"', f'"{name}"').replace('"Weekly note"', f'"{name.capitalize()}"')
    made = template(code(f'wb.text("happened"){more}'), header=header)
    made["cells"][0]["source"] = f"# {name.capitalize()}\n"
    made["cells"][0]["source"] += "What was it like, {{ mentee or 'you' }}?"
    return made


def programme(lab: Lab, name: str) -> Path:
    """A programme of one pair, with a template of this name; gives its root."""
    root = lab.root / name
    list(make_programme([Pair("Alex Reid", "Sam Okafor")], [found("career_map")], root))
    save(own(name), root / f"templates/{name}.ipynb")
    return root


def made(lab: Lab, root: Path) -> str:
    """A workbook made from that template, by its API path."""
    [home] = root.glob("*-??????????")
    form = {"template": root.name, "mentee": "Sam Okafor", "mentor": "Alex Reid"}
    answer = visit(lab, f"reflect/new/{quote(root.name)}", form=form)
    assert answer.status == 303, words(answer.text)
    return f"{root.name}/{home.name}/{root.name}.ipynb"


def opened(lab: Lab, path: str) -> Answer:
    return visit(lab, f"reflect/open/{quote(path)}")


def trust(lab: Lab, path: str, page: str) -> Answer:
    [digest] = re.findall(r'name="digest" value="([0-9a-f]{64})"', page)
    return visit(lab, f"reflect/open/{quote(path)}", form={"digest": digest, "decision": "always"})


def sessions(lab: Lab, root: Path) -> list[str]:
    """The ids of the sessions in a programme; tests before may have left others on the server."""
    return [each["id"] for each in lab.ask("GET", "sessions") if each["path"].startswith(f"{root.name}/")]


def test_it_is_offered_made_asked_about_once_and_then_opens(shelf: Lab) -> None:
    root = programme(shelf, "weekly")
    assert "What was it like, you?" in words(visit(shelf, "reflect/new/weekly").text)
    assert "This template is this programme's own, in its folder templates." in words(
        visit(shelf, "reflect/new/weekly").text
    )
    path = made(shelf, root)
    asked = opened(shelf, path)
    assert "The template called weekly is this programme's own" in words(asked.text)
    assert 'wb.text("happened")' in words(asked.text)
    assert not sessions(shelf, root)
    assert trust(shelf, path, asked.text).status == 302

    other = root / "other"
    other.mkdir()
    form = {"template": "weekly", "mentee": "Noor", "mentor": "Kim"}
    answer = visit(shelf, "reflect/new/weekly/other", form=form)
    again = visit(shelf, answer.headers["Location"].removeprefix("/user/sam/"))
    assert (again.status, "doc/tree" in again.headers["Location"]) == (302, True)
    for session in sessions(shelf, root):
        shelf.ask("DELETE", f"sessions/{session}")


def test_a_workbook_of_an_earlier_version_is_brought_forward_once_the_new_one_is_trusted(shelf: Lab) -> None:
    root = programme(shelf, "growing")
    path = made(shelf, root)
    file, workbook = shelf.root / path, read_workbook(shelf.root / path)
    answer = revise(
        workbook=workbook.id, field="happened", author="Sam", value="We met.", source="form", now=NOW, version=1
    )
    FolderStore(file.parent / "answers", device="ab12").append(answer)
    later = own("growing")
    later["cells"][2]["source"] = later["cells"][2]["source"].replace("version=1", "version=2")
    deeper = {**markdown("## Go deeper"), "id": "deeper", "metadata": {FOLDED: True}}
    asked = {**code('wb.text("what", was="happened")'), "id": "what"}
    other = {**markdown("## More"), "id": "more", "metadata": {FOLDED: True}}
    save({**later, "cells": [*later["cells"][:3], deeper, asked, other]}, root / "templates/growing.ipynb")

    before = file.read_bytes()
    assert "Do you know this workbook?" in opened(shelf, path).text
    assert file.read_bytes() == before  # others can write where the template is
    form = {"template": "growing", "mentee": "Noor", "mentor": "Kim"}
    new = visit(shelf, "reflect/new/growing", form=form).headers["Location"].partition("reflect/open/")[2]
    trust(shelf, unquote(new), opened(shelf, unquote(new)).text)

    alive = opened(shelf, path)
    assert (alive.status, "doc/tree" in alive.headers["Location"]) == (302, True)
    notebook = read_notebook(file)
    assert reflect_metadata(notebook).version == 2
    assert [part.title for part in folded_parts(notebook)] == ["More"]  # what is answered is in sight
    assert visit(shelf, f"reflect/journal/{quote(path)}").text.count("We met.") == 1
    for session in sessions(shelf, root):
        shelf.ask("DELETE", f"sessions/{session}")


def test_it_is_asked_about_again_once_somebody_has_changed_it(shelf: Lab) -> None:
    root = programme(shelf, "fortnightly")
    path = made(shelf, root)
    trust(shelf, path, opened(shelf, path).text)
    for session in sessions(shelf, root):
        shelf.ask("DELETE", f"sessions/{session}")
    save(own("fortnightly", "\nopen('taken', 'w')"), root / "templates/fortnightly.ipynb")
    answer = visit(
        shelf, "reflect/new/fortnightly", form={"template": "fortnightly", "mentee": "Noor", "mentor": "Kim"}
    )
    asked = visit(shelf, answer.headers["Location"].removeprefix("/user/sam/"))
    assert asked.status == 200
    assert "open('taken', 'w')" in words(asked.text)
    assert not sessions(shelf, root)


def test_a_workbook_of_it_is_mended_and_made_anew_without_its_code_being_run(shelf: Lab) -> None:
    root = programme(shelf, "monthly")
    file = shelf.root / made(shelf, root)
    path = file.relative_to(shelf.root).as_posix()
    whole = read_notebook(file)
    save({**whole, "cells": [cell for cell in whole["cells"] if "reflect.workbook" not in cell["source"]]}, file)
    assert opened(shelf, path).headers["Location"].endswith(f"reflect/mend/{path}")
    assert "form of Monthly is no longer in its notebook" in words(visit(shelf, f"reflect/mend/{path}").text)
    assert visit(shelf, f"reflect/mend/{path}", form={}).status == 303
    assert [cell["source"] for cell in read_notebook(file)["cells"]] == [cell["source"] for cell in whole["cells"]]

    file.write_text("{")
    assert opened(shelf, path).headers["Location"].endswith(f"reflect/mend/{path}")
    assert visit(shelf, f"reflect/mend/{path}", form={"mentee": "Sam Okafor", "mentor": "Alex Reid"}).status == 303
    assert read_notebook(file)["metadata"] == whole["metadata"]
    assert "Do you know this workbook?" in opened(shelf, path).text
    assert not sessions(shelf, root)


def test_it_is_no_workbook_on_the_home_page(shelf: Lab) -> None:
    programme(shelf, "quarterly")
    assert "Career map" in words(visit(shelf, "reflect/in/quarterly").text)
    assert "Quarterly" not in words(visit(shelf, "reflect/in/quarterly").text)


def test_what_hides_behind_a_known_name_is_not_offered(shelf: Lab) -> None:
    root = programme(shelf, "yearly")
    save(own("smart_goals"), root / "templates/smart_goals.ipynb")
    shown = visit(shelf, "reflect/new/yearly").text
    assert shown.count('value="smart_goals"') == 1
    assert "What was it like" in words(shown)  # of the other
    assert words(shown).count("What was it like") == 1

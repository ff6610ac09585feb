"""Opening a workbook alive, in a real JupyterLab: what a person sees, and what does not run by itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.browser.workbook import FIELDS, Workbook
from tests.browsing import PATIENCE, Lab, run_lab
from tests.notebooks import HEADER, code, markdown, save, save_and_be_killed, template
from tests.server.visiting import signed_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

OPEN = "reflect/open/"
WIDGETS = "application/vnd.jupyter.widget-state+json"

AWAKE = """() => {
    const fields = [...document.querySelectorAll(".reflect-field")];
    return fields.length > 5 && fields.every((field) => !field.querySelector("[inert]"));
}"""
"""Whether there are many fields, all of which have heard from the kernel, whatever other cells there are."""


@pytest.fixture(scope="module", params=["alone", "together"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server under a base URL, without jupyter-collaboration and with it."""
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")
    with run_lab(root, home, base_url="/user/sam/", together=request.param == "together") as lab:
        yield lab


alone = pytest.mark.parametrize("server", ["alone"], indirect=True)
"""What jupyter-collaboration has no part in."""


def made(lab: Lab, folder: str, name: str = "career_map") -> str:
    """A workbook of Sam and Alex in a folder of its own; gives its path for JupyterLab."""
    path = make_workbook(Pair("Alex", "Sam"), find_template(name), lab.root / folder).path
    return path.relative_to(lab.root).as_posix()


def own(lab: Lab, folder: str, *cells: dict[str, Any]) -> str:
    """A workbook of a template that nobody has installed, nor trusted under the name that it has in this folder."""
    content = template(
        code(FIELDS.strip()),
        *cells,
        header=HEADER.replace("weekly_note", f"note_{folder.partition('-')[0]}"),
        parameters='mentor = "Alex"\nmentee = "Sam"\nprogramme = ""\nstart = ""\npair_id = ""',
    )
    return save(content, lab.root / folder / "note.ipynb").relative_to(lab.root).as_posix()


def go(page: Page, lab: Lab, path: str) -> Workbook:
    page.goto(f"{lab.url}{OPEN}{quote(path)}?token={lab.token}")
    return Workbook(page, lab, path)


def kernels(lab: Lab, path: str) -> list[str]:
    return [session["kernel"]["id"] for session in lab.ask("GET", "sessions") if session["path"] == path]


def folder_of_kernel(lab: Lab, path: str) -> Path:
    """The folder that the kernel of a workbook was told."""
    given = Path(f"/proc/{lab.kernel_pid(path)}/environ").read_bytes().split(b"\0")
    [folder] = [each.partition(b"=")[2] for each in given if each.startswith(b"REFLECT_FOLDER=")]
    return Path(os.fsdecode(folder))


def test_a_workbook_opens_alive_stays_so_and_comes_back(server: Lab, page: Page) -> None:
    path = made(server, "Sám & Ålex/über uns #1")
    workbook = go(page, server, path).alive()
    assert page.url.split("?")[0] == f"{server.url}doc/tree/{quote(path)}"
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    [kernel] = kernels(server, path)

    again = go(page.context.new_page(), server, path).alive()
    expect(again.words("Where I am now")).to_have_value("Here.")
    assert kernels(server, path) == [kernel]  # the same one, and nothing was run in it
    workbook.words("Where I am now").fill("Still here.")
    expect(again.words("Where I am now")).to_have_value("Still here.")

    os.kill(server.kernel_pid(path), signal.SIGKILL)
    expect(again.field("Where I am now").locator(".reflect-asleep")).not_to_be_empty()
    revived = go(page.context.new_page(), server, path).alive()
    expect(revived.words("Where I am now")).to_have_value("Still here.")
    for kernel in kernels(server, path):
        server.ask("DELETE", f"kernels/{kernel}")  # as an idle one is culled
    revived = go(page.context.new_page(), server, path).alive()
    revived.words("Where I am now").fill("And here.")
    revived.saved()
    assert revived.answers()["now"] == "And here."


@alone
def test_a_workbook_opens_while_its_kernel_is_being_killed(server: Lab, page: Page) -> None:
    path = made(server, "killed")
    for _ in range(3):  # the first time while it runs the cells, and then before the server has noticed
        answer = visit(server, OPEN + quote(path))
        assert (answer.status, answer.headers["Location"]) == (302, f"/user/sam/doc/tree/{quote(path)}")
        os.kill(server.kernel_pid(path), signal.SIGKILL)
    workbook = go(page, server, path).alive()
    workbook.words("Where I am now").fill("Here all the same.")
    workbook.saved()
    assert workbook.answers()["now"] == "Here all the same."


def test_opening_again_changes_nothing_in_the_file(server: Lab, page: Page) -> None:
    path = made(server, "unchanged")

    def said() -> list[tuple[str, str]]:
        # jupyter-collaboration saves what it has opened at once, with marks of its own about how cells are shown.
        cells = json.loads((server.root / path).read_bytes())["cells"]
        return [("".join(cell["source"]), json.dumps(cell.get("outputs"), sort_keys=True)) for cell in cells]

    go(page, server, path).alive()
    first = said()
    for kernel in kernels(server, path):
        server.ask("DELETE", f"kernels/{kernel}")
    go(page.context.new_page(), server, path).alive()
    assert said() == first


def test_a_file_from_another_machine_opens_and_nothing_in_its_outputs_is_vouched_for(server: Lab, page: Page) -> None:
    path = made(server, "elsewhere")
    file = server.root / path
    content = json.loads(file.read_bytes())
    script = "<img src=x onerror='window.hostile = true'><script>window.hostile = true</script>"
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": script, "text/plain": ""}},
        {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "window.hostile = true"}},
    ]
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs
        else:
            cell["source"] = [*cell["source"], f"\n\n{script}\n\n[link](javascript:window.hostile=true)"]
    model = {"model_module": "anywidget", "model_module_version": "*", "model_name": "AnyModel"}
    state = {"_esm": "window.hostile = true; export default {}", "_anywidget_id": "x", "_model_module": "anywidget"}
    content["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "state": {"a" * 32: {**model, "state": state}}, "version_major": 2, "version_minor": 0,
        }
    }  # fmt: skip
    file.write_text(json.dumps(content))
    workbook = go(page, server, path).alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    assert page.evaluate("window.hostile") is None
    assert "hostile" not in json.dumps([cell.get("outputs") for cell in json.loads(file.read_bytes())["cells"]])


def test_a_form_is_shown_that_nobody_has_signed_and_nothing_hostile_beside_it_or_after_it(
    server: Lab, page: Page
) -> None:
    path = made(server, "both")
    file = server.root / path
    script = "<img src=x onerror='window.hostile = true'><script>window.hostile = true</script>"
    note = f"# Ours\n\n{script}\n\n![](attachment:x)\n\n<iframe srcdoc='<script>top.hostile = true</script>'></iframe>"
    attached = {"x": {"text/html": script, "image/svg+xml": f"<svg onload='window.hostile = true'/>{script}"}}
    said = {"trusted": True, "tags": [script], "jupyter": {"outputs_hidden": script}}
    content = json.loads(file.read_bytes())
    content["cells"] += [
        {**markdown(note), "id": "note", "metadata": said, "attachments": attached},
        {"cell_type": "raw", "id": "raw", "metadata": {**said, "raw_mimetype": "text/html"}, "source": script},
    ]
    file.write_text(json.dumps(content))
    go(page, server, path).alive()
    page.close()  # with what this server has signed, if anything
    for database in server.home.rglob("nbsignatures.db"):
        with closing(sqlite3.connect(database)) as signed, signed:
            signed.execute("DELETE FROM nbsignatures")
    page = page.context.new_page()
    Workbook(page, server, path).open().alive()
    expect(page.get_by_role("heading", name="Ours", exact=True)).to_be_visible()
    assert page.evaluate("window.hostile") is None

    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": script}}]
        elif cell["id"] == "note":
            cell["source"] = "# Theirs"
    page.close()  # while it is open, JupyterLab with jupyter-collaboration keeps to what it trusted
    while "# Theirs" not in file.read_text():  # which jupyter-collaboration may be about to save over
        file.write_text(json.dumps(content))
        time.sleep(3)
    page = page.context.new_page()
    Workbook(page, server, path).open()
    expect(page.get_by_role("heading", name="Theirs", exact=True)).to_be_visible()
    assert page.evaluate("window.hostile") is None


@alone
def test_one_changed_character_is_shown_and_nothing_runs_before_the_answer(server: Lab, page: Page) -> None:
    path = made(server, "changed")
    file, mark = server.root / path, server.root / "changed/ran"
    content = json.loads(file.read_bytes())
    place = next(n for n, cell in enumerate(content["cells"]) if "import reflect" in "".join(cell["source"]))
    content["cells"][place]["source"].append(f"\n__import__('pathlib').Path({str(mark)!r}).touch()  # <b>")
    file.write_text(json.dumps(content))
    before = file.read_bytes()
    go(page, server, path)
    expect(page.get_by_role("heading", name="Do you know this workbook?")).to_be_visible()
    expect(page.locator(".added")).to_have_text(f"new: __import__('pathlib').Path({str(mark)!r}).touch()  # <b>")
    assert not Axe().run(page).response["violations"]
    assert not mark.exists()
    assert file.read_bytes() == before
    assert not kernels(server, path)

    page.get_by_role("button", name="Trust it this once").click()
    Workbook(page, server, path).alive()
    assert mark.exists()
    go(page.context.new_page(), server, path)
    expect(page.context.pages[-1].get_by_role("heading", name="Do you know this workbook?")).to_be_visible()


@alone
def test_what_is_trusted_for_good_is_not_asked_about_again_until_it_changes(server: Lab, page: Page) -> None:
    path = own(server, "trusted")
    go(page, server, path)
    expect(page.locator(".added").first).to_be_visible()
    page.get_by_role("button", name="Always trust workbooks with this code").click()
    workbook = Workbook(page, server, path).alive()
    workbook.words("What happened").fill("This.")
    workbook.saved()
    shutil.copytree(server.root / "trusted", server.root / "trusted-too")
    go(page.context.new_page(), server, "trusted-too/note.ipynb").alive()

    mark = server.root / "trusted-more/ran"
    more = own(server, "trusted-more", code(f"__import__('pathlib').Path({str(mark)!r}).touch()"))
    page = page.context.new_page()
    go(page, server, more)
    page.wait_for_function(AWAKE, timeout=PATIENCE)
    assert not mark.exists()

    changed = own(server, "trusted-changed", code('wb.text("more")'))
    answer = visit(server, OPEN + changed)
    assert (answer.status, "Do you know this workbook?" in answer.text) == (200, True)


@alone
def test_what_is_none_of_its_template_keeps_nobody_out_of_a_workbook_and_does_not_run(server: Lab, page: Page) -> None:
    path = made(server, "foreign")
    file, mark = server.root / path, server.root / "foreign/ran"
    hostile = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    content = json.loads(file.read_bytes())
    cells = content["cells"]
    heading = next(cell for cell in cells if "".join(cell["source"]).startswith("## "))
    heading |= {"cell_type": "code", "outputs": [], "execution_count": None}
    copied = next(cell for cell in cells if '"now"' in "".join(cell["source"]))
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<b>shown before</b>"}}
    cells.append({**copied, "id": "copied"})
    cells.insert(0, {**code(hostile), "id": "first"})
    for number, source in enumerate(
        (hostile, "We talked about it.", f"!touch {mark}", "wb = None", "raise SystemExit")
    ):
        cells.append({**code(source), "id": f"mine{number}", "outputs": [shown]})
    file.write_text(json.dumps(content))

    workbook = go(page, server, path)
    page.wait_for_function(AWAKE, timeout=PATIENCE)
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    assert workbook.answers() == {"now": "Here."}
    assert not mark.exists()
    aside = page.locator(".reflect-heading .reflect-note", has_text="not part of the workbook")
    expect(aside).to_contain_text("8 cells")
    aside.locator("summary").click()
    expect(aside.get_by_text("We talked about it.")).to_be_visible()
    expect(page.locator(".jp-CodeCell", has_text="We talked about it.").locator(".cm-content")).to_be_visible()
    now = json.loads(workbook.save_notebook())["cells"]
    assert ["".join(cell["source"]) for cell in now] == ["".join(cell["source"]) for cell in cells]
    assert [cell["cell_type"] for cell in now] == [cell["cell_type"] for cell in cells]
    assert "shown before" not in json.dumps(now)
    assert not Axe().run(page, ".reflect-heading").response["violations"]


@alone
def test_letters_typed_while_a_cell_has_the_focus_are_no_commands(server: Lab, page: Page) -> None:
    path = made(server, "typed")
    workbook = go(page, server, path).alive()
    before = [(cell["cell_type"], cell["source"]) for cell in json.loads(workbook.save_notebook())["cells"]]
    page.locator(".jp-MarkdownCell h2").first.click()
    expect(page.locator(".jp-Cell.jp-mod-active .jp-RenderedHTMLCommon h2")).to_be_visible()
    page.keyboard.type("yes, my dad read mdd xx abc, DD M 1 2 3 v z 00 ii")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Y")
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    after = [(cell["cell_type"], cell["source"]) for cell in json.loads(workbook.save_notebook())["cells"]]
    assert after == before
    expect(page.locator(".jp-Dialog")).to_have_count(0)

    page.get_by_label("Show the code").check()  # who wants to see the code knows what the keys do
    page.locator(".jp-MarkdownCell h2").first.click()
    page.keyboard.press("y")
    expect(page.locator(".jp-MarkdownCell h2")).to_have_count(
        len(before) and page.locator(".jp-MarkdownCell h2").count()
    )


@alone
def test_what_was_taken_out_of_a_workbook_is_named_and_put_back(server: Lab, page: Page) -> None:
    path = made(server, "taken")
    file = server.root / path
    content = json.loads(file.read_bytes())
    sources = ["".join(cell["source"]) for cell in content["cells"]]
    question = next(cell for cell in content["cells"] if '"now"' in "".join(cell["source"]))
    head = next(cell for cell in content["cells"] if "import reflect" in "".join(cell["source"]))
    content["cells"].remove(head)
    question["cell_type"] = "markdown"
    file.write_text(json.dumps(content))
    go(page, server, path)
    expect(page.get_by_role("heading", name="Put back what is missing?")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Where I am now")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Put back and open").click()
    workbook = Workbook(page, server, path).alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    now = json.loads(workbook.save_notebook())["cells"]
    assert ["".join(cell["source"]) for cell in now] == sources

    now.remove(next(cell for cell in now if '"now"' in "".join(cell["source"])))
    page.close()
    file.write_text(json.dumps({**content, "cells": now}))
    page = page.context.new_page()
    go(page, server, path).alive()
    expect(page.locator(".reflect-heading")).to_contain_text(
        "taken these questions out of the notebook: Where I am now"
    )
    page.get_by_role("button", name="Put them back").click()
    page.get_by_role("button", name="Put back and open").click()
    expect(Workbook(page, server, path).alive().words("Where I am now")).to_have_value("Here.")


@alone
def test_code_that_was_changed_since_it_was_shown_is_shown_anew(server: Lab) -> None:
    path = own(server, "since")
    answer = visit(server, OPEN + path, form={"digest": "0" * 64, "decision": "always"})
    assert (answer.status, answer.headers["Location"]) == (302, f"/user/sam/{OPEN}{path}")
    assert not kernels(server, path)


@alone
def test_a_cell_that_fails_gets_a_page_that_says_which(server: Lab, page: Page) -> None:
    path = own(server, "fails", markdown("Then"), code("1 / 0"))
    go(page, server, path)
    page.get_by_role("button", name="Trust it this once").click()
    expect(page.get_by_role("heading", name="This workbook did not open")).to_be_visible()
    expect(page.get_by_text("Cell 6 could not be run (ZeroDivisionError: division by zero).")).to_be_visible()


@alone
def test_what_is_no_workbook_gets_a_page_that_says_so(server: Lab) -> None:
    (server.root / "broken.ipynb").write_text("{")
    save({"cells": [code("1")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, server.root / "other.ipynb")
    (server.root / ".hidden").mkdir(exist_ok=True)
    hidden = make_workbook(Pair("Alex", "Sam"), find_template("career_map"), server.root / ".hidden").path
    outside = make_workbook(Pair("Alex", "Sam"), find_template("career_map"), server.home / "outside").path
    for path, status, words in (
        ("broken.ipynb", 422, "This file cannot be read"),
        ("other.ipynb", 422, "This is no workbook"),
        ("gone.ipynb", 404, "There is no such workbook"),
        (".hidden", 404, "There is no such workbook"),
        (f".hidden/{hidden.name}", 404, "There is no such workbook"),
        (f"../{outside.relative_to(server.root.parent)}", 404, "There is no such workbook"),
        (f"%2e%2e/{outside.relative_to(server.root.parent)}", 404, "There is no such workbook"),
        ("x%00.ipynb", 404, "There is no such workbook"),
    ):
        answer = visit(server, OPEN + path)
        assert (answer.status, words in answer.text) == (status, True), path
        assert str(server.root) not in answer.text
    assert not server.ask("GET", "sessions") or all("hidden" not in s["path"] for s in server.ask("GET", "sessions"))


@alone
def test_a_damaged_notebook_is_made_anew_by_a_click(server: Lab, page: Page) -> None:
    path = made(server, "damaged")
    file = server.root / path
    workbook = go(page, server, path).alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    page.close()
    for damaged in (b"", file.read_bytes()[:20_000]):
        file.write_bytes(damaged)
        page = page.context.new_page()
        go(page, server, path)
        expect(page.get_by_role("heading", name="This notebook is damaged")).to_be_visible()
        expect(page.get_by_text("Its answers are safe")).to_be_visible()
        assert not Axe().run(page).response["violations"]
        page.get_by_label("The mentee’s name").fill("Sam")
        page.get_by_label("The mentor’s name").fill("Alex")
        page.get_by_role("button", name="Make it anew").click()
        expect(Workbook(page, server, path).alive().words("Where I am now")).to_have_value("Here.")
        assert damaged in [each.read_bytes() for each in file.parent.glob("*.damaged*")]
        page.close()


@alone
def test_a_workbook_that_a_server_was_killed_while_saving_opens_as_it_was_before(server: Lab, page: Page) -> None:
    path = made(server, "killed")
    folder = (server.root / path).parent
    save_and_be_killed(server.root / path, '{"cells": [')
    page.goto(f"{server.url}reflect/in/killed?token={server.token}")
    expect(page.get_by_text("was stopped while it did")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    page.get_by_role("link", name="Open").click()
    workbook = Workbook(page, server, path).alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    assert [each.read_text() for each in folder.glob("*.cut-off")] == ['{"cells": [']
    assert workbook.answers() == {"now": "Here."}


def test_a_shared_folder_that_is_a_link_is_worked_in_where_it_is(server: Lab, page: Page) -> None:
    shared = server.home / "shared"
    for name in ("career_map", "mentor_reflection"):
        make_workbook(Pair("Alex", "Sam"), find_template(name), shared / "pair")
    (server.root / "linked").symlink_to(shared)
    workbook = go(page, server, "linked/pair/career_map.ipynb").alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    assert len(list(shared.glob("pair/answers/*/*.jsonl"))) == 1
    assert (server.root / "linked").is_symlink()

    other = page.context.new_page()
    go(other, server, "linked/pair/mentor_reflection.ipynb")
    other.wait_for_function("document.querySelectorAll('.reflect-field').length > 3")
    [session] = [s for s in server.ask("GET", "sessions") if s["path"].startswith("reflect-private")]
    assert folder_of_kernel(server, session["path"]).resolve() == shared / "pair"
    server.ask("DELETE", f"sessions/{session['id']}")


@alone
def test_a_workbook_that_is_a_link_is_not_copied_to_where_the_link_is(server: Lab) -> None:
    own = make_workbook(Pair("Alex", "Sam"), find_template("career_map"), server.home / "own").path
    before = own.read_bytes()
    for number, target in enumerate((own, server.root / made(server, "own"), server.home / "gone")):
        link = server.root / f"link{number}.ipynb"
        link.symlink_to(target)
        answer = visit(server, OPEN + link.name)
        assert answer.status == 403
        assert str(target) not in answer.text
        assert link.is_symlink()
    assert own.read_bytes() == before


@alone
def test_only_who_is_logged_in_and_comes_by_themselves_opens_anything(server: Lab, page: Page) -> None:
    path = made(server, "guarded")
    for token in (None, "wrong"):
        answer = visit(server, OPEN + path, token=token)
        assert (answer.status, "login" in answer.headers["Location"]) == (302, True)
        assert visit(server, OPEN + path, token=token, form={"digest": ""}).status == 403
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://example.org/"},
        {},  # as a browser comes to a server without encryption on another machine, from a site that says nothing
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "image"},  # a picture in somebody's note
    ):
        answer = visit(server, OPEN + path, token=None, headers={**signed_in(server), **headers})
        assert (answer.status, "Open this workbook?" in answer.text) == (403, True)
    assert not kernels(server, path)

    # A link on another site, and the cookie of somebody who is logged in.
    page.goto(f"{server.url}reflect/?token={server.token}")
    page.goto("data:text/html,<a href='{}'>Look</a>".format(f"{server.url}{OPEN}{path}"))
    page.get_by_role("link", name="Look").click()
    expect(page.get_by_role("heading", name="Open this workbook?")).to_be_visible()
    assert not kernels(server, path)
    assert not Axe().run(page).response["violations"]
    page.get_by_role("link", name="Open it").click()
    Workbook(page, server, path).alive()


def test_a_personal_workbook_is_opened_where_only_its_owner_can_look(server: Lab, page: Page) -> None:
    blank = server.root / made(server, "pair", "mentor_reflection")
    before = blank.read_bytes()
    go(page, server, "pair/mentor_reflection.ipynb")
    page.wait_for_function("document.querySelectorAll('.reflect-field').length > 3")
    box = page.get_by_role("textbox", name="What it was about")
    box.fill("a rhinoceros")
    expect(page.locator(".reflect-overall")).to_have_text("Everything is saved.")
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    expect(box).to_have_value("a rhinoceros")

    assert blank.read_bytes() == before
    assert [path.name for path in blank.parent.iterdir()] == [blank.name]
    private = server.home / "data/reflect"
    modes = {path: oct(path.stat().st_mode & 0o777) for path in private.rglob("*.ipynb")}
    assert modes == dict.fromkeys(modes, "0o600") != {}
    assert {oct(path.stat().st_mode & 0o777) for path in (private, private / "workbooks", private / "answers")} == {
        "0o700"
    }
    for place in (
        server.root,
        server.home / "data/reflect/workbooks",
        server.home / "runtime",
        server.home / "jupyter",
    ):
        for file in place.rglob("*"):
            assert not file.is_file() or b"rhinoceros" not in file.read_bytes(), file
    assert "rhinoceros" not in (server.home / "lab.log").read_text()
    [session] = [s for s in server.ask("GET", "sessions") if "mentor_reflection" in s["path"]]
    assert folder_of_kernel(server, session["path"]) == blank.parent
    listed = [each["name"] for each in server.ask("GET", "contents/")["content"]]
    assert "reflect-private" not in listed


@alone
def test_a_workbook_has_one_kernel_however_its_path_is_written(server: Lab) -> None:
    path = made(server, "one")
    for written in (path, path.replace("/", "//"), f"./{path}", f"/{path}", path.replace("/", "/./"), f"{path}/"):
        answer = visit(server, OPEN + written)
        assert (answer.status, answer.headers["Location"]) == (302, f"/user/sam/doc/tree/{path}")
    opened = [session["path"] for session in server.ask("GET", "sessions") if "one/" in session["path"]]
    assert opened == [path]


@alone
def test_nothing_in_a_workbook_makes_a_request_or_runs_when_it_is_opened(server: Lab, page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        away = f"http://127.0.0.1:{listening.getsockname()[1]}"
        saved = {
            "model_name": "AnyModel",
            "model_module": "anywidget",
            "model_module_version": "*",
            "state": {
                "_model_module": "anywidget",
                "_model_name": "AnyModel",
                "_model_module_version": "*",
                "_view_module": "anywidget",
                "_view_name": "AnyView",
                "_view_module_version": "*",
                "_esm": "window.hostile = true; export default {}",
                "_anywidget_id": "x",
            },
        }
        widgets = {WIDGETS: {"version_major": 2, "version_minor": 0, "state": {"0" * 32: saved}}}
        note = (
            f"# Ours\n\n![]({away}/1.png)\n\n<img src='{away}/2.png' srcset='{away}/3.png 2x'>\n\n"
            f"<div style='background: url({away}/4.png)'>x</div>\n\n<style>@import url({away}/5.css)</style>\n\n"
            f"<video src='{away}/6.mp4' poster='{away}/7.png'></video><audio src='{away}/8.mp3'></audio>\n\n"
            f"<iframe src='{away}/9'></iframe>\n\n<svg><image href='{away}/10.png'/></svg>"
        )
        known, unknown = made(server, "requests"), own(server, "unknown")
        for path in (known, unknown):
            file = server.root / path
            content = json.loads(file.read_bytes())
            content["cells"].append({**markdown(note), "id": "ours"})
            content["cells"][-2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "not ours"}]
            content["metadata"]["widgets"] = widgets
            file.write_text(json.dumps(content))
        go(page, server, known).alive()
        go(page, server, unknown)
        page.get_by_role("link", name="Open it without running anything").click()
        Workbook(page, server, unknown).ready()
        expect(page.get_by_role("heading", name="Ours", exact=True)).to_be_visible()
        expect(page.get_by_text("not ours")).to_have_count(0)
        assert page.evaluate("window.hostile") is None
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()

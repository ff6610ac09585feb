"""What a workbook's kernel imports: nothing of what lies beside the workbook, or above it."""

from __future__ import annotations

import json
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import Page

from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_workbook
from tests.browser.workbook import Workbook
from tests.browsing import PATIENCE, Lab, run_lab
from tests.notebooks import code, notebook, save

pytestmark = pytest.mark.kernel

SETTINGS = ("ipython_config.py", "ipython_kernel_config.py", "jupyter_config.py", "jupyter_server_config.py", "x.pth")


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """Every name under which a kernel looks for a module: what one has that shows a form, and all that it may yet."""
    manager, client = start_new_kernel(kernel_name="python3")
    said: list[str] = []
    try:
        client.execute_interactive(
            "import sys, reflect.form.workbook; print(*sys.modules)",
            output_hook=lambda message: said.append(message["content"].get("text", "")),
            timeout=PATIENCE / 1000,
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    loaded = {name.partition(".")[0] for name in "".join(said).split()}
    assert {"reflect", "anywidget", "ipykernel_launcher"} <= loaded | {"ipykernel_launcher"}
    installed = {each.name.partition(".")[0] for each in Path(sysconfig.get_path("purelib")).iterdir()}
    more = {"usercustomize", "sitecustomize", "ipykernel_launcher"}
    return frozenset(name for name in loaded | installed | sys.stdlib_module_names | more if name.isidentifier())


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    root, home = tmp_path / "shared" / "root", tmp_path / "server"
    root.mkdir(parents=True)
    home.mkdir()
    with run_lab(root, home) as running:
        yield running


def plant(folder: Path, names: frozenset[str], mark: Path) -> None:
    """Leave a module of every name in a folder, each of which leaves its name in `mark` if it runs."""
    for name in [*(f"{name}.py" for name in names), *SETTINGS]:
        file = folder / name
        file.write_text(f"import io\nwith io.open({str(mark)!r}, 'a') as f: f.write({name!r} + '\\n')\n")


def ask(lab: Lab, method: str, path: str, content: Any) -> Any:
    request = urllib.request.Request(f"{lab.url}api/{path}", json.dumps(content).encode(), method=method)
    request.add_header("Authorization", f"token {lab.token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def start(lab: Lab, path: str) -> str:
    """Ask for a kernel as JupyterLab does."""
    asked = {"path": path, "name": Path(path).name, "type": "notebook", "kernel": {"name": "python3"}}
    return str(ask(lab, "POST", "sessions", asked)["kernel"]["id"])


def opened(lab: Lab, page: Page, path: str) -> Workbook:
    page.goto(f"{lab.url}reflect/open/{path}?token={lab.token}")
    return Workbook(page, lab, path).ready()


def kernel_of(lab: Lab, path: str) -> str:
    [kernel] = [each["kernel"]["id"] for each in lab.ask("GET", "sessions") if each["path"] == path]
    return str(kernel)


def made(lab: Lab, template: str) -> str:
    file = make_workbook(Pair("Alex", "Sam"), find_template(template), lab.root / template).path
    return file.relative_to(lab.root).as_posix()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("template", "box"), [("career_map", "Where I am now"), ("mentor_reflection", "What it was about")]
)
def test_no_file_beside_a_workbook_or_above_it_runs(
    lab: Lab, page: Page, tmp_path: Path, names: frozenset[str], template: str, box: str
) -> None:
    mark, path = tmp_path / "ran", made(lab, template)
    for folder in (lab.root / template, lab.root, lab.root.parent, tmp_path):
        plant(folder, names, mark)
    workbook = opened(lab, page, path).alive()
    page.get_by_role("textbox", name=box).first.fill("Here.")
    workbook.saved()
    [session] = lab.ask("GET", "sessions")
    lab.ask("POST", f"kernels/{session['kernel']['id']}/restart")
    again = opened(lab, page, path).alive()
    page.get_by_role("textbox", name=box).first.fill("Still here.")
    again.saved()
    again.run_all()  # in JupyterLab itself
    assert not mark.exists(), mark.read_text()


@pytest.mark.browser
def test_a_kernel_that_jupyterlab_started_for_a_workbook_is_fit_for_it_and_anothers_is_not(
    lab: Lab, page: Page, tmp_path: Path, names: frozenset[str]
) -> None:
    mark, path = tmp_path / "ran", made(lab, "career_map")
    plant(lab.root / "career_map", names, mark)
    kernel = start(lab, path)
    workbook = opened(lab, page, path).alive()
    workbook.words("Where I am now").fill("Here.")
    workbook.saved()
    assert kernel_of(lab, path) == kernel
    assert not mark.exists(), mark.read_text()
    assert (lab.root / "career_map" / "answers").is_dir()

    other = save(notebook(code("1")), lab.root / "other" / "plain.ipynb").relative_to(lab.root).as_posix()
    foreign = start(lab, other)
    [session] = [each for each in lab.ask("GET", "sessions") if each["path"] == path]
    ask(lab, "PATCH", f"sessions/{session['id']}", {"kernel": {"id": foreign}})
    opened(lab, page, path).alive()
    assert kernel_of(lab, path) not in (kernel, foreign)
    assert kernel_of(lab, other) == foreign


def test_any_other_notebooks_kernel_starts_where_it_always_did(lab: Lab, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    plain = save(notebook(code("import beside")), lab.root / "other" / "plain.ipynb")
    plant(plain.parent, frozenset({"ipykernel_launcher"}), mark)
    start(lab, plain.relative_to(lab.root).as_posix())
    deadline = time.monotonic() + PATIENCE / 1000
    while not mark.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "ipykernel_launcher.py" in mark.read_text()

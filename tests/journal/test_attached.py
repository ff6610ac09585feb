"""Pictures that were pasted into a workbook: shown by what they are, or said to be left out."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from reflect.journal.attached import LARGEST, pictures
from reflect.journal.rendering import render
from reflect.notebook.files import read_notebook
from tests.journal.test_exporter import converted
from tests.journal.test_page import Page
from tests.notebooks import code, markdown, save, template
from tests.revisions.samples import JSON

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SIGNS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "gif": b"GIF89a", "webp": b"RIFF\x10\0\0\0WEBPVP8 "}


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def pasted(folder: Path, bundle: dict[str, Any]) -> Path:
    cell = markdown("Our sketch:\n\n![image.png](attachment:image.png)") | {"attachments": {"image.png": bundle}}
    return save(template(code('wb.text("one")'), cell), folder / "note.ipynb")


@pytest.mark.parametrize("kind", SIGNS)
def test_a_picture_is_what_its_first_bytes_say(kind: str) -> None:
    content = encoded(SIGNS[kind] + b"dots")
    shown = {"a": f"data:image/{kind};base64,{content}"}
    for claimed in ("image/png", "image/svg+xml", "text/html"):
        assert pictures({"a": {claimed: content}}) == shown
    assert pictures({"a": {"image/png": [content[:5] + "\n", content[5:]]}}) == shown


@pytest.mark.parametrize(
    "content",
    [
        encoded(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        encoded(b"<script>alert(1)</script>"),
        encoded(b"%PDF-1.7"),
        encoded(SIGNS["png"] + b"0" * LARGEST),
        "<svg onload=alert(1)>",
        'iVBORw0KGgo=" onload="alert(1)',
        "",
        None,
        7,
        {"image/png": DOT},
    ],
)
def test_anything_else_is_none(content: Any, tmp_path: Path) -> None:
    assert pictures({"a": {"image/png": content}}) == {}
    page = Page(render(pasted(tmp_path, {"image/png": content})))
    assert "img" not in page.tags
    assert "[a picture is left out: image.png]" in page.words


@given(JSON)
def test_whatever_a_notebook_has_for_attachments_is_no_error(attachments: Any) -> None:
    assert all(shown.startswith("data:image/") for shown in pictures(attachments).values())


def test_a_pasted_picture_is_in_the_journal_and_nothing_else_is(tmp_path: Path) -> None:
    path = pasted(tmp_path, {"image/png": DOT})
    page = Page(render(path))

    assert page.tags.count("img") == 1
    assert {(name, value) for tag, name, value in page.attributes if tag == "img"} == {
        ("src", f"data:image/png;base64,{DOT}"),
        ("alt", "image.png"),
    }
    assert "left out" not in page.words
    assert converted(path) == render(path)


def test_a_picture_under_the_title_is_shown_too(tmp_path: Path) -> None:
    notebook = read_notebook(pasted(tmp_path, {}))
    cover = notebook["cells"][0]
    cover["source"] += "\n\n![us](attachment:us.png)"
    cover["attachments"] = {"us.png": {"image/png": DOT}}
    page = Page(render(save(notebook, tmp_path / "note.ipynb")))

    assert page.tags.count("img") == 1


def test_the_command_says_what_is_left_out(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "reflect", "journal", str(tmp_path / "note.ipynb"), "--out", str(out)]
    for bundle, said in (({"image/png": DOT}, False), ({"image/svg+xml": "<svg/>"}, True)):
        pasted(tmp_path, bundle)
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        assert (f"{out / 'note.html'}: 1 picture left out" in run.stdout) is said
        assert "1 journal in" in run.stdout

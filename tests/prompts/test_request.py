from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.fields import declare
from reflect.notebook import NotebookError
from reflect.prompts import Question, record
from reflect.prompts.offering import offer
from reflect.prompts.request import RequestError, request_for, request_of
from reflect.resources import WORKBOOKS
from reflect.template import read_template
from tests.notebooks import code
from tests.notebooks import template as notebook
from tests.prompts.samples import a_request
from tests.revisions.samples import revision


def test_importing_prompts_is_light() -> None:
    heavy = {"openai", "jinja2", "httpx2", "asyncio", "papermill", "nbformat", "IPython", "ipywidgets"}
    check = f"import sys, reflect.prompts; found = sys.modules.keys() & {heavy}; sys.exit(str(found) if found else 0)"
    subprocess.run([sys.executable, "-c", check], check=True, timeout=60)


def test_a_request_for_a_slot_of_a_workbook() -> None:
    request = request_for(WORKBOOKS / "smart_goals.ipynb", "evidence_2")
    assert (request.template, request.field, request.slot) == ("smart_goals", "evidence_2", "evidence_2")
    assert request.label
    assert request.question
    assert (request.draft, request.personal, request.answers_so_far) == ("", False, 0)
    assert request.parameters["ai_consent"] == "none"
    assert request_for(WORKBOOKS / "mentor_reflection.ipynb", "assumed").personal


@pytest.mark.parametrize("slot", ["draft", "nothing", "evidence.mentor"])
def test_a_slot_without_prompts_is_refused_with_those_that_have_them(slot: str) -> None:
    with pytest.raises(RequestError, match="evidence"):
        request_for(WORKBOOKS / "smart_goals.ipynb", slot)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"gone\.ipynb"):
        request_for(tmp_path / "gone.ipynb", "evidence")


def test_rows_become_lines() -> None:
    field = declare("rows", named={"id": "if_then", "columns": {"if": ("If this happens", "text"), "then": "text"}})
    rows = [{"if": "I am late", "then": "I call"}, {"if": "", "then": None}, "odd"]
    assert field.as_draft(rows, "if_then") == "If this happens: I am late\nThen: I call"
    assert field.as_draft(None, "if_then") == ""
    text = declare("text", named={"id": "why"})
    assert text.as_draft("because", "why") == "because"
    assert text.as_draft(["odd"], "why") == ""


def test_a_record_says_where_a_question_came_from_and_nothing_of_what_was_written() -> None:
    request = a_request()
    question = offer(request).questions[0]
    kept = record(question, "kept", request)
    assert kept == {
        "text": question.text,
        "source": "bank",
        "model": "",
        "angle": question.angle,
        "template": "smart_goals",
        "version": 1,
        "action": "kept",
    }
    assert json.loads(json.dumps(kept)) == kept
    assert record(Question("What?", "", "endpoint", "m"), "dismissed", request)["model"] == "m"


def test_a_sealed_answer_is_asked_about_as_what_is_private_is_and_never_beside_the_other() -> None:
    sealed = code('wb.text("why", by="each", sealed="pulse", prompts=True)')
    template = read_template(notebook(sealed), "note.ipynb")
    log = frozenset(revision(role, field=f"why.{role}", value=f"what the {role} gave") for role in ("mentor", "mentee"))
    request = request_of(template, template.fields[0], "why.mentor", log)
    assert request.personal
    assert request.beside == ("what the mentor gave",)

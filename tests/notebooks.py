"""Small notebooks for tests, written as a template author would write them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

PARAMETERS = 'mentor = ""\nmentee = ""\nprogramme = ""\nstart = ""\npair_id = ""'
HEADER = (
    "import reflect\n\n"
    'wb = reflect.workbook("weekly_note", version=1, title="Weekly note", mentor=mentor, mentee=mentee,'
    " programme=programme, start=start, pair_id=pair_id)"
)


def code(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": source,
    }


def markdown(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)} if tags else {}, "source": source}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    """A notebook of these cells, with ids."""
    return {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def template(*cells: dict[str, Any], parameters: str = PARAMETERS, header: str = HEADER) -> dict[str, Any]:
    """A template: a title, the parameters cell, the header, then these cells (of which the first is cell 4)."""
    title = markdown("# Weekly note\n{{ mentee }} with {{ mentor }}{% if start %}, from {{ start }}{% endif %}")
    return notebook(title, code(parameters, "parameters"), code(header), *cells)


def weekly_note() -> dict[str, Any]:
    """A whole small template with a few kinds of field."""
    return template(
        markdown("## This week\nWhat happened that you would like to remember?"),
        code('wb.text("happened", by="mentee", required=True, prompts=True)'),
        markdown("## Mood"),
        code('wb.scale("mood", 1, 5, by="each", required=True, shareable=True)'),
        code('wb.rows("actions", {"what": "text", "by_when": "date"}, at_least=1)'),
    )


def save(content: dict[str, Any], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def save_and_be_killed(path: Path, part: str) -> None:
    """Be a Jupyter that saves to a file, and is killed when it has written this much."""
    program = """
import os, signal, sys
from jupyter_server.services.contents.fileio import atomic_writing
with atomic_writing(sys.argv[1]) as file:
    file.write(sys.argv[2])
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program, path, part]).returncode == -signal.SIGKILL

"""A notebook without what running it has left in it (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reflect.template import Notebook

_FROM_RUNNING = frozenset({"widgets", "papermill", "signature", "trusted", "execution", "ExecuteTime", "scrolled"})
"""The metadata, of a notebook or a cell, that is left by running it."""


def strip_outputs(notebook: Notebook) -> dict[str, Any]:
    """A notebook with what people read and write in it, and nothing that came from running it."""
    return {
        "cells": [_strip_cell(cell) for cell in notebook["cells"]],
        "metadata": _as_made(notebook["metadata"]),
        **{name: notebook[name] for name in ("nbformat", "nbformat_minor") if name in notebook},
    }


def _strip_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: cell[name] for name in ("id", "cell_type", "source", "attachments") if name in cell}
    said["metadata"] = _as_made(cell["metadata"])
    return {**said, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else said


def _as_made(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name not in _FROM_RUNNING}

"""What the cells of a workbook will show, before they run: the ids of their widgets follow from the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reflect.fields import Field
from reflect.form.describe import in_words, view_id
from reflect.language import speaking
from reflect.server.trust.known import Code
from reflect.template import Template
from reflect.template.calls import Header, parse_cell

_VIEW = "application/vnd.jupyter.widget-view+json"

Outputs = Mapping[int, list[dict[str, Any]]]
"""The outputs of the code cells of a notebook, by their place among its cells."""


def foreseen_outputs(template: Template, code: Code) -> Outputs:
    """What the cells of a workbook will show that are those of an installed template."""
    with speaking(template.language):
        return _foreseen(template.workbook_id, code)


def _foreseen(workbook: str, code: Code) -> Outputs:
    outputs: dict[int, list[dict[str, Any]]] = {}
    for place, source in code.cells:
        outputs[place] = []
        for each in parse_cell(source):
            match each:
                case Header():
                    outputs[place].append(_view(view_id(workbook, "heading"), each.title))
                case Field():
                    outputs[place].append(_view(view_id(workbook, "field", each.id), each.label))
    return outputs


def _view(model_id: str, name: str) -> dict[str, Any]:
    view = {"model_id": model_id, "version_major": 2, "version_minor": 1}
    # A list of lines, as nbformat writes it, so that JupyterLab's first save changes nothing.
    return {"output_type": "display_data", "metadata": {}, "data": {_VIEW: view, "text/plain": [in_words(name)]}}


def model_id(output: Mapping[str, Any]) -> str | None:
    """The id of the widget that an output shows, and nothing else; None for any other output."""
    match output:
        case {"output_type": "display_data", "data": dict(data)} if data.keys() <= {_VIEW, "text/plain"}:
            view = data.get(_VIEW)
            return str(view.get("model_id")) if isinstance(view, dict) else None
    return None

"""The folders that come with reflect: its templates, and what its pages, its journals and its prompts are made of."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE if (_PACKAGE / "workbooks").is_dir() else _PACKAGE.parents[1]
"""A wheel carries both folders inside the package; a checkout has them at its top."""

WORKBOOKS = _ROOT / "workbooks"
"""The folder of the templates that come with reflect."""

RESOURCES = _ROOT / "templates"
"""The folder of Jinja2 templates: journals, and what a model is asked."""

"""The templates and pages that come with reflect."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reflect.errors import Problem, Where
from reflect.notebook import read_notebook
from reflect.template import Notebook, Template, read_template

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE if (_PACKAGE / "workbooks").is_dir() else _PACKAGE.parents[1]
"""A wheel carries both folders inside the package; a checkout has them at its top."""

WORKBOOKS = _ROOT / "workbooks"
"""The folder of installed templates."""

RESOURCES = _ROOT / "templates"
"""The folder of Jinja2 templates: journals, and what a model is asked."""


def template_names() -> tuple[str, ...]:
    """The names of the installed templates, in alphabetical order."""
    return tuple(sorted(path.stem for path in WORKBOOKS.glob("*.ipynb")))


@cache
def installed_template(name: str) -> tuple[Notebook, Template] | None:
    """An installed template by name, as a notebook and as what it says of itself; None where there is none."""
    if name not in template_names():
        return None
    path = WORKBOOKS / f"{name}.ipynb"
    notebook = read_notebook(path, links=True)
    return notebook, read_template(notebook, path.name)


def clash(template: Template, file: str) -> Problem | None:
    """What is wrong with a template in a file that has an installed one's name, but not its questions or its owner.

    A workbook of that name is read by the installed template, so what only this one asks would never be shown.
    """
    known = installed_template(template.name)
    if known is None or _asks(template) == _asks(known[1]):
        return None
    message = f"a template called {template.name!r} comes with reflect, and asks something else"
    return Problem(Where(file), message, 'Give this one a name of its own, as in reflect.workbook("my_template", ...).')


def _asks(template: Template) -> tuple[object, ...]:
    return template.version, template.personal_to, template.repeats, template.fields, template.rules

"""`hearing.js` calls a method that ipywidgets keeps to itself: is it still there, in what is installed?

Where one of these fails, look at what the new version does with the messages of a comm, mend `hearing.js` and
`hearing.test.js`, and run tests/browser/test_form.py, in which a form whose code was long in loading has to be alive.
"""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_core.paths import jupyter_path


def code_of(extension: str) -> str:
    """All JavaScript of an installed extension of JupyterLab."""
    folder = next(found for path in jupyter_path("labextensions") if (found := Path(path) / extension).is_dir())
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.rglob("*.js")))


def test_ipywidgets_hears_messages_in_the_method_that_is_called() -> None:
    code = code_of("@jupyter-widgets/jupyterlab-manager")
    [method] = re.findall(r"_handle_comm_msg\(\w+\)\{(.{2000})", code, re.DOTALL)
    assert re.search(r'"custom":this\.trigger\("msg:custom"', method)
    assert "on_msg(this._handle_comm_msg.bind(this))" in code


def test_anywidget_still_waits_there_for_its_code_in_a_class_right_above() -> None:
    """Where it does not wait any more, hearing.js can go."""
    [method] = re.findall(r'key: "_handle_comm_msg",(.*?)\n            \},', code_of("anywidget/static"), re.DOTALL)[:1]
    assert re.search(r"runtime\.ready", method)
    assert '_get(_get_prototype_of(AnyModel.prototype), "_handle_comm_msg"' in method

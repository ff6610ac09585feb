"""Notebook files, read and written by `files`, and the answers that a workbook carries inside, in `embedded`.

`contained` has what goes wrong with one file be that file's problem.
"""

from reflect.notebook.files import (
    LARGEST,
    CutOffError,
    DamagedError,
    NotebookError,
    as_notebook,
    notebook_text,
    put_back,
    read_notebook,
)

__all__ = [
    "LARGEST",
    "CutOffError",
    "DamagedError",
    "NotebookError",
    "as_notebook",
    "notebook_text",
    "put_back",
    "read_notebook",
]

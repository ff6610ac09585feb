"""Notebook files, read and written by `files`, and the answers that a workbook carries inside, in `embedded`."""

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

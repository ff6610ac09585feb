"""Notebook files, read and written by `files`.

`embedded` is the answers that a workbook carries inside, and `stripping` takes away what running it has left. They are
pure, as the `errors` are, so what reads and writes is imported from `files` itself.
"""

from reflect.notebook.errors import CutOffError, DamagedError, NotebookError

__all__ = ["CutOffError", "DamagedError", "NotebookError"]

"""Notebook files, read and written by `files`; `embedded` is the answers that a workbook carries inside.

What reads and writes is imported from `files`: `embedded` and the `errors` are pure, and bring nothing with them.
"""

from reflect.notebook.errors import CutOffError, DamagedError, NotebookError

__all__ = ["CutOffError", "DamagedError", "NotebookError"]

"""What can be the matter with the file of a notebook (pure)."""

from __future__ import annotations

from reflect.errors import ReflectError


class NotebookError(ReflectError):
    """A file that is no notebook, or none that can be used here."""


class DamagedError(NotebookError):
    """A file that is no notebook and may have been one: `reflect.programme.damaged` knows what is left of it."""


class CutOffError(NotebookError):
    """A notebook that Jupyter is saving, or was stopped while it saved: `put_back` puts back what it held before."""

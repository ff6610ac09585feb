"""The calls of a template on an open workbook, `wb.KIND(...)`: one method for each kind of field.

They are made from the kinds, so that an editor shows what each takes while it is typed (in JupyterLab, Shift and Tab).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from reflect.fields import KINDS, Field, arguments_of


class Declares(Protocol):
    """What takes the fields that a template declares."""

    def declare_field(self, kind: str, positional: tuple[object, ...], named: dict[str, object]) -> None:
        """Show the field that a call of `wb.KIND` declares. Raises FieldError where an argument cannot be used."""


Class = TypeVar("Class", bound=type[Any])


def with_a_method_for_each_kind(workbook: Class) -> Class:
    """A class that Declares, with the methods that a template calls."""
    for kind in KINDS.values():
        setattr(workbook, kind.kind, _method(kind))
    return workbook


def _method(kind: type[Field]) -> Callable[..., None]:
    def method(self: Declares, /, *positional: object, **named: object) -> None:
        self.declare_field(kind.kind, positional, named)

    arguments = arguments_of(kind).values()
    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    signature = inspect.Signature([this, *(each.parameter for each in arguments)])
    method.__signature__ = signature  # type: ignore[attr-defined]  # what `inspect` and editors look for on a function
    method.__name__ = kind.kind
    method.__qualname__ = f"wb.{kind.kind}"
    lines = "\n".join(f"    {each.name}: {each.meaning}" for each in arguments)
    method.__doc__ = f"Asks for {kind.answer}.\n\n    {kind.call}\n\nArguments:\n\n{lines}"
    return method

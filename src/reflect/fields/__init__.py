"""Kinds of field and the values they take (pure).

A field is one answerable question with a stable id. A template declares it with one call, `wb.KIND(ID, ...)`,
whose arguments are literals. The kernel executes that call and `reflect.template` reads it statically; both hand the
arguments to `declare`, so a field means the same thing in a form, a journal and a check.

Each kind is one class in `kinds`, with what it takes (`arguments`), which values it holds (`values`) and how they read
(`words`).

A field that both people answer separately (`by="each"`) has two *slots*, `ID.mentor` and `ID.mentee`, and with
`agreed=True` a third, `ID.agreed`; every other field has one slot, its id. An answer belongs to a slot.
"""

from reflect.fields.arguments import ROLES, Argument, FieldError, Role, arguments_of
from reflect.fields.field import Field, is_agreed, role_of
from reflect.fields.kinds import KINDS, Rows, Scale, Text, declare
from reflect.fields.values import Value, is_blank, is_date, rows_of, whole_text

__all__ = [
    "KINDS",
    "ROLES",
    "Argument",
    "Field",
    "FieldError",
    "Role",
    "Rows",
    "Scale",
    "Text",
    "Value",
    "arguments_of",
    "declare",
    "is_agreed",
    "is_blank",
    "is_date",
    "role_of",
    "rows_of",
    "whole_text",
]

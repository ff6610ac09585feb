"""What an editor shows of a call in a template while it is typed."""

from __future__ import annotations

import inspect

import pytest
from IPython.core.oinspect import Inspector

from reflect.fields import KINDS, FieldError, arguments_of
from reflect.form.workbook import LiveWorkbook
from tests.form.conftest import Wire, open_note


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_has_the_arguments_of_its_kind_with_their_defaults(kind: str) -> None:
    signature = inspect.signature(getattr(LiveWorkbook, kind))
    _self, *shown = signature.parameters.values()
    known = arguments_of(KINDS[kind])
    assert [parameter.name for parameter in shown] == list(known)
    assert [parameter.default for parameter in shown] == [argument.default for argument in known.values()]


def test_a_call_that_python_would_refuse_is_refused_with_what_to_write(wire: Wire) -> None:
    wb = open_note()
    with pytest.raises(TypeError):
        inspect.signature(wb.scale).bind("mood", 0, 10, colour="red")
    with pytest.raises(FieldError, match="scale takes no argument 'colour'"):
        wb.scale("mood", 0, 10, colour="red")


def test_shift_and_tab_shows_the_arguments_and_what_each_means(wire: Wire) -> None:
    shown = Inspector(theme_name="nocolor").info(open_note().text, oname="wb.text")
    assert shown["definition"] is not None
    assert shown["docstring"] is not None
    assert shown["definition"].startswith("wb.text(\n    id: str,\n    *,\n    by: Literal['mentor', 'mentee', 'each'")
    assert "short: bool = False" in shown["definition"]
    assert 'wb.text("evidence")' in shown["docstring"]
    assert "short: `True`: one line instead of a box that grows" in shown["docstring"]

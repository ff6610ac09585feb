"""What is wrong with a template, in the language of whoever is told, and of nobody who was told before."""

from __future__ import annotations

import pytest

from reflect.errors import Problem, Where
from reflect.language import speaking
from reflect.template.calls import Mistake, parse_cell
from tests.language.pseudo import accented, missed


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('wb.text("a"', "this is not Python that can be read (line {line})"),
        ('wb.essay("a")', "there is no kind of field called {kind!r}; the kinds are {known}"),
        ("wb.at_least(1)", "{call} takes a number and a list of ids"),
    ],
)
def test_a_cell_that_was_read_before_is_told_of_in_the_language_that_is_spoken_now(
    pseudo_locale: str, source: str, message: str
) -> None:
    def said() -> Mistake:
        [found] = parse_cell(source)
        assert isinstance(found, Mistake)
        return found

    english = said()
    with speaking(pseudo_locale):
        there = said()
    assert there.message.startswith("⟦")
    assert accented(message)[-10:] == there.message[-10:]
    assert there.remedy.startswith("⟦")
    assert said() == english
    assert not english.message.startswith("⟦")


def test_where_it_is_is_said_when_it_is_told(pseudo_locale: str) -> None:
    problem = Problem(Where("roster.csv", cell=4, row=3, column="start", argument="start"), "", "")
    english = str(problem)
    assert english == "roster.csv, cell 4, row 3, column start, start"
    with speaking(pseudo_locale):
        assert missed(str(problem), "roster.csv", "start") == []
    assert str(problem) == english

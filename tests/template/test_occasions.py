from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.pairs import workbook_id
from reflect.template import TemplateError, read_template
from reflect.template.occasions import called_after, file_stem, in_order, in_words, is_occasion, next_of_day
from reflect.template.parameters import ParameterError, read_occasion
from tests.notebooks import HEADER, PARAMETERS, template

NUMBERS = st.integers(1, 99)
OCCASIONS = st.builds(
    lambda day, number: f"{day.isoformat()}-{number}" if number > 1 else day.isoformat(), st.dates(), NUMBERS
)
BAD = ("2026-02-30", "2026-03-05-0", "2026-03-05-1", "2026-03-05-02", "2026-03-05-100", "../", "2026-03-05/..", "soon")


@given(OCCASIONS)
def test_an_occasion_is_told_from_the_name_of_a_file(occasion: str) -> None:
    assert is_occasion(occasion)
    assert called_after(file_stem("weekly_note", occasion)) == ("weekly_note", occasion)
    assert read_occasion(occasion).text == occasion


@given(st.text())
def test_whatever_a_file_is_called_its_name_says_an_occasion_or_none(stem: str) -> None:
    name, occasion = called_after(stem)
    assert not occasion or is_occasion(occasion)
    assert not name or file_stem(name, occasion) == stem


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_occasion_is_refused_in_words(text: str) -> None:
    assert not is_occasion(text)
    with pytest.raises(ParameterError, match=r"no date .* Write it as year-month-day"):
        read_occasion(text)


@pytest.mark.parametrize(
    "stem", ["weekly_note-returned-0123456789ab", "weekly_note-Copy1", "weekly_note-2026-02-30", ""]
)
def test_a_file_of_another_name_is_no_entry(stem: str) -> None:
    assert called_after(stem) == ("", "")


def test_a_date_is_an_occasion_however_it_is_written() -> None:
    assert {read_occasion(text).text for text in ("2026-03-05", "5/3/2026", "5 March 2026")} == {"2026-03-05"}


def test_the_entries_of_a_day_follow_each_other() -> None:
    taken: list[str] = []
    for _ in range(11):
        taken.append(next_of_day("2026-03-05", taken))
    assert taken[0] == "2026-03-05"
    assert taken[-1] == "2026-03-05-11"
    assert sorted(["2026-03-06", *reversed(taken), ""], key=in_order) == ["", *taken, "2026-03-06"]
    assert next_of_day("2026-03-05-2", ["2026-03-05"]) == "2026-03-05-2"
    assert (in_words("2026-03-05"), in_words("2026-03-05-2")) == ("5 March 2026", "5 March 2026 (2)")


@given(OCCASIONS, OCCASIONS)
def test_each_occasion_has_an_id_of_its_own(one: str, other: str) -> None:
    assert (workbook_id("p", "t", one) == workbook_id("p", "t", other)) == (one == other)
    assert workbook_id("p", "t", one) != workbook_id("p", "t")


def test_a_workbook_without_an_occasion_keeps_the_id_that_it_has() -> None:
    assert workbook_id("pair", "smart_goals") == "b919a80f-79a5-57aa-a406-cde14e97486c"


def test_a_template_that_repeats_has_an_occasion_and_no_other_has() -> None:
    repeating = HEADER.replace("version=1", "version=1, repeats=True, occasion=occasion")
    read = read_template(template(parameters=f'{PARAMETERS}\noccasion = ""', header=repeating), "it")
    assert (read.repeats, read.occasion) == (True, "")
    with pytest.raises(TemplateError, match="it repeats, and the parameters cell has no occasion"):
        read_template(template(header=repeating.replace(", occasion=occasion", "")), "it")
    with pytest.raises(TemplateError, match="the parameter occasion is for templates that repeat"):
        read_template(template(parameters=f'{PARAMETERS}\noccasion = ""'), "it")
    with pytest.raises(TemplateError, match="repeats must be True, or left out, not 'weekly'"):
        read_template(template(header=HEADER.replace("version=1", "version=1, repeats='weekly'")), "it")

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError

from reflect.cli import main
from reflect.personalise import as_markdown
from reflect.template.filling import LONGEST, filling
from tests.notebooks import markdown, save, template

VALUES = {"mentor": "Alex", "mentee": "Sam", "start": "", "goals": ["a", "b"], "venue": {"city": "Leeds"}, "hours": 3}

HOSTILE = (
    "{{ 'a' * 10 ** 9 }}",
    "{{ 'a' * 999999999 }}",
    "{{ [0] * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'a'|center(999999999) }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ mentor.rjust(999999999) }}",
    "{{ lipsum(999999) }}",
    "{{ range(999999999)|list }}",
    "{% for a in range(999999999) %}{% endfor %}",
    "{% for a in goals recursive %}{{ loop(goals) }}{% endfor %}",
    "{% for a in mentor %}" * 12 + "x" + "{% endfor %}" * 12,
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set a = 'aa' %}{% set a = a ~ a %}{{ a }}",
    "{% filter upper %}x{% endfor %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% call m() %}{% endcall %}",
    "{% autoescape true %}{% endautoescape %}",
    "{{ '" + "a" * 1000 + "'" + "|replace('a', 'aaaaaaaaaa')" * 15 + " }}",
    "{{ mentor" + " ~ mentor" * 200 + " }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{{ " + "[" * 100 + "]" * 100 + " }}",
    "{% if mentor %}" * 200 + "{% endif %}" * 200,
    "{{ mentor" + "|upper" * 500 + " }}",
    "{{ mentor" + ".a" * 5000 + " }}",
    "{{ 1" + " if 1 else 1" * 500 + " }}",
    "{{" * 20_000,
    "{#" * 20_000,
    "{%" + " " * 40_000 + "raw",
    "{{ mentor }}" + "x" * LONGEST,
    "{{ cycler.__init__.__globals__.os }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ namespace() }}",
    "{{ caller }}",
    "{% do 1 %}",
    "{% debug %}",
    "{% trans %}a{% endtrans %}",
    "{% import 'os' as os %}",
    "{% extends 'a' %}",
)


def filled(source: str, values: dict[str, Any] = VALUES) -> str:
    return filling(source, as_markdown)(values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ mentor }} and {{ mentee }}", "Alex and Sam"),
        ("{{ start or 'soon' }}{% if start %}!{% endif %}", "soon"),
        ("{% if mentor == 'Kim' %}a{% elif mentor in ['Alex'] %}b{% else %}c{% endif %}", "b"),
        ("{{ goals|join(', ') }} {{ goals|first }} {{ goals|length }} {{ goals[1] }}", "a, b a 2 b"),
        ("{{ venue.city }} {{ mentor|upper }} {{ mentor|default('x') }} {{ mentor[:1] }}", "Leeds ALEX Alex A"),
        ("{{ sponsor|default('nobody') }} {% if sponsor is defined %}x{% endif %}", "nobody "),
        ("{{ mentor ~ ', ' ~ mentee }} {{ 'a' if hours > 2 else 'b' }} {{ hours + 1 }}", "Alex, Sam a 4"),
        ("{# gone #}{% raw %}{{ mentor }}{% endraw %}", "{{ mentor }}"),
        ("a{%- if mentor -%} b {%- endif %}", "ab"),
    ],
)
def test_what_a_question_needs_can_stand_in_it(source: str, text: str) -> None:
    assert filled(source) == text


@pytest.mark.parametrize("source", HOSTILE)
def test_anything_that_could_take_without_end_is_refused_at_once(source: str, tmp_path: Path) -> None:
    before = time.process_time()
    with pytest.raises(TemplateError):
        filled(source)
    path = save(template(markdown(source)), tmp_path / "hostile.ipynb")
    for command in (["check"], ["new", "--mentor", "Alex", "--mentee", "Sam", "--out", str(tmp_path / "out")]):
        result = CliRunner().invoke(main, [*command, str(path)])
        assert result.exit_code in (1, 2)
        assert isinstance(result.exception, SystemExit)
        assert "cell 4: " in result.stderr
        assert len(result.stderr) < 1_000
    assert time.process_time() - before < 20  # some would take hours, or all the memory there is


def test_what_a_cell_becomes_has_a_greatest_length() -> None:
    assert len(filled("{{ mentor }}" * 100, {"mentor": "a" * 1_000})) == 100_000
    with pytest.raises(TemplateError, match="longer than a cell can be"):
        filled("{{ mentor }}" * 100, {"mentor": "a" * 10_000})
    with pytest.raises(TemplateError, match="longer than a cell can be"):
        filled("{{ mentor|join(mentor) }}", {"mentor": "a" * 10_000})


def test_all_cells_together_have_a_greatest_length(tmp_path: Path) -> None:
    path = save(template(*[markdown("{{ mentor }}" * 2_000)] * 30), tmp_path / "long.ipynb")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert (result.exit_code, "there is too much to fill in" in result.stderr) == (1, True)


@given(st.text(alphabet="{}%#-|.~()[]'\"abif10 endwr\n", max_size=60))
def test_whatever_is_written_there_is_filled_in_or_refused(source: str) -> None:
    try:
        filled(source, {"a": "b"})
    except (TemplateError, TypeError, ValueError, ArithmeticError):
        return


def test_a_name_of_many_signs_is_written_as_quickly_as_any() -> None:
    before = time.process_time()
    assert as_markdown("1" * 100_000 + ")" * 100_000).count("&#41;") == 1
    assert time.process_time() - before < 10

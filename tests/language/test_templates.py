"""What is wrong with a template, in the language of whoever is told, and of nobody who was told before."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reflect.cli import main
from reflect.errors import Problem, Where
from reflect.fields import KINDS, arguments_of
from reflect.language import speaking
from reflect.template import PEOPLE
from reflect.template.calls import Mistake, parse_cell
from tests.language.pseudo import accented, missed
from tests.notebooks import HEADER, code, markdown, save, template


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


CALLS = """
wb.text("Not an id")
wb.text()
wb.text("b", required="yes", label=3)
wb.text("b2", by="boss")
wb.text("b3", colour="red")
wb.text("b4", label=3)
wb.text("b5", when={"b": "x", "c": "y"})
wb.text("b6", when_below={"b": "seven"})
wb.text(name)
wb.text("b7", label=f"{name}")
wb.text("b8", **more)
wb.text("b9", "b")
wb.text("b10", id="b")
wb.text("c", release=True)
wb.text("c")
wb.text("d", when={"nothing": "x"})
wb.number("e", low="one")
wb.scale("f", 5, 5)
wb.scale("f2", 0.5)
wb.scale("f3", ends=["one"])
wb.choice("g", ["one"])
wb.choice("g2", ["one", "one"])
wb.choice("g3", "one, two")
wb.choice("g4")
wb.rows("h")
wb.rows("h2", ["what"])
wb.rows("h3", {"what": "essay"})
wb.rows("h4", {"what": ["one"]})
wb.rows("h5", {"What": "text"})
wb.rows("h6", {"what": ("Mine", "text", "boss")})
wb.rows("h7", {"what": ("Mine", "text", "mentor")})
wb.rows("h8", {"what": "text"}, rows=["x"], at_least=2)
wb.rows("h9", {"what": "text"}, suggest={"other": ["x"]})
wb.rows("h10", {"what": "text"}, at_least="x")
wb.essay("i")
wb.at_least(2, ["c"])
wb.at_least(2)
wb.at_least(1, ["nothing"])
wb.group("G", repeat=3, title="Goal {number}")
wb.group("g", repeat=30, title="Goal {number}")
wb.group("g", repeat=3, title="Goal")
wb.group("g", repeat=3, title="Goal {number}", help=3)
wb.group("g", repeat=3)
print(wb)
""".strip()

READABLE = [
    markdown("# {{ mentro }}"),
    code('wb.rows("a", {"what": "text"}, picture="roadmap")'),
    code('wb.rows("b", {"what": "text"}, picture="road_map")'),
    code('wb.text("c", release=True)'),
]


def faulty() -> list[tuple[str, dict[str, Any]]]:
    """Templates with something wrong, each with a name for it."""
    called = HEADER.replace("weekly_note", "smart_goals").replace(", programme=programme, start=start", "")
    many = template(*(code(line) for line in CALLS.splitlines()))
    read = template(*READABLE, parameters='mentor = ""\nmentee = ""\nstart = "soon"\nai_consent = "yes"', header=called)
    read["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ""}]
    read["cells"][2].pop("id")
    read["cells"][4]["id"] = read["cells"][3]["id"]
    headers = [
        'wb = reflect.workbook("My notes", version=1, title="x")',
        'wb = reflect.workbook("released", version=1, title="x")',
        'wb = reflect.workbook("x", version="1", title="x")',
        'wb = reflect.workbook("x", version=1, title="")',
        'wb = reflect.workbook("x", version=1, title="x", personal_to="me")',
        'wb = reflect.workbook("x", version=1, title="x", language="Welsh!")',
        'wb = reflect.workbook("x", version=1, title="x", repeats=1)',
        'wb = reflect.workbook("x", version=1, title="x", repeats=True)',
        'wb = reflect.workbook("x", version=1, title="x", size=3)',
        'wb = reflect.workbook("x", 1, title="x")',
        'wb = reflect.workbook("x", version=1, title="x", focus=focus)',
        f"{HEADER}\n{HEADER}",
        "import reflect",
        "wb = reflect.workbook(",
    ]
    parameters = ["import os", "mentor = [", 'match = ""', "start = today()", 'mentor = "Alex"', 'occasion = ""']
    return [
        ("calls", many),
        ("read", read),
        *((f"header-{number}", template(header=header)) for number, header in enumerate(headers)),
        *((f"parameters-{number}", template(parameters=each)) for number, each in enumerate(parameters)),
        ("twice", template(code('mentor = ""', "parameters"))),
        ("bare", template(code("wb.text('a')"), parameters='mentor = ""')),
        *(
            (f"filled-{number}", template(markdown(each)))
            for number, each in enumerate(("{{ mentor", "{{ f() }}", "{{ 1 / 0 }}", "{{ mentor.age }}", "{% for x %}"))
        ),
    ]


EXAMPLE = re.compile(
    r"""wb\.\w+\(.*?\)|wb = .*?\)|reflect\.workbook(\(.*?\))?|\{\{.*?\}\}|\{%.*?%\}|\w+='?\w*'?|'\w*'"""
)
"""Code that is quoted from a template, or is an example of one."""

BABELS = {"and", "or"}
"""What Babel joins lists with, which knows of no pseudo-locale."""

JINJAS = {
    "unexpected", "end", "of", "template", "expected", "token", "print", "statement", "block", "got", "division", "by",
    "zero", "Expected", "an", "expression",
}  # fmt: skip
"""Words of Jinja2's and Python's own, which are in English."""

EXAMPLES = {"name", "value", "kind", "occasion", "parameters", "en", "not", "at", "all", "completely", "may", "apply"}
"""What stands in examples, or is what a tag or a parameter is called."""

NAMES = {*KINDS, *(name for kind in KINDS.values() for name in arguments_of(kind)), *PEOPLE, "wb", "True", "False"}


def plain_words(text: str) -> list[str]:
    """The words in a text that have letters which the pseudo-locale would have changed."""
    words = re.findall(r"[^\W\d]+", text)
    return [word for word in words if word.isascii() and accented(word)[1 : len(word) + 1] != word]


@pytest.mark.parametrize(("name", "content"), faulty(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_word_of_what_a_check_finds_has_been_through_the_catalogue(
    pseudo_locale: str, tmp_path: Path, name: str, content: dict[str, Any]
) -> None:
    path = save(content, tmp_path / f"{name}.ipynb")
    result = CliRunner().invoke(main, ["check", str(path)], env={"LANGUAGE": pseudo_locale})
    assert result.exit_code == 1, result.output
    said = EXAMPLE.sub(" ", result.output.replace(str(path), " "))
    written = re.findall(r"[^\W\d]+", "\n".join(cell["source"] for cell in content["cells"]))
    assert set(plain_words(said)) - NAMES - BABELS - JINJAS - EXAMPLES - set(written) == set()

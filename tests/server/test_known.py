"""Which code runs by itself, and what a person is shown of any other."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.catalogue import installed_template, template_names
from reflect.personalise import is_parameters, personalise
from reflect.programme.foreign import own_code
from reflect.server.trust.known import Code, code_of, difference, known_code, trusted_code
from reflect.template.calls import LiteralError
from tests.hostile import NAMES
from tests.notebooks import HEADER, code, notebook


def installed(name: str = "smart_goals") -> dict[str, Any]:
    known = installed_template(name)
    assert known is not None
    return copy.deepcopy(dict(known.notebook))


def known(workbook: dict[str, Any], name: str = "smart_goals") -> Code | None:
    template = installed_template(name)
    assert template is not None
    return known_code(workbook, own_code(template.notebook), template.template.parameters)


def runs_by_itself(workbook: dict[str, Any], name: str = "smart_goals") -> bool:
    """Whether all of a workbook's code does, and nothing has to be put in for what is lacking."""
    found = known(workbook, name)
    return found is not None and found.cells == code_of(workbook).cells


@pytest.mark.parametrize("name", template_names())
def test_what_reflect_makes_runs_by_itself(name: str) -> None:
    for person in NAMES:
        assert runs_by_itself(personalise(installed(name), {"mentor": person, "mentee": "Sam"}), name)


@pytest.mark.parametrize("place", range(len(installed()["cells"])))
def test_one_changed_character_of_code_does_not(place: int) -> None:
    workbook = personalise(installed(), {"mentor": "Alex", "mentee": "Sam"})
    cell = workbook["cells"][place]
    if cell["cell_type"] != "code":
        cell["source"] += "!"
        assert runs_by_itself(workbook)  # people write in Markdown, which runs nothing
        return
    cell["source"] += " "
    # In a parameters cell a space is no code; nothing of its text is run, only what it says.
    assert runs_by_itself(workbook) == is_parameters(cell)


def added(cell: dict[str, Any]) -> dict[str, Any]:
    workbook = personalise(installed(), {"mentor": "Alex", "mentee": "Sam"})
    workbook["cells"].append({**cell, "id": "added"})
    return workbook


def test_what_is_added_taken_away_or_moved_is_seen() -> None:
    assert not runs_by_itself(added(code("import os")))
    assert not runs_by_itself(added(code("")))
    assert not runs_by_itself(added(code("reflect = 1", "parameters")))  # no parameter of the template
    assert "mentee = 'Somebody else'" in ran(known(added(code('mentee = "Somebody else"', "injected-parameters"))))
    places = [place for place, cell in enumerate(installed()["cells"]) if cell["cell_type"] == "code"]
    fewer, moved = installed(), installed()
    del fewer["cells"][places[-1]]
    assert known(fewer) != known(installed())
    cells, (one, other) = moved["cells"], places[-2:]
    cells[one], cells[other] = cells[other], cells[one]
    assert not runs_by_itself(moved)


@pytest.mark.parametrize(
    "source",
    [
        "mentor = __import__('os').system('true')",
        "mentor: __import__('os').system('true') = ''",
        "import os",
        "!true",
        "%run x",
        "mentor = f'{1}'",
        "mentor = other = ''",
        "def mentor(): pass",
        "mentor = ''; print(1)",
        "mentor = 1e999",
    ],
)
def test_parameters_are_literals_or_nothing_runs(source: str) -> None:
    with pytest.raises(LiteralError, match=r"\w"):
        code_of(added(code(source, "parameters")))


VALUES = st.recursive(
    st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(VALUES)
def test_parameters_are_written_out_anew_and_mean_the_same(value: object) -> None:
    [(_, source)] = code_of(notebook(code(f"mentor = (\n {value!r}  # a comment\n)", "parameters"))).cells
    found: dict[str, object] = {}
    exec(source, {}, found)
    assert found == {"mentor": value}
    assert source == f"mentor = {value!r}"


def test_what_was_trusted_runs_again_and_nothing_else() -> None:
    own = notebook(code('mentor = ""', "parameters"), code("print('mine')"))
    trusted = {code_of(own).digest: code_of(own).own}
    assert trusted_code(own, {}) is None
    assert trusted_code(own, trusted) == code_of(own)
    changed = notebook(code('mentor = "Alex"', "parameters"), code("print('mine')"))
    assert trusted_code(changed, trusted) == code_of(changed)  # made for somebody else
    changed = notebook(code('mentor = ""', "parameters"), code("print('mine!')"))
    assert trusted_code(changed, trusted) is None
    split = notebook(code('mentor = ""', "parameters"), code("print("), code("'mine')"))
    assert code_of(split).digest != code_of(own).digest


def shown(before: Code, after: Code) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in difference(after, before) if line.kind != "same"]


def test_a_change_is_shown_with_a_little_around_it() -> None:
    before = code_of(notebook(code("one\ntwo"), code("three"), *[code(f"more {n}") for n in range(20)], code("end")))
    after = code_of(notebook(code("one\ntwo!"), code("three"), *[code(f"more {n}") for n in range(20)], code("End")))
    assert shown(before, after) == [
        ("removed", "two"),
        ("added", "two!"),
        ("gap", ""),
        ("removed", "end"),
        ("added", "End"),
    ]
    assert len(difference(after, before)) < 16
    assert [line.text for line in difference(after, None) if line.text][:3] == ["one", "two!", "three"]
    more = code_of(notebook(code("x = 1", "parameters"), code("one\ntwo"), code("three")))
    assert ("added", "x = ...") in shown(before, more)


def test_very_much_code_is_shown_whole_and_not_compared() -> None:
    before = code_of(notebook(*[code("a")] * 300))
    after = code_of(notebook(code("a\nb\n" * 50_000), code("end")))
    before_it = time.process_time()
    lines = difference(after, before)
    assert time.process_time() - before_it < 20
    assert {line.kind for line in lines} == {"added"}
    assert lines[-2].text == "end"


def made() -> dict[str, Any]:
    return copy.deepcopy(dict(personalise(installed(), {"mentor": "Alex", "mentee": "Sam"})))


def ran(code: Code | None) -> list[str]:
    """What is run, each cell once, the parameters as they come out."""
    assert code is not None
    return [source for _, source in code.cells]


@pytest.mark.parametrize("place", [0, 4, 9, 40, -1])
@pytest.mark.parametrize(
    "cell",
    [
        code("import os; os.remove('x')"),
        code("%run x"),
        code("We talked."),
        code("x\0"),
        code('wb.text("more")'),
        code("reflect = None", "parameters"),
        code('pair_id = "another"', "parameters"),
        code("mentor = __import__('os').system('true')", "injected-parameters"),
        code("wb = None"),
        code('wb.text("draft", label="another")'),
        {**code("import os"), "cell_type": "raw"},
    ],
)
def test_nothing_runs_but_what_is_known(cell: dict[str, Any], place: int) -> None:
    workbook = made()
    sound = ran(known(made()))
    cells = workbook["cells"]
    cells.insert(place if place >= 0 else len(cells), {**cell, "id": "added"})
    found = known(workbook)
    assert found is not None
    empty = [source for source in ran(found) if not source]
    assert [source for source in ran(found) if source] == sound
    assert len(empty) <= 1
    assert all(cells[place]["id"] != "added" or not source for place, source in found.cells)


def test_cells_that_were_moved_run_in_the_order_of_the_template() -> None:
    workbook = made()
    workbook["cells"].reverse()
    assert ran(known(workbook)) == ran(known(made()))


def test_what_is_lacking_of_the_parameters_is_set_all_the_same() -> None:
    sound: dict[str, Any] = {}
    for number in range(3):
        workbook = made()
        own, given = [cell for cell in workbook["cells"] if is_parameters(cell)]
        for cell in ((), (own,), (own, given))[number]:
            workbook["cells"].remove(cell)
        space: dict[str, Any] = {}
        for source in ran(known(workbook)):
            if "wb." in source:
                break
            exec(source.partition("import reflect")[0], {}, space)
        sound = sound or space
        assert set(space) == set(sound)
        assert space["pair_id"] == sound["pair_id"]


def test_what_stands_in_place_of_what_is_known_is_asked_about() -> None:
    for text, other in (
        ("import reflect", "import reflect\nimport os"),
        ('"draft"', 'wb.text("draft")'),
        ("import reflect", 'wb = reflect.workbook("smart_goals", version=2, title="SMART goals")'),
    ):
        workbook = made()
        cell = next(each for each in workbook["cells"] if text in each["source"])
        cell["source"] = cell["source"].replace("import reflect", other) if "import os" in other else other
        assert known(workbook) is None
        assert known(workbook) is known(installed("career_map"))  # of another template
    headless = made()
    headless["cells"] = [cell for cell in headless["cells"] if "import reflect" not in cell["source"]]
    assert known(headless) is None


def test_of_what_was_trusted_what_is_left_runs_and_nothing_else() -> None:
    own = notebook(code('mentor = ""', "parameters"), code(HEADER), code('wb.text("one")'), code("import helper"))
    trusted = {code_of(own).digest: code_of(own).own}
    for cell in (code("print('mine')"), code("We talked."), code('wb.text("one")'), code("%pip install x")):
        more = copy.deepcopy(own)
        more["cells"].insert(2, cell)
        found = trusted_code(more, trusted)
        assert found is not None
        assert found.own == code_of(own).own
    fewer = copy.deepcopy(own)
    del fewer["cells"][-1]
    assert trusted_code(fewer, trusted) is not None
    asks_more = copy.deepcopy(own)
    asks_more["cells"].append(code('wb.text("two")'))
    assert trusted_code(asks_more, trusted) is None
    changed = copy.deepcopy(own)
    changed["cells"][2]["source"] = 'wb.text("one", required=True)'
    assert trusted_code(changed, trusted) is None
    assert trusted_code(changed, {}) is None

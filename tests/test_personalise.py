from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from papermill.translators import translate_parameters

from reflect.fields import whole_text
from reflect.pairs import Pair, pair_id
from reflect.personalise import PersonaliseError, as_markdown, digest, parameters_of, personalise
from reflect.template import read_template
from reflect.template.calls import literal_assignments
from tests.hostile import NAMES
from tests.notebooks import PARAMETERS, code, markdown, template, weekly_note

PEOPLE = {"mentor": "Alex Reid", "mentee": "Sam Okafor", "start": "2027-02-05"}


def made(parameters: dict[str, Any] | None = None, content: dict[str, Any] | None = None) -> dict[str, Any]:
    return personalise(content or weekly_note(), PEOPLE if parameters is None else parameters)


def injected(workbook: dict[str, Any]) -> dict[str, Any]:
    [cell] = [cell for cell in workbook["cells"] if "injected-parameters" in cell["metadata"].get("tags", [])]
    return literal_assignments(cell["source"])


def test_names_and_dates_read_naturally_before_anything_runs() -> None:
    assert made()["cells"][0]["source"] == "# Weekly note\nSam Okafor with Alex Reid, from 5 February 2027"


def test_parameters_are_injected_below_the_parameters_cell_in_the_templates_order() -> None:
    workbook = made()
    assert [cell["id"] for cell in workbook["cells"]][1:3] == ["cell-2", "injected-parameters"]
    assert list(injected(workbook)) == ["mentor", "mentee", "start", "pair_id"]
    assert injected(workbook)["pair_id"] == pair_id("", "Alex Reid", "Sam Okafor")
    nbformat.validate(nbformat.from_dict(workbook))


def test_a_workbook_says_what_it_is_and_holds_no_more() -> None:
    content = weekly_note()
    content["metadata"]["papermill"] = {"input_path": "/home/sam/secret", "parameters": PEOPLE}
    metadata = made(content=content)["metadata"]
    assert set(metadata) == {"kernelspec", "language_info", "reflect"}
    assert (metadata["reflect"]["template"], metadata["reflect"]["version"]) == ("weekly_note", 1)
    assert metadata["reflect"]["pair"] == pair_id("", "Alex Reid", "Sam Okafor")


def test_the_code_of_a_workbook_is_folded_away() -> None:
    codes = [cell for cell in made()["cells"] if cell["cell_type"] == "code"]
    assert all(cell["metadata"]["jupyter"]["source_hidden"] for cell in codes)


def test_the_digest_changes_with_the_words_and_not_with_outputs() -> None:
    workbook = made()
    before = digest(workbook)
    assert workbook["metadata"]["reflect"]["made"] == before
    workbook["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    assert digest(workbook) == before
    workbook["cells"].append(markdown("My own note"))
    assert digest(workbook) != before


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_text_in_code_and_in_markdown(name: str) -> None:
    workbook = made({"mentor": "Alex", "mentee": name})
    assert injected(workbook)["mentee"] == name
    read = read_template(workbook, "made.ipynb")
    assert read.parameters["mentee"] == name
    [_, paragraph] = MarkdownIt("gfm-like", {"linkify": False}).parse(workbook["cells"][0]["source"])[1::3][:2]
    shown = "".join(part.content for part in paragraph.children or [] if part.type != "html_inline")
    assert shown.replace("\n", " ") == f"{' '.join(name.split())} with Alex"
    assert {part.type for part in paragraph.children or []} <= {"text", "text_special", "html_inline"}
    assert {part.content for part in paragraph.children or [] if part.type == "html_inline"} <= {"<span>", "</span>"}


@given(name=st.text(min_size=1, max_size=40))
def test_any_text_is_itself_as_markdown(name: str) -> None:
    html = MarkdownIt("commonmark").render(f"Hello {as_markdown(name)}, welcome")
    assert html.count("<span>") == html.count("</span>") == name.count("$") + name.count("\\")
    html = re.sub("</?span>", "", html)
    expected = " ".join(name.split()).replace("\x00", "\ufffd")
    assert (
        MarkdownIt("commonmark", {"html": False}).parse(f"Hello {as_markdown(name)}, welcome")[1].children is not None
    )
    assert html.count("<") == 2
    assert "".join(expected.split()) == "".join(_text(html).removeprefix("Hello ").removesuffix(", welcome").split())


def test_no_mark_of_a_formula_is_beside_another() -> None:
    for money in ("from $40k to $50k", r"\(x\) \[y\] $$z$$ \begin{x}"):
        for text in re.split("<[^>]*>", MarkdownIt("commonmark").render(as_markdown(money))):
            assert text in ("$", "\\") or not set("$\\") & set(text)


def _text(html: str) -> str:
    import html as entities

    return entities.unescape(html.strip().removeprefix("<p>").removesuffix("</p>"))


@given(value=st.text(max_size=60))
def test_any_text_is_itself_in_code(value: str) -> None:
    assert injected(made({"mentor": value, "mentee": "Sam"}))["mentor"] == value


@pytest.mark.parametrize("name", ["__import__", "class", "x; import os", "sponsor", ""])
def test_a_parameter_the_template_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(PersonaliseError, match="has no parameter"):
        made({"mentor": "Alex", "mentee": "Sam", name: "x"})


def test_a_number_for_a_text_becomes_text_and_other_types_are_kept() -> None:
    content = template(parameters=f"{PARAMETERS}\nlength = 60\nremote = True")
    given = injected(
        made({"mentor": "A", "mentee": "B", "programme": 2027, "length": "45", "remote": "False"}, content)
    )
    assert (given["programme"], given["length"], given["remote"]) == ("2027", 45, False)
    with pytest.raises(PersonaliseError, match="the parameter length cannot be 'an hour'"):
        made({"mentor": "A", "mentee": "B", "length": "an hour"}, content)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ mentro }}", "cell 4: 'mentro' is undefined. Mend what stands in {{ }}"),
        ("{{ mentor ", "cell 4: Jinja2 cannot read line 1 of it (unexpected end of template"),
        ("{{ mentor.__class__.__mro__ }}", "cell 4: this cannot be filled in (access to attribute '__class__'"),
        ("{% include 'x' %}", "cell 4: this cannot be filled in (no loader"),
        ("{{ 1 / 0 }}", "cell 4: this cannot be filled in (division by zero)"),
    ],
)
def test_a_markdown_cell_that_cannot_be_filled_in_is_named(source: str, said: str) -> None:
    with pytest.raises(PersonaliseError) as caught:
        made(content=template(markdown(source)))
    assert str(caught.value).startswith(said)


def test_a_pair_gives_the_parameters_that_the_template_has() -> None:
    read = read_template(template(code('wb.text("a")')), "note.ipynb")
    pair = Pair("Alex", "Sam", "alex@example.org", details={"start": "2027-01-01", "shoe_size": "43"}, id="1")
    assert set(parameters_of(pair, read)) == {"mentor", "mentee", "start", "pair_id"}


@given(
    st.dictionaries(st.sampled_from(["mentor", "mentee", "start"]), st.text(st.characters(exclude_categories=()))),
    st.sampled_from([{}, {"count": 3}, {"ratio": 0.5, "yes": True}, {"many": ["a", '"', [1, {"b": None}]]}]),
)
def test_values_are_written_into_code_as_papermill_writes_them(texts: dict[str, str], more: dict[str, Any]) -> None:
    parameters = 'mentor = ""\nmentee = ""\nstart = ""\ncount = 0\nratio = 0.0\nyes = False\nmany = []'
    header = 'wb = reflect.workbook("weekly_note", version=1, title="Weekly note", mentor=mentor, mentee=mentee)'
    blank = template(code('wb.text("happened")'), parameters=parameters, header=header)
    blank["cells"][0]["source"] = "# Weekly note"
    values = {**texts, **more}
    written = next(cell for cell in personalise(blank, values)["cells"] if cell["id"] == "injected-parameters")[
        "source"
    ]
    plain = {name: whole_text(value) if isinstance(value, str) else value for name, value in values.items()}
    in_order = {name: plain[name] for name in literal_assignments(parameters) if name in plain}
    assert written == translate_parameters("python3", "python", in_order, "Parameters").rstrip("\n")
    assert literal_assignments(written) == in_order

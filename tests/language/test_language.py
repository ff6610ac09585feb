from __future__ import annotations

import ast
import datetime as dt
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from reflect import language
from reflect.language import _, asked_for, direction, in_environment, is_tag, ngettext, speaking
from tests.language.pseudo import ROOT, accented, messages, missed

DAY = dt.date(2026, 11, 3)
WELSH = """
msgid ""
msgstr ""
"Language: cy\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;\\n"

#: src/reflect/journal/content.py
msgid "Your workbooks"
msgstr "Eich llyfrau gwaith"

#: src/reflect/journal/content.py
#, fuzzy
msgid "Open it"
msgstr "Agor"

#: src/reflect/form/browser/slot.js
msgid "Saved"
msgstr "Cadwyd"

#: src/reflect/form/browser/slot.js
msgid "{count} answer"
msgid_plural "{count} answers"
msgstr[0] "{count} ateb"
msgstr[1] "{count} ateb (2)"
msgstr[2] "{count} o atebion"
msgstr[3] "{count} o atebion (8)"

#: src/reflect/cli.py
msgid "{count} journal"
msgid_plural "{count} journals"
msgstr[0] "{count} dyddlyfr"
msgstr[1] ""
msgstr[2] ""
msgstr[3] ""
"""


@pytest.fixture
def welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "cy.po").write_text(WELSH, encoding="utf-8")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.forget()
    yield
    language.forget()


def test_english_is_as_it_is_written_and_needs_no_babel() -> None:
    assert _("Your workbooks") == "Your workbooks"
    assert ngettext("{count} answer", "{count} answers", 1) == "{count} answer"
    code = (
        "import sys; from reflect.language import _, ngettext, direction; _('a'); ngettext('a', 'b', 2);"
        "direction('en-GB'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.usefixtures("welsh")
def test_a_catalogue_is_read_as_its_translator_left_it() -> None:
    with speaking("cy"):
        assert _("Your workbooks") == "Eich llyfrau gwaith"
        assert _("Open it") == "Open it"  # somebody has to look at it first
        assert _("Nobody has put this into Welsh") == "Nobody has put this into Welsh"
        numbers = [ngettext("{count} answer", "{count} answers", n).format(count=n) for n in (1, 2, 3, 8)]
        begun = [ngettext("{count} journal", "{count} journals", n).format(count=n) for n in (1, 2, 3)]
    assert numbers == ["1 ateb", "2 ateb (2)", "3 o atebion", "8 o atebion (8)"]
    assert begun == ["1 journal", "2 journals", "3 journals"]  # not until all its forms are there
    with speaking("cy-GB"):
        assert _("Your workbooks") == "Eich llyfrau gwaith"
    assert _("Your workbooks") == "Your workbooks"


@pytest.mark.usefixtures("welsh")
def test_a_form_is_told_the_words_of_its_own_code() -> None:
    told = language.for_browser("cy")
    assert told["tag"] == "cy"
    assert told["words"] == {
        "Saved": "Cadwyd",
        "{count} answer": ["{count} ateb", "{count} ateb (2)", "{count} o atebion", "{count} o atebion (8)"],
    }
    assert [told["forms"][n] for n in (0, 1, 2, 8, 11, 100)] == [2, 0, 1, 3, 3, 2]
    assert language.for_browser("en-GB") == {"tag": "en-GB", "dir": "ltr"}


@pytest.mark.usefixtures("welsh")
@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en-GB"),
        ("cy", "cy"),
        ("de, cy;q=0.5", "cy"),
        ("en, cy;q=0.5", "en-GB"),
        ("en;q=0.2, cy;q=0.5", "cy"),
        ("cy;q=0", "en-GB"),
        ("../../cy, cy", "cy"),
        ("*", "en-GB"),
        ("fr", "en-GB"),
    ],
)
def test_a_page_speaks_what_a_browser_would_rather_have(header: str, tag: str) -> None:
    assert asked_for(header) == tag


@given(st.text())
def test_whatever_a_browser_asks_for_there_is_a_language(header: str) -> None:
    assert asked_for(header) == "en-GB"


@pytest.mark.usefixtures("welsh")
@pytest.mark.parametrize(
    ("environ", "tag"),
    [
        ({}, "en-GB"),
        ({"LANG": "C.UTF-8"}, "en-GB"),
        ({"LANG": "cy_GB.UTF-8"}, "cy-GB"),
        ({"LANG": "cy_GB.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en-GB"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:cy"}, "cy"),
    ],
)
def test_the_command_line_speaks_what_the_terminal_does(environ: dict[str, str], tag: str) -> None:
    assert in_environment(environ) == tag


def test_dates_numbers_and_lists_are_as_the_language_has_them() -> None:
    time = dt.datetime(2026, 11, 3, 9, 5, tzinfo=dt.UTC)
    assert language.moment(time) == "3 November 2026, 09:05"
    assert language.listed(["Alex", "Sam", "Jo"]) == "Alex, Sam and Jo"
    assert language.listed(["Alex", "Sam"], "or") == "Alex or Sam"
    assert language.listed(["Alex", "Sam", "Jo"], "unit") == "Alex, Sam, Jo"
    assert language.decimal(-1.5) == "-1.5"
    assert language.grouped(100_000) == "100,000"
    with speaking("de"):
        assert language.long_date(DAY) == "3. November 2026"
        assert language.listed(["Alex", "Sam", "Jo"]) == "Alex, Sam und Jo"
        assert language.listed(["Alex", "Sam", "Jo"], "unit") == "Alex, Sam, Jo"
        assert language.decimal(-1.5) == "-1,5"
        assert language.grouped(100_000) == "100.000"
        assert language.decimal(1e300) == "1e+300"
    with speaking("no-such-tongue"):
        assert language.long_date(DAY) == "3. november 2026"  # "no" is Norwegian
    with speaking("qq"):
        assert language.long_date(DAY) == "3 November 2026"


def test_languages_run_their_own_way() -> None:
    assert [direction(tag) for tag in ("en-GB", "cy", "ar", "he-IL", "qq")] == ["ltr", "ltr", "rtl", "rtl", "ltr"]


@pytest.mark.parametrize("tag", ["en-GB", "cy", "pt-BR", "zh-Hant-TW"])
def test_a_tag_is_a_tag(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize("tag", ["", "c", "Welsh language", "../cy", "cy_GB", "cy\n", 3, None])
def test_anything_else_is_none(tag: object) -> None:
    assert not is_tag(tag)


def test_reflect_pot_has_every_message() -> None:
    script = messages()
    assert script.TEMPLATE.read_bytes() == script.written(script.collected()), "run `make messages`"


def test_a_catalogue_is_begun_with_every_message_and_the_forms_of_its_language() -> None:
    script = messages()
    template = script.collected()
    for tag, forms in (("cy", 5), ("pt-BR", 2)):
        begun = read_po(io.BytesIO(script.written(script.begun(tag, template))))
        assert (len(begun), begun.num_plurals) == (len(template), forms)
        assert not any(map(script.is_done, begun))


def test_every_translation_fills_in_what_its_message_does() -> None:
    for file in language.CATALOGUES.glob("*.po"):
        with file.open("rb") as opened:
            for message in read_po(opened):
                known = [_filled_in(each) for each in _texts(message.id)]
                for text in _texts(message.string):
                    assert not message.id or not text or _filled_in(text) in known, (file.name, text)


def _texts(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, (tuple, list)) else (str(given or ""),)


def _filled_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall(r"%\(\w+\)\w", text))


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    """`_(f"...")` would find nothing in any catalogue."""
    calls = {"_": 1, "N_": 1, "n_": 2, "ngettext": 2, "pgettext": 2, "npgettext": 3}
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):  # Babel does not look into an f-string
                inside = [
                    each for each in ast.walk(node) if isinstance(each, ast.Call) and ast.unparse(each.func) in calls
                ]
                assert not any(isinstance(each.args[0], ast.Constant) for each in inside), ast.unparse(node)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
                parts = [each for given in node.args[: calls[node.func.id]] for each in ast.walk(given)]
                assert not any(isinstance(each, (ast.JoinedStr, ast.BinOp)) for each in parts), ast.unparse(node)
                assert not any(getattr(each, "attr", "") == "format" for each in parts), ast.unparse(node)


def test_no_function_has_another_use_for_the_name_that_looks_messages_up() -> None:
    """`_, pair = ...` would make `_` a name of the function's own, and `_("...")` in it a crash."""
    for file in (ROOT / "src").rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inside = {id(n) for c in ast.walk(function) if isinstance(c, ast.comprehension) for n in ast.walk(c)}
                names = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == "_"]
                assert "_" not in {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)} or not names
                used = {type(name.ctx) for name in names if id(name) not in inside}
                assert used != {ast.Load, ast.Store}, f"{file.name}, line {function.lineno}"


def test_the_pseudo_locale_keeps_what_is_not_words() -> None:
    said = accented("<b>Open</b> {name} of %(count)s")
    assert all(kept in said for kept in ("<b>", "</b>", "{name}", "%(count)s"))
    assert len(said) > len("<b>Open</b> {name} of %(count)s") * 1.2
    assert missed(f"{accented('One of {n}').format(n='Two')} and Three", "Three") == ["and"]

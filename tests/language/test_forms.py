"""What a form refuses, and what a workbook is filled in with, in the workbook's own language."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

import reflect
from reflect.form.aside import pass_over_text
from reflect.form.messages import MessageError, read_message
from reflect.form.workbook import FormError
from reflect.language import speaking
from reflect.personalise import PersonaliseError, personalise
from tests.language.pseudo import missed
from tests.notebooks import HEADER, markdown, template


def test_a_call_that_cannot_be_used_is_told_in_the_language_of_its_workbook(pseudo_locale: str) -> None:
    with pytest.raises(FormError) as caught:
        reflect.workbook("No name", version=1, title="x", language=pseudo_locale)
    shown = "\n".join(caught.value._render_traceback_())  # which IPython calls when nobody speaks any more
    assert missed(shown, "reflect.workbook", "No name") == []


def test_a_message_is_refused_in_the_language_of_the_form(pseudo_locale: str) -> None:
    with speaking(pseudo_locale), pytest.raises(MessageError) as caught:
        read_message({"type": "nonsense"}, None)
    assert missed(str(caught.value)) == []


def test_a_cell_of_text_is_passed_over_in_the_language_of_its_workbook(
    pseudo_locale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell.instance()
    try:
        with speaking(pseudo_locale):
            pass_over_text()
        assert shell.run_cell("We talked about my first week.").success
        assert missed(capsys.readouterr().out) == []
    finally:
        InteractiveShell.clear_instance()


def test_dates_are_filled_in_as_the_language_of_the_template_has_them() -> None:
    german = template(markdown("Seit {{ start }}"), header=HEADER.replace("version=1", 'version=1, language="de"'))
    made = personalise(german, {"start": "2026-11-03"})
    assert made["cells"][-1]["source"] == "Seit 3. November 2026"
    english = personalise(template(markdown("Since {{ start }}")), {"start": "2026-11-03"})
    assert english["cells"][-1]["source"] == "Since 3 November 2026"


def test_what_cannot_be_filled_in_is_told_in_the_language_of_whoever_makes_the_workbook(pseudo_locale: str) -> None:
    german = template(markdown("{{ f() }}"), header=HEADER.replace("version=1", 'version=1, language="de"'))
    with speaking(pseudo_locale):
        with pytest.raises(PersonaliseError) as caught:
            personalise(german, {})
        assert missed(str(caught.value)) == []
    with pytest.raises(PersonaliseError, match=r"^cell 4: name\(\) cannot stand in a question \(line 1\)"):
        personalise(german, {})

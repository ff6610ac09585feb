"""The README's commands are run as they stand there, and the documents name all that there is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import click

from reflect import fields
from reflect.catalogue import template_names
from reflect.cli import main
from reflect.fields.kinds import COLUMN_WORDS
from reflect.pictures import NEEDS
from reflect.programme.batch import find_template
from tests.opening import Person

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEMPLATES = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_the_commands_in_the_readme_work_in_the_order_given(tmp_path: Path, home: Path) -> None:
    [roster] = re.findall(r"^```csv\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    assert len(commands(README)) == 18
    for command in commands(README):
        program, *arguments = shlex.split(command)
        if command.startswith("reflect open"):  # goes on until it is stopped
            with Person(home).opens(*arguments[1:], at=tmp_path) as printed:
                assert "Opening http://localhost:" in printed, printed  # a slow machine is told to wait before that
            continue
        module = {"jupyter": "jupyter_core"}.get(program, program)
        run = subprocess.run(
            [sys.executable, "-m", module, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"{command}\n{run.stderr}"
    shared = [name for name in template_names() if find_template(name).template.personal_to is None]
    assert len(list(tmp_path.glob("pages/*/*.html"))) == 2 * len(shared)
    assert (tmp_path / "out.html").exists()


def test_the_readme_names_every_workbook_and_how_long_it_takes() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+, \d+) \|$", README, flags=re.MULTILINE))
    templates = [find_template(name).template for name in template_names()]
    assert rows == {each.name: ", ".join(map(str, each.minutes or ())) for each in templates}


def test_every_command_is_in_the_readme_or_a_document_it_names() -> None:
    documents = README + "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    for name, command in main.commands.items():
        names = command.commands if isinstance(command, click.Group) else [""]
        for inner in names:
            spelling = f"reflect {name} {inner}".strip()
            assert spelling in documents or (name == "demo" and "make demo" in documents), spelling


def table(first: str) -> list[list[str]]:
    """The rows of the table in the authors' document whose first column is called so, and at a time one after it."""
    found = re.findall(rf"^\| {first} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEMPLATES, flags=re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for body in found for line in body.splitlines()]


def test_the_kinds_of_field_are_in_the_authors_document() -> None:
    written = dict(table("call"))
    assert written == {f"`{kind.call}`": kind.answer for kind in fields.KINDS.values()}


def test_the_arguments_of_fields_are_in_the_authors_document_in_the_same_words() -> None:
    taken_by: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, each in fields.KINDS.items():
        for argument in fields.arguments_of(each).values():
            taken_by[f"`{argument.name}`", argument.meaning].append(kind)
    of_any, of_some = [row for row in table("argument") if len(row) == 2], [row for row in table("argument") if row[2:]]
    written = {(name, meaning): list(fields.KINDS) for name, meaning in of_any}
    written |= {(name, meaning): kinds.split(", ") for name, kinds, meaning in of_some}

    assert written == {
        key: kinds for key, kinds in taken_by.items() if key[0] != "`id`"
    }  # which is in the sentence before them


def test_what_may_be_said_of_a_column_is_in_the_authors_document_in_the_same_words() -> None:
    assert dict(table("word")) == {f'`"{word}"`': said.meaning for word, said in COLUMN_WORDS.items()}


def test_the_pictures_and_the_columns_they_need_are_in_the_authors_document() -> None:
    for name, columns in NEEDS.items():
        [sentence] = re.findall(rf'`"{name}"` needs [^.]*', TEMPLATES)
        assert all(f"`{column}`" in sentence for column in columns)
        assert f'`"{name}"`' in fields.arguments_of(fields.Rows)["picture"].meaning


def test_links_and_make_targets_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, flags=re.MULTILINE))
    assert targets >= {"demo", "test", "check", "bench"}
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_setting_is_in_the_document_on_prompts() -> None:
    source = (ROOT / "src" / "reflect" / "prompts" / "settings.py").read_text(encoding="utf-8")
    document = (ROOT / "docs" / "prompts.md").read_text(encoding="utf-8")
    settings = set(re.findall(r'"((?:REFLECT|OPENAI)_[A-Z_]+[A-Z])"', source))
    assert settings
    assert {f"`{name}`" for name in settings} <= set(re.findall(r"`[A-Z_]+`", document))

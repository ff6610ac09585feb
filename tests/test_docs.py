"""The README's commands are run as they stand there, and the documents name all that there is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click

from reflect import fields
from reflect.cli import main
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
    assert len(commands(README)) == 16
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
    assert len(list(tmp_path.glob("pages/*/*.html"))) == 4
    assert (tmp_path / "out.html").exists()


def test_every_command_is_in_the_readme_or_a_document_it_names() -> None:
    documents = README + "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    for name, command in main.commands.items():
        names = command.commands if isinstance(command, click.Group) else [""]
        for inner in names:
            spelling = f"reflect {name} {inner}".strip()
            assert spelling in documents or (name == "demo" and "make demo" in documents), spelling


def test_every_kind_of_field_and_argument_is_in_the_authors_document() -> None:
    for kind in fields.KINDS:
        assert f"`wb.{kind}(" in TEMPLATES
    for argument in set().union(*fields.ARGUMENTS.values()):
        assert f"`{argument}`" in TEMPLATES, argument


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

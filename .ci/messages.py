"""`make messages`: what people see, out of Python, Jinja2 and JavaScript into `reflect.pot` and the catalogues.

In Python that is what `_`, `ngettext`, `N_` and `n_` are given, and what click shows of a command: its docstring, and
the `help=` of its options. Line numbers are left out, so that the files change only when a message does.
"""

from __future__ import annotations

import ast
import inspect
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po

from reflect.language import CATALOGUES, SOURCE

ROOT = Path(__file__).parents[1]
TEMPLATE = CATALOGUES / "reflect.pot"

_Found = Iterator[tuple[int, Any, Any, Any]]


def python_and_click(file: io.BytesIO, keywords: Any, tags: Any, options: Any) -> _Found:
    """What a Python file says, with what click shows of its commands."""
    yield from extract_python(file, keywords, tags, options)
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield node.lineno, "_", inspect.cleandoc(ast.get_docstring(node) or ""), []
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.option", "_option"):
            for each in node.keywords:
                if each.arg == "help":
                    yield node.lineno, "_", ast.literal_eval(each.value), []


def _is_command(decorator: ast.expr) -> bool:
    made = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(made, ast.Attribute) and made.attr in ("command", "group")


_JINJA = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_SOURCES: list[tuple[str, dict[str, str | Callable[..., _Found]], dict[str, dict[str, Any]]]] = [
    ("src/reflect", {"**.py": python_and_click, "form/browser/**.js": "javascript"}, {}),
    ("templates", {"home/**.j2": "jinja2", "journal/**.j2": "jinja2"}, {"**": _JINJA}),
]
_PASSING = tuple(
    f'"{field}'.encode()
    for field in (
        "POT-Creation-Date", "PO-Revision-Date", "Generated-By",
        "Project-Id-Version", "Report-Msgid-Bugs-To", "Last-Translator: FULL NAME", "Language-Team: LANGUAGE",
    )
)  # fmt: skip
"""Lines of a header that would change with nothing of what people see, or that wait to be filled in."""

_KEYWORDS = {**DEFAULT_KEYWORDS, "n_": (1, 2), "t": None, "tn": (1, 2)}
"""`n_` is for constants that count; `t` and `tn` are what the browser's code calls them."""


def collected() -> Catalog:
    """Everything that people see, as a catalogue with nothing in the place of a translation."""
    found = Catalog(project="reflect", fuzzy=False)
    found.header_comment = "# What people see of reflect. `make messages` makes this file; nobody edits it."
    for folder, methods, options in _SOURCES:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / folder,
            list(methods.items()),  # type: ignore[arg-type]  # Babel's own method_map takes functions
            options_map=options,
            keywords=_KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            found.add(message, None, [(f"{folder}/{name}", 1)], auto_comments=comments, context=context)
    return found


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file has it: by what its messages are in, and without the moment at which it was made."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_by_file=True, include_lineno=False, include_previous=True)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_PASSING))


def begun(tag: str, template: Catalog) -> Catalog:
    """A catalogue of a language, as the web writes it, in which nothing is translated yet."""
    catalogue = Catalog(locale=tag.replace("-", "_"), project="reflect", fuzzy=False)
    catalogue.header_comment = f"# reflect in {catalogue.locale_identifier}."
    catalogue.update(template)
    return catalogue


def is_done(message: Message) -> bool:
    """Whether a message has its translation, in all of its forms."""
    several = isinstance(message.string, (tuple, list))
    return bool(message.id and message.string and not message.fuzzy and (not several or all(message.string)))


def main(*tags: str) -> None:
    """Bring the .pot and every catalogue up to date, and begin those of `tags`.

    What a translator has to look at again is marked fuzzy.
    """
    template = collected()
    CATALOGUES.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    print(f"{TEMPLATE.relative_to(ROOT)}: {len(template)} messages in {SOURCE}")
    for tag in tags:
        if not (file := CATALOGUES / f"{tag}.po").exists():
            file.write_bytes(written(begun(tag, template)))
    for file in sorted(CATALOGUES.glob("*.po")):
        with file.open("rb") as opened:
            catalogue = read_po(opened)
        catalogue.update(template)
        file.write_bytes(written(catalogue))
        print(f"{file.relative_to(ROOT)}: {sum(map(is_done, catalogue))} of {len(template)} translated")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What goes wrong is said in the language of whoever reads it: each string with words has been through the catalogue.

`ROOMS` are all the parts of the code, and `OTHERWISE` is what stays in them as it is, with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.language.pseudo import ROOT

SOURCE = ROOT / "src" / "reflect"

ROOMS = sorted(path.name for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())

OTHERWISE = {
    "does not apply": "a value in a log",
    "may not apply": "a word that a template says of a column",
    "mentee": "the argument that an error is of",
    "mentee_email": "the argument that an error is of",
    "a device is named by 4 to 16 small letters and digits, such as 'ab12'": "said to whoever writes the call",
    "reflect: answers to {}": "the name of a thread",
    "'level': 'scale -2-2'": "how a template writes a column",
    "KEY VALUE": "what an argument is called",
    "reflect open {}": "a command",
    "reflect new smart_goals --mentor Alex --mentee Sam": "a command",
    "reflect new {} --mentor {} --mentee {}{} --out {}": "a command",
    'reflect new {} --mentor "{}" --mentee "{}" --out {}': "a command",
    "{}: {}": "a file, or the kind of an error, and what was already put into words",
    "{}.toml": "a file",
    "system volume information": "a folder",
    "{}, as run": "a parameter that no workbook has",
    "Exception while loading config file %s": "what Jupyter says, by which it is known",
    "Error loading config file: %s": "what Jupyter says, by which it is known",
    "What exactly I want to reach": "what a model is asked about, in English as its instructions are",
    "Who, what, where.": "what a model is asked about, in English as its instructions are",
    "I want to run the weekly planning meeting by myself by the end of May.": "what a model is asked about, as above",
    "under way": "a state or a status, which has words of its own",
    "not begun": "a state or a status, which has words of its own",
    "book for {}": "a mark, by which a file is known again",
    "No question from a model: %s": "a kernel's log",
    "Asks for {}.\n\n    {}\n\nArguments:\n\n{}": "what an editor shows of a call, in the words of docs/templates.md",
    "export const { {} } = {};": "JavaScript",
    "noopener noreferrer": "HTML",
    "Who will read it. A personal workbook is only for its owner.": "what nbconvert shows of an option, as of its own",
    "not started": "a status, as a template's options and people type it",
    "a key is given twice, and one of its values would be lost": "taken for no JSON",
}
"""What nobody is shown, by its text, and why."""

OF_A_LANGUAGE = {"prompts/english.py"}
"""What English looks like. Another language has its own."""

BROWSERS = ("default-src ", "img-src ")
"""How a policy for browsers begins."""

UNSEEN = {
    "RevisionError": "a line that is no revision is passed over and counted, and the form has words of its own",
    "BundleError": "only whoever changes the browser's code can bring it about",
}
"""Errors that nobody is shown, and why."""

LOOKED_UP = {"_", "N_", "n_", "ngettext", "pgettext", "npgettext"}
CODE = {"example", "meaning", "_esm"}
"""What messages call a value that is code, as a template has it; what documents have; and JavaScript."""


def texts(room: str) -> Iterator[tuple[str, str]]:
    """What a room says that has not been through the catalogue, each with its place."""
    path = SOURCE / room
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        if file.relative_to(SOURCE).as_posix() in OF_A_LANGUAGE:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        aside = {id(inner) for node in ast.walk(tree) for each in not_said(node) for inner in ast.walk(each)}
        aside |= documented(tree)
        raised = {id(each) for node in ast.walk(tree) for each in given_to_an_error(node)}
        for node in ast.walk(tree):
            text = written(node)
            if text is not None and id(node) not in aside and (in_words(text) or (id(node) in raised and text)):
                yield f"{file.relative_to(SOURCE)}, line {getattr(node, 'lineno', 0)}", text


def not_said(node: ast.AST) -> Iterator[ast.AST]:
    """What stands inside a node and is said to nobody, or is looked up."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in LOOKED_UP or name in UNSEEN:
            yield node
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="re" | "logger" | "_log" | "log") | ast.Attribute(attr="log"))
        ):
            yield node
        case ast.Call(func=ast.Name(id="_option")):  # which looks its help up when it is shown
            yield from (each for each in node.keywords if each.arg == "help")
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if (
            text.startswith(BROWSERS)
        ):
            yield node
        case ast.keyword(arg=name) | ast.Assign(targets=[ast.Name(id=name)]) if name in CODE:
            yield node
        case ast.Expr(value=ast.Constant()):  # what documents the line above it
            yield node
        case ast.Subscript(value=ast.Name(id="Annotated" | "Literal")):
            yield node
        case ast.JoinedStr():
            yield from (each for each in node.values if isinstance(each, ast.Constant))
        case ast.AnnAssign(annotation=ast.Name(id="ClassVar"), target=ast.Name(id="answer" | "call")):
            yield node


def documented(tree: ast.Module) -> set[int]:
    """The constants of a module that document the arguments of fields, in `Annotated[...]`."""
    annotated = [n for n in ast.walk(tree) if isinstance(n, ast.Subscript) and ast.unparse(n.value) == "Annotated"]
    names = {each.id for node in annotated for each in ast.walk(node) if isinstance(each, ast.Name)}
    found = set()
    for line in tree.body:
        if isinstance(line, ast.Assign) and not isinstance(line.value, ast.Call):
            assigned = {each.id for each in ast.walk(line.targets[0]) if isinstance(each, ast.Name)}
            found |= {id(each) for each in ast.walk(line) if assigned <= names}
    return found


def given_to_an_error(node: ast.AST) -> list[ast.expr]:
    """What an error, or a problem found beside others, is made of."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        node = node.exc
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "at":
            node = node.func.value  # what it is raised `at` is a name
    elif not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "Problem"))):
        return []
    if not isinstance(node, ast.Call) or ast.unparse(node.func).lstrip("_")[:1].islower():  # a function that makes one
        return []
    return [*node.args, *(each.value for each in node.keywords)]


def written(node: ast.AST) -> str | None:
    """The text that a node writes out; {} for each value in it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_words(text: str) -> bool:
    """Whether a text has words, rather than being one, as a key or a name is."""
    return sum(word.strip(".,:;!?()'\"").isalpha() for word in text.split()) > 1


@pytest.mark.parametrize("room", ROOMS)
def test_what_people_are_told_has_been_through_the_catalogue(room: str) -> None:
    assert (SOURCE / room).exists()
    assert [f"{place}: {text}" for place, text in texts(room) if text not in OTHERWISE] == []


def test_what_nobody_is_shown_is_still_there() -> None:
    assert OTHERWISE.keys() - {text for room in ROOMS for _place, text in texts(room)} == set()


@pytest.mark.parametrize(
    "line",
    [
        'raise FieldError("no")',
        'raise FieldError(f"{name} is not here")',
        'problem = Problem(where, "not here", _("Add it"))',
        'message = "not here"',
        'message = _("{what} is not here").format(what="the line")',
        'message = "not here" if it else _("Here")',
    ],
)
def test_what_has_not_is_found(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.language.test_errors_speak.SOURCE", tmp_path)
    (tmp_path / "room.py").write_text(line, encoding="utf-8")
    assert list(texts("room.py"))

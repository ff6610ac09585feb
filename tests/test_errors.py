"""The tree of errors, and that nobody goes around it."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import UsageError
from jinja2 import TemplateRuntimeError

import reflect
from reflect import errors
from reflect.disk.errors import DiskError
from reflect.errors import Problem, ReflectError, Where
from reflect.personalise import PersonaliseError
from reflect.programme.somebodys import SomebodysError
from reflect.template import Template, TemplateError

SOURCE = Path(reflect.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


def classes() -> list[type]:
    """Every class of the package."""
    importlib.import_module("papermill")  # which imports the engine
    names = [each.name for each in pkgutil.walk_packages([str(SOURCE)], "reflect.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    return [
        each
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__
    ]


def below(kind: type[ReflectError], depth: int = 0) -> set[tuple[int, str, str]]:
    found = set()
    for each in kind.__subclasses__():
        if each.__module__.partition(".")[0] == "reflect":
            found |= {(depth, each.__name__, kind.__name__)} | below(each, depth + 1)
    return found


def drawn() -> set[tuple[int, str, str]]:
    """The tree in the docstring: depth, name and the name above of each."""
    found, above = set(), ["ReflectError"]
    lines = (errors.__doc__ or "").split("\n")
    for line in lines[lines.index("    ReflectError") + 1 :]:
        if not line.startswith("      "):
            break
        depth = (len(line) - len(line.lstrip()) - 6) // 2
        name = line.split()[0]
        above[depth + 1 :] = [name]
        found.add((depth, name, above[depth]))
    return found


def test_every_error_of_the_package_is_in_the_tree_and_the_tree_is_drawn() -> None:
    ours = [each for each in classes() if issubclass(each, Exception) and not issubclass(each, ReflectError)]
    # Two are raised where a library asks for one of its own, and never leave the module that calls it.
    assert {each.__name__: each.__base__ for each in ours} == {
        "_Misused": UsageError,
        "FillingError": TemplateRuntimeError,
    }
    assert below(ReflectError) == drawn()


def handlers(tree: ast.AST) -> Iterator[tuple[list[ast.stmt], ast.expr]]:
    """What is tried, and what is caught there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            yield from ((node.body, each.type) for each in node.handlers if each.type is not None)
        elif isinstance(node, ast.With):
            for item in node.items:
                if isinstance(call := item.context_expr, ast.Call) and ast.unparse(call.func) == "suppress":
                    yield from ((node.body, each) for each in call.args)


def names_in(tree: ast.AST) -> set[str]:
    """What is called, by name."""
    calls = (each.func for each in ast.walk(tree) if isinstance(each, ast.Call))
    return {ast.unparse(each).removeprefix("self.") for each in calls}


def modules() -> dict[str, ast.Module]:
    return {
        ".".join(("reflect", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): ast.parse(
            file.read_text(encoding="utf-8")
        )
        for file in FILES
    }


def raising() -> dict[str, set[str]]:
    """The names in each module of what raises an error of the tree, or calls what does."""
    errors_ = {each.__name__ for each in classes() if issubclass(each, ReflectError)}
    trees = modules()
    found: dict[str, set[str]] = {name: set() for name in trees}
    while True:
        before = sum(map(len, found.values()))
        for name, tree in trees.items():
            for each in ast.walk(tree):
                if isinstance(each, ast.ImportFrom) and (source := found.get(each.module or "")) is not None:
                    found[name] |= {alias.asname or alias.name for alias in each.names if alias.name in source}
                elif isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    raised = {
                        ast.unparse(node.exc) for node in ast.walk(each) if isinstance(node, ast.Raise) and node.exc
                    }
                    if names_in(each) & found[name] or {text.partition("(")[0] for text in raised} & errors_:
                        found[name].add(each.name)
        if sum(map(len, found.values())) == before:
            return found


def test_a_value_error_is_caught_of_pythons_own_calls_alone() -> None:
    found, wrong = raising(), []
    for name, tree in modules().items():
        for body, caught in handlers(tree):
            if "ValueError" in {each.id for each in ast.walk(caught) if isinstance(each, ast.Name)}:
                called = set().union(*map(names_in, body)) & found[name]
                wrong += [f"{name}, line {caught.lineno}: {call}" for call in called]
    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_message_is_taken_apart(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    caught = {each.name for each in ast.walk(tree) if isinstance(each, ast.ExceptHandler) and each.name}
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in dir(str):
            text = ast.unparse(call.func.value)
            assert text not in {f"str({name})" for name in caught}, ast.unparse(call)
            assert not text.endswith((".message", ".remedy", ".reason")) or text.startswith("self."), ast.unparse(call)
            assert call.func.attr not in ("partition", "split") or '". "' not in ast.unparse(call).replace("'", '"')


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(), "it is shut. Open it."),
        (Where("a.ipynb"), "a.ipynb: it is shut. Open it."),
        (Where("a.ipynb", cell=3), "a.ipynb, cell 3: it is shut. Open it."),
        (Where(row=2, column="mentor"), "row 2, column mentor: it is shut. Open it."),
        (Path("a.ipynb"), "a.ipynb: it is shut. Open it."),
    ],
)
def test_an_error_is_composed_once_from_its_parts(where: object, said: str) -> None:
    error = DiskError(where, "it is shut", "Open it")
    assert (str(error), error.message, error.remedy, error.reason) == (
        said,
        "it is shut",
        "Open it",
        "it is shut. Open it.",
    )


def test_an_error_is_said_of_another_file_by_its_parts() -> None:
    error = PersonaliseError("it is shut", "Open it", 3).at("/home/sam/a.ipynb")
    assert str(error) == "/home/sam/a.ipynb, cell 3: it is shut. Open it."
    assert str(error.at("a.ipynb", instead_of="/home/sam/a.ipynb")) == "a.ipynb, cell 3: it is shut. Open it."
    assert error.at("a.ipynb", instead_of="b.ipynb") is error
    assert error.said_of("b.ipynb", Path("/home/sam/a.ipynb")) == "cell 3: it is shut. Open it."
    assert error.said_of("b.ipynb") == str(error)


def test_all_problems_of_a_template_are_said_of_another_file() -> None:
    problems = [Problem(Where("a.ipynb", cell=cell), "it is shut", "Open it.") for cell in (1, 2)]
    moved = TemplateError(problems).at("b.ipynb")
    assert str(moved) == "b.ipynb, cell 1: it is shut. Open it.\nb.ipynb, cell 2: it is shut. Open it."
    assert [problem.where.file for problem in moved.problems] == ["b.ipynb", "b.ipynb"]


def test_an_error_comes_back_from_another_process_as_it_was() -> None:
    template = Template("note", 1, "Note", None, {}, ())
    for error in (
        SomebodysError("a.ipynb", template, in_doubt=True),
        TemplateError([Problem(Where("a.ipynb", cell=2), "it is shut", "Open it.")]),
        PersonaliseError("it is shut", "Open it", 3),
    ):
        for back in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # it is our own
            assert (type(back), str(back), back.where) == (type(error), str(error), error.where)
            assert vars(back) == vars(error)

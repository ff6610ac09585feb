"""Workbooks that came back, merged into a programme's folder.

A returned workbook is known by its id, which follows from its pair and its template, and not by the name of its file.
Its answers are added to those beside the workbook that is here, and a workbook that is not here is made anew from its
installed template: nothing that came back is ever run or copied as code. To collect the same again changes nothing,
and the order in which things come back makes no difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from reflect.answers import FolderStore, Log, Reading, Revision, StoreError
from reflect.answers.log import PROMPT
from reflect.calls import literal_assignments
from reflect.contained import contained
from reflect.installed import installed_template
from reflect.notebook import NotebookError, read_notebook, write_whole
from reflect.packing import bare, text_of
from reflect.pairs import is_id, released_id
from reflect.personalise import digest, is_parameters
from reflect.programme import Outcome as MadeOutcome
from reflect.programme import find_template, make_workbook, pair_folder
from reflect.standing import notebooks_below
from reflect.stored import (
    answers_folder,
    identify,
    names_somebody,
    pair_of,
    put_beside,
    read_heading,
    shared_answers,
    shared_ids,
)
from reflect.template import Notebook, NoTemplate, Template
from reflect.unpacking import unpacked
from reflect.weaving import MOST_AUTHORS, about, weave


class Outcome(Enum):
    """What became of one returned workbook."""

    MERGED = "merged"
    KEPT = "nothing new"
    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Collected:
    """One returned workbook, by the `name` that a person knows it by: what became of it, and for what `reason`.

    `path` is the workbook that it belongs to here, which was `made` just now or was here before; `new` are the
    revisions that were not here. `note` is where its own cells are kept, if somebody had written in those and it was
    not kept before. `problems` says what of its answers could not be read.
    """

    name: str
    outcome: Outcome
    reason: str = ""
    path: Path | None = None
    made: bool = False
    new: Log = frozenset()
    note: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, set[tuple[str, str]]]:
        """The answers in which there is something new, for each author. Records of prompts are nobody's answers."""
        found: dict[str, set[tuple[str, str]]] = {}
        for each in self.new:
            if not each.field.startswith(PROMPT):
                found.setdefault(each.author, set()).add((each.workbook, each.field))
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Returned:
    """A notebook that came back, in a file; `asked` says that it was named, and not only what it was in."""

    path: Path
    name: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that came back: notebooks, folders with the logs of one workbook each (by its id), and what is of no use."""

    notebooks: list[Returned] = field(default_factory=list)
    logs: list[tuple[Path, str, str]] = field(default_factory=list)
    refused: list[Collected] = field(default_factory=list)

    def add_folder(self, folder: Path, name_of: Callable[[Path], str]) -> None:
        """Add what is in a folder, each under the name that a person knows it by."""
        notebooks, closed, _ = notebooks_below(folder)
        self.notebooks.extend(Returned(path, name_of(path)) for path in sorted(notebooks))
        self.logs.extend((place, workbook, name_of(place)) for place, workbook in _logs_below(folder))
        self.refused.extend(Collected(name_of(each.path), Outcome.REFUSED, each.reason) for each in closed)


class _NotMergedError(ValueError):
    """A returned workbook that cannot be merged; the message says why."""


@contextmanager
def gathered(sources: Iterable[Path]) -> Iterator[Gathered]:
    """What is in notebooks, zip files and folders. What was in a zip file is there until the end."""
    with ExitStack() as stack:
        found = Gathered()
        for source in dict.fromkeys(sources):
            before = len(found.notebooks) + len(found.logs) + len(found.refused)
            if source.is_dir():
                found.add_folder(source, str)
            elif source.suffix.casefold() == ".zip":
                _add_zip(found, source, stack)
            else:
                found.notebooks.append(Returned(source, str(source), asked=True))
            if len(found.notebooks) + len(found.logs) + len(found.refused) == before:
                found.refused.append(Collected(str(source), Outcome.REFUSED, "there is no workbook in it"))
        yield found


def collect(what: Gathered, into: Path) -> Iterator[Collected]:
    """Merge what came back into the workbooks below a folder, and say what became of each."""
    yield from what.refused
    here = _Here(into)
    new: list[tuple[tuple[str, ...], Returned]] = []
    seen: set[tuple[Path, str]] = set()
    for each in what.notebooks:
        try:
            notebook, heading = _read(each)
        except NoTemplate:
            yield _passed_over(each, "this notebook is no workbook")
            continue
        except ValueError as error:
            yield Collected(each.name, Outcome.REFUSED, _without_name(error, each))
            continue
        seen.add((each.path.parent, identify(heading)[1]))
        if heading.personal_to is not None or here.is_personal(heading):
            yield _passed_over(each, "it is personal, and its answers are only on its owner's computer")
        elif not names_somebody(heading):
            yield _passed_over(each, "it is a template, in which nobody is named")
        else:
            seen.update((each.path.parent, workbook) for workbook in shared_ids(heading))
            if here.paths(heading):
                yield _merged(each, notebook, heading, here)
            else:
                new.append((_order(notebook, heading), each))
    for _, each in sorted(new, key=lambda one: one[0]):
        yield _made_and_merged(each, here)
    for folder, workbook, name in what.logs:
        if (folder, workbook) not in seen:
            yield _merged_alone(folder, workbook, name, here)


class _Here:
    """The workbooks below the folder that is collected into, by id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, list[Path]] = {}
        self._headings: dict[str, Template] = {}
        self._homes: dict[str, Path] = {}
        self._released: dict[str, Template] = {}
        for path in sorted(notebooks_below(folder)[0]):
            try:
                with contained(path):
                    heading = read_heading(read_notebook(path), str(path))
            except ValueError:
                continue
            if names_somebody(heading):
                self._add(path, heading)

    def paths(self, heading: Template) -> list[Path]:
        """Where a workbook is. The first is it itself, and others are copies of it."""
        found = self._paths.get(identify(heading)[1], ())
        return sorted(found, key=lambda path: (path.stem != heading.name, len(path.parts), path))

    def is_personal(self, heading: Template) -> bool:
        """Whether what is here under a workbook's id is personal, whatever has come back."""
        known = self._headings.get(identify(heading)[1])
        return known is not None and known.personal_to is not None

    def heading(self, workbook: str) -> Template | None:
        """The heading of the workbook whose answers, or whose pair's releases, have this id; None for none here."""
        return self._headings.get(workbook) or self._released.get(workbook)

    def make(self, heading: Template) -> Path:
        """Make a workbook that is not here, from its installed template. Raises _NotMergedError."""
        if installed_template(heading.name) is None:
            raise _NotMergedError(
                f"it is not here, and no template called {heading.name!r} is installed to make it from. Make it with"
                " `reflect new` or `reflect batch` from your template, and collect again"
            )
        pair = pair_of(heading)
        if (home := self._homes.get(pair.id)) is None:
            home = pair_folder(pair, self._folder)
            if home in self._homes.values():
                raise _NotMergedError(f"{home} belongs to another pair")
        made = make_workbook(pair, find_template(heading.name), home)
        if made.outcome is not MadeOutcome.MADE:
            raise _NotMergedError(made.reason or f"{made.path} is in its place, and is not this workbook. Move it away")
        self._add(made.path, read_heading(read_notebook(made.path), str(made.path)))
        return made.path

    def _add(self, path: Path, heading: Template) -> None:
        pair, workbook = identify(heading)
        self._paths.setdefault(workbook, []).append(path)
        self._headings[workbook] = heading
        self._homes.setdefault(pair, path.parent)
        if heading.personal_to is None:
            self._released.setdefault(released_id(pair), heading)


def _read(returned: Returned) -> tuple[Notebook, Template]:
    with contained(returned.path):
        notebook = read_notebook(returned.path)
        return notebook, read_heading(notebook, returned.name)


def _order(notebook: Notebook, heading: Template) -> tuple[str, ...]:
    """Of two that would be made differently, the same one comes first whichever came back first."""
    return *identify(heading), repr(sorted(heading.parameters.items())), digest(notebook)


def _made_and_merged(returned: Returned, here: _Here) -> Collected:
    try:
        notebook, heading = _read(returned)
        made = not here.paths(heading)
        if made:
            here.make(heading)
    except (ValueError, OSError) as error:
        return Collected(returned.name, Outcome.REFUSED, _without_name(error, returned))
    return _merged(returned, notebook, heading, here, made=made)


def _merged(returned: Returned, notebook: Notebook, heading: Template, here: _Here, *, made: bool = False) -> Collected:
    path, *_ = paths = here.paths(heading)
    problems: tuple[str, ...] = ()
    try:
        with contained(returned.name):
            reading = shared_answers(returned.path.parent, notebook, heading, returned.name)
            problems = reading.problems
            new = _put_beside(paths, heading, reading)
            note = _keep_own_cells(notebook, paths)
    except (ValueError, StoreError) as error:
        return Collected(returned.name, Outcome.REFUSED, _without_name(error, returned), path, made, problems=problems)
    outcome = Outcome.MERGED if new or made or note else Outcome.KEPT
    return Collected(returned.name, outcome, "", path, made, new, note, reading.problems)


def _merged_alone(folder: Path, workbook: str, name: str, here: _Here) -> Collected:
    """Merge the logs of a workbook that did not come back with them."""
    heading = here.heading(workbook)
    if heading is None:
        reason = "these answers are to a workbook that is not here. Collect it together with them"
        return Collected(name, Outcome.REFUSED, reason)
    if heading.personal_to is not None:
        return Collected(name, Outcome.LEFT_OUT, "they are personal")
    reading = FolderStore(answers_folder(folder, None)).read(workbook)
    paths = here.paths(heading)
    try:
        with contained(name):
            new = _put_beside(paths, heading, reading)
    except (ValueError, StoreError) as error:
        return Collected(name, Outcome.REFUSED, str(error), paths[0], problems=reading.problems)
    outcome = Outcome.MERGED if new else Outcome.KEPT
    return Collected(name, outcome, "", paths[0], new=new, problems=reading.problems)


def _put_beside(paths: Iterable[Path], heading: Template, reading: Reading) -> Log:
    """Add revisions to the logs beside each copy of a workbook. Returns those that were new beside any."""
    if len({revision.author for revision in reading.log}) > MOST_AUTHORS:
        raise _NotMergedError(f"more than {MOST_AUTHORS} people are said to have written in it")
    new: set[Revision] = set()
    for folder in dict.fromkeys(path.parent for path in paths):
        new |= put_beside(folder, heading, reading.log)
    return frozenset(new)


def _keep_own_cells(notebook: Notebook, paths: list[Path]) -> Path | None:
    """Keep a returned notebook's cells beside the workbook, if somebody has written in them. Gives where, if it is new.

    Code that is not that of the workbook here is kept as text, which nothing runs.
    """
    said = digest(notebook)
    present = [read_notebook(path) for path in paths]
    if said == about(notebook).get("made") or said in map(digest, present):
        return None
    known = {cell["source"] for cell in present[0]["cells"] if cell["cell_type"] == "code"}
    copy = weave(bare(notebook), ())
    copy["cells"] = [cell if _may_stay(cell, known) else _as_text(cell) for cell in copy["cells"]]
    path = paths[0].with_name(f"{paths[0].stem}-returned-{digest(copy)[:12]}.ipynb")
    if path.exists():
        return None
    write_whole(path, text_of(copy))
    return path


def _may_stay(cell: dict[str, Any], known: set[str]) -> bool:
    if cell["cell_type"] != "code":
        return True
    if not is_parameters(cell):
        return cell["source"] in known
    try:
        literal_assignments(cell["source"])
    except ValueError:
        return False
    return True


def _as_text(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in cell.items() if name not in ("outputs", "execution_count")}
    return {**kept, "cell_type": "raw", "metadata": {}}


def _passed_over(returned: Returned, reason: str) -> Collected:
    """What is no shared workbook is a failure only where it was asked for by name."""
    return Collected(returned.name, Outcome.REFUSED if returned.asked else Outcome.LEFT_OUT, reason)


def _without_name(error: Exception, returned: Returned) -> str:
    """The first thing that an error says, without the name of the file, which is said anyway."""
    said = str(error).partition("\n")[0]
    for name in (str(returned.path), returned.name):
        said = said.removeprefix(name)
    return said.lstrip(":, ")


def _add_zip(found: Gathered, source: Path, stack: ExitStack) -> None:
    try:
        inside = stack.enter_context(unpacked(source))
    except NotebookError as error:
        found.refused.append(Collected(str(source), Outcome.REFUSED, str(error).removeprefix(f"{source}: ")))
        return
    names = {path: f"{source}, {name}" for path, name in inside.names.items()}
    found.add_folder(inside.folder, lambda path: names.get(path, f"{source}, answers"))
    found.refused.extend(Collected(f"{source}, {name}", Outcome.REFUSED, why) for name, why in inside.refused)


def _logs_below(folder: Path) -> Iterator[tuple[Path, str]]:
    """The folders below a folder that have an `answers` folder, with the id of each workbook there."""
    for place, folders, _ in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if here.name == "answers":
            yield from ((here.parent, name) for name in folders if is_id(name) and not (here / name).is_symlink())
            folders[:] = [name for name in folders if not is_id(name)]

"""A programme: the folder of workbooks made from a roster.

Each pair has a folder, `PEOPLE-ID/`, with its workbooks, and beside them, once somebody writes, `answers/`. Making the
same programme again changes nothing: the register at its root knows the pairs, and a workbook that anybody has written
in is never written over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from reflect.catalogue import Origin, Place, catalogue, clash, find
from reflect.disk.atomic import atomic_write
from reflect.disk.errors import StoreError
from reflect.disk.links import LINK, leads_elsewhere
from reflect.errors import ReflectError
from reflect.language import N_, _, n_, ngettext
from reflect.notebook import DamagedError, NotebookError
from reflect.notebook.contained import contained
from reflect.notebook.files import cell_text, notebook_text, read_notebook
from reflect.pairs import Names, Pair
from reflect.personalise import PersonaliseError, Personaliser, check_for_nobody, digest, parameters_of
from reflect.programme.damaged import adopt_answers, put_aside, remains_of, with_known_id
from reflect.programme.enrolment import Enrolment, EnrolmentError, known_pair, register_pair
from reflect.programme.enrolment import folder_name as folder_name
from reflect.programme.forward import bring_forward, is_behind
from reflect.programme.root import programme_folder
from reflect.programme.stored import read_heading, version_of, workbooks_in
from reflect.register.store import Register
from reflect.stores.opening import open_store
from reflect.template import Notebook, Template, TemplateError, read_template
from reflect.template.metadata import reflect_metadata, with_metadata
from reflect.template.occasions import called_after, file_stem, in_order, today

_PATIENCE = 120
"""Seconds for each cell of a template that is tried."""


class MakeOutcome(Enum):
    """What became of one workbook."""

    MADE = N_("made")
    REPLACED = N_("made anew")
    MENDED = N_("made anew, since it was damaged; what was there is kept beside it")
    SAME = N_("already there")
    FORWARD = N_("brought forward to the new version of its template, with all its answers")
    NEWER = N_("kept, since it is of a newer version of its template than the one here")
    WRITTEN_IN = N_("kept, since somebody has written in it")
    DIFFERENT = N_("kept, though it would be made differently now (--force makes it anew)")
    FAILED = N_("not made")

    def counted(self, count: int) -> str:
        """So many workbooks of which this became, in words."""
        return ngettext(*_COUNTED[self], count).format(count=count)


_COUNTED = {
    MakeOutcome.MADE: n_("{count} made", "{count} made"),
    MakeOutcome.REPLACED: n_("{count} made anew", "{count} made anew"),
    MakeOutcome.MENDED: n_(
        "{count} made anew, since it was damaged; what was there is kept beside it",
        "{count} made anew, since they were damaged; what was there is kept beside them",
    ),
    MakeOutcome.SAME: n_("{count} already there", "{count} already there"),
    MakeOutcome.FORWARD: n_(
        "{count} brought forward to the new version of its template, with all its answers",
        "{count} brought forward to the new version of their template, with all their answers",
    ),
    MakeOutcome.NEWER: n_(
        "{count} kept, since it is of a newer version of its template than the one here",
        "{count} kept, since they are of a newer version of their template than the one here",
    ),
    MakeOutcome.WRITTEN_IN: n_(
        "{count} kept, since somebody has written in it", "{count} kept, since somebody has written in them"
    ),
    MakeOutcome.DIFFERENT: n_(
        "{count} kept, though it would be made differently now (--force makes it anew)",
        "{count} kept, though they would be made differently now (--force makes them anew)",
    ),
    MakeOutcome.FAILED: n_("{count} not made", "{count} not made"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """One workbook of a programme: whose, of which template, where it is, and what became of it.

    `reason` says why it was not made. It is `placed` where it begins with a place of its own, such as a cell of the
    template.
    """

    pair: Pair
    template: str
    path: Path
    outcome: MakeOutcome
    reason: str = ""
    placed: bool = False

    @property
    def sentence(self) -> str:
        """Why it was not made, and where that is, as exactly as is known."""
        return self.reason if self.placed else f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Source:
    """A template to make workbooks from: the notebook, what it says of itself, and the `name` that it was given by.

    `place` is the folder in which it was found by its name; None where a person has named its file.
    """

    notebook: Notebook
    template: Template
    name: str
    place: Place | None = None

    @property
    def installed(self) -> bool:
        """Whether it comes with reflect, whose tests have run it."""
        return self.place is not None and self.place.origin is Origin.REFLECT

    @property
    def is_shared(self) -> bool:
        """Whether it was found in a folder that more than one person can write in."""
        return self.place is not None and self.place.is_shared


def find_template(name: str, folder: Path | None = None) -> Source:
    """The template with this name, or in this file (a path that ends in .ipynb).

    The own templates of the programme that `folder` is in, which need not exist, are among those.
    Raises NotebookError where there is none, TemplateError where the file is no template.
    """
    programme = programme_folder(folder) if folder is not None else None
    if known := find(name, programme):
        return Source(known.notebook, known.template, name, known.place)
    if not name.endswith(".ipynb"):
        names = ", ".join(entry.template.name for entry in catalogue(programme).entries)
        remedy = _("The templates are {names}; or give a notebook's path.").format(names=names)
        raise NotebookError("", _("There is no template '{name}'").format(name=name), remedy)
    notebook = read_notebook(Path(name), links=True)
    template = read_template(notebook, name)
    check_for_nobody(notebook, template, name)
    if problem := clash(template, name):
        raise TemplateError([problem])
    return Source(notebook, template, name)


class _Press:
    """Makes workbooks from one template. What is the same in all of them is made and serialised once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._personaliser = Personaliser(source.notebook, source.template)
        self._texts = {id(cell): cell_text(cell) for cell in self._personaliser.same}

    def workbook(self, pair: Pair, occasion: str) -> dict[str, Any]:
        """The workbook of a pair, on an occasion. Raises PersonaliseError."""
        return self._personaliser.workbook(parameters_of(pair, self.source.template, occasion))

    def text(self, workbook: Mapping[str, Any]) -> str:
        """One of its workbooks as its file holds it."""
        return notebook_text(workbook, self._texts)


def make_enrolled(
    enrolment: Enrolment, sources: Sequence[Source], *, force: bool = False, dry_run: bool = False
) -> Iterator[Made]:
    """Make the workbooks of pairs that have their ids and folders, one by one, and say what became of each.

    `force` makes anew what nobody has written in; `dry_run` only says what would be done. A workbook that cannot be
    made is reported as failed, and the others go on.
    """
    presses = [_Press(source) for source in sources]
    repeating = {press.source.template.name for press in presses if press.source.template.repeats}
    for pair, folder in enrolment.homes:
        names = enrolment.names.get(pair.id, ())
        there = _entries(folder, repeating)
        for press in presses:
            for occasion in there.get(press.source.template.name, [""]):
                yield _make(pair, press, folder, names, occasion=occasion, force=force, dry_run=dry_run)


def _entries(folder: Path, repeating: Collection[str]) -> dict[str, list[str]]:
    """The occasions of the workbooks that a pair is to have: those that are there or, of none, today's entry."""
    found: dict[str, list[str]] = {name: [] for name in repeating}
    for path, occasion in (workbooks_in(folder, repeating) if repeating else {}).items():
        found[called_after(path.stem)[0]].append(occasion)
    return {name: sorted(occasions, key=in_order) or [today()] for name, occasions in found.items()}


def make_workbook(
    pair: Pair,
    source: Source,
    folder: Path,
    *,
    occasion: str = "",
    force: bool = False,
    dry_run: bool = False,
    register: Register | None = None,
    mend: bool = False,
) -> Made:
    """Make one workbook in a folder, as `make_enrolled` does.

    It is the one of an `occasion`, of a template that repeats. With `mend`, a damaged notebook that is in its place is
    put aside.

    A pair without an id has that of its workbooks there, or of its entry in the register of the programme (`register`,
    where the caller has it). It is in that register when this returns, if there is one.
    """
    path = folder / f"{file_stem(source.template.name, occasion)}.ipynb"
    try:
        pair = known_pair(with_known_id(pair, path), folder, register)
        if not dry_run:
            register_pair(pair, source.template.name, folder, register)
    except (EnrolmentError, StoreError) as error:
        return _not_made(pair, source, path, error)
    return _make(pair, _Press(source), folder, (), occasion=occasion, force=force, dry_run=dry_run, mend=mend)


def _make(
    pair: Pair,
    press: _Press,
    folder: Path,
    known_by: Collection[Names],
    *,
    occasion: str,
    force: bool,
    dry_run: bool,
    mend: bool = False,
) -> Made:
    source, name = press.source, press.source.template.name
    path = folder / f"{file_stem(name, occasion)}.ipynb"
    try:
        with contained(path):
            workbook = press.workbook(pair, occasion)
            if former := sorted({*known_by} - {pair.names}):
                workbook = with_metadata(workbook, former=[list(names) for names in former])
            answers = open_store(folder, source.template.personal_to).stamp(reflect_metadata(workbook).workbook)
            outcome = _outcome(workbook, path, source.template, answered=answers.has_answers, force=force, mend=mend)
            if outcome is MakeOutcome.FORWARD and not dry_run:
                is_done = bring_forward(path, source.notebook, source.template) is not None
                outcome = outcome if is_done else MakeOutcome.WRITTEN_IN
            if outcome is MakeOutcome.MENDED and not dry_run:
                adopt_answers(remains_of(path), pair)
                put_aside(path)
            if outcome in (MakeOutcome.MADE, MakeOutcome.REPLACED, MakeOutcome.MENDED) and not dry_run:
                atomic_write(path, press.text(workbook))
    except PersonaliseError as error:
        return _not_made(pair, source, path, error.at(source.name))
    except ReflectError as error:
        return _not_made(pair, source, path, error)
    return Made(pair, name, path, outcome)


def _not_made(pair: Pair, source: Source, path: Path, error: ReflectError) -> Made:
    placed = error.where.file not in ("", str(path))
    return Made(pair, source.template.name, path, MakeOutcome.FAILED, error.said_of(path), placed)


def try_template(source: Source) -> None:
    """Run a template once in a kernel, so that what is wrong with it shows before a whole programme is made from it.

    Raises NotebookError with what the kernel said, or where a cell does not end.
    """
    import tempfile

    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.from_dict(dict(source.notebook))
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, kernel_name="python3", resources=where, timeout=_PATIENCE)
        try:
            client.execute()
        except CellExecutionError as error:
            raise NotebookError(source.template.name, f"{error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            why = _("a cell was not done after {most} seconds").format(most=_PATIENCE)
            raise NotebookError(source.template.name, why, _("Take out what takes so long.")) from None
        except DeadKernelError:
            raise NotebookError(source.template.name, _("the kernel stopped"), _("Take out what stops it.")) from None


def _outcome(
    workbook: Mapping[str, Any], path: Path, template: Template, *, answered: bool, force: bool, mend: bool
) -> MakeOutcome:
    """What is to become of a workbook, given what is at its path and whether it has been `answered`."""
    if leads_elsewhere(path):
        raise NotebookError(path, *map(_, LINK))
    if not path.exists():
        return MakeOutcome.MADE
    try:
        present = read_notebook(path)
    except DamagedError:
        return MakeOutcome.MENDED if mend else MakeOutcome.WRITTEN_IN  # whatever it is, somebody put it there
    except NotebookError:
        if path.is_dir():
            message, remedy = _("a folder of this name is in the way"), _("Give it another name first.")
            raise NotebookError(path, message, remedy) from None
        return MakeOutcome.WRITTEN_IN  # whatever it is, somebody put it there
    _check_same_pair(workbook, present, path)
    if is_behind(present, template):
        return MakeOutcome.FORWARD
    if version_of(present) > template.version:
        return MakeOutcome.NEWER
    known, made = reflect_metadata(present), reflect_metadata(workbook).made
    if answered or known.answers is not None or digest(present) != known.made:
        return MakeOutcome.WRITTEN_IN
    if known.made == made:
        return MakeOutcome.SAME
    return MakeOutcome.REPLACED if force else MakeOutcome.DIFFERENT


def _check_same_pair(workbook: Mapping[str, Any], present: Notebook, path: Path) -> None:
    """Raise NotebookError where another pair's workbook is in the place of one that is to be made."""
    pair = reflect_metadata(workbook).pair
    if reflect_metadata(present).pair == pair:
        return
    try:
        heading = read_heading(present, str(path))
    except TemplateError:
        return
    if heading.pair_id != pair:
        message, remedy = _("another pair's workbook is in its place"), _("Move that to its own folder first.")
        raise NotebookError(path, message, remedy)

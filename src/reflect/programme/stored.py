"""A workbook on disk: which template it is of, whose it is, and where its answers are. Nothing is executed.

A workbook that comes back from somebody may have been changed by anybody, so where its template is installed here, the
fields, and above all whether it is personal, are taken from the installed template. Its own Markdown is kept: people
write there too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reflect.catalogue import CatalogueEntry, find, installed_names, installed_template
from reflect.disk.device import data_folder
from reflect.errors import ReflectError
from reflect.fields import Field, whole_text
from reflect.language import _
from reflect.notebook.contained import contained
from reflect.notebook.embedded import embed, embedded_log
from reflect.notebook.files import read_notebook
from reflect.pairs import Names, Pair, released_id, workbook_id
from reflect.personalise import PersonaliseError, digest, is_parameters
from reflect.programme.asked import as_asked_now
from reflect.programme.belonging import AnotherPairError, fits, names_of
from reflect.programme.foreign import as_text, given_in, header_of, misread, own_code, sort_cells, with_missing
from reflect.programme.root import programme_folder
from reflect.programme.somebodys import SomebodysError, made_anew, may_be_own, pair_before, with_typed
from reflect.register import Entry
from reflect.register.store import Register, register_above
from reflect.revisions import Log, Reading, merge
from reflect.stores import Store
from reflect.stores.opening import open_store
from reflect.template import CONSENT, PEOPLE, Cell, Notebook, Template, TemplateError, read_template
from reflect.template.calls import Header, parse_cell
from reflect.template.groups import written_out
from reflect.template.metadata import ReflectMetadata, reflect_metadata
from reflect.template.occasions import OCCASION, called_after
from reflect.template.renames import STILL, Asked


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as read from `path`. `template` has the workbook's own parameters and Markdown.

    `metadata` is what is said of it there, shared answers among that; `as_made`, that nobody has changed a cell since.
    """

    path: Path
    template: Template
    metadata: ReflectMetadata = field(repr=False, compare=False)
    as_made: bool = True

    @property
    def id(self) -> str:
        """The id its answers are kept under."""
        return self.template.workbook_id

    def answers(self) -> Reading:
        """Every revision of its answers, on this machine or in the file itself, and what could not be read.

        Those of a field that was called something else are under what it is called now. Raises AnotherPairError where
        they are another pair's, by the names in it.
        """
        found = self._read(self.id)
        return replace(found, log=as_asked_now(found.log, self.template))

    def released(self) -> Reading:
        """Every revision of what its pair has released from personal workbooks. To a personal one, nothing is."""
        if self.template.personal_to is not None:
            return Reading(frozenset())
        return self._read(released_id(self.template.pair_id))

    def _read(self, workbook: str) -> Reading:
        found = self._found(workbook)
        if found.log:
            check_pair(self.template, self.metadata, self.path)
        return found

    def _found(self, workbook: str) -> Reading:
        kept = open_store(self.path.parent, self.template.personal_to).read(workbook)
        inside = embedded_answers(self.metadata, self.template, self.path.name)
        own = (revision for revision in inside.log if revision.workbook == workbook)
        return Reading(merge(kept.log, own), kept.problems + inside.problems)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported from a notebook into the logs beside it: `new`, and what was passed over (`problems`)."""

    new: Log = frozenset()
    problems: tuple[str, ...] = ()


def read_workbook(path: Path) -> Workbook:
    """The workbook in a file, without what it has of another pair's.

    Raises NotebookError where it is no notebook, SomebodysError where it was made from another pair's workbook and that
    cannot be told from its own, TemplateError where it was made from no template (NoTemplate where it
    is something else altogether).
    """
    notebook = of_its_own(written_out(read_notebook(path)), path)
    template = template_of(notebook, str(path))
    return Workbook(path.resolve(), template, reflect_metadata(notebook), as_made=is_as_made(notebook))


def of_its_own(notebook: Notebook, path: Path, present: Notebook | None = None) -> Notebook:
    """The notebook at a path, which is made anew in its place where it was made from another pair's workbook.

    `present` is what is in the file where this is about to be saved over it: what somebody has written since, and all
    answers that are the pair's own, are kept. Raises SomebodysError where that cannot be done, or where it is in doubt
    whose it is: as long as there are answers of the other pair beside it, and no other workbook of theirs.
    """
    if not reflect_metadata(notebook).pair:
        return notebook
    try:
        heading = read_heading(notebook, str(path))
    except TemplateError:
        return notebook
    before = pair_before(notebook, heading.pair_id)
    if not before:
        return notebook
    if may_be_own(notebook, heading) or _took_its_place(before, heading, path):
        raise SomebodysError(path, heading, in_doubt=True)
    if (known := template_for(notebook, path.parent)) is None:
        raise SomebodysError(path, heading, in_doubt=False)
    try:
        made = made_anew(present or notebook, known, heading.parameters)
    except PersonaliseError:
        raise SomebodysError(path, heading, in_doubt=False) from None
    own = embedded_answers(reflect_metadata(notebook), heading, path.name).log
    return embed(with_typed(made, notebook) if present else made, own)


def _took_its_place(before: str, heading: Template, path: Path) -> bool:
    """Whether the answers of another pair are beside a workbook, and no workbook but this one."""
    folder = path.absolute().parent
    if not open_store(folder, None).read(workbook_id(before, heading.name)).log:
        return False
    for each in folder.glob("*.ipynb"):
        if each.name != path.name and not each.is_symlink():
            with suppress(ReflectError), contained(each):
                if read_heading(read_notebook(each), each.name).pair_id == before:
                    return False
    return True


def is_as_made(notebook: Notebook) -> bool:
    """Whether nobody has changed a cell of a workbook since it was made. A template was made by hand."""
    made = reflect_metadata(notebook).made
    return made is None or made == digest(notebook)


def template_of(notebook: Notebook, file: str) -> Template:
    """What a workbook says of itself, with the fields, rules and owner of its installed template, if there is one.

    Cells that are none of its template's are text, and what somebody took out of it is in it all the same. Raises
    TemplateError, NoTemplate where it is something else altogether; `file` names it there.
    """
    known = template_for(notebook)
    if known is None:
        found_there = read_template(_with_sense(notebook), file)
        return _of_an_occasion(replace(found_there, earlier=reflect_metadata(notebook).asked), file)
    found = sort_cells(notebook, own_code(known.notebook))
    no_code = as_text(notebook, {*found.foreign, *found.parameters}, {*found.copies, *found.parameters})
    tidied = with_missing(no_code, known.notebook, found.missing)
    # Which parameters there are, and which field depends on which, the installed template says.
    parameters = filter(is_parameters, known.notebook["cells"])
    written = read_template({**tidied, "cells": [*tidied["cells"], *parameters]}, file, references=False)
    given = given_in(notebook, found, known.template.parameters)
    made = replace(with_installed_fields(written, known.template), parameters=given)
    return _of_an_occasion(replace(made, earlier=asked_before(notebook, known.template.version)), file)


def version_of(notebook: Notebook) -> int:
    """The version of its template that a workbook is of; 0 where it does not say."""
    header = header_of(notebook)
    return header.version if header else reflect_metadata(notebook).version


def asked_before(notebook: Notebook, version: int, until: str = STILL) -> dict[int, Asked]:
    """What a workbook asked when it was of earlier versions than this one; `until` when, if it is of one still."""
    known = dict(reflect_metadata(notebook).asked)
    if 0 < (own := version_of(notebook)) < version:
        code = (cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
        fields = (each for source in code for each in parse_cell(source) if isinstance(each, Field))
        known[own] = Asked({field.id: field.label for field in fields}, until)
    return known


def template_for(notebook: Notebook, folder: Path | None = None) -> CatalogueEntry | None:
    """The installed template of a workbook: the one that it is headed by or, without a heading, was made from.

    With the `folder` that it is in, it may be one of its programme's own: to make it anew from, and never to overrule
    what the workbook says of itself, as others can write in that folder.
    """
    header = header_of(notebook)
    name = header.name if header else reflect_metadata(notebook).template
    if not name:
        return None
    if folder is None:
        return installed_template(name)
    with suppress(ReflectError):
        return find(name, programme_folder(folder))
    return None


def read_heading(notebook: Notebook, file: str) -> Template:
    """What a workbook says before its questions: its template's name, its owner, its parameters.

    That much is known even of a workbook in which somebody has broken a cell. Whose it is, the installed template of
    that name says, where there is one. Raises TemplateError where there is no such heading; `file` names it there.
    """
    if (known := template_for(notebook)) is not None:
        given = given_in(notebook, sort_cells(notebook, own_code(known.notebook)), known.template.parameters)
        said_there = header_of(notebook) or known.template
        heading = replace(known.template, cells=(), rules=(), parameters=given)
        return _of_an_occasion(replace(heading, version=said_there.version, title=said_there.title), file)
    blank = {"cell_type": "markdown", "metadata": {}, "source": ""}
    cells = [cell if _is_heading(cell) else blank for cell in _with_sense(notebook)["cells"]]
    return _of_an_occasion(replace(read_template({**notebook, "cells": cells}, file), cells=(), rules=()), file)


def _of_an_occasion(workbook: Template, file: str) -> Template:
    """The same, whose occasion can be used. Raises TemplateError where it cannot."""
    workbook.check_occasion(file)
    return workbook


def _with_sense(notebook: Notebook) -> Notebook:
    """Somebody's workbook whose template is not at hand, with what makes no sense as text; a template as it is."""
    sensible = as_text(notebook, *misread(notebook))
    try:
        heading = read_template({**sensible, "cells": [*filter(_is_heading, sensible["cells"])]}, "")
    except TemplateError:
        return notebook
    return sensible if names_somebody(heading) else notebook


def names_somebody(template: Template) -> bool:
    """Whether a workbook is some pair's, and not a template, in which nobody is named."""
    return any(template.people.values()) or bool(str(template.parameters.get("pair_id") or "").strip())


def check_pair(heading: Template, said: ReflectMetadata, path: Path) -> None:
    """Raise AnotherPairError where the workbook at a path has a pair's id and not its names.

    They are in the register of the programme, if it is in one, and otherwise in the workbooks beside it. Of a personal
    one, the owner's own register knows them too.
    """
    known = _names_known(heading, path)
    own = own_register().read().names.get(heading.pair_id, ()) if heading.personal_to else ()
    if not fits(heading, said, known) or not fits(heading, said, own):
        raise AnotherPairError(
            path,
            _("this workbook has the id of another pair than the one that it names"),
            _(
                "If it was sent to you, tell whoever sent it. If one of the names in it was corrected, have your"
                " coordinator make it again."
            ),
        )


def remember_pair(heading: Template) -> None:
    """Keep whose a personal workbook is in the owner's own register, so that no other has its id. Raises StoreError."""
    pair = replace(pair_of(heading), details={}, programme="")
    register = own_register()
    if all(pair.names) and pair.names not in register.read().names.get(pair.id, ()):
        register.add(Entry(pair, templates=frozenset([heading.name])))


def own_register() -> Register:
    """The pairs whose personal workbooks have been opened by this user, who alone can read it."""
    return Register(data_folder(), private=True)


def _names_known(heading: Template, path: Path) -> Collection[Names]:
    """The names that a pair is known by around the workbook at a path."""
    pair, folder = heading.pair_id, path.absolute().parent
    register = register_above(folder)
    if register is not None and (names := register.read().names.get(pair)):
        return names
    found: set[Names] = set()
    for beside in workbooks_in(folder, {heading.name, *installed_names()}):
        if beside.name != path.name and not beside.is_symlink() and beside.is_file():
            with suppress(ReflectError), contained(beside):
                notebook = read_notebook(beside)
                other = read_heading(notebook, beside.name)
                if other.pair_id == pair:
                    found |= names_of(other, reflect_metadata(notebook))
    return found


def workbooks_in(folder: Path, templates: Collection[str]) -> dict[Path, str]:
    """The files in a folder that are called as workbooks of these templates are, and the occasion that each says."""
    found = {path: called_after(path.stem) for path in sorted(folder.glob("*.ipynb"))}
    return {path: occasion for path, (name, occasion) in found.items() if name in templates}


def import_embedded(path: Path, notebook: Notebook | None = None) -> Imported:
    """Put the shared answers inside a notebook file into the logs beside it, as far as they are not there.

    `notebook` is what is in the file, where the caller has read it. To do it again changes nothing. A personal workbook
    has no shared answers, whatever is in its file. Nothing in the notebook is run, and a hostile file costs no more
    than the room that its answers take.
    Raises NotebookError where it is no notebook, TemplateError where it is no workbook, AnotherPairError where its id
    is another pair's, and StoreError where the logs cannot be written.
    """
    notebook = notebook or read_notebook(path)
    if reflect_metadata(notebook).answers is None:
        return Imported()
    heading = read_heading(notebook, str(path))
    check_pair(heading, reflect_metadata(notebook), path)
    inside = embedded_answers(reflect_metadata(notebook), heading, path.name)
    return Imported(put_into(open_store(path.absolute().parent, None), heading, inside.log), inside.problems)


def put_into(store: Store, template: Template, log: Log) -> Log:
    """Add revisions of a shared workbook, and of what its pair has released, to a store.

    Returns those that were not there yet. Raises StoreError.
    """
    ids = shared_ids(template)
    known = merge(*(store.read(workbook).log for workbook in ids))
    new = frozenset(revision for revision in log if revision.workbook in ids) - known
    store.append(*sorted(new, key=lambda revision: (revision.time, revision.id, revision.line)))
    return new


def shared_answers(store: Store, notebook: Notebook, template: Template, file: str) -> Reading:
    """Every shared revision of a workbook and of what its pair has released, in a store and inside the notebook.

    `file` names the notebook in what is reported.
    """
    found = [store.read(workbook) for workbook in shared_ids(template)]
    found.append(embedded_answers(reflect_metadata(notebook), template, file))
    problems = tuple(problem for reading in found for problem in reading.problems)
    return Reading(merge(*(reading.log for reading in found)), problems)


def embedded_answers(said: ReflectMetadata, template: Template, file: str) -> Reading:
    """The shared revisions in what a workbook's metadata says. A personal one has none, whatever is in it."""
    return embedded_log(said, shared_ids(template), file) if template.personal_to is None else Reading(frozenset())


def shared_ids(template: Template) -> tuple[str, ...]:
    """The ids that the answers of a shared workbook, and what its pair has released, are kept under."""
    pair, workbook = template.pair_id, template.workbook_id
    return workbook, released_id(pair)


def pair_of(template: Template) -> Pair:
    """The pair that a workbook is of, with what else its parameters say of it.

    What was agreed to in it about asking a model is left out: a yes is for the workbook it was given in. So is which
    entry it is.
    """
    own = (*PEOPLE, "programme", "pair_id", OCCASION)
    mentor, mentee = (whole_text(template.people[role]) for role in PEOPLE)
    programme = whole_text(str(template.parameters.get("programme") or "")).strip()
    details = {
        name: value
        for name, value in template.parameters.items()
        if name not in own and not name.startswith(CONSENT) and isinstance(value, str)
    }
    return Pair(mentor, mentee, programme=programme, details=details, id=template.pair_id)


def with_installed_fields(written: Template, installed: Template) -> Template:
    """The workbook as written, with the fields, rules and owner that the installed template declares.

    Fields that the workbook lacks (its template has grown since) come last, in the installed order. One that is called
    something else there stands where that does.
    """
    ids = {each.id for each in written.fields}
    known: dict[str, Field] = {}
    for each in installed.fields:
        if names := [name for name in (each.id, *each.was) if name in ids]:
            known.setdefault(names[-1], each)
    cells = [
        replace(cell, fields=tuple(known[field.id] for field in cell.fields if field.id in known))
        for cell in written.cells
    ]
    here = {field.id for cell in cells for field in cell.fields}
    if added := tuple(field for field in installed.fields if field.id not in here):
        cells.append(Cell(number=len(cells) + 1, fields=added))
    return replace(installed, parameters=written.parameters, cells=tuple(cells))


def _is_heading(cell: Mapping[str, Any]) -> bool:
    if cell["cell_type"] != "code":
        return False
    return is_parameters(cell) or any(isinstance(each, Header) for each in parse_cell(cell["source"]))

"""Workbooks that came back, merged into a programme's folder.

A returned workbook is known by its id, which follows from its pair and its template, and not by the name of its file.
Its answers are added to those beside the workbook that is here, and a workbook that is not here is made anew from its
template as it is here: nothing that came back is ever run or copied as code. To collect the same again changes nothing,
and the order in which things come back makes no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from reflect.catalogue import FOLDER as TEMPLATES
from reflect.catalogue import find
from reflect.disk.atomic import atomic_write
from reflect.errors import ReflectError, UnplacedError, Where, told
from reflect.exchange.gathering import Gathered, Returned, gathered
from reflect.exchange.packing import text_of
from reflect.language import N_, _, listed, n_, ngettext
from reflect.notebook import DamagedError
from reflect.notebook.contained import contained
from reflect.notebook.embedded import MOST_AUTHORS, embed
from reflect.notebook.files import read_notebook
from reflect.notebook.stripping import strip_outputs
from reflect.pairs import Names, Pair, is_id, released_id
from reflect.personalise import digest, is_parameters
from reflect.programme.batch import MakeOutcome, Source, make_workbook
from reflect.programme.belonging import fits, names_in, names_of
from reflect.programme.damaged import remains_of
from reflect.programme.enrolment import folder_name
from reflect.programme.foreign import header_of
from reflect.programme.root import programme_folder
from reflect.programme.standing import notebooks_below
from reflect.programme.stored import (
    names_somebody,
    of_its_own,
    pair_of,
    put_into,
    read_heading,
    shared_answers,
    shared_ids,
)
from reflect.register import Roll
from reflect.register.store import register_above
from reflect.revisions import Log, Reading, Revision
from reflect.revisions.log import NO_ANSWERS
from reflect.stores.opening import open_store, returned_store
from reflect.stores.returned import read_loose_log
from reflect.template import PEOPLE, Notebook, NoTemplate, Template, TemplateError
from reflect.template.calls import LiteralError, literal_assignments
from reflect.template.metadata import ReflectMetadata, reflect_metadata, with_metadata
from reflect.template.occasions import file_stem

__all__ = ["CollectOutcome", "Collected", "collect", "gathered"]

_PERSONAL = N_("it is personal, and its answers are only on its owner's computer")


class CollectOutcome(Enum):
    """What became of one returned workbook."""

    MERGED = N_("merged")
    KEPT = N_("nothing new")
    LEFT_OUT = N_("left out")
    REFUSED = N_("refused")

    def counted(self, count: int) -> str:
        """So many returned workbooks of which this became, in words."""
        return ngettext(*_COUNTED[self], count).format(count=count)


_COUNTED = {
    CollectOutcome.MERGED: n_("{count} merged", "{count} merged"),
    CollectOutcome.KEPT: n_("{count} with nothing new", "{count} with nothing new"),
    CollectOutcome.LEFT_OUT: n_("{count} left out", "{count} left out"),
    CollectOutcome.REFUSED: n_("{count} refused", "{count} refused"),
}


@dataclass(frozen=True, slots=True)
class Collected:
    """One returned workbook, by the `name` that a person knows it by: what became of it, and for what `reason`.

    `path` is the workbook that it belongs to here, which was `made` just now or was here before; `new` are the
    revisions that were not here. `note` is where its own cells are kept, if somebody had written in those and it was
    not kept before. `problems` says what of its answers could not be read.
    """

    name: str
    outcome: CollectOutcome
    reason: str = ""
    path: Path | None = None
    made: bool = False
    new: Log = frozenset()
    note: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, set[tuple[str, str]]]:
        """The answers in which there is something new, for each author. Of prompts and seals there are only records."""
        found: dict[str, set[tuple[str, str]]] = {}
        for each in self.new:
            if not each.field.startswith(NO_ANSWERS):
                found.setdefault(each.author, set()).add((each.workbook, each.field))
        return dict(sorted(found.items()))


class _NotMergedError(UnplacedError):
    """A returned workbook that cannot be merged, and why."""


def collect(what: Gathered, into: Path) -> Iterator[Collected]:
    """Merge what came back into the workbooks below a folder, and say what became of each."""
    for unread in what.unread:
        yield Collected(
            unread.name, CollectOutcome.LEFT_OUT if unread.expected else CollectOutcome.REFUSED, unread.reason
        )
    here = _Here(into)
    new: list[tuple[tuple[str, ...], Returned]] = []
    seen: set[tuple[Path, str]] = set()
    for each in what.notebooks:
        became = _looked_at(each, here, seen)
        if isinstance(became, Collected):
            yield became
        else:
            new.append((became, each))
    for _order_of, each in sorted(new, key=lambda one: one[0]):
        yield _made_and_merged(each, here)
    for folder, workbook, name in what.logs:
        if (folder, workbook) in seen:
            continue
        if refused := here.refusal_of_logs(folder, workbook):
            yield Collected(name, CollectOutcome.REFUSED, refused)
        else:
            yield _merged_alone(workbook, returned_store(folder).read(workbook), name, here)
    for each in what.loose:
        yield from _merged_by_workbook(each, here)


def _looked_at(each: Returned, here: _Here, seen: set[tuple[Path, str]]) -> Collected | tuple[str, ...]:
    """What became of a notebook; of a workbook that has to be made first, its place in the order of those.

    Whatever is beside it under an id that is now `seen` is merged with it, or not at all.
    """
    try:
        notebook, heading = _read(each)
    except _NamelessError as nameless:
        return _merged_by_metadata(each, nameless, here, seen)
    except NoTemplate:
        return _passed_over(each, _("this notebook is no workbook"))
    except DamagedError as error:
        return Collected(each.name, CollectOutcome.REFUSED, _said_of_damaged(error, each))
    except ReflectError as error:
        return Collected(each.name, CollectOutcome.REFUSED, _without_name(error, each))
    seen.add((each.path.parent, heading.workbook_id))
    here.came.setdefault(each.path.parent, []).append((heading, reflect_metadata(notebook)))
    if heading.personal_to is not None or here.is_personal(heading):
        return _passed_over(each, _(_PERSONAL))
    if not names_somebody(heading):
        return _passed_over(each, _("it is a template, in which nobody is named"))
    seen.update((each.path.parent, workbook) for workbook in shared_ids(heading))
    if refused := here.refusal(heading, reflect_metadata(notebook)):
        return Collected(each.name, CollectOutcome.REFUSED, refused)
    return _merged(each, notebook, heading, here) if here.paths(heading) else _order(notebook, heading)


class _Here:
    """The workbooks below the folder that is collected into, by id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._register = register_above(folder)
        self._paths: dict[str, list[Path]] = {}
        self._headings: dict[str, Template] = {}
        self._homes: dict[str, Path] = {}
        self._released: dict[str, Template] = {}
        self.came: dict[Path, list[tuple[Template, ReflectMetadata]]] = {}
        """What came back, by the folder that it was in."""
        self._names: dict[str, set[Names]] = {}
        self._mixed: dict[str, str] = {}
        roll = self._register.read() if self._register else Roll()
        self._registered = roll.names
        for path in sorted(notebooks_below(folder)[0]):
            try:
                with contained(path):
                    notebook = read_notebook(path)
                    heading = read_heading(notebook, str(path))
            except ReflectError:
                continue
            if names_somebody(heading):
                self._add_if_theirs(path, heading, reflect_metadata(notebook), roll)

    def refusal(self, heading: Template, said: ReflectMetadata) -> str:
        """Why a workbook that came back is not of the pair whose id it has; "" where it is."""
        pair, workbook = heading.pair_id, heading.workbook_id
        if mixed := self._mixed.get(pair):
            return mixed
        present = self._headings.get(workbook)
        if present is not None:
            # A name that the workbook here has, and this one has not, is another name.
            parameters = {**dict.fromkeys(present.parameters.keys() & set(PEOPLE), ""), **heading.parameters}
            heading = replace(heading, parameters=parameters)
            if names_in(heading) == names_in(present):
                return ""
        if fits(heading, said, self.known(pair)):
            return ""
        return _(
            "{people} are named in it, while its id is that of the pair whose workbooks are in {folder}. Nothing of it"
            " was merged. Ask whoever sent it; if a name in it is right and was corrected, correct it in the roster too"
            " and run reflect batch, then collect it again"
        ).format(people=_people(heading), folder=self._homes.get(pair) or self._folder)

    def refusal_of_logs(self, folder: Path, workbook: str) -> str:
        """Why the answers to a workbook, which lie beside others in a folder that came back, are not its pair's."""
        heading, beside = self.heading(workbook), [each for each in self.came.get(folder, ()) if any(names_in(each[0]))]
        if heading is None or not beside or any(fits(*each, self.known(heading.pair_id)) for each in beside):
            return ""
        return _(
            "these answers are to a workbook of {people}, and lie beside one in which {others} are named. Nothing of"
            " them was merged. Ask whoever sent them"
        ).format(people=_people(heading), others=_people(beside[0][0]))

    def known(self, pair: str) -> set[Names]:
        """The names that a pair is known by, from the register and from the workbooks here."""
        return {*self._registered.get(pair, ()), *self._names.get(pair, ())}

    def _add_if_theirs(self, path: Path, heading: Template, said: ReflectMetadata, roll: Roll) -> None:
        """Take up a workbook that is here, unless it has the id of a pair and the names of another."""
        pair = heading.pair_id
        entry = roll.entries.get(pair)
        is_home = entry is not None and self._register is not None and self._register.home(entry) == path.parent
        if entry is not None and not is_home and not fits(heading, said, roll.names[pair]):
            return
        home, names = self._homes.get(pair, path.parent), self._names.get(pair, set())
        if entry is None and home != path.parent and not fits(heading, said, names):
            self._mixed[pair] = _(
                "two pairs' workbooks here have its id, in {folder} and in {other}. Take away those that are not"
                " theirs, then collect it again"
            ).format(folder=home, other=path.parent)
            return
        self._add(path, heading)
        self._names.setdefault(pair, set()).update(names_of(heading, said))

    def paths(self, heading: Template) -> list[Path]:
        """Where a workbook is. The first is it itself, and others are copies of it."""
        found, stem = self._paths.get(heading.workbook_id, ()), file_stem(heading.name, heading.occasion)
        return sorted(found, key=lambda path: (path.stem != stem, len(path.parts), path))

    def is_personal(self, heading: Template) -> bool:
        """Whether what is here under a workbook's id is personal, whatever has come back."""
        known = self._headings.get(heading.workbook_id)
        return known is not None and known.personal_to is not None

    def heading(self, workbook: str) -> Template | None:
        """The heading of the workbook whose answers, or whose pair's releases, have this id; None for none here."""
        return self._headings.get(workbook) or self._released.get(workbook)

    def make(self, heading: Template) -> Path:
        """Make a workbook that is not here, from its template. Raises _NotMergedError."""
        source = self._source(heading)
        pair = pair_of(heading)
        if (home := self._homes.get(pair.id)) is None:
            home = self._home_of(pair)
            if home in self._homes.values():
                raise _NotMergedError(_("{folder} belongs to another pair").format(folder=home))
        made = make_workbook(pair, source, home, occasion=heading.occasion, register=self._register)
        if made.outcome not in (MakeOutcome.MADE, MakeOutcome.MENDED):
            if made.reason:
                raise _NotMergedError(f"{made.path}: {made.reason}")
            message = _("{file} is in its place, and is not this workbook").format(file=made.path)
            raise _NotMergedError(message, _("Move it away."))
        self._add(made.path, heading := read_heading(read_notebook(made.path), str(made.path)))
        self._names.setdefault(pair.id, set()).update(names_of(heading, ReflectMetadata()))
        return made.path

    def _source(self, heading: Template) -> Source:
        """The template of a workbook: an installed one, or one of the programme's own. Raises _NotMergedError."""
        programme = programme_folder(self._folder)
        try:
            known = find(heading.name, programme)
        except ReflectError as error:
            raise _NotMergedError(_("it is not here, and its template cannot be used"), str(error)) from None
        if known is None:
            message = _("it is not here, and no template called '{name}' is installed to make it from")
            remedy = _("Put yours in {folder}, or make it with `reflect new` or `reflect batch`, and collect again.")
            raise _NotMergedError(message.format(name=heading.name), remedy.format(folder=programme / TEMPLATES))
        if known.template.personal_to is not None:
            raise _NotMergedError(_(_PERSONAL))
        return Source(known.notebook, known.template, heading.name, known.place)

    def _home_of(self, pair: Pair) -> Path:
        """The folder of a pair that has no workbook here yet."""
        known = self._register.read().entries.get(pair.id) if self._register else None
        home = self._register.home(known) if self._register and known else None
        return home or self._folder / folder_name(pair)

    def _add(self, path: Path, heading: Template) -> None:
        pair, workbook = heading.pair_id, heading.workbook_id
        self._paths.setdefault(workbook, []).append(path)
        self._headings[workbook] = heading
        self._homes.setdefault(pair, path.parent)
        if heading.personal_to is None:
            self._released.setdefault(released_id(pair), heading)


class _NamelessError(UnplacedError):
    """A workbook whose cells do not say any more whose it is, while its metadata says which it was."""

    def __init__(self, notebook: Notebook) -> None:
        super().__init__(_("the cell that says which workbook this is, and whose, is gone or damaged"))
        self.notebook = notebook


def _read(returned: Returned) -> tuple[Notebook, Template]:
    """A returned notebook and its heading.

    Raises _NamelessError for a workbook that has lost its heading, and with it whose it is, NoTemplate for what is no
    workbook, and another ReflectError for what cannot be read.
    """
    with contained(returned.path):
        notebook = of_its_own(read_notebook(returned.path), returned.path)
        try:
            heading = read_heading(notebook, returned.name)
        except TemplateError:
            if not _was_workbook(notebook):
                raise
            raise _NamelessError(notebook) from None
        if _was_workbook(notebook) and not _says_whose_it_is(notebook, heading):
            raise _NamelessError(notebook)
        return notebook, heading


def _says_whose_it_is(notebook: Notebook, heading: Template) -> bool:
    """Whether the cells of a workbook still say so and, if only its metadata says what it is of, fit the rest of that.

    Anybody can write an id into metadata: it is enough for the workbook that is here, and not to make one by.
    """
    by_cells, said = read_heading(with_metadata(notebook, pair=None), ""), reflect_metadata(notebook).workbook
    return names_somebody(by_cells) and (header_of(notebook) is not None or heading.workbook_id == said)


def _people(heading: Template) -> str:
    """Who is named in a workbook."""
    pair = pair_of(heading)
    return listed([*filter(None, (pair.mentee, pair.mentor))]) or _("Nobody")


def _may_be_of(notebook: Notebook, known: Collection[Names]) -> bool:
    """Whether nobody is named in what is left of a workbook but the pair that is known by these names."""
    try:
        heading = read_heading(notebook, "")
    except TemplateError:
        return True
    given = {name: value for name, value in heading.parameters.items() if str(value or "").strip()}
    return fits(replace(heading, parameters=given), reflect_metadata(notebook), known)


def _was_workbook(notebook: Notebook) -> bool:
    """Whether this was made for somebody, by its metadata. That of a template has nobody's id, and no answers."""
    metadata = reflect_metadata(notebook)
    return is_id(metadata.workbook) or metadata.answers is not None


def _merged_by_metadata(
    returned: Returned, nameless: _NamelessError, here: _Here, seen: set[tuple[Path, str]]
) -> Collected:
    """Merge a workbook that has lost its heading into the one that is here, if all that its metadata says fits that."""
    said = reflect_metadata(nameless.notebook)
    heading = here.heading(said.workbook)
    if heading is None or (said.pair, said.workbook, said.template) != (
        heading.pair_id,
        heading.workbook_id,
        heading.name,
    ):
        remedy = _("Collect it into the folder in which this pair's workbook is.")
        return Collected(returned.name, CollectOutcome.REFUSED, told(Where(), nameless.message, remedy))
    if heading.personal_to is not None:
        return _passed_over(returned, _(_PERSONAL))
    if not _may_be_of(nameless.notebook, here.known(heading.pair_id)):
        reason = _(
            "the cell that says which workbook this is, and whose, is gone or damaged, and others are named in it than"
            " in {template}"
        )
        return Collected(returned.name, CollectOutcome.REFUSED, reason.format(template=said.template))
    seen.update((returned.path.parent, each) for each in shared_ids(heading))
    return _merged(returned, nameless.notebook, heading, here)


def _order(notebook: Notebook, heading: Template) -> tuple[str, ...]:
    """Of two that would be made differently, the same one comes first whichever came back first."""
    return heading.pair_id, heading.workbook_id, repr(sorted(heading.parameters.items())), digest(notebook)


def _made_and_merged(returned: Returned, here: _Here) -> Collected:
    try:
        notebook, heading = _read(returned)
        if refused := here.refusal(heading, reflect_metadata(notebook)):
            return Collected(returned.name, CollectOutcome.REFUSED, refused)
        made = not here.paths(heading)
        if made:
            here.make(heading)
    except (ReflectError, OSError) as error:
        return Collected(returned.name, CollectOutcome.REFUSED, _without_name(error, returned))
    return _merged(returned, notebook, heading, here, made=made)


def _merged(returned: Returned, notebook: Notebook, heading: Template, here: _Here, *, made: bool = False) -> Collected:
    path, *_ = paths = here.paths(heading)
    problems: tuple[str, ...] = ()
    try:
        with contained(returned.name):
            reading = shared_answers(returned_store(returned.path.parent), notebook, heading, returned.name)
            problems = reading.problems
            new = _put_beside(paths, heading, reading)
            note = _keep_own_cells(notebook, paths)
    except ReflectError as error:
        return Collected(
            returned.name, CollectOutcome.REFUSED, _without_name(error, returned), path, made, problems=problems
        )
    outcome = CollectOutcome.MERGED if new or made or note else CollectOutcome.KEPT
    return Collected(returned.name, outcome, "", path, made, new, note, reading.problems)


def _merged_by_workbook(returned: Returned, here: _Here) -> Iterator[Collected]:
    """Merge a log that lies in no workbook's folder."""
    try:
        for workbook, reading in read_loose_log(returned.path, returned.name).items():
            yield _merged_alone(workbook, reading, returned.name, here)
    except (ReflectError, OSError) as error:
        yield Collected(returned.name, CollectOutcome.REFUSED, _without_name(error, returned))


def _merged_alone(workbook: str, reading: Reading, name: str, here: _Here) -> Collected:
    """Merge the logs of a workbook that did not come back with them."""
    heading = here.heading(workbook)
    if heading is None:
        reason = _("these answers are to a workbook that is not here. Collect it together with them")
        return Collected(name, CollectOutcome.REFUSED, reason)
    if heading.personal_to is not None:
        return Collected(name, CollectOutcome.LEFT_OUT, _("they are personal"))
    paths = here.paths(heading)
    try:
        with contained(name):
            new = _put_beside(paths, heading, reading)
    except ReflectError as error:
        return Collected(name, CollectOutcome.REFUSED, error.said_of(name), paths[0], problems=reading.problems)
    outcome = CollectOutcome.MERGED if new else CollectOutcome.KEPT
    return Collected(name, outcome, "", paths[0], new=new, problems=reading.problems)


def _put_beside(paths: Iterable[Path], heading: Template, reading: Reading) -> Log:
    """Add revisions to the logs beside each copy of a workbook. Returns those that were new beside any."""
    if len({revision.author for revision in reading.log}) > MOST_AUTHORS:
        message = _("more than {most} people are said to have written in it").format(most=MOST_AUTHORS)
        raise _NotMergedError(message)
    new: set[Revision] = set()
    for folder in dict.fromkeys(path.parent for path in paths):
        new |= put_into(open_store(folder, None), heading, reading.log)
    return frozenset(new)


def _keep_own_cells(notebook: Notebook, paths: list[Path]) -> Path | None:
    """Keep a returned notebook's cells beside the workbook, if somebody has written in them. Gives where, if it is new.

    Code that is not that of the workbook here is kept as text, which nothing runs.
    """
    said = digest(notebook)
    present = [read_notebook(path) for path in paths]
    if said == reflect_metadata(notebook).made or said in map(digest, present):
        return None
    if {(cell["cell_type"], cell["source"]) for cell in notebook["cells"]} <= {
        (cell["cell_type"], cell["source"]) for each in present for cell in each["cells"]
    }:
        return None  # cells were only taken away
    known = {cell["source"] for cell in present[0]["cells"] if cell["cell_type"] == "code"}
    copy = embed(strip_outputs(notebook), ())
    copy["cells"] = [cell if _may_stay(cell, known) else _as_text(cell) for cell in copy["cells"]]
    path = paths[0].with_name(f"{paths[0].stem}-returned-{digest(copy)[:12]}.ipynb")
    if path.exists():
        return None
    atomic_write(path, text_of(copy))
    return path


def _may_stay(cell: dict[str, Any], known: set[str]) -> bool:
    if cell["cell_type"] != "code":
        return True
    if not is_parameters(cell):
        return cell["source"] in known
    try:
        literal_assignments(cell["source"])
    except LiteralError:
        return False
    return True


def _as_text(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in cell.items() if name not in ("outputs", "execution_count")}
    return {**kept, "cell_type": "raw", "metadata": {}}


def _passed_over(returned: Returned, reason: str) -> Collected:
    """What is no shared workbook is a failure only where it was asked for by name."""
    return Collected(returned.name, CollectOutcome.REFUSED if returned.asked else CollectOutcome.LEFT_OUT, reason)


def _said_of_damaged(error: DamagedError, returned: Returned) -> str:
    """What is wrong with a notebook and what to do. Answers that came beside it are there to go on from.

    What was in an archive or a letter is in a folder that will be gone, and there nothing can be made anew.
    """
    is_here = returned.name == str(returned.path)
    remains = remains_of(returned.path) if is_here else None
    if remains is not None and remains.logs:
        return remains.sentence
    return told(Where(), error.message, _("Ask for it to be sent again."))


def _without_name(error: ReflectError | OSError, returned: Returned) -> str:
    """The first thing that an error says, without the name of the file, which is said anyway."""
    return error.said_of(returned.path, returned.name) if isinstance(error, ReflectError) else str(error)

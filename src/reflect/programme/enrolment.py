"""The pairs of a programme: found in its register, or in the workbooks that are there, or else added to it.

A pair's id is in the register before anything is made for the pair. So a batch that was stopped anywhere goes on with
the same ids, and a register that was lost is made anew from the workbooks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reflect.disk.filenames import file_part
from reflect.disk.sharing import make_shared_folders
from reflect.errors import ReflectError
from reflect.language import N_, _, ngettext
from reflect.notebook.files import read_notebook
from reflect.pairs import Names, Pair, new_id
from reflect.programme.standing import notebooks_below
from reflect.programme.stored import names_somebody, pair_of, read_heading
from reflect.register import Entry, Recognised, Roll, Unrecognised, recognise
from reflect.register.roll import roll_of
from reflect.register.store import FOLDER, Register, register_above
from reflect.template import Template


class EnrolmentError(ReflectError):
    """A pair that cannot be told from another: which they are, and what to do."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The pairs of a roster, each with its id, and the folder of each.

    `names` are those that a pair was ever known by, by its id. `notes` say what was recognised in spite of a change;
    `problems` are the pairs for which nothing may be made, and `passed_over` is what could not be read of the register.
    """

    homes: tuple[tuple[Pair, Path], ...]
    names: Mapping[str, frozenset[Names]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Unrecognised, ...] = ()
    passed_over: tuple[str, ...] = ()


def enrol(pairs: Sequence[Pair], templates: Collection[str], root: Path, *, dry_run: bool = False) -> Enrolment:
    """Find each pair in the programme whose root this is, and add those that are new, or not as they were.

    `templates` are the names of those that workbooks are to be made from. `dry_run` writes nothing.
    Raises StoreError where the register cannot be written, OSError where the root cannot be made.
    """
    if not pairs:
        return Enrolment(())
    register = Register(root)
    if dry_run:
        return _Enrolling(register).enrol(pairs, templates)[0]
    make_shared_folders(root)
    with register.held():
        enrolling = _Enrolling(register)
        enrolment, changed = enrolling.enrol(pairs, templates)
        register.add(*enrolling.lost)
        register.add(*changed)
    return enrolment


def known_pair(pair: Pair, folder: Path, register: Register | None = None) -> Pair:
    """A pair with its id: that of its workbooks in a folder, or in the register of the programme, or a new one.

    Raises EnrolmentError where more than one pair fits.
    """
    if pair.id:
        return pair
    register = register or register_above(folder)
    here = roll_of((), _entries_in(sorted(folder.glob("*.ipynb")), folder))
    for roll in (here, register.read() if register else Roll()):
        match recognise(roll, [pair]):
            case [Recognised(known=known)]:
                return replace(pair, id=known.pair.id)
            case [Unrecognised(message=message, remedy=remedy)]:
                raise EnrolmentError(people(pair), message, remedy)
    return replace(pair, id=new_id())


def register_pair(pair: Pair, template: str, folder: Path, register: Register | None = None) -> None:
    """Have a pair that a workbook is made for in a folder in the register of the programme, if it has one.

    Raises StoreError where it cannot be written.
    """
    register = register or register_above(folder)
    if register is None:
        return
    known = register.read().entries.get(pair.id)
    if known is None:
        where = _relative(folder, register.root)
        register.add(Entry(replace(pair, details={}), where, frozenset([template])))
    elif template not in known.templates:
        register.add(replace(known, templates=known.templates | {template}))


def folder_name(pair: Pair) -> str:
    """A pair's folder: the two names, readable in any script and safe on any disk, and the start of the pair's id."""
    # An id may have been read from a file: it leads nowhere.
    parts = (file_part(pair.mentee), file_part(pair.mentor), file_part(pair.id).replace("-", "")[:10])
    names = "-and-".join(filter(None, parts[:2])) or "pair"
    return "-".join(filter(None, (names, parts[2])))


def people(pair: Pair) -> str:
    """The two of a pair, for a message."""
    return _("{mentee} and {mentor}").format(
        mentee=pair.mentee or _("the mentee"), mentor=pair.mentor or _("the mentor")
    )


class _Enrolling:
    """What a programme's register and folders say of its pairs. `lost` are those that only workbooks are left of."""

    def __init__(self, register: Register) -> None:
        self._register, self._root = register, register.root
        kept = register.read()
        listed = {entry.folder for entry in kept.entries.values()}
        found = _entries_below(self._root, listed)
        self.lost = [entry for entry in found if entry.pair.id not in kept.entries]
        self._moved = {
            entry.pair.id: entry.folder for entry in found if entry.pair.names in kept.names.get(entry.pair.id, ())
        }
        self._roll = register.read(self.lost)

    def enrol(self, pairs: Sequence[Pair], templates: Collection[str]) -> tuple[Enrolment, list[Entry]]:
        """What becomes of each pair, and the entries that are to be added for it."""
        homes: list[tuple[Pair, Path]] = []
        changed: list[Entry] = []
        notes = [_made_anew(len(self.lost))] if self.lost else []
        problems: list[Unrecognised] = []
        for pair, found in zip(pairs, recognise(self._roll, pairs, self._present()), strict=True):
            if isinstance(found, Unrecognised):
                problems.append(found)
                continue
            known = found.known if found else _new(pair)
            entry = self._entry(pair, known, templates)
            if (home := self._register.home(entry)) is None:
                message = _("their folder {folder} is a link to somewhere else").format(folder=entry.folder)
                problems.append(Unrecognised(pair, message, _("Put the folder itself in its place.")))
                continue
            if entry != known or found is None:
                changed.append(entry)
            if found and (news := _news(entry, known)):
                text = _("{people} have a folder already: {folder}.")
                notes.append(f"{text.format(people=people(known.pair), folder=entry.folder)} {news}")
            homes.append((replace(entry.pair, details=pair.details), home))
        enrolment = Enrolment(tuple(homes), self._roll.names, tuple(notes), tuple(problems), self._roll.problems)
        return enrolment, changed

    def _entry(self, pair: Pair, known: Entry, templates: Collection[str]) -> Entry:
        """What is to be said of a pair from now on. An address that is not given is not forgotten."""
        now = replace(
            pair,
            id=known.pair.id,
            mentor_email=pair.mentor_email or known.pair.mentor_email,
            mentee_email=pair.mentee_email or known.pair.mentee_email,
            details={},
        )
        return Entry(now, self._folder(known), known.templates | set(templates))

    def _folder(self, known: Entry) -> str:
        """Where a pair's workbooks are: in the folder that was made for them, or another that they were moved to."""
        if known.folder and (self._root / known.folder).is_dir():
            return known.folder
        return self._moved.get(known.pair.id) or known.folder or folder_name(known.pair)

    def _present(self) -> set[str]:
        entries = self._roll.entries.values()
        return {entry.pair.id for entry in entries if entry.folder and (self._root / self._folder(entry)).is_dir()}


def _new(pair: Pair) -> Entry:
    known = replace(pair, id=pair.id or new_id(), details={})
    return Entry(known, folder_name(known))


_RENAMED = {
    "mentee": N_("The mentee was called {old}, and is now {new}."),
    "mentor": N_("The mentor was called {old}, and is now {new}."),
}
_READDRESSED = {
    "mentee": (N_("The mentee's e-mail address is another one now."), N_("The mentee's e-mail address is new.")),
    "mentor": (N_("The mentor's e-mail address is another one now."), N_("The mentor's e-mail address is new.")),
}


def _news(now: Entry, before: Entry) -> str:
    """What of a pair is not as the register has it."""
    news = []
    for role, text in _RENAMED.items():
        old, new = getattr(before.pair, role), getattr(now.pair, role)
        if old != new:
            news.append(_(text).format(old=old, new=new))
    for role, (another, first) in _READDRESSED.items():
        old, new = (getattr(each.pair, f"{role}_email") for each in (before, now))
        if old != new:
            news.append(_(another if old else first))
    if (old := before.pair.programme) != now.pair.programme:
        news.append(_("The programme was called {name}.").format(name=old) if old else _("The programme had no name."))
    if before.folder != now.folder:
        news.append(_("It was called {folder}.").format(folder=before.folder))
    return " ".join(news)


def _made_anew(count: int) -> str:
    return ngettext(
        "{count} pair is known from their workbooks, and in the register again.",
        "{count} pairs are known from their workbooks, and in the register again.",
        count,
    ).format(count=count)


def _entries_below(root: Path, listed: Collection[str]) -> list[Entry]:
    """The pairs whose workbooks are in folders that the register does not name, one entry for each pair."""
    try:
        with os.scandir(root) as entries:
            shown = sorted((e for e in entries if not e.name.startswith(".")), key=lambda entry: entry.name)
            folders = [root / e.name for e in shown if e.is_dir(follow_symlinks=False) and e.name not in listed]
    except OSError:  # not there yet, or not to be read: then each workbook says what is wrong as it is made
        return []
    paths = sorted(root.glob("*.ipynb")) if "." not in listed else []
    paths += (path for folder in folders if folder.name != FOLDER for path in sorted(notebooks_below(folder)[0]))
    found: dict[str, Entry] = {}
    for entry in _entries_in(paths, root):
        first = found.setdefault(entry.pair.id, entry)
        if first.folder == entry.folder:
            found[entry.pair.id] = replace(first, templates=first.templates | entry.templates)
    return list(found.values())


def _entries_in(paths: Iterable[Path], root: Path) -> Iterator[Entry]:
    """What each of these workbooks says of its pair."""
    for path in paths:
        if (heading := _heading(path)) is not None:
            yield Entry(replace(pair_of(heading), details={}), _relative(path.parent, root), frozenset([heading.name]))


def _heading(path: Path) -> Template | None:
    """The heading of a workbook of somebody's; None where there is none, whatever is there."""
    if path.is_symlink():
        return None
    try:
        heading = read_heading(read_notebook(path), str(path))
    except ReflectError:
        return None
    return heading if names_somebody(heading) else None


def _relative(folder: Path, root: Path) -> str:
    try:
        return folder.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return ""

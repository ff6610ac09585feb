"""A notebook that cannot be read any more: what is left of its workbook, and the workbook made anew.

The answers are in logs beside it, and all else follows from the template and the pair. Which template it was, the
file's name says; which pair, the other workbooks beside it, the programme's register, or what can still be made out in
the file, if the answers beside it are that pair's. Nothing of the file is run, and it is never written over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reflect.catalogue import find
from reflect.disk.errors import DiskError
from reflect.errors import ReflectError
from reflect.language import N_, _
from reflect.notebook import DamagedError, NotebookError
from reflect.notebook.files import LARGEST, read_notebook
from reflect.pairs import Pair, is_id, released_id, workbook_id
from reflect.programme.root import programme_folder
from reflect.programme.stored import names_somebody, pair_of, read_heading
from reflect.register.store import register_above
from reflect.revisions.log import PROMPT
from reflect.revisions.sealed import sealed_slots
from reflect.stores.opening import open_store
from reflect.template import Template
from reflect.template.calls import LiteralError, literal_assignments
from reflect.template.occasions import called_after

_GIVEN = re.compile(
    r'"((?:mentor|mentee|mentor_email|mentee_email|programme|start|pair_id) = (?:[^"\\\n]|\\.){0,2000})"'
)
"""A line of a parameters cell as a notebook's file holds it."""


_DAMAGED = N_("this notebook is damaged, and cannot be read.")

_LOST = "\N{REPLACEMENT CHARACTER}"
"""What stands for a letter that was saved in another encoding."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of the workbook in a damaged file.

    `template` is what it was made from, where that is known here, and `pair` whose it was, where that is known. `logs`
    are the ids under which answers are kept beside it that may be answers to it; `occasion` is which entry it was.
    """

    path: Path
    template: Template | None
    pair: Pair | None
    logs: tuple[str, ...]
    occasion: str = ""

    @property
    def sentence(self) -> str:
        """Where the answers are, and what to do, for somebody at a terminal."""
        blank = _("NAME")
        names = (self.pair.mentor, self.pair.mentee) if self.pair else ("", "")
        mentor, mentee = (json.dumps(blank if _LOST in each else each or blank, ensure_ascii=False) for each in names)
        name = self.template.name if self.template else _("TEMPLATE")
        entry = f" --occasion {self.occasion}" if self.occasion else ""
        command = f"reflect new {name} --mentor {mentor} --mentee {mentee}{entry} --out {self.path.parent}"
        anew = _("Make it anew with `{command}`; the damaged one is kept beside it").format(command=command)
        place = open_store(self.path.parent, None).place
        safe = [_("Its answers are safe, in {place}.").format(place=place)] if self.logs else []
        return " ".join([_(_DAMAGED), *safe, anew])

    @property
    def in_short(self) -> str:
        """Where the answers are, and what to do, for somebody who has the workbook on a page and can open it there."""
        safe = [_("Its answers are safe, in the folder answers beside it.")] if self.logs else []
        return " ".join([_(_DAMAGED), *safe, _("Open it to have it made anew.")])


def remains_of(path: Path) -> Remains:
    """What is left of the workbook in a damaged file."""
    name, occasion = called_after(path.stem)
    template = _template_called(name, path.parent)
    logs = open_store(path.parent, None).workbooks()
    if template is None:
        return Remains(path, None, None, logs)
    pairs: dict[str, Pair] = {}
    for each in _candidates(path):
        pairs.setdefault(each.id, each)
    answered = [pair for pair in pairs.values() if workbook_id(pair.id, name, occasion) in logs]
    likely = answered or list(pairs.values())
    beside = _beside(path)
    others = {workbook_id(known, *each) for known in pairs for each in beside} | set(map(released_id, pairs))
    pair = likely[0] if len(likely) == 1 else None
    if pair is not None and answered:
        return Remains(path, template, pair, (workbook_id(pair.id, name, occasion),), occasion)
    likely_logs = _likely(path, (log for log in logs if log not in others), template)
    return Remains(path, template, pair, likely_logs, occasion)


def _template_called(name: str, folder: Path) -> Template | None:
    """A template by name: an installed one, or one of the programme's own that a folder is in."""
    try:
        known = find(name, programme_folder(folder))
    except ReflectError:
        return None
    return known.template if known else None


def is_damaged(path: Path) -> bool:
    """Whether there is a file at a path that is no notebook, and was perhaps one."""
    try:
        read_notebook(path)
    except DamagedError:
        return True
    except NotebookError:
        return False
    return False


def put_aside(path: Path, ending: str = "damaged") -> Path:
    """Give a file another name beside its own, which no file has: with this ending, and a number where it needs one.

    Raises DiskError. Gives the new path.
    """
    for number in range(1, 1000):
        aside = path.with_name(f"{path.name}.{ending}{f'-{number}' if number > 1 else ''}")
        try:
            aside.hardlink_to(path)
        except FileExistsError:
            continue
        except OSError:  # a disk without such links
            if aside.exists():
                continue
            try:
                path.rename(aside)
            except OSError as error:
                message = _("this cannot be put aside ({reason})").format(reason=error.strerror)
                raise DiskError(path, message, _("Check the folder.")) from None
        return aside
    raise DiskError(path, _("too many damaged files are kept beside this one"), _("Move them away first."))


def adopt_answers(remains: Remains, pair: Pair) -> None:
    """Have answers that are kept under a lost id under that of the workbook that takes the place of a damaged one.

    Only where they can be those of no other workbook: all that is there stays there, too. Raises StoreError.
    """
    template = remains.template
    is_anothers = remains.pair is not None and remains.pair.id != pair.id
    if template is None or template.personal_to is not None or len(remains.logs) != 1 or is_anothers:
        return
    own, (lost,) = workbook_id(pair.id, template.name, remains.occasion), remains.logs
    if own != lost:
        store = open_store(remains.path.parent, None)
        store.append(*(replace(revision, workbook=own) for revision in store.read(lost).log))


def with_known_id(pair: Pair, path: Path) -> Pair:
    """A pair with the id that it had in a damaged workbook of theirs, where that can be made out."""
    if pair.id or not is_damaged(path):
        return pair
    found = remains_of(path).pair
    if found is None or any(
        one != other for one, other in zip(found.names, pair.names, strict=True) if _LOST not in one
    ):
        return pair
    return replace(pair, id=found.id)


def _candidates(path: Path) -> Iterator[Pair]:
    """The pairs whose workbook it may have been."""
    for each in sorted(path.parent.glob("*.ipynb")):
        try:
            heading = read_heading(read_notebook(each), str(each))
        except ReflectError:
            continue
        if names_somebody(heading):
            yield pair_of(heading)
    if (register := register_above(path.parent)) is not None:
        for entry in register.read().entries.values():
            if (home := register.home(entry)) is not None and home.absolute() == path.parent.absolute():
                yield entry.pair
    if (pair := _made_out(path)) is not None:
        yield pair


def _made_out(path: Path) -> Pair | None:
    """The pair whose names and id can still be read in a file, each of which has one value there."""
    try:
        text = path.read_bytes()[:LARGEST].decode("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return None
    found: dict[str, set[str]] = {}
    for line in _GIVEN.findall(text):
        try:
            text = json.loads(f'"{line}"')
        except ValueError:
            continue
        try:
            given = literal_assignments(text)
        except LiteralError:
            continue
        for name, value in given.items():
            if isinstance(value, str) and value.strip():
                found.setdefault(name, set()).add(value)
    one = {name: values.pop() for name, values in found.items() if len(values) == 1}
    if not is_id(one.get("pair_id")):
        return None
    people = {name: one[name] for name in ("mentor_email", "mentee_email", "programme") if name in one}
    details = {"start": one["start"]} if "start" in one else {}
    return Pair(one.get("mentor", ""), one.get("mentee", ""), details=details, id=one["pair_id"], **people)


def _beside(path: Path) -> set[tuple[str, str]]:
    """The templates, and the occasions, that the other notebooks beside a file are called after."""
    return {called_after(each.stem) for each in path.parent.glob("*.ipynb") if each != path}


_NOBODY: Mapping[str, str] = {"mentor": "", "mentee": ""}
"""Nobody's names: whose a damaged workbook was is what is to be found out."""


def _likely(path: Path, logs: Iterable[str], template: Template) -> tuple[str, ...]:
    """The ids under which answers to this template are kept, without those all of whose answers are under another."""
    store = open_store(path.parent, None)
    slots = {slot for field in template.fields for slot in field.slots}
    found: dict[str, frozenset[str]] = {}
    for log in logs:
        revisions = store.read(log).log
        ids = frozenset(revision.id for revision in revisions)
        answered = {revision.field.removeprefix(PROMPT) for revision in revisions} | sealed_slots(revisions, _NOBODY)
        if slots & answered and ids not in found.values():
            found[log] = ids
    return tuple(log for log, ids in found.items() if not any(ids < other for other in found.values()))

"""Which templates there are, by name, and where each is from. Nothing in them is run.

A template called NAME is in a file NAME.ipynb. Where more than one folder has it, the first counts, and a programme's
comes last: whoever can write into a folder that people share puts nothing in the place of what is installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from reflect.catalogue.places import Origin, Place, installed_places, packages, programme_place
from reflect.disk.links import is_link
from reflect.disk.stamps import Stamp, stamp_of
from reflect.errors import Problem, ReflectError, Where
from reflect.language import _
from reflect.notebook.contained import contained
from reflect.notebook.files import read_notebook
from reflect.personalise import PersonaliseError, check_for_nobody, personalise
from reflect.template import Notebook, Template, TemplateError, read_template
from reflect.template.groups import written_out

_MOST = 200
"""How many templates a folder may have."""

_MOST_LOOKED_AT = 5_000
"""How many files of a folder are looked at to find them."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A template: the notebook, what it says of itself, and where it is."""

    notebook: Notebook = field(repr=False)
    template: Template
    place: Place


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Templates in the order of their names, and in sentences what else is there and cannot be used."""

    entries: tuple[CatalogueEntry, ...]
    problems: tuple[str, ...]


def template_names() -> tuple[str, ...]:
    """The names of the templates that come with reflect, in alphabetical order."""
    return tuple(sorted(_names_in(next(installed_places()))))


def installed_names() -> tuple[str, ...]:
    """The names of all templates that are installed here, whether they can be used or not."""
    return tuple(dict.fromkeys(name for place in installed_places() for name in sorted(_names_in(place))))


def reflects_template(name: str) -> CatalogueEntry | None:
    """A template that comes with reflect, by name. Only such a one runs without anybody having been asked."""
    entry = _first(name, None)
    return entry if entry is not None and entry.place.origin is Origin.REFLECT else None


def installed_template(name: str) -> CatalogueEntry | None:
    """A template that is installed here, by name; None where there is none, or none that can be used."""
    try:
        return _first(name, None)
    except ReflectError:
        return None


def find(name: str, programme: Path | None) -> CatalogueEntry | None:
    """A template by name: an installed one, or else one of the programme's own, `programme` being its root.

    Raises NotebookError or TemplateError where there is one that cannot be used.
    """
    return _first(name, programme)


def shadowed(name: str, programme: Path) -> str:
    """That a programme's own template is not used, since an installed one has its name; "" where that is not so."""
    path = programme_place(programme).folder / f"{name}.ipynb"
    known = next((place for place in installed_places() if _has(place, name)), None)
    return _hidden(path, known) if known and os.path.lexists(path) else ""


def catalogue(programme: Path | None) -> Catalogue:
    """All the templates there are: those installed, and a programme's own, `programme` being its root."""
    entries: dict[str, CatalogueEntry] = {}
    problems = [_in_vain(*each) for each in packages().in_vain]
    taken: dict[str, Place] = {}
    for place in _places(programme):
        names = sorted(_names_in(place))
        for name in names[:_MOST]:
            if name in taken:
                problems.append(_hidden(place.folder / f"{name}.ipynb", taken[name]))
                continue
            taken[name] = place
            try:
                entries[name] = _entry(place, name)
            except ReflectError as error:
                problems.append(str(error))
        if len(names) > _MOST:
            told = _("{folder}: only the first {most} templates here are used. Take some away.")
            problems.append(told.format(folder=place.folder, most=_MOST))
    return Catalogue(tuple(entries[name] for name in sorted(entries)), tuple(problems))


def clash(template: Template, file: str) -> Problem | None:
    """What is wrong with a template in a file that has an installed one's name, but not its questions or its owner.

    A workbook of that name is read by the installed template, so what only this one asks would never be shown.
    """
    known = installed_template(template.name)
    if known is None or _asks(template) == _asks(known.template):
        return None
    place = next(place for place in installed_places() if _has(place, template.name))
    message = _("this asks something else than the template called {name!r} that there is already ({whence})")
    remedy = _("Give this one a name of its own, as in {example}.").format(
        example='reflect.workbook("my_template", ...)'
    )
    return Problem(Where(file), message.format(name=template.name, whence=place.words), remedy)


def _places(programme: Path | None) -> Iterator[Place]:
    yield from installed_places()
    if programme is not None:
        yield programme_place(programme)


def _first(name: str, programme: Path | None) -> CatalogueEntry | None:
    if not name.isidentifier():
        return None
    return next((_entry(place, name) for place in _places(programme) if _has(place, name)), None)


def _hidden(path: Path, known: Place) -> str:
    told = _(
        "{path}: this is not used, since there is a template called {name!r} already ({whence})."
        " Give this one another name."
    )
    return told.format(path=path, name=path.stem, whence=known.words)


def _in_vain(package: str, named: str) -> str:
    told = _(
        "The package {package} has no folder {named!r}, which it says its templates are in."
        " Ask whoever made it, or take the package away."
    )
    return told.format(package=package, named=named)


def _names_in(place: Place) -> set[str]:
    """What the templates in a folder are called, by the names of their files."""
    if place.is_shared and is_link(place.folder):
        return set()
    try:
        with os.scandir(place.folder) as files:
            named = [Path(each.name) for each in islice(files, _MOST_LOOKED_AT)]
    except OSError:  # there is none
        return set()
    return {name.stem for name in named if name.suffix == ".ipynb" and name.stem.isidentifier()}


def _has(place: Place, name: str) -> bool:
    """Whether there is a file of a template's name in a folder, at the end of no link where others can write."""
    path = place.folder / f"{name}.ipynb"
    return not (place.is_shared and is_link(place.folder)) and os.path.lexists(path)


def _entry(place: Place, name: str) -> CatalogueEntry:
    """The template of this name in a folder that has one. Raises ReflectError where it cannot be used."""
    path = place.folder / f"{name}.ipynb"
    with contained(path):
        notebook, template = _read(path, stamp_of(path.stat(follow_symlinks=not place.is_shared)), not place.is_shared)
    return CatalogueEntry(notebook, template, place)


@lru_cache(maxsize=64)
def _read(path: Path, stamp: Stamp, links: bool) -> tuple[Notebook, Template]:
    """The template in a file that looks like this from outside. `links` says whether it may be reached by a link."""
    notebook = read_notebook(path, links=links)
    template = read_template(notebook, str(path))
    check_for_nobody(notebook, template, str(path))
    if template.name != path.stem:
        message = _("the template in it is called {name!r}").format(name=template.name)
        remedy = _("Call the file {file}").format(file=f"{template.name}.ipynb")
        raise TemplateError([Problem(Where(str(path)), message, remedy)])
    try:
        personalise(notebook, {}, template)
    except PersonaliseError as error:
        raise error.at(path) from None
    return written_out(notebook), template


def _asks(template: Template) -> tuple[object, ...]:
    return template.version, template.personal_to, template.repeats, template.fields, template.rules

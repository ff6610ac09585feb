"""The folders in which templates lie, and whose each is.

Those that come with reflect are in the package; a person's own are in `reflect/templates` below a data folder that
`jupyter --paths` lists; and a package that is installed names a folder of its own, by an entry point of the group
`reflect.templates`. Nothing of such a package is imported. A programme's own templates lie in `templates/` at its root.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from reflect.language import _
from reflect.resources import WORKBOOKS

GROUP = "reflect.templates"
"""The entry points by which a package names a folder of templates: `anything = "package.folder"`."""

FOLDER = "templates"
"""The folder of a programme's own templates, at its root."""


class Origin(Enum):
    """Whose a template is."""

    REFLECT = "reflect's"
    PERSON = "a person's"
    PACKAGE = "a package's"
    PROGRAMME = "a programme's"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of templates; `package` is the package that it belongs to, if it is one's."""

    folder: Path
    origin: Origin
    package: str = ""

    @property
    def words(self) -> str:
        """Where a template in it is from, as it is said after the template's name."""
        match self.origin:
            case Origin.REFLECT:
                return _("comes with reflect")
            case Origin.PERSON:
                return _("is in {folder}").format(folder=self.folder)
            case Origin.PACKAGE:
                return _("comes with the package {package}").format(package=self.package)
            case Origin.PROGRAMME:
                return _("is this programme's own, in its folder {folder}").format(folder=FOLDER)

    @property
    def is_shared(self) -> bool:
        """Whether more than one person can put something there."""
        return self.origin is Origin.PROGRAMME


@dataclass(frozen=True, slots=True)
class Packages:
    """The folders that installed packages name, and (package, what it names) where that is no folder."""

    places: tuple[Place, ...]
    in_vain: tuple[tuple[str, str], ...]


def installed_places() -> Iterator[Place]:
    """The folders of what is installed here, in the order in which a name is looked up in them.

    They are found one by one, as only those who look further need what it takes to find the others.
    """
    yield Place(WORKBOOKS, Origin.REFLECT)
    from jupyter_core.paths import jupyter_path  # slow to import

    for folder in jupyter_path("reflect", "templates"):
        yield Place(Path(folder), Origin.PERSON)
    yield from packages().places


def programme_place(root: Path) -> Place:
    """The folder of the own templates of the programme at a root. It need not exist."""
    return Place(root / FOLDER, Origin.PROGRAMME)


def packages() -> Packages:
    """What the packages that are installed have of templates."""
    absolute = os.path.abspath  # and not `resolve`: a link in sys.path is the folder that it is named as
    here = absolute(".")
    return _packages(tuple(entry for entry in sys.path if entry and absolute(entry) != here))


@lru_cache(maxsize=1)
def _packages(search: tuple[str, ...]) -> Packages:
    """What is installed below these folders, among which this one is not: a shared folder may hold anything."""
    places: dict[str, Place] = {}
    in_vain: list[tuple[str, str]] = []
    for package, value in _entry_points(search):
        if (folder := _folder_of(value)) is None:
            in_vain.append((package, value))
        else:
            places.setdefault(str(folder), Place(folder, Origin.PACKAGE, package))
    return Packages(tuple(places.values()), tuple(in_vain))


def _entry_points(search: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The packages that name a folder, in the order of their names, and what they name."""
    from importlib import metadata  # slow to import

    found: dict[str, list[str]] = {}
    for each in metadata.distributions(path=list(search)):
        try:
            name = each.metadata["Name"]
            values = [point.value for point in each.entry_points if point.group == GROUP]
        except Exception:  # noqa: BLE001, S112  # a package that is damaged has no templates, and the others have theirs
            continue
        if name:
            found.setdefault(name, values)  # the first is the one that Python imports
    for name in sorted(found):
        yield from ((name, value) for value in found[name])


def _folder_of(value: str) -> Path | None:
    """The folder that `package.folder` names. Python is only asked where the package is, so nothing of it is run."""
    import importlib.util

    package, *rest = value.replace(":", ".").split(".")
    try:
        spec = importlib.util.find_spec(package)
    except Exception:  # noqa: BLE001  # whatever is wrong with it
        return None
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location, *rest)
        if Path(location).absolute().parent != Path.cwd() and folder.is_dir():
            return folder
    return None

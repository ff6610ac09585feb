"""The browser's modules made into the one that anywidget takes.

Each is put in a function of its own, after what it imports, so that what it does not export stays its own. It is done
when a form is made and from the files as they are: reflect is installed without any tool for JavaScript, and whoever
changes a file has nothing to build.
"""

from __future__ import annotations

import re
from pathlib import Path

from reflect.errors import UnplacedError

_IMPORT = re.compile(r'^import (?:\{(?P<names>[^}]*)\} from )?"\./(?P<file>[\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE)
_ANY = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BundleError(UnplacedError):
    """A module that cannot be put in with the others."""


def bundle(entry: Path) -> str:
    """An ES module that exports what `entry` does, with all that it imports from its folder.

    A module may write `import { a, b as c } from "./file.js";`, `import "./file.js";` and, before a function, a class
    or a const, `export`. Raises BundleError for any other way, and for modules that import each other in a circle.
    """
    sources: dict[str, str] = {}
    _read(entry, (), sources)
    modules = [_in_function(file, source) for file, source in sources.items()]
    return "\n".join([*modules, f"export const {{ {_exported(sources[entry.name])} }} = {_variable(entry.name)};", ""])


def _read(path: Path, importers: tuple[str, ...], sources: dict[str, str]) -> None:
    """Read a module into `sources`, after those that it imports."""
    if path.name in importers:
        raise BundleError(f"These modules import each other in a circle: {', '.join((*importers, path.name))}.")
    source = path.read_text("utf-8")
    for match in _IMPORT.finditer(source):
        if match["file"] not in sources:
            _read(path.with_name(match["file"]), (*importers, path.name), sources)
    sources[path.name] = source


def _in_function(file: str, source: str) -> str:
    body = _EXPORT.sub("", _IMPORT.sub(_taken, source))
    if other := _ANY.search(body):
        raise BundleError(f"{file} imports or exports in a way that is not used here: {other[0]}")
    return f"const {_variable(file)} = (() => {{ // {file}\n{body}return {{ {_exported(source)} }};\n}})();"


def _taken(match: re.Match[str]) -> str:
    return f"const {{{match['names'].replace(' as ', ': ')}}} = {_variable(match['file'])};" if match["names"] else ""


def _exported(source: str) -> str:
    return ", ".join(match["name"] for match in _EXPORT.finditer(source))


def _variable(file: str) -> str:
    return "$" + file.removesuffix(".js").replace("-", "_")

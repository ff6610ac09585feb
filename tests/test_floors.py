"""No version with a known hole can be installed with reflect, nor is locked for those who work on it.

No package carries a database of advisories that is kept up to date (safety-db ended in 2021), and the tests need no
network. So what is known is written here, and a hole that becomes known is one line more. With a network,
`uv audit` asks the databases.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]

FLOORS = {
    "filelock": ("3.20.3", "CVE-2026-22701: a lock file is followed through a link put in its place"),
    "h11": ("0.16.0", "CVE-2025-43859: requests hidden in badly chunked ones"),
    "ipython": ("8.10", "CVE-2023-24816: a command run by way of a terminal's title, on Windows"),
    "jinja2": ("3.1.6", "CVE-2025-27516: a way out of the sandbox, by |attr"),
    "jupyter-core": ("5.8.1", "CVE-2025-30167: settings read from a folder that everybody may write, on Windows"),
    "jupyter-server": ("2.20", "CVE-2026-44727: scripts in what is stored; CVE-2026-40110: another site's requests"),
    "jupyterlab": ("4.6.2", "GHSA-whvh-wf3x-g77j: extensions that are not allowed; CVE-2026-40171, CVE-2025-59842"),
    "nbconvert": ("7.17", "CVE-2025-53000: a program run from the working directory, on Windows"),
    "notebook": ("7.5.6", "CVE-2026-40171: tokens stolen by a notebook that is opened"),
    "requests": ("2.32.4", "CVE-2024-47081: passwords of .netrc sent to another host"),
    "tornado": ("6.5.3", "CVE-2025-67724, -67725, -67726: headers forged, and a server kept busy by one request"),
    "tqdm": ("4.66.3", "CVE-2024-34062: code run from arguments"),
    "urllib3": ("2.6.3", "CVE-2026-21441: small answers that unpack without end"),
}
"""The first version without them, and the holes."""


def declared() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    given = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {requirement.name: requirement for requirement in map(Requirement, given)}


def locked() -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]:
        found.setdefault(package["name"], []).append(Version(package.get("version", "0")))
    return found


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_a_known_hole_is_asked_for_or_locked(name: str) -> None:
    floor, why = FLOORS[name]
    assert all(version >= Version(floor) for version in locked()[name]), why
    if name in (given := declared()):
        lowest = min(Version(each.version) for each in given[name].specifier if each.operator == ">=")
        assert lowest >= Version(floor), why


def test_every_dependency_has_a_floor_and_the_lock_keeps_to_it() -> None:
    versions = locked()
    for name, requirement in declared().items():
        assert any(each.operator == ">=" for each in requirement.specifier), name
        assert all(version in requirement.specifier for version in versions[name]), name

"""The owner's folder is known to whatever a contents manager does with a path, in the version that is installed."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager, FileContentsManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from jupyter_server.services.contents.manager import AsyncContentsManager, ContentsManager

from reflect.server.hooks.private import METHODS, PATHS

MANAGERS = (
    ContentsManager,
    AsyncContentsManager,
    FileContentsManager,
    AsyncFileContentsManager,
    LargeFileManager,
    AsyncLargeFileManager,
)

ON_THE_DISK = {"os_path"}
"""What a path on the disk is called, which `_get_os_path` has found by then."""

HARMLESS = {
    "get_kernel_path": "is taken over by itself: a kernel starts in the pair's folder",
    "check_and_sign": "names the path in a log line, and opens nothing",
    "mark_trusted_cells": "names the path in a log line, and opens nothing",
    "run_pre_save_hook": "is called by `save` with what it was given",
    "run_pre_save_hooks": "is called by `save` with what it was given",
    "increment_filename": "asks `exists`, or `file_exists` and `dir_exists`",
    "check_folder_size": "is called by `copy`, and asks `_get_os_path`",
    "resolve_path": "asks `_get_os_path`, and opens nothing",
}
"""What takes a path and need not be taken over, and why."""


def methods(manager: type) -> Iterator[tuple[str, list[str]]]:
    """The methods for others to call, and what they call the paths that they take."""
    for name, method in inspect.getmembers(manager, inspect.isfunction):
        paths = [each for each in inspect.signature(method).parameters if "path" in each and each not in ON_THE_DISK]
        if paths and (name in METHODS or not name.startswith("_")):
            yield name, paths


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.__name__)
def test_whatever_takes_a_path_knows_the_owners_folder(manager: type) -> None:
    found = dict(methods(manager))
    assert len(found) > 10
    assert found.keys() - METHODS <= HARMLESS.keys()
    for name in found.keys() & METHODS:
        assert set(found[name]) <= set(PATHS), name


def test_nothing_is_taken_over_that_is_not_there() -> None:
    known = {name for manager in MANAGERS for name, _ in inspect.getmembers(manager, inspect.isfunction)}
    assert {*METHODS, *HARMLESS} <= known

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browsing import Lab, run_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("home")
    root = tmp_path_factory.mktemp("notebooks")
    with run_lab(root, home) as lab:
        yield lab

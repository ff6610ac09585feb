from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.browsing import Lab, environment, run_lab


@pytest.fixture(scope="package")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server under a base URL, with the sample programme of three pairs in its folder `demo`."""
    root, home = tmp_path_factory.mktemp("shelf"), tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "reflect", "demo", str(root / "demo")]
    subprocess.run(command, check=True, capture_output=True, env=environment(home, None))
    with run_lab(root, home, base_url="/user/sam/") as lab:
        yield lab

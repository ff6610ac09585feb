"""A real JupyterHub on this machine, with two people and a folder that both may write in."""

from __future__ import annotations

import grp
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browsing import PATIENCE, free_port

HERE = Path(__file__).parent
PROXY = HERE / "node_modules" / "configurable-http-proxy"
"""What `make hub` installs."""

LINK = "mentoring"
"""What the shared folder is called in each home."""


@dataclass(frozen=True)
class Hub:
    """A running hub. `accounts` says whether its people are accounts of this machine, or only have homes of their own.

    `shared` is the folder that both may write in. In each home, where a person's server starts, `LINK` leads there.
    """

    url: str
    password: str
    people: tuple[str, str]
    accounts: bool
    shared: Path
    homes: Path
    log: Path


@contextmanager
def run_hub() -> Iterator[Hub]:
    """Run a hub for two people until the end of the block; then nothing is left of it, or of their accounts."""
    number = os.getpid()  # no account of this machine is called so
    people = (f"sam{number}", f"alex{number}")
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reflect-hub-")))
        place.chmod(0o755)
        homes, shared = place / "homes", place / "shared"
        homes.mkdir()
        shared.mkdir()
        accounts = _can_make_accounts()
        if accounts:
            stack.enter_context(_accounts(f"pair{number}", people, homes))
            os.chown(shared, 0, grp.getgrnam(f"pair{number}").gr_gid)
            shared.chmod(0o2770)
        for name in people:
            (homes / name).mkdir(exist_ok=True)
            (homes / name / LINK).symlink_to(shared)
        hub = Hub(
            f"http://127.0.0.1:{free_port()}", secrets.token_hex(8), people, accounts, shared, homes, place / "hub.log"
        )
        stack.enter_context(_serving(hub, place))
        yield hub
        import shutil as sh

        sh.copy(hub.log, "/tmp/hub-debug.log")
        import subprocess as sp

        print(sp.run(["ls", "-laR", str(shared)], capture_output=True, text=True).stdout)


def _can_make_accounts() -> bool:
    """Whether this is root on a machine where accounts can be made, and those can run this very Python and project."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("groupadd", "useradd", "userdel", "groupdel"))):
        return False
    trial = [sys.executable, "-c", "import reflect.server.extension, jupyterhub"]
    try:
        tried = subprocess.run(trial, user=65534, group=65534, extra_groups=[], cwd="/", capture_output=True)
    except PermissionError:
        return False
    return tried.returncode == 0


@contextmanager
def _accounts(group: str, people: tuple[str, ...], homes: Path) -> Iterator[None]:
    with ExitStack() as stack:
        subprocess.run(["groupadd", group], check=True)
        stack.callback(subprocess.run, ["groupdel", group], check=True)
        for name in people:
            home = str(homes / name)
            subprocess.run(["useradd", "--create-home", "--home-dir", home, "--groups", group, name], check=True)
            # A kernel ends by itself a moment after its server did.
            stack.callback(subprocess.run, ["userdel", "--force", name], check=True)
        yield


@contextmanager
def _serving(hub: Hub, place: Path) -> Iterator[None]:
    environment = {
        **{name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ},
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(place),
        "HUB_PORT": hub.url.rpartition(":")[2],
        "HUB_OWN_PORT": str(free_port()),
        "HUB_PROXY_PORT": str(free_port()),
        "HUB_PASSWORD": hub.password,
        "HUB_PEOPLE": " ".join(hub.people),
        "HUB_ACCOUNTS": "yes" if hub.accounts else "",
        "HUB_HOMES": str(hub.homes),
    }
    command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")]
    with hub.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while not _answers(hub):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(hub.log.read_text())
            time.sleep(0.1)
        yield
    finally:
        process.terminate()  # it ends the servers and the proxy that it started
        process.wait(PATIENCE / 1000)


def _answers(hub: Hub) -> bool:
    try:
        with urllib.request.urlopen(f"{hub.url}/hub/api/", timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False

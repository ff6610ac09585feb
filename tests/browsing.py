"""A real JupyterLab and a real Chromium, each in folders of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds that anything may take on a slow machine; nothing waits this long when all is well."""


def chromium() -> str | None:
    """Which Chromium to start: the one in REFLECT_CHROMIUM, one on the path, or (None) Playwright's own."""
    return os.environ.get("REFLECT_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium. Raises playwright.sync_api.Error where there is none."""
    return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that serves `root`; `home` is the home folder of whoever runs it."""

    url: str
    token: str
    root: Path
    home: Path

    def ask(self, method: str, path: str) -> Any:
        """What the server's API answers."""
        request = urllib.request.Request(f"{self.url}api/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def kernel_pid(self, notebook: str) -> int:
        """The process of the kernel of a notebook."""
        [session] = [s for s in self.ask("GET", "sessions") if s["path"] == notebook]
        return kernel_process(self.home / "runtime" / f"kernel-{session['kernel']['id']}.json")


def kernel_process(connection: Path) -> int:
    """The process of the kernel with this connection file."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and str(connection).encode() in command_of(folder):
            return int(folder.name)
    raise AssertionError("the kernel has no process")


def command_of(process: Path) -> bytes:
    """The command line of a process, given its folder in /proc."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


TOGETHER = ("@jupyter/collaboration-extension", "@jupyter/docprovider-extension")
"""The parts of jupyter-collaboration in the browser."""


class run_lab:  # noqa: N801  # used as a function is, in a with statement
    """Runs JupyterLab on `root`, with everything else it writes under `home`.

    `together` switches jupyter-collaboration on, and `extended` off has the server without reflect's extension; `who`
    is what REFLECT_AS says, if anything; `port` is any that is free, unless a server that died is to come back where
    it was; `more` is what else is in its environment.
    """

    def __init__(
        self,
        root: Path,
        home: Path,
        *,
        base_url: str = "/",
        together: bool = False,
        extended: bool = True,
        who: str | None = "sam",
        port: int | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._port = port or free_port()
        self._lab = Lab(f"http://127.0.0.1:{self._port}{base_url}", "test-token", root, home)
        self._base_url = base_url
        self._extended = extended
        self._together = together
        self._who = who
        self._more = more or {}

    def __enter__(self) -> Lab:
        lab = self._lab
        settings = lab.home / "config/lab/user-settings/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
        # The setting under which a widget's state goes into the notebook file: no answer may follow it there.
        widgets = lab.home / "config/lab/user-settings/@jupyter-widgets/jupyterlab-manager"
        widgets.mkdir(parents=True, exist_ok=True)
        (widgets / "plugin.jupyterlab-settings").write_text('{"saveState": true}')
        pages = lab.home / "config/labconfig"
        pages.mkdir(parents=True, exist_ok=True)
        disabled = {} if self._together else dict.fromkeys(TOGETHER, True)
        (pages / "page_config.json").write_text(json.dumps({"disabledExtensions": disabled}))
        self._output = (lab.home / "lab.log").open("ab")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                f"--ServerApp.port={self._port}",
                "--ServerApp.port_retries=0",
                f"--ServerApp.root_dir={lab.root}",
                f"--ServerApp.base_url={self._base_url}",
                f"--ServerApp.jpserver_extensions=jupyter_server_ydoc={self._together}",
                f"--ServerApp.jpserver_extensions=reflect.server={self._extended}",
                f"--IdentityProvider.token={lab.token}",
                "--LabApp.extension_manager=readonly",
                "--LabApp.expose_app_in_browser=True",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env={**environment(lab.home, self._who), **self._more},
            cwd=lab.home,  # where jupyter-collaboration keeps a database
        )
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                lab.ask("GET", "status")
                return lab
            except (urllib.error.URLError, ConnectionError):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    raise AssertionError((lab.home / "lab.log").read_text()) from None
                time.sleep(0.1)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._process.kill()
        self._process.wait()

    def __exit__(self, *_error: object) -> None:
        try:
            if self._process.poll() is None:
                for kernel in self._lab.ask("GET", "kernels"):
                    self._lab.ask("DELETE", f"kernels/{kernel['id']}")
                self._process.terminate()
                self._process.wait(timeout=30)
        finally:
            self.kill()  # whatever has gone wrong, no test after this one has a server beside it
            self._output.close()


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def environment(home: Path, who: str | None) -> dict[str, str]:
    """The environment of a person who has just installed reflect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "XDG_", "REFLECT_"))}
    places = {
        "HOME": home,
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "jupyter",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
    }
    given = {"REFLECT_AS": who} if who else {}
    return {**kept, **{name: str(path) for name, path in places.items()}, **given}

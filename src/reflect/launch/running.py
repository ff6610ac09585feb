"""Jupyter servers that are running already, and what they say of themselves."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
from jupyter_core.paths import jupyter_runtime_dir

from reflect.launch.target import Target

PATIENCE = 10.0
"""Seconds that a server has to answer. A busy one takes a moment; one that hangs is of no use."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Jupyter server: its address, which ends in a slash, the token it asks for, its process, and what it shows."""

    url: str
    token: str
    pid: int
    root: Path

    def writes_as(self) -> str | None:
        """The name that what is written there is kept under, empty where it was given none.

        None where the server does not answer, wants another token, or has not got reflect.
        """
        headers = {"Authorization": f"token {self.token}"}
        try:
            answer = httpx2.get(f"{self.url}reflect/about", headers=headers, timeout=PATIENCE, trust_env=False)
            said = answer.json() if answer.is_success else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return None
        match said:
            case {"writes_as": str(name)}:
                return name
        return None


def find_server(target: Target, who: str | None) -> Server | None:
    """A running server of this user's that shows the target and writes as `who`; None where there is none.

    Where it does not matter who (None), one that was not started for anybody is better than one that was.
    """
    fitting: dict[str, Server] = {}
    for server in _servers():
        if target.address(server.root) is not None and (name := server.writes_as()) is not None:
            fitting.setdefault(name, server)
    if who is not None:
        return fitting.get(who)
    return fitting[min(fitting)] if fitting else None


def _servers() -> Iterator[Server]:
    """The servers that Jupyter's runtime folder tells of, whether or not they still run.

    `jupyter_server` lists them too, and takes two seconds to import.
    """
    for file in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            own = os.name != "posix" or file.stat().st_uid == os.geteuid()
            said = json.loads(file.read_bytes()) if own else None
        except (OSError, ValueError):  # just written, or just taken away
            continue
        match said:
            case {"url": str(url), "token": str(token), "pid": int(pid), "root_dir": str(root)}:
                if url.startswith(("http:", "https:")):  # a socket is not for browsers
                    yield Server(url, token, pid, Path(root).resolve())

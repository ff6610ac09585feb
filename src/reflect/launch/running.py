"""Jupyter servers that are running already, and what they say of themselves."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from jupyter_core.paths import jupyter_runtime_dir

from reflect.launch.target import Target

PATIENCE = 5.0
"""Seconds that all servers together have to answer. A busy one takes a moment; one that hangs is of no use."""

_LONGEST = 10_000
"""Bytes of an answer that are read. What some other program says at that address may have no end."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Jupyter server: its address, which ends in a slash, the token it asks for, its process, and what it shows.

    `browser` is the one that is set for it, if any.
    """

    url: str
    token: str
    pid: int
    root: Path
    browser: str = ""

    def writes_as(self) -> str | None:
        """The name that what is written there is kept under, empty where it was given none.

        None where the server does not answer, wants another token, or has not got reflect.
        """
        headers = {"Authorization": f"token {self.token}"} if self.token else {}
        address = f"{self.url}reflect/about"
        try:
            with httpx2.stream("GET", address, headers=headers, timeout=PATIENCE, trust_env=False) as answer:
                said = json.loads(_beginning(answer)) if answer.is_success else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError):
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
    for server, name in _answering([server for server in _servers() if target.address(server.root) is not None]):
        fitting.setdefault(name, server)
    if who is not None:
        return fitting.get(who)
    return fitting[min(fitting)] if fitting else None


def _answering(servers: Sequence[Server]) -> Iterator[tuple[Server, str]]:
    """Those of some servers that answer in time, all of which are asked at once, and the name that each writes as."""
    names: dict[Server, str | None] = {}

    def ask(server: Server) -> None:
        names[server] = server.writes_as()

    asking = [threading.Thread(target=ask, args=[server], daemon=True) for server in servers]
    deadline = time.monotonic() + PATIENCE
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(max(0, deadline - time.monotonic()))
    for server in servers:
        if (name := names.get(server)) is not None:
            yield server, name


def _beginning(answer: httpx2.Response) -> bytes:
    said = b""
    for part in answer.iter_bytes():
        said += part
        if len(said) > _LONGEST:
            break
    return said


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

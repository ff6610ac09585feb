"""Somebody at a terminal who runs `reflect open`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browsing import PATIENCE, environment

STARTED = "Leave this window open while you write. Ctrl-C ends it.\n"


class Person:
    """Somebody at a terminal, with a home of their own and a browser that only writes down what it is given."""

    def __init__(self, home: Path, *, terminal: str = "terminal") -> None:
        self.runtime = home / "runtime"
        self._log = home / "browser.log"
        browser = home / "browser"
        browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{self._log}"\n')
        browser.chmod(0o700)
        self.environment = {**environment(home, None), "BROWSER": str(browser)}
        self.output = home / terminal

    def sees(self, *arguments: str | Path) -> str:
        """What `reflect open` prints, where it uses a server that is running, and so comes to an end."""
        run = subprocess.run(
            _command(*arguments), env=self.environment, capture_output=True, text=True, timeout=PATIENCE / 1000
        )
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""
        return run.stdout

    @contextmanager
    def opens(self, *arguments: str | Path, at: Path | None = None) -> Iterator[str]:
        """Run `reflect open`, which starts a server, until the end of the block; gives what it printed by then."""
        with self.output.open("wb") as output:
            process = subprocess.Popen(_command(*arguments), cwd=at, env=self.environment, stdout=output, stderr=output)
        try:
            yield self._printed(process)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE / 1000) == 0
        assert "Traceback" not in self.output.read_text()
        assert list(self.runtime.glob(f"*{process.pid}*")) == []

    def _printed(self, process: subprocess.Popen[bytes]) -> str:
        deadline = time.monotonic() + PATIENCE / 1000
        while not (printed := self.output.read_text()).endswith(STARTED):
            assert process.poll() is None, printed
            assert time.monotonic() < deadline, printed
            time.sleep(0.1)
        return printed.removeprefix("You are root, and so is whatever these workbooks run.\n")

    def browsed(self) -> list[str]:
        """The addresses that the browser was given, once it was given any."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self._log.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return self._log.read_text().splitlines()


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "reflect", "open", *map(str, arguments)]

"""Somebody's desk: a JupyterLab, a Chromium with a profile, a workbook open in it. All of that can be killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from playwright.sync_api import BrowserContext, BrowserType, Page

from reflect.resources import WORKBOOKS
from tests.browser.workbook import Workbook
from tests.browsing import ARGUMENTS, PATIENCE, Lab, chromium, command_of, free_port, run_lab

KERNEL, SERVER, BROWSER = "kernel", "server", "browser"


class Desk:
    """What one person has in front of them. `bring_back` starts whatever is not running."""

    def __init__(self, browsers: BrowserType, folder: Path) -> None:
        self._browsers = browsers
        self._folder = folder
        self._port = free_port()
        self._server: run_lab | None = None
        self._browser: BrowserContext | None = None
        self._path = ""
        self._kernel: tuple[int, bytes] | None = None
        self.lab: Lab
        self.page: Page
        for name in ("notebooks", "home", "profile"):
            (folder / name).mkdir(parents=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill(BROWSER)
        self.kill(KERNEL)
        if self._server is not None:
            self._server.__exit__(kind, error, trace)

    def __enter__(self) -> Desk:
        return self

    def take_up(self, name: str) -> None:
        """Begin a new workbook."""
        self._path = f"{name}/career_map.ipynb"
        target = self._folder / "notebooks" / self._path
        target.parent.mkdir()
        template = (WORKBOOKS / "career_map.ipynb").read_text("utf-8")
        target.write_text(template.replace('"mentee = \\"\\"', f'"mentee = \\"{name}\\"'), encoding="utf-8")

    @property
    def workbook(self) -> Workbook:
        """The workbook that is open."""
        return Workbook(self.page, self.lab, self._path)

    def bring_back(self) -> None:
        """Start what is not running, and open the workbook alive."""
        if self._server is None:
            self._server = run_lab(self._folder / "notebooks", self._folder / "home", port=self._port)
            self.lab = self._server.__enter__()
        if self._browser is None:
            self._browser = self._browsers.launch_persistent_context(
                self._folder / "profile",
                executable_path=chromium(),
                args=ARGUMENTS,
                viewport={"width": 1280, "height": 900},
                locale="en-GB",
            )
            self._browser.set_default_timeout(PATIENCE)
            self.page = self._browser.pages[0]
        self.page.goto(f"{self.lab.url}reflect/open/{self._path}?token={self.lab.token}")
        self.note_kernel()

    def note_kernel(self) -> None:
        """Wait until the workbook is alive, and find out which process its kernel is."""
        self.workbook.ready().alive()
        pid = self.lab.kernel_pid(self._path)
        self._kernel = (pid, command_of(Path("/proc", str(pid))))

    def kill(self, what: str) -> float:
        """Kill something as the system does that has no memory left. Gives when. Safe to call from another thread."""
        if what == SERVER:
            self._end_server()
            return time.time()
        processes = self._kernel_process() if what == KERNEL else self._browser_processes()
        moment = time.time()
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return moment

    def _end_server(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.__exit__(None, None, None)
        self._server = None

    def _kernel_process(self) -> set[int]:
        pid, command = self._kernel or (0, b"")
        self._kernel = None
        return {pid} if pid and command_of(Path("/proc", str(pid))) == command else set()

    def _browser_processes(self) -> set[int]:
        """Every process of the browser: those with its profile on their command line, and all that come from them."""
        self._browser = None
        mark = f"--user-data-dir={self._folder / 'profile'}".encode()
        parents: dict[int, int] = {}
        found: set[int] = set()
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if mark in command_of(entry).split(b"\0"):
                    found.add(int(entry.name))
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found


class Killing(threading.Thread):
    """Kills one thing after another, each so many seconds after the one before, while somebody types."""

    def __init__(self, desk: Desk, plan: list[tuple[float, str]]) -> None:
        super().__init__(daemon=True)
        self._desk = desk
        self._plan = plan
        self.moments: dict[str, float] = {}

    def run(self) -> None:
        for seconds, what in self._plan:
            time.sleep(seconds)
            self.moments[what] = self._desk.kill(what)

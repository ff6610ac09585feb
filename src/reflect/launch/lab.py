"""JupyterLab in the foreground, for people who never see code: no news, no offers of updates or of extensions."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from reflect.launch.browser import open_browser, remove_pages, with_token
from reflect.launch.running import Server, find_server
from reflect.launch.target import Target, find_target

CALM = {
    "ServerApp.open_browser": "False",  # ours is opened once the server answers, and not at JupyterLab's launcher
    "Application.log_level": "ERROR",
    "LabApp.default_url": "/reflect/",
    "LabApp.extension_manager": "readonly",
}

ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"
"""The part of JupyterLab that asks whether it may show news, and looks for updates."""

ENDS_WITHIN = 5
"""Seconds for extensions to come to an end, after Ctrl-C."""

Say = Callable[[str], None]
"""Takes a line for the person at the terminal."""


def launch(path: Path, who: str | None, *, browser: bool, say: Say) -> None:
    """Open a workbook or a folder: on a server that is running, or on one that then runs until Ctrl-C ends it.

    What is written is kept under the name `who`, where one is given. Raises LaunchError for what cannot be opened.
    """
    target = find_target(path)
    if (server := find_server(target, who)) is not None:
        _show(server, target, browser=browser, say=say)
    else:
        _run_lab(target, who, browser=browser, say=say)


def _show(server: Server, target: Target, *, browser: bool, say: Say) -> None:
    address = target.address(server.root) or "reflect/"
    if browser and open_browser(server, address):
        say(f"Opening {server.url}{address} in your browser.")
    elif browser:
        say(f"There is no browser here. Open this address in one: {with_token(server, address)}")
    else:
        say(f"Open this address in a browser: {with_token(server, address)}")


def _run_lab(target: Target, who: str | None, *, browser: bool, say: Say) -> None:
    from jupyterlab.labapp import LabApp

    logging.captureWarnings(True)  # parts of Jupyter warn each other's authors; the terminal is not for them
    if who is not None:
        os.environ["REFLECT_AS"] = who  # from here it reaches the kernels
    options = {**CALM, "ServerApp.root_dir": str(target.root)}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        say("You are root, and so is whatever these workbooks run.")
        options["ServerApp.allow_root"] = "True"
    app = LabApp.initialize_server(argv=[f"--{name}={value}" for name, value in options.items()])
    app.web_app.settings["page_config_hook"] = _without_announcements
    # Jupyter prints an address with a token that it drew itself, but not the address of the workbook.
    app.identity_provider.token_generated = False
    server = Server(app.connection_url, app.identity_provider.token, os.getpid(), target.root)

    def end(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C waits for nothing
        logging.disable()  # extensions find something to complain of as they are taken down
        app.stop(from_signal=True)

    def show_when_ready() -> None:
        while server.writes_as() is None:
            time.sleep(0.1)
        _show(server, target, browser=browser, say=say)
        say("Leave this window open while you write. Ctrl-C ends it.")

    signal.signal(signal.SIGINT, end)
    threading.Thread(target=show_when_ready, daemon=True).start()
    try:
        app.start()
        _cancel_tasks(app.io_loop.asyncio_loop)
    finally:
        remove_pages(server.pid)


def _without_announcements(_handler: object, page_config: dict[str, Any]) -> dict[str, Any]:
    """What JupyterLab is told at its start, on this server only."""
    return {**page_config, "disabledExtensions": [*page_config.get("disabledExtensions", []), ANNOUNCEMENTS]}


def _cancel_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """End what extensions left running when the loop stopped, or threads that wait for it keep the process for ever."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=ENDS_WITHIN))

"""JupyterLab in the foreground, for people who never see code: no news, no offers of updates or of extensions."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from reflect.language import N_, _
from reflect.launch.browser import open_browser, remove_pages, with_token
from reflect.launch.running import Server, find_server
from reflect.launch.target import LaunchError, Target, find_target

ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"
"""The part of JupyterLab that asks whether it may show news, and looks for updates."""

ENDS_WITHIN = 5
"""Seconds for extensions to come to an end, after Ctrl-C."""

STARTS_WITHIN = 30
"""Seconds for JupyterLab to start, before somebody is told that it has not."""

WITHOUT_SETTINGS = N_(
    "Put that right, or start without any settings of your own: `JUPYTER_NO_CONFIG=1 reflect open {path}`."
)

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
        say(_("Opening {address} in your browser.").format(address=f"{server.url}{address}"))
    elif browser:
        text = _("There is no browser here. Open this address in one: {address}")
        say(text.format(address=with_token(server, address)))
    else:
        say(_("Open this address in a browser: {address}").format(address=with_token(server, address)))


def _run_lab(target: Target, who: str | None, *, browser: bool, say: Say) -> None:
    logging.captureWarnings(True)  # parts of Jupyter warn each other's authors; the terminal is not for them
    if who is not None:
        os.environ["REFLECT_AS"] = who  # from here it reaches the kernels
    slow = threading.Timer(STARTS_WITHIN, say, [_("JupyterLab has not started yet. Wait, or end it with Ctrl-C.")])
    slow.daemon = True
    spoken = copy_context()  # its language among it
    slow.start()
    app = _initialized(target, say)
    app.web_app.settings["page_config_hook"] = _without_announcements
    # Jupyter prints an address with a token that it drew itself, but not the address of the workbook.
    app.identity_provider.token_generated = False
    server = Server(_own_address(app), app.identity_provider.token, os.getpid(), target.root, app.browser)

    def end(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C waits for nothing
        logging.disable()  # extensions find something to complain of as they are taken down
        app.stop(from_signal=True)

    def show() -> None:
        _show(server, target, browser=browser, say=say)
        if not app.identity_provider.auth_enabled:
            say(_("This JupyterLab asks for no token or password: whoever uses this computer can open it."))
        elif not server.token:
            say(_("It asks for the password of your JupyterLab."))
        say(_("Leave this window open while you write. Ctrl-C ends it."))

    def started() -> None:
        slow.cancel()
        threading.Thread(
            target=spoken.run, args=[show], daemon=True
        ).start()  # a browser may take its time, or all of it

    signal.signal(signal.SIGINT, end)
    app.io_loop.add_callback(started)  # which comes after what listens
    try:
        app.start()
        _cancel_tasks(app.io_loop.asyncio_loop)
    except SystemExit:
        raise LaunchError("", _("JupyterLab did not start"), _without_settings(target)) from None
    finally:
        slow.cancel()
        remove_pages(server.pid)


def _initialized(target: Target, say: Say) -> Any:
    """JupyterLab with reflect, about to start. Raises LaunchError where somebody's settings forbid it."""
    from jupyterlab.labapp import LabApp

    from reflect.launch.settings import CALM, Complaints, usable_runtime_folder
    from reflect.launch.settings import Server as JupyterServer
    from reflect.server.extension import load

    usable_runtime_folder(say)
    options = {**CALM, "ServerApp.root_dir": str(target.root), "ServerApp.preferred_dir": str(target.root)}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        say(_("You are root, and so is whatever these workbooks run."))
        options["ServerApp.allow_root"] = "True"
    complaints = Complaints(say)
    app = None
    try:
        with complaints.heard():
            app = JupyterServer.instance(jpserver_extensions={"jupyterlab": True, "reflect.server": True})
            app.aliases.update(LabApp.aliases)
            app.initialize([f"--{name}={value}" for name, value in options.items()], starter_extension=LabApp.name)
            if "reflect" not in app.web_app.settings:  # it may be switched off in the settings
                load(app)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is, it comes from settings, and no traceback helps
        why = " ".join(complaints.reasons) or f"{type(error).__name__}: {error}."
        if app is not None and isinstance(error, socket.gaierror):
            why = _("it cannot find {address}, where it is to listen.").format(address=repr(app.ip))
        message = _("JupyterLab cannot start: {reason}").format(reason=why)
        raise LaunchError("", message, _without_settings(target)) from None
    return app


def _without_settings(target: Target) -> str:
    return _(WITHOUT_SETTINGS).format(path=target.path)


def _own_address(app: Any) -> str:
    """The address of a server on this machine. What listens everywhere is here too, whatever the machine is called."""
    address = urlsplit(str(app.connection_url))
    host = "localhost" if app.ip in ("", "*", "0.0.0.0", "::") else address.hostname  # noqa: S104  # nothing is bound
    shown = f"[{host}]" if ":" in str(host) else host
    return address._replace(netloc=f"{shown}:{app.port}").geturl()


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

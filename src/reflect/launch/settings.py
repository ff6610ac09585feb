"""Somebody's own settings of Jupyter in a server of `reflect open`: what gives way, and what is wrong in them.

People have settings for notebooks of their own, and for servers on other machines. What says where things are, or that
nothing may open, gives way here; everything else holds. Settings that cannot be read are passed over, and named.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

from reflect.language import _

PLACES = ("root_dir", "notebook_dir", "preferred_dir", "file_to_run")
"""What settings call the folder that is shown, in whatever class they say it for."""

CALM = {
    "ServerApp.open_browser": "False",  # ours is opened once the server answers, and not at JupyterLab's launcher
    "Application.log_level": "ERROR",
    "LabApp.default_url": "/reflect/",
    "LabApp.extension_manager": "readonly",
    "ServerApp.sock": "",  # browsers open no sockets
    "ServerApp.port_retries": "50",  # another server may run already
    "ServerApp.autoreload": "False",
}
"""What a server is told besides, whatever the settings say: this is for people who never see code."""

UNREADABLE = ("Exception while loading config file %s", "Error loading config file: %s")
"""How Jupyter begins to say that it has passed over settings. It goes on with all of the traceback."""


class Server(ServerApp):  # jupyter_server types it in part
    """Jupyter's server, where the folder that it was started for is the folder that it shows."""

    def find_server_extensions(self) -> None:
        """Find what is installed for servers, unless the list of it cannot be read. JupyterLab and reflect are here."""
        try:
            super().find_server_extensions()
        except (OSError, ValueError) as error:
            self.log.error(UNREADABLE[1], getattr(error, "filename", None) or "jupyter_server_config.d", exc_info=True)

    def init_configurables(self) -> None:
        """Make what serves files and kernels, all of it in the folder of this server."""
        for section in self.config.values():
            if isinstance(section, Config):
                for place in PLACES:
                    section.pop(place, None)
        super().init_configurables()

    def _find_http_port(self) -> None:
        """Find a port, whichever it is, where those that the settings say are taken or forbidden."""
        try:
            super()._find_http_port()
        except SystemExit:
            self.port = 0
            super()._find_http_port()
        except OSError as error:
            message = _("it cannot listen at {address} ({reason}).")
            raise OSError(message.format(address=repr(self.ip), reason=error.strerror)) from None


class Complaints:
    """What Jupyter has to say of settings as it starts: said in a line where it goes on, kept where it does not."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: set[str] = set()
        self._listening = True
        self.reasons: list[str] = []

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Until the end of the block, hear whatever part of Jupyter complains. Each has a logger of its own."""
        complaints, before = self, logging.getLoggerClass()

        class Heard(before):  # type: ignore[misc, valid-type]  # whichever it was
            def filter(self, record: logging.LogRecord) -> Any:
                return complaints.is_for_jupyter(record) and super().filter(record)

        logging.setLoggerClass(Heard)
        try:
            yield
        finally:
            logging.setLoggerClass(before)
            self._listening = False

    def is_for_jupyter(self, record: logging.LogRecord) -> bool:
        """Whether Jupyter is to print this itself."""
        if record.msg in UNREADABLE:
            self._pass_over(record)
            return False
        if self._listening and record.levelno >= logging.CRITICAL:
            self.reasons.append(record.getMessage().partition("\n")[0])
            return False
        return True

    def _pass_over(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        [file] = record.args if isinstance(record.args, tuple) and record.args else ["settings"]
        line = _line(error, str(file))
        where = _("{file}, line {number}").format(file=file, number=line) if line else str(file)
        why = getattr(error, "msg", None) or getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        if where not in self._said:
            self._said.add(where)
            text = _("{place}: these settings of Jupyter cannot be read ({reason}), and were passed over.")
            self._say(text.format(place=where, reason=why))


def _line(error: BaseException | None, file: str) -> int | None:
    """The line of a file that an error comes from."""
    if isinstance(error, (json.JSONDecodeError, SyntaxError)):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return next((frame.lineno for frame in reversed(frames) if frame.filename == file), None)


def usable_runtime_folder(say: Callable[[str], None]) -> None:
    """See to it that Jupyter has a folder to note in what is running: where its own cannot be written, one for now."""
    folder = Path(jupyter_runtime_dir())
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="reflect-")
        text = _("{folder}: Jupyter cannot write there ({reason}). What it notes while it runs is kept elsewhere.")
        say(text.format(folder=folder, reason=error.strerror))

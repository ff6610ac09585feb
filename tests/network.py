"""A network between a browser and a server, that can be cut."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from types import TracebackType
from urllib.parse import urlsplit

_ABORT = struct.pack("ii", 1, 0)
"""For SO_LINGER: closing resets the connection, as a network that goes away does sooner or later."""


class Network:
    """Passes on what comes to `port` to the server at `url`, until it is cut and after it is mended."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (str(parts.hostname), int(parts.port or 80))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._is_up = True
        self._open: list[socket.socket] = []
        self.port: int = self._listening.getsockname()[1]
        self.url = parts._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def __enter__(self) -> Network:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        self._is_up = False
        while self._open:
            end = self._open.pop()
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        """Let connections through again."""
        self._is_up = True

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self._is_up:
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
                    near.close()
                    continue
                far = socket.create_connection(self._server)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)

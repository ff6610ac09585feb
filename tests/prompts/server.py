"""A real HTTP server that does as a test tells it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Script = Callable[[BaseHTTPRequestHandler, threading.Event], None]
"""What the server does once it has read a request; the event is set when the test lets it go."""


@dataclass
class Scripted:
    """A server on this computer: its URL, what it received, and the test's hold on it.

    `let_go` is set when the test is over. A script that never answers waits for it, so that what was returned before
    was returned without an answer.
    """

    script: Script
    url: str = ""
    connections: int = 0
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(script: Script) -> Iterator[Scripted]:
    """A server that runs `script` for each request, until the block is left."""
    scripted = Scripted(script)

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            scripted.connections += 1
            super().setup()

        def do_POST(self) -> None:
            scripted.paths.append(self.path)
            scripted.headers.append({name.title(): value for name, value in self.headers.items()})
            scripted.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            try:
                scripted.script(self, scripted.let_go)
            except OSError:
                pass  # the other side has gone, which is what some tests are about

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        bodies = scripted.bodies

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    scripted.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        scripted.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def sends(body: bytes, status: int = 200, content_type: str = "application/json", **headers: str) -> Script:
    """A script that sends one whole response."""

    def script(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return script

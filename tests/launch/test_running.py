"""Which servers `reflect open` finds, whatever else answers, or does not, where a server once was."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reflect.launch import running
from reflect.launch.running import Server, find_server
from reflect.launch.target import Target

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SAM = b'{"writes_as": "sam"}'


@contextmanager
def answering(answer: Callable[[socket.socket, bytes], object]) -> Iterator[str]:
    """The address of what answers every request with whatever this sends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=reply, args=[connection], daemon=True).start()

        def reply(connection: socket.socket) -> None:
            try:
                with connection:
                    answer(connection, connection.recv(10_000))
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)


def is_silent(_connection: socket.socket, _asked: bytes) -> None:
    time.sleep(60)


def drips(connection: socket.socket, _asked: bytes) -> None:
    for letter in HEAD * 100:
        connection.sendall(bytes([letter]))
        time.sleep(0.2)


def never_ends(connection: socket.socket, _asked: bytes) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b" " * 10_000)


def is_sams(connection: socket.socket, _asked: bytes) -> None:
    connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(SAM) + SAM)


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Notes a server in Jupyter's runtime folder, as Jupyter does."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    (tmp_path / "runtime").mkdir()

    def write(url: str) -> None:
        said = {"url": url, "token": "", "pid": 1, "root_dir": str(tmp_path)}
        number = len(list((tmp_path / "runtime").iterdir()))
        (tmp_path / "runtime" / f"jpserver-{number}.json").write_text(json.dumps(said))

    return write


def test_whatever_does_not_answer_is_not_waited_for(
    tmp_path: Path, note: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 2.0)
    others = answering(is_silent), answering(drips), answering(never_ends)
    with others[0] as silent, others[1] as slow, others[2] as long, answering(is_sams) as right:
        for url in (silent, slow, silent, long, silent, right, "http://127.0.0.1:9/", "http://[/"):
            note(url)
        found = find_server(Target(tmp_path, tmp_path), "sam")
        assert found is not None
        assert found.url == right
    began = time.monotonic()
    with answering(is_silent) as silent, answering(drips) as slow:
        for url in (silent, slow) * 20:
            note(url)
        assert find_server(Target(tmp_path, tmp_path), "sam") is None
    assert time.monotonic() - began < 30  # and not two seconds each


def test_a_server_without_a_token_is_asked_without_one(tmp_path: Path) -> None:
    asked: list[bytes] = []

    def listens(connection: socket.socket, said: bytes) -> None:
        asked.append(said)
        is_sams(connection, said)

    with answering(listens) as url:
        for token in ("", "secret"):
            assert Server(url, token, 1, tmp_path).writes_as() == "sam"
    assert [b"authorization" in said.lower() for said in asked] == [False, True]
    assert b"token secret" in asked[1]


def test_no_proxy_comes_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with answering(is_sams) as url:
        assert Server(url, "", 1, tmp_path).writes_as() == "sam"

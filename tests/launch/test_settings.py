"""`reflect open` with settings of Jupyter that people have: it opens, or says what is wrong and what to do."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyter_server.auth.security import passwd

from reflect.launch.settings import UNREADABLE, Complaints
from tests.browsing import PATIENCE
from tests.notebooks import save, weekly_note
from tests.opening import Person


@pytest.fixture
def person(tmp_path: Path) -> Person:
    home = tmp_path / "somebody"
    (home / "config").mkdir(parents=True)
    (home / "notebooks").mkdir()
    return Person(home)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return save(weekly_note(), tmp_path / "pair" / "note.ipynb")


def sets(person: Person, settings: dict[str, Any] | str, name: str = "jupyter_server_config.json") -> Path:
    text = settings if isinstance(settings, str) else json.dumps(settings)
    file = Path(person.environment["JUPYTER_CONFIG_DIR"]) / name
    file.write_text(text)
    return file


def opens_at(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if line.startswith("Open this address in a browser: ")]
    return line.rpartition(" ")[2]


def shown(address: str) -> str:
    """What a browser is shown that follows an address to its end."""
    request = urllib.request.Request(address, headers={"Sec-Fetch-Site": "none"})
    with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:
        return str(answer.read().decode())


def refused(person: Person, workbook: Path) -> str:
    command = [sys.executable, "-m", "reflect", "open", str(workbook), "--no-browser"]
    run = subprocess.run(command, env=person.environment, capture_output=True, text=True, timeout=PATIENCE / 1000)
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert run.stderr.count("\n") == 1
    assert f"JUPYTER_NO_CONFIG=1 reflect open {workbook}" in run.stderr
    return run.stderr


def test_what_settings_say_of_other_places_gives_way(person: Person, workbook: Path) -> None:
    own = str(workbook.parent.parent / "somebody" / "notebooks")
    places = {"root_dir": own, "preferred_dir": own}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = {
            **places,
            "ip": "127.0.0.1",
            "port": taken.getsockname()[1],
            "port_retries": 0,
            "sock": str(workbook.parent / "socket"),
            "base_url": "/my/own/",
            "default_url": "/tree",
            "open_browser": True,
            "browser": "a-browser-that-is-not-there",
            "allow_root": False,
            "autoreload": True,
            "jpserver_extensions": {"reflect.server": False},
        }
        more = dict.fromkeys(
            ("ContentsManager", "FileContentsManager", "AsyncLargeFileManager", "MappingKernelManager"), places
        )
        sets(person, {"ServerApp": server, "LabApp": {"default_url": "/lab"}, **more})
        sets(person, f"c.AsyncFileContentsManager.root_dir = {own!r}", "jupyter_lab_config.py")
        broken = sets(person, '{"ServerApp": {"port": 88,}', "jupyter_config.json")
        wrong = sets(person, "x = 1\n\nc.ServerApp.port = nowhere\n", "jupyter_server_config.py")
        person.environment.update(http_proxy="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")
        with person.opens(workbook, "--no-browser") as printed:
            said = printed.splitlines()
            assert f"{broken}, line 1: these settings of Jupyter cannot be read" in printed
            assert f"{wrong}, line 3: these settings of Jupyter cannot be read" in printed
            assert len(said) == 4
            address = opens_at(printed)
            assert urlsplit(address).path == "/my/own/reflect/open/note.ipynb"
            assert "Weekly note" in shown(address)


def test_a_password_is_left_to_the_browser_to_ask_for(person: Person, workbook: Path) -> None:
    sets(person, {"IdentityProvider": {"hashed_password": passwd("secret")}, "ServerApp": {"ip": "*"}})
    with person.opens(workbook, "--no-browser") as printed:
        address = opens_at(printed)
        assert address == f"http://localhost:{urlsplit(address).port}/reflect/open/note.ipynb"
        assert "It asks for the password of your JupyterLab.\n" in printed
        assert 'type="password"' in shown(address)


def test_without_a_token_and_without_a_folder_to_note_it_in_it_opens_and_says_so(
    person: Person, workbook: Path
) -> None:
    sets(person, {"IdentityProvider": {"token": ""}})
    file = workbook.parent / "file"
    file.write_text("")
    person.environment["JUPYTER_RUNTIME_DIR"] = str(file / "runtime")
    with person.opens(workbook) as printed:
        assert f"{file / 'runtime'}: Jupyter cannot write there" in printed
        assert "asks for no token or password" in printed
        [given] = person.browsed()
        assert urlsplit(given).scheme == "http"
        assert "Weekly note" in shown(given)  # the person is not asked whether they meant it


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ServerApp": {"port": "eighty"}}, "port"),
        ({"ServerApp": {"identity_provider_class": "not_there.Provider"}}, "not_there"),
        ({"ServerApp": {"certfile": "/not/there.pem"}}, "certfile"),
        ({"ServerApp": {"ip": "not a computer"}}, "not a computer"),
        ({"ServerApp": {"password_required": True}, "IdentityProvider": {"token": ""}}, "password"),
    ],
)
def test_what_keeps_it_from_starting_is_named(
    person: Person, workbook: Path, settings: dict[str, Any], said: str
) -> None:
    sets(person, settings)
    assert said in refused(person, workbook)


def test_complaints_of_settings_are_said_once_and_in_a_line(tmp_path: Path) -> None:
    lines: list[str] = []
    complaints = Complaints(lines.append)
    with complaints.heard():
        log = logging.getLogger("test_settings")
    for error in (PermissionError(13, "Permission denied"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")):
        for _ in range(2):
            try:
                raise error
            except (OSError, ValueError):
                log.error(UNREADABLE[0], tmp_path / type(error).__name__, exc_info=True)
    assert len(lines) == 2
    assert "(Permission denied)" in lines[0]
    assert not any("\n" in line for line in lines)

"""A kernel's side of the form without a kernel: what would go over the wire is recorded, and can be sent back."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import comm
import ipywidgets
import pytest
from comm.base_comm import BaseComm, CommManager

import reflect
from reflect.form import widget
from reflect.form import workbook as form
from tests.wire import check


class Wire:
    """Every widget that was opened, and every message sent to it."""

    def __init__(self) -> None:
        self.opened: list[Recorder] = []

    @property
    def open(self) -> list[Recorder]:
        """The widgets that have not been closed."""
        return [each for each in self.opened if each.is_open]

    def everything_synced(self) -> str:
        """All synced state ever, as JSON: what JupyterLab could write into a notebook file."""
        return json.dumps([data["state"] for each in self.opened for _, data in each.published if "state" in data])

    def field(self, field_id: str) -> View:
        """The newest open view of a field."""
        return self._newest("field", field_id)

    def heading(self) -> View:
        return self._newest("heading", None)

    @staticmethod
    def _field_of(description: dict[str, Any]) -> str | None:
        return next((str(slot["slot"]).partition(".")[0] for slot in description.get("slots", [])), None)

    def _newest(self, part: str, field_id: str | None) -> View:
        for each in reversed(self.open):
            state = each.state
            if state.get("part") == part and self._field_of(state["description"]) == field_id:
                return View(each)
        raise AssertionError(f"no open {part} {field_id}")


class Recorder(BaseComm):
    wire: Wire

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.published: list[tuple[str, dict[str, Any]]] = []
        super().__init__(*args, **kwargs)

    @property
    def state(self) -> dict[str, Any]:
        """What was synced when the widget was opened."""
        return next(data["state"] for kind, data in self.published if kind == "comm_open")

    @property
    def is_open(self) -> bool:
        return all(kind != "comm_close" for kind, _ in self.published)

    def publish_msg(self, msg_type: str, data: Any = None, *_args: Any, **_kwargs: Any) -> None:
        if msg_type == "comm_open":
            self.wire.opened.append(self)
        # What is published is JSON by now; a copy of it, as the wire would make one.
        self.published.append((msg_type, json.loads(json.dumps(data or {}))))

    def check(self) -> None:
        """Raise ValidationError where what was sent is not what its types say."""
        part = str(self.state.get("part", "")).capitalize()
        for _, data in self.published if part else ():
            if "description" in data.get("state", {}):
                check(f"{part}Description", data["state"]["description"])
            if data.get("method") == "custom":
                check(f"To{part}", data["content"])


class View:
    """A browser's side of one widget."""

    _nonces = itertools.count(1)

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @property
    def id(self) -> str:
        """The id under which an output refers to the widget."""
        return self._recorder.comm_id

    @property
    def is_open(self) -> bool:
        return self._recorder.is_open

    @property
    def description(self) -> dict[str, Any]:
        """What the browser is told of the field or heading."""
        return dict(self._recorder.state["description"])

    def send(self, content: object) -> list[dict[str, Any]]:
        """Send a message; gives what the kernel sent back to this widget at once."""
        before = len(self.heard())
        self._recorder.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
        return self.heard()[before:]

    def hello(self) -> dict[str, Any]:
        [answer] = [message for message in self.send({"type": "hello"}) if message["type"] == "state"]
        return answer

    def save(self, slot: str, value: object, parents: list[str] | None = None, **more: object) -> list[dict[str, Any]]:
        nonce = f"{next(self._nonces):032x}"
        return self.send(
            {"type": "save", "slot": slot, "value": value, "parents": parents or [], "nonce": nonce, **more}
        )

    def heard(self) -> list[dict[str, Any]]:
        """Every custom message that came to this widget."""
        messages = [data for kind, data in self._recorder.published if kind == "comm_msg"]
        return [data["content"] for data in messages if data.get("method") == "custom"]


class Manager(CommManager):
    """Several kernels in one process may have widgets of the same id."""

    def unregister_comm(self, comm: BaseComm) -> None:
        self.comms.pop(comm.comm_id, None)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire, manager = Wire(), Manager()
    monkeypatch.setattr(comm, "get_comm_manager", lambda: manager)
    recorder = type("WiredRecorder", (Recorder,), {"wire": wire})
    monkeypatch.setattr(comm, "create_comm", recorder)
    for shared in (widget._code, widget._layout):
        shared.cache_clear()
    yield wire
    new_kernel()
    while _kernels:
        for _, live in _kernels.pop().values():
            live.close()
    for shared in (widget._code, widget._layout):
        shared.cache_clear()
    ipywidgets.Widget.close_all()
    for (
        each
    ) in wire.opened:  # here, since ipywidgets passes over what is raised while something is done about a message
        each.check()


@pytest.fixture(autouse=True)
def _sam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sam writes, in the folder of a notebook."""
    monkeypatch.setenv("REFLECT_AS", "sam")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr(form, "_open", {})


def open_note(personal_to: Any = None, **parameters: str) -> form.LiveWorkbook:
    """A small workbook, as a notebook would open it."""
    given: Mapping[str, Any] = {"mentor": "Alex", "mentee": "Sam", **parameters}
    return reflect.workbook("note", version=1, title="Note", personal_to=personal_to, **given)


_kernels: list[dict[str, tuple[object, form.LiveWorkbook]]] = []


def new_kernel() -> None:
    """What is opened from here on is open in another kernel."""
    _kernels.append(dict(form._open))
    form._open.clear()


def heard_by(view: View, wanted: Callable[[dict[str, Any]], object], since: int = 0) -> dict[str, Any]:
    """Wait for a message that is wanted, among those after so many."""
    for _ in range(6000):
        for message in view.heard()[since:]:
            if wanted(message):
                return dict(message)
        threading.Event().wait(0.01)
    raise AssertionError("no such message came")

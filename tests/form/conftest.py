"""A kernel's side of the form without a kernel: what would go over the wire is recorded, and can be sent back."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import comm
import ipywidgets
import pytest
from comm.base_comm import BaseComm

import reflect
from reflect.form import widget
from reflect.form import workbook as form


class Wire:
    """Every widget that was opened, and every message sent to it."""

    def __init__(self) -> None:
        self.opened: dict[str, Recorder] = {}

    def state(self, comm_id: str) -> dict[str, Any]:
        """What was synced when the widget was opened."""
        return next(data["state"] for kind, data in self.opened[comm_id].published if kind == "comm_open")

    def everything_synced(self) -> str:
        """All synced state ever, as JSON: what JupyterLab could write into a notebook file."""
        return json.dumps(
            [data["state"] for each in self.opened.values() for _, data in each.published if "state" in data]
        )

    def field(self, field_id: str) -> View:
        """The newest open view of a field."""
        return self._newest("field", field_id)

    def heading(self) -> View:
        return self._newest("heading", None)

    def _newest(self, part: str, field_id: str | None) -> View:
        for comm_id, each in reversed(self.opened.items()):
            state = self.state(comm_id)
            if state.get("part") == part and state["description"].get("id") == field_id and each.is_open:
                return View(each)
        raise AssertionError(f"no open {part} {field_id}")


class Recorder(BaseComm):
    wire: Wire

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.published: list[tuple[str, dict[str, Any]]] = []
        super().__init__(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return all(kind != "comm_close" for kind, _ in self.published)

    def publish_msg(self, msg_type: str, data: Any = None, *_args: Any, **_kwargs: Any) -> None:
        if msg_type == "comm_open":
            self.wire.opened[self.comm_id] = self
        # What is published is JSON by now; a copy of it, as the wire would make one.
        self.published.append((msg_type, json.loads(json.dumps(data or {}))))


class View:
    """A browser's side of one widget."""

    _nonces = itertools.count(1)

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

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


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire()
    recorder = type("WiredRecorder", (Recorder,), {"wire": wire})
    monkeypatch.setattr(comm, "create_comm", recorder)
    widget._code.cache_clear()
    yield wire
    widget._code.cache_clear()
    ipywidgets.Widget.close_all()


@pytest.fixture(autouse=True)
def _sam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sam writes, in the folder of a notebook."""
    monkeypatch.setenv("REFLECT_AS", "sam")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr(form, "_open", {})


def open_note(personal_to: Any = None, **parameters: str) -> form.LiveWorkbook:
    """A small workbook, as a notebook would open it."""
    given: Mapping[str, str] = {"mentor": "Alex", "mentee": "Sam", **parameters}
    return reflect.workbook("note", version=1, title="Note", personal_to=personal_to, **given)


def new_kernel() -> None:
    """Forget what is open, as a new kernel would have."""
    form._open.clear()

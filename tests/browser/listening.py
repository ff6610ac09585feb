"""What a page and its kernels really send each other, as the browser's own developer tools show it."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, WebSocket


@dataclass
class Heard:
    """The messages of forms, each with whatever it has besides its type."""

    by_kernel: list[dict[str, Any]] = field(default_factory=list)
    by_browser: list[dict[str, Any]] = field(default_factory=list)


def listen(page: Page) -> Heard:
    """Listen to a page from now on."""
    heard = Heard()

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: _keep(frame, heard.by_kernel))
        socket.on("framesent", lambda frame: _keep(frame, heard.by_browser))

    page.on("websocket", opened)
    return heard


def _keep(frame: str | bytes, messages: list[dict[str, Any]]) -> None:
    parts = _parts(frame) if isinstance(frame, bytes) else []
    if len(parts) >= 5 and json.loads(parts[1])["msg_type"] == "comm_msg":
        data = json.loads(parts[4])["data"]
        if data.get("method") == "custom":
            messages.append(data["content"])


def _parts(frame: bytes) -> list[bytes]:
    """The parts of a frame of v1.kernel.websocket.jupyter.org: channel, header, parent, metadata, content, ..."""
    if len(frame) < 8:
        return []
    [count] = struct.unpack_from("<Q", frame)
    if count > 100 or len(frame) < 8 * (count + 1):
        return []  # a frame of something else, such as what jupyter-collaboration sends
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    return [frame[start:end] for start, end in pairwise(offsets)]

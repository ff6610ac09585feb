"""Looking again and again for what others have written (pure)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from reflect.stores.protocol import LogStamp

LOOK_EVERY = 0.25
"""Seconds between two looks for what others have written."""

_log = logging.getLogger(__name__)


def watch_stamp(stamp: Callable[[], LogStamp], changed: Callable[[], None], workbook: str) -> Callable[[], None]:
    """Call `changed` in a thread of its own, once to begin with and whenever `stamp` gives another one than it did.

    What is returned ends it, and nothing else does: where something goes wrong, it is tried again.
    """
    ended = threading.Event()

    def look() -> None:
        seen: LogStamp | None = None
        while not ended.is_set():
            try:
                now = stamp()
                if now != seen:
                    changed()
                    seen = now
            except Exception as error:  # noqa: BLE001  # looked at once more, and nobody's words in a log
                _log.debug("What others wrote could not be taken up: %s", type(error).__name__)
            ended.wait(LOOK_EVERY)

    threading.Thread(target=look, name=f"reflect: answers to {workbook}", daemon=True).start()
    return ended.set

"""The Jupyter server extension: workbooks that open alive, a home page, journals at once.

Installing reflect switches it on. Everything is imported when a server loads it.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "reflect.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    from reflect.server.extension import load

    load(app)

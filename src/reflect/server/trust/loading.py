"""What JupyterLab may load when it shows a workbook that was opened by reflect: what this server has, and no more.

A note in a workbook is Markdown, and JupyterLab shows the pictures in it. One from elsewhere tells whoever wrote the
note when it was read, and from where. So the page that a workbook opens in comes with one more Content-Security-Policy,
which the browser keeps besides Jupyter's own. Other notebooks are shown as ever.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

POLICY = (
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline' data: blob:; frame-src 'self' data: blob:; object-src 'self' data: blob:"
)

_DOCUMENT = re.compile(r"(?:doc(?:/workspaces/[^/]+)?/tree|notebooks)/(.+)")
"""Pages that show one document: JupyterLab's, and that of Notebook 7."""


class OpenedWorkbooks:
    """The workbooks that were opened on this server, by API path. Called by tornado for each request."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._paths: set[str] = set()

    def add(self, path: str) -> None:
        """Remember a workbook that is being opened."""
        self._paths.add(path.strip("/"))

    def __call__(self, request: HTTPServerRequest) -> OutputTransform:
        """What is done to the answer to a request."""
        address = unquote(request.path).removeprefix(self._base_url).lstrip("/")
        found = _DOCUMENT.fullmatch(address)
        shows_one = found is not None and found[1].strip("/") in self._paths
        return _OnlyFromHere(request) if shows_one else OutputTransform(request)


class _OnlyFromHere(OutputTransform):
    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.add("Content-Security-Policy", POLICY)
        return super().transform_first_chunk(status_code, headers, chunk, finishing)

"""The home page: the workbooks of a folder."""

from __future__ import annotations

from reflect.server.page import PageHandler


class HomeHandler(PageHandler):
    """`GET /reflect/`: the workbooks of the server's root folder."""

    async def get(self) -> None:
        """Show the page."""
        self.show("home.html.j2")

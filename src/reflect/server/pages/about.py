"""What `reflect open` asks of a server that it finds running."""

from __future__ import annotations

import os

from reflect.server.pages.page import PageHandler


class AboutHandler(PageHandler):
    """`GET /reflect/about`: that reflect is here, and whose name its kernels were given for what is written."""

    async def get(self) -> None:
        """Answer with JSON."""
        self.finish({"writes_as": os.environ.get("REFLECT_AS", "").strip()})

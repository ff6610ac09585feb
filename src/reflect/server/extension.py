"""What a Jupyter server is given when it loads reflect: the addresses under `/reflect/`."""

from __future__ import annotations

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join

from reflect.server.home import HomeHandler


def load(app: ServerApp) -> None:
    """Add what reflect has to a server that is starting."""
    base = app.web_app.settings["base_url"]
    pages = [
        (r"/reflect/?", HomeHandler),
    ]
    app.web_app.add_handlers(".*$", [(url_path_join(base, pattern), handler) for pattern, handler in pages])

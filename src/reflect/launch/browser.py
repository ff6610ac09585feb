"""A browser, sent to an address together with the server's token.

The token is in no command line, where every user of the machine could read it: the browser is given a page in a folder
of this user's own, which sends it on. That is how Jupyter's own browser finds its server.
"""

from __future__ import annotations

import webbrowser
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_core.paths import jupyter_runtime_dir, secure_write
from tornado.httputil import url_concat

from reflect.language import teach
from reflect.launch.running import Server
from reflect.resources import RESOURCES


def with_token(server: Server, address: str) -> str:
    """An address on the server, for a browser that it does not know yet."""
    return url_concat(server.url + address, {"token": server.token} if server.token else {})


def open_browser(server: Server, address: str) -> bool:
    """Send a browser to an address on the server. False where there is none, or nowhere to put the token for it."""
    try:
        browser = webbrowser.get(server.browser or None)
        # Without a token there is nothing to hide, and a browser that comes by itself is not asked why.
        given = _page(server, address).as_uri() if server.token else server.url + address
    except (webbrowser.Error, OSError):
        return False
    return browser.open(given)


def remove_pages(pid: int) -> None:
    """Take away the pages with the token of a server that has ended."""
    for page in Path(jupyter_runtime_dir()).glob(f"reflect-open-{pid}-*.html"):
        page.unlink(missing_ok=True)


def _page(server: Server, address: str) -> Path:
    """A page, for this user alone, that sends a browser on. Those of servers that have ended are taken away."""
    folder = Path(jupyter_runtime_dir())
    for old in folder.glob("reflect-open-*-*.html"):
        if not (folder / f"jpserver-{old.name.split('-')[2]}.json").exists():
            old.unlink(missing_ok=True)
    page = folder / f"reflect-open-{server.pid}-{sha256(address.encode()).hexdigest()[:16]}.html"
    templates = Environment(loader=FileSystemLoader(RESOURCES / "home"), autoescape=True, undefined=StrictUndefined)
    teach(templates)
    with secure_write(str(page)) as file:
        file.write(templates.get_template("going.html.j2").render(address=with_token(server, address)))
    return page

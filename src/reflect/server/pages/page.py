"""What every page under `/reflect/` has in common: who may ask for it, which file it is about, and how it looks.

The pages run no script and load nothing: their Content-Security-Policy allows their own style sheet and forms that go
back to this server. Every value is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import ensure_async, url_escape, url_path_join
from markupsafe import Markup
from tornado import web
from tornado.httputil import url_concat

from reflect.disk.links import leads_elsewhere
from reflect.errors import ReflectError
from reflect.fields import whole_text
from reflect.language import _, asked_for, teach, use
from reflect.resources import RESOURCES

TEMPLATES = RESOURCES / "home"


class Trouble(ReflectError):  # noqa: N818  # a page says what is wrong and what to do, and nothing crashed
    """Something that a person is told on a page of its own: `title`, what is the matter, and what to do next."""

    def __init__(self, status: int, title: str, message: str, remedy: str) -> None:
        super().__init__("", message, remedy)
        self.status, self.title = status, title


class PageHandler(JupyterHandler):
    """A page for people. What it raises as Trouble, or as an HTTP error, becomes a page too."""

    needs: tuple[tuple[str, str], ...] = (("read", "contents"),)
    """What the server's authorizer has to allow, as (action, resource)."""

    async def prepare(self) -> None:  # type: ignore[override]  # as Jupyter's own handlers do
        """Turn away whoever is not logged in or not allowed. Jupyter lets such a request through unless told."""
        use(asked_for(self.request.headers.get("Accept-Language", "")))  # a request is a task of its own
        if (waiting := super().prepare()) is not None:
            await waiting
        if self._finished:
            return
        self.path_args = [path and one_path(path) for path in self.path_args]
        if self.current_user is None:
            if self.request.method not in ("GET", "HEAD"):
                raise web.HTTPError(403)
            self.redirect(url_concat(self.get_login_url(), {"next": self.request.uri}))
            return
        for action, resource in self.needs:
            if not await ensure_async(self.authorizer.is_authorized(self, self.current_user, action, resource)):
                raise Trouble(
                    403, _("This is not yours to open"), _("This server does not let you."), _("Ask whoever runs it.")
                )

    @property
    def content_security_policy(self) -> str:
        """Nothing but the page itself, its style sheet, and forms that go back to where it came from."""
        return (
            "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; img-src 'self' data:; "
            f"style-src {_style_source()}"
        )

    def set_default_headers(self) -> None:
        """Nothing of what is shown here is for a cache or another site."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")

    def show(self, name: str, status: int = 200, **values: Any) -> None:
        """Answer with the page that the template `name` makes of these values."""
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        given = {"base_url": self.base_url, "address": self.address, "xsrf": self._xsrf, **values}
        self.finish(whole_text(_environment().get_template(name).render(given)))

    def _xsrf(self) -> Markup:
        """What a form has to send back: `{{ xsrf() }}`. There is none before it is known who asks."""
        return Markup(self.xsrf_form_html())  # noqa: S704  # tornado's

    def address(self, page: str = "", path: str = "") -> str:
        """The address of a page about the file or folder at an API path: `address("open", "sam/career_map.ipynb")`."""
        return url_path_join(self.base_url, "reflect", page, url_escape(path.strip("/")) or "/")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says what is wrong and what to do."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, Trouble):
            trouble = error
        elif status_code == web.HTTPError(404).status_code:
            trouble = Trouble(
                404, _("There is nothing here"), _("This address leads nowhere."), _("Go back to your workbooks.")
            )
        else:
            trouble = Trouble(
                status_code,
                _("This did not work"),
                _("The server could not do it."),
                _("Go back to your workbooks, and try again."),
            )
        self.show("trouble.html.j2", trouble.status, trouble=trouble)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """What a person is told is no crash, and what they wrote has no place in a log."""
        if not isinstance(value, Trouble):
            super().log_exception(typ, value, tb)

    def comes_from_elsewhere(self) -> bool:
        """Whether another site, or another program on this machine, sent the browser here.

        By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/): a person who types the address or opens it from a
        program is "none", a link of this server's is "same-origin". It has to be for a page, and not for a picture in
        somebody's note. Without it, which old browsers do not send, nor any browser to a server without encryption on
        another machine, the referrer has to be this server's: another site can leave it out. Whoever sends the
        server's token along, as `reflect open` does, has been told it.
        """
        if self.token_authenticated:
            return False
        sent = self.request.headers
        if sent.get("Sec-Fetch-Dest", "document") not in ("document", "iframe"):
            return True
        if (site := sent.get("Sec-Fetch-Site")) is not None:
            return site not in ("same-origin", "none")
        return urlsplit(sent.get("Referer", "")).netloc != self.request.host

    async def place(self, path: str) -> Path:
        """The file or folder at an API path (as Jupyter has it: from the server's root, with slashes).

        Links to folders are followed, as Jupyter's own file browser does: many hubs put the folder that people share
        into each home as a link. A file that is a link is not: what is written takes the link's place, so that
        somebody who may write here would be given a copy of whatever it leads to. Neither is a link in a pair's folder,
        or in the place of one, which anybody may have put there.
        Raises Trouble for such links, and for what is hidden, outside the root, or not there.
        """
        manager = self.contents_manager
        gone = Trouble(
            404,
            _("There is no such workbook"),
            _("Nothing is at {path!r} here.").format(path=path),
            _("Look for it among your workbooks."),
        )
        if not hasattr(manager, "_get_os_path"):
            raise Trouble(
                501,
                _("This server keeps no files"),
                _("Workbooks are files in a folder."),
                _("Ask whoever runs the server."),
            )
        try:
            if "\0" in path or ".." in path.split("/") or await ensure_async(manager.is_hidden(path)):
                raise gone
            if not await ensure_async(manager.exists(path)):
                raise gone
            found = Path(manager._get_os_path(path.strip("/")))
            if leads_elsewhere(found):
                remedy = _(
                    "Open the workbook where it really is. A link to the folder that it is in can be opened, too."
                )
                message = _("{path!r} is a link to another place.").format(path=path)
                raise Trouble(403, _("This leads elsewhere"), message, remedy)
            return found
        except (web.HTTPError, OSError, ValueError):
            raise gone from None


def one_path(path: str) -> str:
    """An API path as everybody writes it, so that one workbook has one kernel: `a//x`, `./a/x` and `a/x/` are `a/x`."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    teach(made)
    made.globals["style"] = Markup(_style())  # noqa: S704  # a file of this package
    return made


@cache
def _style() -> str:
    return (TEMPLATES / "style.css").read_text("utf-8")


@cache
def _style_source() -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}'"

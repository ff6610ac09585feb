"""What a Jupyter server is given when it loads reflect: the addresses under `/reflect/`, and what it does at a save."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import zmq
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join

from reflect.programme.standing import Standings
from reflect.server.hooks.private import open_private_folder
from reflect.server.hooks.saving import Embedding
from reflect.server.kernels.opening import Opener
from reflect.server.pages.about import AboutHandler
from reflect.server.pages.calendar import CalendarHandler
from reflect.server.pages.home import HomeHandler
from reflect.server.pages.journal import JournalHandler
from reflect.server.pages.mend import MendHandler
from reflect.server.pages.new import AnotherHandler, NewHandler
from reflect.server.pages.open import OpenHandler
from reflect.server.trust.loading import OpenedWorkbooks
from reflect.server.trust.vouching import vouch_for_known_workbooks


def load(app: ServerApp) -> None:
    """Add what reflect has to a server that is starting."""
    vouch_for_known_workbooks(app.contents_manager)
    open_private_folder(app.contents_manager)
    kernels = cast(AsyncMappingKernelManager, app.kernel_manager)  # what a server has unless told otherwise
    if getattr(kernels, "transport_encryption", None) == "disabled" and zmq.has("curve"):
        # Answers travel between server and kernel. Without keys, every account of the machine can listen to a kernel.
        kernels.transport_encryption = "auto"
    app.web_app.settings["reflect"] = True  # for whoever started this server
    opener = Opener(app.contents_manager, app.session_manager, kernels)
    base = app.web_app.settings["base_url"]
    opened = OpenedWorkbooks(base)
    app.web_app.add_transform(opened)  # type: ignore[arg-type]  # it is called for each request, as a class would be
    standings = Standings()
    pages: list[tuple[str, type, dict[str, Any]]] = [
        (r"/reflect/?", HomeHandler, {"standings": standings}),
        (r"/reflect/in/(.*)", HomeHandler, {"standings": standings}),
        (r"/reflect/new/(.*)", NewHandler, {"standings": standings, "making": asyncio.Lock()}),
        (r"/reflect/another/(.+)", AnotherHandler, {}),
        (r"/reflect/journal/(.+)", JournalHandler, {}),
        (r"/reflect/calendar/(.+)", CalendarHandler, {}),
        (r"/reflect/mend/(.+)", MendHandler, {}),
        (r"/reflect/about", AboutHandler, {}),
        (r"/reflect/open/(.+)", OpenHandler, {"opener": opener, "opened": opened}),
    ]
    app.web_app.add_handlers(".*$", [(url_path_join(base, pattern), *rest) for pattern, *rest in pages])
    app.contents_manager.register_pre_save_hook(Embedding().before_save)

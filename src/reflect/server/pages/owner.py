"""Whether the person in front of a page is the one whose computer, or account, it comes from."""

from __future__ import annotations

import os

from jupyter_server.auth import User


def is_owner(visitor: User) -> bool:
    """Whether this is whose server it is. On a hub others may be let in too; anywhere else it is only for its owner.

    A personal workbook, and how far it is, is for no visitor.
    """
    owner = os.environ.get("JUPYTERHUB_USER")
    return not owner or visitor.username == owner

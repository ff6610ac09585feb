"""Whether the person in front of a page is the one whose computer, or account, it comes from."""

from __future__ import annotations

import os

from jupyter_server.auth import User

from reflect.fields import Role
from reflect.language import _


def is_owner(visitor: User) -> bool:
    """Whether this is whose server it is. On a hub others may be let in too; anywhere else it is only for its owner.

    A personal workbook, and how far it is, is for no visitor.
    """
    owner = os.environ.get("JUPYTERHUB_USER")
    return not owner or visitor.username == owner


def personal(to: Role) -> str:
    """That a workbook is personal, and to whom, for somebody else."""
    if to == "mentor":
        return _("This workbook is personal to the mentor.")
    return _("This workbook is personal to the mentee.")

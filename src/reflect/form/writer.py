"""Whose name a revision is kept under (pure, but for asking the system who is logged in)."""

from __future__ import annotations

import os
from dataclasses import dataclass

from reflect.disk.device import account_name


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in a kernel.

    `known` is whoever it is beyond doubt, "" where each browser has to say: a kernel may serve two of them. `login` is
    the name of the account, for as long as a browser has not said.
    """

    known: str
    login: str

    def name(self, said: str) -> str:
        """The author of what a browser sent, which `said` who writes there, or said nothing ("")."""
        return self.known or said or self.login


def writer(owner: str | None) -> Writer:
    """The writer of this kernel: whom the environment's REFLECT_AS names, or the owner of a personal workbook.

    `owner` is the owner's name, "" where the workbook does not say it, and None where it is shared by a pair.
    """
    login = account_name()
    own = None if owner is None else owner.strip() or login
    return Writer(os.environ.get("REFLECT_AS", "").strip() or own or "", login)

"""A workbook's file, read for a page: what cannot be read is said on one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reflect.errors import ReflectError
from reflect.language import _
from reflect.programme.belonging import AnotherPairError
from reflect.server.pages.page import Trouble
from reflect.server.reading import Found, read_with_retry
from reflect.template import TemplateError


async def read_for_page(read: Callable[[Path], Found], file: Path, path: str) -> Found:
    """What `read` finds in the workbook at an API path. Raises Trouble where there is no workbook, or none to read."""
    if file.is_dir():
        raise Trouble(
            404,
            _("This is a folder"),
            _("{path} holds files.").format(path=path),
            _("Choose one of the workbooks in it."),
        )
    try:
        return await read_with_retry(read, file)
    except TemplateError as error:
        said = _("{problems} It was not made from a template of reflect, or its cells have been changed.").format(
            problems=error.at(path, instead_of=file)
        )
        title, remedy = _("This is no workbook"), _("Open it as a notebook, or ask whoever sent it for a fresh copy.")
    except AnotherPairError as error:
        reason = str(error.at(path, instead_of=file))
        raise Trouble(403, _("This workbook does not fit its pair"), reason, _("Nothing in it was opened.")) from None
    except ReflectError as error:
        said = str(error.at(path, instead_of=file))
        title, remedy = _("This file cannot be read"), _("Or ask whoever sent it for a fresh copy.")
    raise Trouble(422, title, said, remedy)

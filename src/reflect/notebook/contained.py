"""What goes wrong with one workbook is that workbook's problem: it is named, and all the others go on."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.errors import ReflectError
from reflect.language import N_, _
from reflect.notebook import NotebookError

_log = logging.getLogger(__name__)

_REMEDY = N_("The others are not touched by it. Ask whoever sent this one for a fresh copy.")


def debugging() -> bool:
    """Whether an unforeseen error is wanted with its traceback, which may quote what people wrote."""
    return os.environ.get("REFLECT_DEBUG") == "1"


@contextmanager
def contained(path: Path | str) -> Iterator[None]:
    """Have all that goes wrong in here raised as an error of reflect's own, which is fit for a person.

    Errors of reflect's own pass as they are: they say which file it is, and what to do. Whatever else a file brings
    about, foreseen or not, becomes a NotebookError that names `path`, without a word of what is in it; while
    `debugging`, what was not foreseen is raised as it is.
    """
    try:
        yield
    except ReflectError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = _("this file cannot be read ({reason})").format(reason=reason)
        raise NotebookError(path, message, _("Check who may read it.")) from None
    except Exception as error:
        if debugging():
            raise
        _log.debug("%s: %s", path, type(error).__name__)
        message = _("reflect cannot work with this file ({reason})").format(reason=type(error).__name__)
        raise NotebookError(path, message, _(_REMEDY)) from None

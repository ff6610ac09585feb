"""How much there may be of what is read, so that no file takes the time or the memory of all the others (pure).

Python reads a text of code in one go, and nothing else in the same process goes on meanwhile; some short texts take it
minutes, and some values that it reads cannot be written out again. So code is looked over before it is read, and values
after that. The bounds are many times what any template comes to.
"""

from __future__ import annotations

import io
import math
import re
import tokenize
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from reflect.errors import UnplacedError
from reflect.language import _, grouped

LONGEST_CODE = 100_000
"""Letters of code in one cell. The longest in a template is about a thousand."""
DEEPEST_CODE = 20
"""Brackets within brackets, or lines indented under indented lines."""
MOST_OPERATORS = 1_000
"""Signs in one statement, other than brackets and what parts the items of a list: each may be one level more."""
LONGEST_FORMATTED = 2_000
"""Letters of one text of the form f"...", which Python 3.11 takes the square of its length to read."""

MOST_CELLS = 5_000
MOST_CODE = 1_000_000
"""Letters of code in all cells of a notebook together."""
DEEPEST_JSON = 100
"""Lists and objects within each other in a notebook; outputs and widgets stay far below it."""

LARGEST_NUMBER = 10**300
"""Beyond it lies what is a whole number to Python and nothing to everybody else."""
DEEPEST_VALUE = 16
"""Lists within lists in one value."""

_PARTS = frozenset("()[]{},:=;")
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")
_PREFIX = re.compile("[A-Za-z]*")
_FSTRING_START, _FSTRING_END = (getattr(tokenize, f"FSTRING_{end}", None) for end in ("START", "END"))
_DEEPEST_FORMATTED = 3
"""From Python 3.12 on, texts of the form f"..." may stand within each other without end."""


class TooMuchError(UnplacedError):
    """More than is read. The message says in a few words what there is too much of, never what it holds."""


def check_code(source: str) -> None:
    """Raise TooMuchError for code that is too long or too deeply nested for Python to be given it.

    Code that is no Python may pass, and is then refused at once by Python itself.
    """
    if len(source) > LONGEST_CODE:
        message = _("this is longer than code can be here ({most} letters)")
        raise TooMuchError(message.format(most=grouped(LONGEST_CODE)))
    depth = formatted = operators = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source, newline=None).readline):
            depth = max(0, depth + _deeper(token))
            formatted += (token.type == _FSTRING_START) - (token.type == _FSTRING_END)
            operators = 0 if token.type == tokenize.NEWLINE else operators + _is_operator(token)
            if (
                depth > DEEPEST_CODE
                or operators > MOST_OPERATORS
                or formatted > _DEEPEST_FORMATTED
                or _is_much_formatted(token)
            ):
                raise TooMuchError(_("this is nested too deeply to be read"))
    except (tokenize.TokenError, SyntaxError):
        return


def check_value(value: object, depth: int = DEEPEST_VALUE) -> None:
    """Raise TooMuchError for a value that cannot be kept as JSON and read again: a number without end, say."""
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int) and abs(value) < LARGEST_NUMBER:
        return
    if isinstance(value, float) and math.isfinite(value):
        return
    if isinstance(value, (int, float)):
        raise TooMuchError(_("it is a number larger than any that can be kept"))
    if depth and isinstance(value, (list, tuple, dict)):
        if isinstance(value, dict) and not all(isinstance(name, str) for name in value):
            raise TooMuchError(_("it names something by what is no text"))
        for item in _inside(value):
            check_value(item, depth - 1)
        return
    message = _("it is not a plain text, number, {true}, {false} or list") if depth else _("it is nested too deeply")
    raise TooMuchError(message.format(true="True", false="False"))


def check_notebook(notebook: Mapping[str, Any]) -> None:
    """Raise TooMuchError for a notebook, as JSON has it, that holds more than any workbook does."""
    level: list[Any] = [notebook]
    for _depth in range(DEEPEST_JSON):
        level = [found for each in level for found in _inside(each) if isinstance(found, (dict, list))]
        if not level:
            break
    else:
        raise TooMuchError(_("what it holds is nested too deeply"))
    cells = notebook["cells"]
    if len(cells) > MOST_CELLS:
        message = _("it has more cells than a workbook can have ({most})")
        raise TooMuchError(message.format(most=grouped(MOST_CELLS)))
    if sum(_length(cell["source"]) for cell in cells if cell["cell_type"] == "code") > MOST_CODE:
        message = _("it has more code than a workbook can have ({most} letters)")
        raise TooMuchError(message.format(most=grouped(MOST_CODE)))


def _deeper(token: tokenize.TokenInfo) -> int:
    if token.type == tokenize.OP:
        return (token.string in _OPENS) - (token.string in _CLOSES)
    return (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)


def _is_operator(token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.OP and token.string not in _PARTS


def _is_much_formatted(token: tokenize.TokenInfo) -> bool:
    """Whether a text is one of the form f"..." as Python 3.11 has it, in one piece, and too long or too deep."""
    prefix = _PREFIX.match(token.string) if token.type == tokenize.STRING else None
    if prefix is None or "f" not in prefix[0].casefold():
        return False
    depth = accumulate((letter in _OPENS) - (letter in _CLOSES) for letter in token.string[:LONGEST_FORMATTED])
    return len(token.string) > LONGEST_FORMATTED or max(depth) > DEEPEST_CODE


def _inside(value: dict[str, Any] | list[Any] | tuple[Any, ...]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _length(source: str | list[str]) -> int:
    return len(source) if isinstance(source, str) else sum(map(len, source))

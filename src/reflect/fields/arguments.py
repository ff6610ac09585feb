"""The arguments of a field's call: how each is written in a template, and read from there (pure).

A kind of field annotates each of its arguments with one of the types here and with what it does, in a line. So the one
declaration is what a call may say, what an editor shows while it is typed, and what the documents are tested against:

    short: Annotated[given.Flag, "`True`: one line instead of a box that grows"] = False
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, get_origin, get_type_hints

from reflect.errors import UnplacedError
from reflect.fields.values import is_number, is_whole
from reflect.language import _, listed

Role = Literal["mentor", "mentee"]
ROLES: tuple[Role, Role] = ("mentor", "mentee")

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SOURCE = re.compile(rf"{_ID.pattern}(?:\.{_ID.pattern}){{0,2}}")
_BY = (*ROLES, "each", "together")


class FieldError(UnplacedError):
    """A field call that cannot be used; the message says which argument, what was expected and what to write."""


Fill = Callable[[str], str]
"""Puts the parameters of a workbook into words of its template."""


@dataclass(frozen=True, slots=True)
class Written:
    """How an argument is written: `form` is the type that an editor shows; `read` gives what the field keeps.

    `read` takes the argument's name and its literal value, and raises FieldError for one that cannot be used. `fill`
    is there where people are shown the argument: it takes what the field keeps, and gives it filled in.
    """

    form: Any
    read: Callable[[str, object], object]
    fill: Callable[[Any, Fill], object] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: an answer that could be better, one that is, and what was changed."""

    weaker: str
    better: str
    changed: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a kind of field: what it does, as `meaning`, and whether a call may give it by position."""

    name: str
    meaning: str
    written: Written
    default: object
    by_position: bool

    @property
    def is_needed(self) -> bool:
        """Whether every call gives it."""
        return self.default is inspect.Parameter.empty

    @property
    def parameter(self) -> inspect.Parameter:
        """The argument as Python's own tools show it."""
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if self.by_position else inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(self.name, kind, default=self.default, annotation=self.written.form)


def arguments_of(kind: type) -> Mapping[str, Argument]:
    """The arguments of a kind of field by name, in the order in which a call may give them."""
    return _arguments_of(kind)


@cache
def _arguments_of(kind: type) -> Mapping[str, Argument]:
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for each in fields(kind):
        if get_origin(hints[each.name]) is not Annotated:
            continue  # what no call says
        written, meaning = hints[each.name].__metadata__
        default = inspect.Parameter.empty if each.default is MISSING else each.default
        found[each.name] = Argument(each.name, meaning, written, default, by_position=not each.kw_only)
    return dict(sorted(found.items(), key=lambda item: not item[1].by_position))


def fill_in(texts: Sequence[str], fill: Fill) -> tuple[str, ...]:
    """Several texts, filled in."""
    return tuple(map(fill, texts))


def is_id(text: object) -> bool:
    """Whether this can be the id of a field or of a column."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def read_texts(name: str, value: object) -> tuple[str, ...]:
    """A list of texts, each there once. Raises FieldError for anything else."""
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        if len(set(value)) < len(value) and any(value):
            raise FieldError(_("{name} names the same thing twice").format(name=name))
        return tuple(value)
    raise FieldError(_("{name} must be a list of texts in quotes, not {value!r}").format(name=name, value=value))


def _id(_name: str, value: object) -> str:
    if isinstance(value, str) and is_id(value):
        return value
    message = _(
        "{value!r} cannot be a field id; use up to 40 small letters, digits and underscores, starting with a letter,"
        " such as {example}"
    )
    raise FieldError(message.format(value=value, example="'first_step'"))


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(_("{name} must be text in quotes, not {value!r}").format(name=name, value=value))
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _not_among(("True", "False"), name, value)
    return value


def _not_among(allowed: Sequence[str], name: str, value: object) -> FieldError:
    message = _("{name} must be {allowed}, not {value!r}")
    return FieldError(message.format(name=name, allowed=listed(allowed, "or"), value=value))


def _number(name: str, value: object) -> float | None:
    if value is not None and not is_number(value):
        raise FieldError(_("{name} must be a number, not {value!r}").format(name=name, value=value))
    return value


def _count(name: str, value: object) -> int:
    if not is_whole(value):
        raise FieldError(_("{name} must be a whole number, not {value!r}").format(name=name, value=value))
    return value


def _point(name: str, value: object) -> int:
    if not is_number(value):
        raise FieldError(_("{name} must be a number, not {value!r}").format(name=name, value=value))
    if not float(value).is_integer():
        raise FieldError(_("a scale runs between whole numbers, such as {example}").format(example="low=0, high=10"))
    return int(value)


def _by(name: str, value: object) -> object:
    if value not in _BY:
        raise _not_among([f"'{by}'" for by in _BY], name, value)
    return value


def _ends(name: str, value: object) -> tuple[str, ...]:
    ends = read_texts(name, value)
    if len(ends) != 2:
        message = _("{name} must be two texts, such as {example}")
        raise FieldError(message.format(name=name, example="ends=['not at all', 'completely']"))
    return ends


def _sources(name: str, value: object) -> tuple[str, ...]:
    written = (value,) if isinstance(value, str) else read_texts(name, value)
    for each in filter(None, written):
        if not _SOURCE.fullmatch(each):
            message = _(
                "{name} must name a template, a field of it or a column of that, such as {example}, not {value}"
            )
            raise FieldError(message.format(name=name, example="'career_map.milestones'", value=repr(each)))
    return tuple(each for each in written if each)


def _was(name: str, value: object) -> tuple[str, ...]:
    ids = (value,) if isinstance(value, str) else read_texts(name, value)
    return tuple(_id(name, each) for each in ids)


def _when(name: str, value: object) -> tuple[str, tuple[str | bool, ...]] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) != 1:
        message = _("{name} must name one field and its answer, such as {example}")
        raise FieldError(message.format(name=name, example="when={'model': 'Gibbs'}"))
    [(field_id, answers)] = value.items()
    wanted = (answers,) if isinstance(answers, (str, bool)) else read_texts(name, answers)
    return read_texts(name, [field_id])[0], wanted


def _when_below(name: str, value: object) -> tuple[str, float] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) != 1 or not all(map(is_number, value.values())):
        message = _("{name} must name one field and a number, such as {example}")
        raise FieldError(message.format(name=name, example="when_below={'confidence': 7}"))
    [(field_id, bound)] = value.items()
    return read_texts(name, [field_id])[0], float(bound)


def _examples(name: str, value: object) -> tuple[Example, ...]:
    return tuple(_example(name, each) for each in (value if isinstance(value, (list, tuple)) else [value]))


def _example(name: str, value: object) -> Example:
    match value:
        case {"weaker": str(weaker), "better": str(better), "changed": str(changed), **rest} if not rest:
            if weaker.strip() and better.strip() and changed.strip():
                return Example(weaker, better, changed)
    message = _("{name} must be written {example}, or a list of such")
    raise FieldError(message.format(name=name, example="{'weaker': '...', 'better': '...', 'changed': '...'}"))


def _fill_examples(examples: Sequence[Example], fill: Fill) -> tuple[Example, ...]:
    return tuple(Example(fill(each.weaker), fill(each.better), fill(each.changed)) for each in examples)


Id = Annotated[str, Written(str, _id)]
By = Annotated[Literal["mentor", "mentee", "each", "together"], Written(Literal[_BY], _by)]
Text = Annotated[str, Written(str, _text)]
Wording = Annotated[str, Written(str, _text, lambda text, fill: fill(text))]
Wordings = Annotated[tuple[str, ...], Written(list[str], read_texts, fill_in)]
Texts = Annotated[tuple[str, ...], Written(list[str], read_texts)]


def _some_texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not value:
        raise FieldError(_("{name} must be a list of texts in quotes, not {value!r}").format(name=name, value=value))
    return read_texts(name, value)


TextDefault = Annotated[str | None, Written(str, _text)]
TextsDefault = Annotated[tuple[str, ...] | None, Written(list[str], _some_texts)]
FlagDefault = Annotated[bool | None, Written(bool, _flag)]
PointDefault = Annotated[int | None, Written(int, _point)]
Examples = Annotated[tuple[Example, ...], Written(dict[str, str] | list[dict[str, str]], _examples, _fill_examples)]
Flag = Annotated[bool, Written(bool, _flag)]
Number = Annotated[float | None, Written(float | None, _number)]
Count = Annotated[int, Written(int, _count)]
Point = Annotated[int, Written(int, _point)]
Ends = Annotated[tuple[str, str], Written(list[str], _ends, fill_in)]
Sources = Annotated[tuple[str, ...], Written(str | list[str], _sources)]
Was = Annotated[tuple[str, ...], Written(str | list[str], _was)]
When = Annotated[tuple[str, tuple[str | bool, ...]] | None, Written(dict[str, str | bool | list[str]] | None, _when)]
WhenBelow = Annotated[tuple[str, float] | None, Written(dict[str, float] | None, _when_below)]

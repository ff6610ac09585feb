"""Kinds of field and the values they take (pure).

A field is one answerable question with a stable id. A template declares it with one call, `wb.KIND(ID, ...)`,
whose arguments are literals. The kernel executes that call and `reflect.template` reads it statically; both hand the
arguments to `declare`, so a field means the same thing in a form, a journal and a check.

A field that both people answer separately (`by="each"`) has two *slots*, `ID.mentor` and `ID.mentee`; every other
field has one slot, its id. An answer belongs to a slot.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

Role = Literal["mentor", "mentee"]
By = Literal["mentor", "mentee", "each", "together"]
Kind = Literal["text", "number", "date", "scale", "choice", "choices", "yes_no", "rows"]
Value = Any
"""A JSON value: str for text, date (YYYY-MM-DD) and choice; int or float for number and scale; bool for yes_no;
list of str for choices; list of {column id: value} for rows. None means not answered."""

ROLES: tuple[Role, Role] = ("mentor", "mentee")
KINDS: tuple[Kind, ...] = ("text", "number", "date", "scale", "choice", "choices", "yes_no", "rows")

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SCALE = re.compile(r"scale (-?\d{1,3})-(\d{1,3})")

_COMMON = frozenset({"by", "label", "help", "required", "group", "when", "when_below"})
ARGUMENTS: Mapping[Kind, frozenset[str]] = {
    "text": _COMMON | {"prompts", "short", "offers", "release"},
    "number": _COMMON | {"low", "high", "unit", "shareable"},
    "date": _COMMON | {"shareable"},
    "scale": _COMMON | {"low", "high", "ends", "shareable"},
    "choice": _COMMON | {"options", "shareable"},
    "choices": _COMMON | {"options", "shareable"},
    "yes_no": _COMMON | {"shareable"},
    "rows": _COMMON | {"columns", "rows", "at_least", "distinct", "suggest", "prompts", "picture"},
}
"""The arguments that each kind of field takes, its id apart."""


class FieldError(ValueError):
    """A field call that cannot be used; the message says which argument, what was expected and what to write."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a `rows` field.

    `kind` is text, date, yes_no, scale (with `low` and `high`) or choice (with `options`). A column with a role in
    `by` is answered only in that person's own table of a field answered by each. `suggest` holds words offered while
    typing.
    """

    id: str
    label: str
    kind: Literal["text", "date", "yes_no", "scale", "choice"]
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()
    by: Role | None = None
    suggest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One answerable question, as a template declares it. See `docs/templates.md` for what each argument means."""

    id: str
    kind: Kind
    label: str
    by: By = "together"
    help: str = ""
    required: bool = False
    prompts: bool = False
    shareable: bool = False
    short: bool = False
    offers: str = ""
    release: bool = False
    low: float | None = None
    high: float | None = None
    unit: str = ""
    ends: tuple[str, str] = ("", "")
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()
    at_least: int = 1
    distinct: bool = False
    picture: str = ""
    group: str = ""
    when: tuple[str, tuple[str | bool, ...]] | None = None
    when_below: tuple[str, float] | None = None

    @property
    def slots(self) -> tuple[str, ...]:
        """The keys its answers are kept under: one, or one for each role."""
        return tuple(f"{self.id}.{role}" for role in ROLES) if self.by == "each" else (self.id,)


def role_of(slot: str) -> Role | None:
    """The role in a slot of a field answered by each; None for any other slot."""
    suffix = slot.partition(".")[2]
    return suffix if suffix in ROLES else None


def columns_for(field: Field, slot: str) -> tuple[Column, ...]:
    """The columns of a `rows` field that are answered in this slot."""
    role = role_of(slot)
    return tuple(column for column in field.columns if role is None or column.by in (None, role))


def declare(kind: str, arguments: Mapping[str, object]) -> Field:
    """The field that `wb.KIND(...)` declares.

    `arguments` are the call's literal arguments by name, the first one under `id` (and for `scale`, `low` and `high`;
    for `choice` and `choices`, `options`; for `rows`, `columns`, which may also be given by name).
    Raises FieldError for an unknown kind or argument, or a value that cannot be used.
    """
    if kind not in KINDS:
        raise FieldError(f"there is no kind of field called {kind!r}; the kinds are {', '.join(KINDS)}")
    known: Kind = kind
    allowed = ARGUMENTS[known] | {"id"}
    for name in arguments:
        if name not in allowed:
            raise FieldError(f"{kind} takes no argument {name!r}; it takes {', '.join(sorted(allowed))}")
    read = _Arguments(arguments)
    field_id = read.text("id", "")
    if not _ID.fullmatch(field_id):
        raise FieldError(
            f"{field_id!r} cannot be a field id; use up to 40 small letters, digits and underscores, starting with"
            " a letter, such as 'first_step'"
        )
    field = Field(
        id=field_id,
        kind=known,
        label=read.text("label", field_id.replace("_", " ").capitalize()),
        by=cast(By, read.one_of("by", (*ROLES, "each", "together"), "together")),
        help=read.text("help", ""),
        required=read.flag("required"),
        prompts=read.flag("prompts"),
        shareable=read.flag("shareable"),
        short=read.flag("short"),
        offers=read.text("offers", ""),
        release=read.flag("release"),
        low=read.number("low", 0 if known == "scale" else None),
        high=read.number("high", 10 if known == "scale" else None),
        unit=read.text("unit", ""),
        ends=read.ends(),
        options=read.texts("options"),
        columns=read.columns(),
        rows=read.texts("rows"),
        at_least=read.whole("at_least", 1),
        distinct=read.flag("distinct"),
        picture=read.text("picture", ""),
        group=read.text("group", ""),
        when=read.when(),
        when_below=read.when_below(),
    )
    _check_whole(field)
    return field


def check_release(field: Field, personal_to: Role | None) -> None:
    """Raise FieldError where a field is to be released from a workbook that nobody has to themselves."""
    if field.release and personal_to is None:
        raise FieldError(
            "release=True is for a personal workbook: what is written in one that a pair shares is shared already"
        )


POSITIONAL: Mapping[Kind, tuple[str, ...]] = {
    "text": ("id",),
    "number": ("id",),
    "date": ("id",),
    "scale": ("id", "low", "high"),
    "choice": ("id", "options"),
    "choices": ("id", "options"),
    "yes_no": ("id",),
    "rows": ("id", "columns"),
}
"""The names of the arguments a field call may give by position."""


def arguments_of(kind: str, positional: Sequence[object], named: Mapping[str, object]) -> dict[str, object]:
    """The arguments of a field call by name. Raises FieldError where there are too many or one is given twice."""
    names = POSITIONAL.get(cast(Kind, kind), ("id",))
    if len(positional) > len(names):
        raise FieldError(f"{kind} takes at most {len(names)} arguments without a name; name the others")
    by_position = dict(zip(names, positional, strict=False))
    if twice := sorted(by_position.keys() & named.keys()):
        raise FieldError(f"{kind} was given {twice[0]!r} twice; keep one")
    return {**by_position, **named}


def is_answered(field: Field, slot: str, value: Value) -> bool:
    """Whether a value is a full answer: of the field's kind, inside its bounds, and for rows with enough full rows."""
    match field.kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "number" | "scale":
            return _is_number(value) and _inside(value, field.low, field.high)
        case "date":
            return is_date(value)
        case "choice":
            return isinstance(value, str) and value in field.options
        case "choices":
            return isinstance(value, list) and bool(value) and all(item in field.options for item in value)
        case "yes_no":
            return isinstance(value, bool)
        case "rows":
            return len(_distinct_rows(field, full_rows(field, slot, value))) >= field.at_least


def full_rows(field: Field, slot: str, value: Value) -> list[Mapping[str, Value]]:
    """The rows of a `rows` value in which every column of this slot is answered."""
    columns = columns_for(field, slot)
    return [row for row in rows_of(value) if all(_cell_answered(column, row.get(column.id)) for column in columns)]


def rows_of(value: Value) -> list[Mapping[str, Value]]:
    """The rows in a `rows` value; whatever is not a row is passed over, since a log may hold anything."""
    if not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, dict)]


def is_blank(value: Value) -> bool:
    """Whether nothing has been written: None, empty or white text, or rows with nothing in any of them."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(is_blank(item) for item in value)
    if isinstance(value, dict):
        return all(is_blank(item) for item in value.values())
    return False


def whole_text(text: str) -> str:
    """Text that any file can hold: halves of a character joined, and U+FFFD for a half left alone.

    Such halves come from JSON that was read as YAML, and from an emoji that a browser has cut in two.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_date(value: Value) -> bool:
    """Whether a value is a calendar date written YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.fullmatch(
        value
    ):  # Python takes weeks, such as 2027-W01-1, for dates too
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _inside(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _cell_answered(column: Column, value: Value) -> bool:
    match column.kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "date":
            return is_date(value)
        case "yes_no":
            return isinstance(value, bool)
        case "scale":
            return _is_number(value) and _inside(value, column.low, column.high)
        case "choice":
            return isinstance(value, str) and value in column.options


def _distinct_rows(field: Field, rows: list[Mapping[str, Value]]) -> list[Mapping[str, Value]]:
    if not field.distinct:
        return rows
    seen: dict[tuple[str, ...], Mapping[str, Value]] = {}
    for row in rows:
        seen.setdefault(tuple(str(row.get(column.id)).strip().casefold() for column in field.columns), row)
    return list(seen.values())


def _check_whole(field: Field) -> None:
    """Rules that concern more than one argument."""
    if field.kind in ("choice", "choices") and len(field.options) < 2:
        raise FieldError(f"{field.kind} needs at least two options, such as options=['Weekly', 'Monthly']")
    if field.kind == "rows" and not field.columns:
        raise FieldError("rows needs columns, such as columns={'action': 'text', 'when': 'date'}")
    if field.low is not None and field.high is not None and field.low >= field.high:
        raise FieldError(f"low ({field.low:g}) must be less than high ({field.high:g})")
    if field.kind == "scale" and not (float(field.low or 0).is_integer() and float(field.high or 0).is_integer()):
        raise FieldError("a scale runs between whole numbers, such as low=0, high=10")
    if field.at_least < 1 or (field.rows and field.at_least > len(field.rows)):
        raise FieldError("at_least must be one or more, and no more than there are rows")
    if field.by != "each" and any(column.by for column in field.columns):
        raise FieldError("only a field with by='each' can have a column of one person's own")


class _Arguments:
    """Reads the literal arguments of one call, each with a clear error."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given

    def text(self, name: str, default: str) -> str:
        value = self._given.get(name, default)
        if not isinstance(value, str):
            raise FieldError(f"{name} must be text in quotes, not {value!r}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        return _texts(name, self._given.get(name, ()))

    def flag(self, name: str) -> bool:
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            raise FieldError(f"{name} must be True or False, not {value!r}")
        return value

    def number(self, name: str, default: float | None) -> float | None:
        value = self._given.get(name, default)
        if value is not None and not _is_number(value):
            raise FieldError(f"{name} must be a number, not {value!r}")
        return cast("float | None", value)

    def whole(self, name: str, default: int) -> int:
        value = self._given.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise FieldError(f"{name} must be a whole number, not {value!r}")
        return value

    def one_of(self, name: str, options: Sequence[str], default: str) -> str:
        value = self._given.get(name, default)
        if value not in options:
            raise FieldError(f"{name} must be one of {', '.join(options)}, not {value!r}")
        return cast(str, value)

    def ends(self) -> tuple[str, str]:
        ends = _texts("ends", self._given.get("ends", ("", "")))
        if len(ends) != 2:
            raise FieldError("ends must be two texts, such as ends=['not at all', 'completely']")
        return ends[0], ends[1]

    def when(self) -> tuple[str, tuple[str | bool, ...]] | None:
        value = self._given.get("when")
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) != 1:
            raise FieldError("when must name one field and its answer, such as when={'model': 'Gibbs'}")
        [(field_id, answers)] = value.items()
        wanted = (answers,) if isinstance(answers, (str, bool)) else _texts("when", answers)
        return _texts("when", [field_id])[0], wanted

    def when_below(self) -> tuple[str, float] | None:
        value = self._given.get("when_below")
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) != 1 or not all(map(_is_number, value.values())):
            raise FieldError("when_below must name one field and a number, such as when_below={'confidence': 7}")
        [(field_id, bound)] = value.items()
        return _texts("when_below", [field_id])[0], float(bound)

    def columns(self) -> tuple[Column, ...]:
        value = self._given.get("columns", {})
        if not isinstance(value, dict):
            raise FieldError("columns must be written {'action': 'text', 'when': 'date'}")
        suggest = self._given.get("suggest", {})
        if not isinstance(suggest, dict) or not suggest.keys() <= value.keys():
            raise FieldError("suggest must name columns, such as suggest={'skill': ['Listening', 'Planning']}")
        return tuple(_column(name, kind, _texts("suggest", suggest.get(name, ()))) for name, kind in value.items())


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        if len(set(value)) < len(value) and any(value):
            raise FieldError(f"{name} names the same thing twice")
        return tuple(value)
    raise FieldError(f"{name} must be a list of texts in quotes, not {value!r}")


def _column(name: object, kind: object, suggest: tuple[str, ...]) -> Column:
    """A column from `'name': 'kind'`, `'name': [options]` or `'name': ('Label', kind)` or `('Label', kind, role)`."""
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise FieldError(f"{name!r} cannot be a column; use small letters, digits and underscores")
    label, by = name.replace("_", " ").capitalize(), None
    if isinstance(kind, tuple):
        if len(kind) not in (2, 3) or not isinstance(kind[0], str) or (len(kind) == 3 and kind[2] not in ROLES):
            raise FieldError(f"column {name!r} must be ('Label', kind) or ('Label', kind, 'mentor' or 'mentee')")
        by = cast(Role, kind[2]) if len(kind) == 3 else None
        label, kind = kind[0], kind[1]
    if isinstance(kind, list):
        options = _texts(f"column {name!r}", kind)
        if len(options) < 2:
            raise FieldError(f"column {name!r} needs at least two options")
        return Column(name, label, "choice", options=options, by=by)
    if kind in ("text", "date", "yes_no"):
        return Column(name, label, kind, by=by, suggest=suggest)
    if isinstance(kind, str) and (scale := _SCALE.fullmatch(kind)) and int(scale[1]) < int(scale[2]):
        return Column(name, label, "scale", low=int(scale[1]), high=int(scale[2]), by=by)
    raise FieldError(
        f"column {name!r} has no kind {kind!r}; write 'text', 'date', 'yes_no', 'scale 0-10' or a list of options"
    )

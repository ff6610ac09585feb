"""The kinds of field, one class each (pure).

A new kind is a class here and in `KINDS`, an entry in the browser's `kinds.js`, and its lines in `docs/templates.md`.
The columns of a table are of the same classes, where a kind says with `as_column` how it is written as one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Annotated, Any, ClassVar, Self

from reflect.bounds import LARGEST_NUMBER
from reflect.fields import arguments as given
from reflect.fields.arguments import ROLES, FieldError, Fill, Role, arguments_of, fill_in, is_id, read_texts
from reflect.fields.attainment import EXPECTED, HIGHEST, LEVEL, LOWEST, T_SCORES, goal_in, t_score
from reflect.fields.field import Axis, Field, role_of
from reflect.fields.values import (
    DOES_NOT_APPLY,
    Value,
    are_texts,
    by_row,
    is_blank,
    is_date,
    is_number,
    is_whole,
    place_name,
    rows_of,
    without_row,
)
from reflect.fields.words import Plain, Several, Shown, anything, figures, point, table, words_of
from reflect.language import N_, _, listed, long_date, ngettext

_SHAREABLE = "`True`: the coordinator may count these answers; words are never shareable"
_CALLS_FOR = (
    'a template of which an entry is due on the day, such as `calls_for="progress_review"`: a coordinator sees when it'
    " is overdue"
)
_OVER_TIME = (
    "a title, in a template that repeats: the answers of all entries are drawn under it, with those of other fields of"
    ' the same title, such as `over_time="Our pulse"`'
)
_PROMPTS = '`True`: the button "Ask me a question" is offered'
_OFFERS = (
    'words from another workbook of the same pair to choose from: `offers="career_map.milestones"`, or a list of such;'
    " see below"
)
_OPTIONS = "what there is to choose from"
_CALENDAR = "`True`: its dates go into the pair's calendar; see below"
_DEFAULT = "what the answer is until somebody writes another; see below"
_LOW, _HIGH = "the lowest that may be given", "the highest that may be given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Words."""

    kind: ClassVar = "text"
    answer: ClassVar = "words; `short=True` for one line"
    call: ClassVar = 'wb.text("evidence")'
    as_column: ClassVar = "'text'"

    default: Annotated[given.TextDefault, _DEFAULT] = None
    prompts: Annotated[given.Flag, _PROMPTS] = False
    short: Annotated[given.Flag, "`True`: one line instead of a box that grows"] = False
    offers: Annotated[given.Sources, _OFFERS] = ()
    release: Annotated[
        given.Flag,
        "`True`, in a personal workbook: under the answer there is a button to share it with the other of the pair;"
        " see below",
    ] = False
    mail: Annotated[
        given.Flag,
        "`True`, in a personal workbook: its owner can open a message to `support_contact` with these words in it",
    ] = False

    def stands(self, say: Fill, give: Fill) -> Value:
        return None if self.default is None else say(self.default)

    def has_shape(self, value: Value) -> bool:
        return isinstance(value, str)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return isinstance(value, str) and bool(value.strip())

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        return _words(value)

    def own(self) -> Mapping[str, Any]:
        return {"short": self.short}

    def faults(self, personal_to: Role | None) -> list[tuple[str, str]]:
        """Releasing or sending what is shared anyway."""
        given = [name for name, flag in (("release", self.release), ("mail", self.mail)) if flag]
        message = _(
            "{argument} is for a personal workbook: what is written in one that a pair shares is shared already"
        )
        return [
            *Field.faults(self, personal_to),
            *(
                (message.format(argument=f"{name}=True"), _("Leave {argument} out").format(argument=name))
                for name in given
                if personal_to is None
            ),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Field):
    """A web address. Whatever else is typed is kept as words, and is no answer yet; a journal links only addresses."""

    kind: ClassVar = "link"
    answer: ClassVar = "a web address: `https`, `http` or `mailto`"
    call: ClassVar = 'wb.link("portfolio")'
    as_column: ClassVar = "'link'"

    def has_shape(self, value: Value) -> bool:
        return isinstance(value, str)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return isinstance(value, str) and _ADDRESS.fullmatch(value.strip()) is not None

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        return _words(value)


_ADDRESS = re.compile(r"https?://[^\s<>\"/?#]+[^\s<>\"]*|mailto:[^\s<>\"@]+@[^\s<>\"@]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number, whole or not."""

    kind: ClassVar = "number"
    answer: ClassVar = "a number"
    call: ClassVar = 'wb.number("minutes", low=0, high=240, unit="minutes")'
    as_column: ClassVar = "'number'"

    low: Annotated[given.Number, _LOW] = None
    high: Annotated[given.Number, _HIGH] = None
    unit: Annotated[given.Wording, "the word after the number"] = ""
    default: Annotated[given.Number, _DEFAULT] = None
    shareable: Annotated[given.Flag, _SHAREABLE] = False
    over_time: Annotated[given.Text, _OVER_TIME] = ""

    def check_together(self) -> None:
        _check_bounds(self.low, self.high)

    def has_shape(self, value: Value) -> bool:
        return _is_kept_number(value)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return is_number(value) and _inside(value, self.low, self.high)

    def as_number(self, value: Value) -> float | None:
        return value if is_number(value) else None

    @property
    def axis(self) -> Axis:
        return Axis(self.low, self.high)

    def in_words(self, value: Value, slot: str = "") -> Shown:
        if not is_number(value):
            return anything(value)
        return Plain(f"{figures(value)}{'' if self.unit == '%' else ' '}{self.unit}".strip())

    def own(self) -> Mapping[str, Any]:
        return {"low": self.low, "high": self.high, "unit": self.unit}

    @classmethod
    def column(cls, written: object, *, several: bool) -> Mapping[str, object] | None:
        return {} if written == "number" and not several else _between("number", written, several=several)


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Field):
    """A date, as YYYY-MM-DD."""

    kind: ClassVar = "date"
    answer: ClassVar = "a date"
    call: ClassVar = 'wb.date("due")'
    as_column: ClassVar = "'date'"

    default: Annotated[given.TextDefault, _DEFAULT] = None
    shareable: Annotated[given.Flag, _SHAREABLE] = False
    calls_for: Annotated[given.Text, _CALLS_FOR] = ""
    calendar: Annotated[given.Flag, _CALENDAR] = False

    def stands(self, say: Fill, give: Fill) -> Value:
        return None if self.default is None else give(self.default)

    def has_shape(self, value: Value) -> bool:
        return value == "" or is_date(value)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return is_date(value)

    def in_words(self, value: Value, slot: str = "") -> Shown:
        return Plain(long_date(dt.date.fromisoformat(value))) if is_date(value) else anything(value)

    def days(self, value: Value) -> list[dt.date]:
        return [dt.date.fromisoformat(value)] if is_date(value) else []

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(Counter(value[:7] for value in values).items()))

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        return [long_date(dt.date.fromisoformat(value))] if is_date(value) else []


@dataclass(frozen=True, slots=True)
class Scale(Field):
    """A whole number between two ends."""

    kind: ClassVar = "scale"
    answer: ClassVar = "one point of a scale of whole numbers"
    call: ClassVar = 'wb.scale("confidence", 0, 10, ends=["not at all", "completely"])'
    as_column: ClassVar = "'scale 0-10'"

    low: Annotated[given.Point, _LOW] = 0
    high: Annotated[given.Point, _HIGH] = 10
    _: KW_ONLY
    ends: Annotated[given.Ends, "what the two ends of the scale mean"] = ("", "")
    may_not_apply: Annotated[
        given.Flag, '`True`: "Does not apply" is an answer too, which is left out of pictures and counts'
    ] = False
    default: Annotated[given.PointDefault, _DEFAULT] = None
    shareable: Annotated[given.Flag, _SHAREABLE] = False
    over_time: Annotated[given.Text, _OVER_TIME] = ""

    def check_together(self) -> None:
        _check_bounds(self.low, self.high)

    def has_shape(self, value: Value) -> bool:
        return _is_kept_number(value) or self._does_not_apply(value)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return self._does_not_apply(value) or (is_number(value) and _inside(value, self.low, self.high))

    def as_number(self, value: Value) -> float | None:
        return value if is_number(value) else None

    @property
    def axis(self) -> Axis:
        return Axis(self.low, self.high, self.ends)

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        found = Counter(self.as_number(value) for value in values)
        return tuple((str(each), found[each]) for each in range(self.low, self.high + 1))

    def in_words(self, value: Value, slot: str = "") -> Shown:
        if value == DOES_NOT_APPLY:
            return Plain(_("Does not apply"))
        return point(value, self.low, self.high, self.ends) if is_whole(value) else anything(value)

    def own(self) -> Mapping[str, Any]:
        apart = DOES_NOT_APPLY if self.may_not_apply else ""
        return {"low": self.low, "high": self.high, "ends": list(self.ends), "does_not_apply": apart}

    def _does_not_apply(self, value: Value) -> bool:
        return self.may_not_apply and bool(value == DOES_NOT_APPLY)

    @classmethod
    def column(cls, written: object, *, several: bool) -> Mapping[str, object] | None:
        return _between("scale", written, several=several)


@dataclass(frozen=True, slots=True)
class Picked(Field):
    """What is picked from options, by their words as the template has them; `shown` has those filled in."""

    options: Annotated[given.Texts, _OPTIONS]
    _: KW_ONLY
    other: Annotated[
        given.Flag, '`True`: "Other" is offered too, with a box, and the answer is then the words written there'
    ] = False
    shareable: Annotated[given.Flag, _SHAREABLE] = False
    shown: tuple[str, ...] = ()

    def check_together(self) -> None:
        if (self.other or self.offers) and self.shareable:
            message = _("{one} and {other} do not go together, since words are never shareable")
            raise FieldError(message.format(one="other=True" if self.other else "offers", other="shareable=True"))
        if len(self.options) < 2 and not self.offers:
            message = _("{kind} needs at least two options, such as {example}")
            raise FieldError(message.format(kind=self.kind, example="options=['Weekly', 'Monthly']"))

    def own(self) -> Mapping[str, Any]:
        return {"options": list(self.options), "shown": list(self.shown or self.options), "other": self.other}

    def worded(self, fill: Fill) -> Self:
        return replace(Field.worded(self, fill), shown=fill_in(self.options, fill))

    def may_be(self, item: Value) -> bool:
        """Whether this is one of the options, or words where those are taken too."""
        grows = self.other or bool(self.offers)
        return isinstance(item, str) and (item in self.options or (grows and bool(item.strip())))

    def as_shown(self, item: str) -> str:
        """An option as people are shown it; any other words as they are."""
        return dict(zip(self.options, self.shown, strict=False)).get(item, item)


@dataclass(frozen=True, slots=True)
class Choice(Picked):
    """One of some options."""

    kind: ClassVar = "choice"
    answer: ClassVar = "one of the options"
    call: ClassVar = 'wb.choice("kind", ["SMART", "learning", "open"])'
    as_column: ClassVar = N_("a list of options")

    options: Annotated[given.Texts, _OPTIONS] = ()
    _: KW_ONLY
    offers: Annotated[given.Sources, _OFFERS] = ()
    default: Annotated[given.TextDefault, _DEFAULT] = None

    def has_shape(self, value: Value) -> bool:
        return isinstance(value, str)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return self.may_be(value)

    def in_words(self, value: Value, slot: str = "") -> Shown:
        return Plain(self.as_shown(value)) if isinstance(value, str) else anything(value)

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        return _shares(self.options, values)

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        return _words(self.as_draft(value))

    def own(self) -> Mapping[str, Any]:
        return {**Picked.own(self), "offers": bool(self.offers)}

    def as_draft(self, value: Value, slot: str = "") -> str:
        return self.as_shown(value) if isinstance(value, str) else ""

    @classmethod
    def column(cls, written: object, *, several: bool) -> Mapping[str, object] | None:
        return {"options": read_texts("options", written)} if isinstance(written, list) and not several else None


@dataclass(frozen=True, slots=True)
class Choices(Picked):
    """Any of some options, as a list."""

    kind: ClassVar = "choices"
    answer: ClassVar = "any of the options"
    call: ClassVar = 'wb.choices("channels", ["phone", "video", "in person"])'
    as_column: ClassVar = N_("a list of options with 'several' after it")

    _: KW_ONLY
    default: Annotated[given.TextsDefault, _DEFAULT] = None

    def stands(self, say: Fill, give: Fill) -> Value:
        return None if self.default is None else list(self.default)

    def has_shape(self, value: Value) -> bool:
        return are_texts(value)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return isinstance(value, list) and bool(value) and all(map(self.may_be, value))

    def in_words(self, value: Value, slot: str = "") -> Shown:
        return Several(tuple(map(self.as_shown, value))) if are_texts(value) else anything(value)

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        return _shares(self.options, [each for value in values for each in value])

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        return [words for each in value for words in _words(self.as_shown(each))] if are_texts(value) else []

    def as_draft(self, value: Value, slot: str = "") -> str:
        return ", ".join(map(self.as_shown, value)) if are_texts(value) else ""

    @classmethod
    def column(cls, written: object, *, several: bool) -> Mapping[str, object] | None:
        return {"options": read_texts("options", written)} if isinstance(written, list) and several else None


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Field):
    """True or False."""

    kind: ClassVar = "yes_no"
    answer: ClassVar = "yes or no"
    call: ClassVar = 'wb.yes_no("closed")'
    as_column: ClassVar = "'yes_no'"

    must_be: Annotated[given.Flag, "`True`: only a yes is an answer; a no is kept, and what it means is said"] = False
    default: Annotated[given.FlagDefault, _DEFAULT] = None
    shareable: Annotated[given.Flag, _SHAREABLE] = False

    def check_together(self) -> None:
        if self.must_be and self.default is not None:
            message = _("a yes that must be one is somebody's own: leave {argument} out")
            raise FieldError(message.format(argument="default"))

    def has_shape(self, value: Value) -> bool:
        return isinstance(value, bool)

    def is_answered(self, value: Value, slot: str = "") -> bool:
        return isinstance(value, bool) and (value or not self.must_be)

    def own(self) -> Mapping[str, Any]:
        return {"must_be": self.must_be}

    def shares(self, values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
        return ((_("yes"), values.count(True)), (_("no"), values.count(False)))


def _columns(name: str, value: object) -> tuple[Field, ...]:
    if not isinstance(value, dict):
        message = _("{name} must be written {example}")
        raise FieldError(message.format(name=name, example="{'action': 'text', 'when': 'date'}"))
    return tuple(_column(key, written) for key, written in value.items())


def _worded_columns(columns: Sequence[Field], fill: Fill) -> tuple[Field, ...]:
    return tuple(column.worded(fill) for column in columns)


@dataclass(frozen=True, slots=True)
class Said:
    """What a word after the kind of a column says: a value of an argument. `meaning` is for the documents."""

    argument: str
    value: object
    meaning: str


COLUMN_WORDS: Mapping[str, Said] = {
    "optional": Said("required", False, meaning="a row is full without it"),
    "several": Said("several", True, meaning="any of a list of options, where it would be one"),
    "other": Said("other", True, meaning='"Other" beside the options, with a box'),
    "may not apply": Said("may_not_apply", True, meaning='"Does not apply" beside the points of a scale'),
    "mentor": Said("by", "mentor", meaning="the mentor's own column; see below"),
    "mentee": Said("by", "mentee", meaning="the mentee's own column; see below"),
}


def _column(name: object, written: object) -> Field:
    """A column from `'name': kind`, or `'name': ('Label', kind, word, ...)` with any of COLUMN_WORDS."""
    if not isinstance(name, str) or not is_id(name):
        message = _("{name!r} cannot be a column; use small letters, digits and underscores")
        raise FieldError(message.format(name=name))
    label, written, *words = written if isinstance(written, tuple) and written[1:] else (words_of(name), written)
    said = _said(name, label, words)
    several = bool(said.pop("several", False))
    try:
        for kind in KINDS.values():
            if kind.as_column and (arguments := kind.column(written, several=several)) is not None:
                _check_said(kind, said)
                return kind(**{"id": name, "label": label, "required": True, **said, **arguments})
    except FieldError as error:
        raise FieldError(_("column {name!r}: {problem}").format(name=name, problem=error.message)) from None
    known = listed([_(kind.as_column) for kind in KINDS.values() if kind.as_column], "or")
    message = _("column {name!r} has no kind {written!r}; write {known}")
    raise FieldError(message.format(name=name, written=written, known=known))


def _said(name: str, label: object, words: Sequence[object]) -> dict[str, Any]:
    """What the words after the kind of a column say, by argument."""
    known = [COLUMN_WORDS[word] for word in words if isinstance(word, str) and word in COLUMN_WORDS]
    said = {each.argument: each.value for each in known}
    if not isinstance(label, str) or len(said) < len(words):
        message = _("column {name!r} must be written {example}, each word once, of {known}")
        known_words = listed([f"'{word}'" for word in COLUMN_WORDS], "or")
        raise FieldError(message.format(name=name, example="('Label', kind, 'optional')", known=known_words))
    return said


def _check_said(kind: type[Field], said: Mapping[str, object]) -> None:
    """Raise FieldError for a word that says nothing of a column of this kind."""
    for word, each in COLUMN_WORDS.items():
        if each.argument in said and each.argument not in arguments_of(kind):
            message = _("{word!r} says nothing of a column that is written {example}")
            raise FieldError(message.format(word=word, example=_(kind.as_column)))


_BETWEEN = re.compile(r"(number|scale) (-?\d{1,6})-(-?\d{1,6})")


def _between(kind: str, written: object, *, several: bool) -> Mapping[str, object] | None:
    """The bounds of a column that is written `'scale 0-4'`; None where it is not, or they are none."""
    found = _BETWEEN.fullmatch(written) if isinstance(written, str) and not several else None
    if found is None or found[1] != kind or int(found[2]) >= int(found[3]):
        return None
    return {"low": int(found[2]), "high": int(found[3])}


def _is_level(column: Field) -> bool:
    return column.id == LEVEL and isinstance(column, Scale) and (column.low, column.high) == (LOWEST, HIGHEST)


def _suggest(name: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise _unknown_suggested(name)
    return tuple((str(column), read_texts(name, words)) for column, words in value.items())


def _worded_suggestions(
    suggest: Sequence[tuple[str, Sequence[str]]], fill: Fill
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((column, fill_in(words, fill)) for column, words in suggest)


def _unknown_suggested(name: str) -> FieldError:
    message = _("{name} must name columns, such as {example}")
    return FieldError(message.format(name=name, example="suggest={'skill': ['Listening', 'Planning']}"))


@dataclass(frozen=True, slots=True)
class Rows(Field):
    """A table, as a list of {column id: value}."""

    kind: ClassVar = "rows"
    answer: ClassVar = "a table with as many rows as people add"
    call: ClassVar = 'wb.rows("steps", {"action": "text", "by_when": "date", "done": "yes_no"})'

    columns: Annotated[
        tuple[Field, ...],
        given.Written(dict[str, str | list[str] | tuple[str | list[str], ...]], _columns, _worded_columns),
        'what each column holds: `"text"`, `"number"`, `"number 0-240"`, `"date"`, `"link"`, `"scale 0-4"`,'
        ' `"yes_no"` or a list of options; `("Label", kind)` gives it a label, and words after the kind say more of'
        " it; see below",
    ]
    _: KW_ONLY
    rows: Annotated[given.Wordings, "the labels of a fixed number of rows"] = ()
    at_least: Annotated[given.Count, "how many full rows make an answer (one, unless you say)"] = 1
    distinct: Annotated[given.Flag, "`True`: rows that say the same count once"] = False
    suggest: Annotated[
        tuple[tuple[str, tuple[str, ...]], ...],
        given.Written(dict[str, list[str]], _suggest, _worded_suggestions),
        'words offered while typing: `suggest={"skill": ["Teamwork", "Leadership"]}`',
    ] = ()
    prompts: Annotated[given.Flag, _PROMPTS] = False
    picture: Annotated[
        given.Text, 'how the journal draws the table as well: `"road_map"`, `"skills"` or `"network"`'
    ] = ""
    carries: Annotated[
        given.Sources,
        'rows that can be brought in by a click: `carries="session_log.actions"`, or a list of such; see below',
    ] = ()
    carries_all: Annotated[given.Flag, "`True`: they are those of every entry, not only of the one before"] = False
    closed: Annotated[
        given.Texts, "which answers in its column `status` close a row, so that it is carried on no more; see below"
    ] = ()
    calendar: Annotated[given.Flag, _CALENDAR] = False
    calls_for: Annotated[given.Text, _CALLS_FOR] = ""
    over_time: Annotated[given.Text, _OVER_TIME] = ""

    def check_together(self) -> None:
        if not self.columns:
            message = _("{name} needs columns, such as {example}")
            raise FieldError(message.format(name="rows", example="columns={'action': 'text', 'when': 'date'}"))
        if self.at_least < 1 or (self.rows and self.at_least > len(self.rows)):
            message = _("{name} must be one or more, and no more than there are rows")
            raise FieldError(message.format(name="at_least"))
        if self.roles_beside() and not self.columns_for(self.id):
            raise FieldError(_("a table needs a column that is not one person's own"))
        if self.over_time and not any(_is_level(column) for column in self.columns):
            message = _("{argument} draws how far goals were reached, and needs the column {column}")
            raise FieldError(message.format(argument="over_time", column="'level': 'scale -2-2'"))
        if self.calls_for and not any(isinstance(column, Date) for column in self.columns):
            raise FieldError(_("{argument} needs a column of dates").format(argument="calls_for"))
        if not dict(self.suggest).keys() <= {column.id for column in self.columns}:
            raise _unknown_suggested("suggest")
        self._check_carrying()

    def has_shape(self, value: Value) -> bool:
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)

    def roles_beside(self) -> tuple[Role, ...]:
        """Whose own columns there are in a table that both can write."""
        return () if self.by == "each" else tuple(role for role in ROLES if self._own(role))

    def is_beside(self, slot: str) -> bool:
        """Whether a slot has somebody's own columns of a table that is in another."""
        return self.by != "each" and role_of(slot) is not None

    def is_answered(self, value: Value, slot: str = "") -> bool:
        full = self.full_rows(value, slot)
        return bool(full) if self.is_beside(slot) else len(self._distinct(full)) >= self.at_least

    def is_answered_in(self, answers: Mapping[str, Value], slot: str) -> bool:
        """Own columns are answered once they are in every full row of the table."""
        if not self.is_beside(slot):
            return self.is_answered(answers.get(slot), slot)
        wanted, own = self._full_by_row(answers, self.id), self._full_by_row(answers, slot)
        return bool(wanted) and wanted <= own

    def in_words(self, value: Value, slot: str = "") -> Shown:
        return table(self.columns_for(slot), self.rows, value) if isinstance(value, list) else anything(value)

    def as_number(self, value: Value) -> float | None:
        """How far the goals in it were reached, by their `level` and `weight`, where it has those columns."""
        if not any(_is_level(column) for column in self.columns):
            return None
        return t_score([goal for row in rows_of(value) if (goal := goal_in(row)) is not None])

    @property
    def axis(self) -> Axis:
        return Axis(*T_SCORES, middle=EXPECTED)

    def in_words_with_own(self, answers: Mapping[str, Value]) -> Shown:
        """The table with the columns that each has of their own, by the answers in its slots.

        Last come rows that somebody has added to, and that are in the table no more.
        """
        rows: dict[str, dict[str, Value]] = {place_name(place): {} for place in range(len(self.rows))}
        rows |= {name: dict(row) for name, row in by_row(answers.get(self.id)).items()}
        for role in self.roles_beside():
            for name, row in by_row(answers.get(f"{self.id}.{role}")).items():
                rows.setdefault(name, {}).update(without_row(row))
        return table(self.columns, self.rows, list(rows.values()))

    def days(self, value: Value) -> list[dt.date]:
        return [day for row in rows_of(value) for column in self.columns for day in column.days(row.get(column.id))]

    def as_draft(self, value: Value, slot: str = "") -> str:
        """One line for each filled cell."""
        return "\n".join(
            f"{column.label}: {column.as_draft(cell) or cell}"
            for row in rows_of(value)
            for column in self.columns_for(slot)
            if not is_blank(cell := row.get(column.id))
        )

    def words_to_offer(self, value: Value, slot: str = "", column: str = "") -> list[str]:
        columns = self.columns_for(slot)
        wanted = next((each for each in columns if (each.id == column if column else isinstance(each, Text))), None)
        if wanted is None:
            return []
        return [words for row in rows_of(value) for words in wanted.words_to_offer(row.get(wanted.id))]

    def own(self) -> Mapping[str, Any]:
        return {"rows": list(self.rows), "has_beside": bool(self.roles_beside())}

    def _check_carrying(self) -> None:
        if self.carries and self.rows:
            raise FieldError(_("a table whose rows are given has no room for others; leave out rows or carries"))
        if self.carries_all and not self.carries:
            message = _("{argument} goes with {other}")
            raise FieldError(message.format(argument="carries_all", other="carries='session_log.actions'"))
        if self.calendar and not any(isinstance(column, Date) for column in self.columns):
            raise FieldError(_("{argument} needs a column of dates").format(argument="calendar"))
        status = next((column for column in self.columns if column.id == "status"), None)
        if not set(self.closed) <= set(getattr(status, "options", ())):
            message = _("{argument} must name options of a column called {column}, such as {example}")
            raise FieldError(message.format(argument="closed", column="status", example="closed=['Done', 'Dropped']"))

    def columns_for(self, slot: str) -> tuple[Field, ...]:
        """The columns that are answered in this slot."""
        role = role_of(slot)
        if self.by != "each":
            return self._own(role or "together")
        return tuple(column for column in self.columns if role is None or column.by in ("together", role))

    def _own(self, by: str) -> tuple[Field, ...]:
        return tuple(column for column in self.columns if column.by == by)

    def _full_by_row(self, answers: Mapping[str, Value], slot: str) -> set[str]:
        columns = self.columns_for(slot)
        return {name for name, row in by_row(answers.get(slot)).items() if self._is_full(row, columns)}

    def full_rows(self, value: Value, slot: str = "") -> list[Mapping[str, Value]]:
        """The rows in which every column of this slot is answered that has to be, and one at least."""
        return [row for row in rows_of(value) if self._is_full(row, self.columns_for(slot))]

    def _is_full(self, row: Mapping[str, Value], columns: Sequence[Field]) -> bool:
        answered = {column.id for column in columns if column.is_answered(row.get(column.id))}
        return bool(answered) and all(column.id in answered for column in columns if column.required)

    def _distinct(self, rows: list[Mapping[str, Value]]) -> list[Mapping[str, Value]]:
        if not self.distinct:
            return rows
        seen: dict[tuple[str, ...], Mapping[str, Value]] = {}
        for row in rows:
            seen.setdefault(tuple(str(row.get(column.id)).strip().casefold() for column in self.columns), row)
        return list(seen.values())


KINDS: Mapping[str, type[Field]] = {
    kind.kind: kind for kind in (Text, Number, Date, Link, Scale, Choice, Choices, YesNo, Rows)
}
"""Every kind by the name that a template calls it: `wb.yes_no(...)`."""


def declare(kind: str, positional: Sequence[object] = (), named: Mapping[str, object] | None = None) -> Field:
    """The field that a call `wb.KIND(...)` declares, from its literal arguments.

    Raises FieldError for an unknown kind or argument, one too many or given twice, or a value that cannot be used.
    """
    if kind not in KINDS:
        message = _("there is no kind of field called {kind!r}; the kinds are {known}")
        raise FieldError(message.format(kind=kind, known=listed(tuple(KINDS))))
    known = arguments_of(KINDS[kind])
    written = _by_name(kind, positional, named or {})
    written.setdefault("id", "")
    for name in written:
        if name not in known:
            message = _("{kind} takes no argument {name!r}; it takes {known}")
            raise FieldError(message.format(kind=kind, name=name, known=listed(sorted(known))))
    for argument in known.values():
        if argument.is_needed and argument.name not in written:
            message = _("{kind} needs {argument}, as in {example}")
            raise FieldError(message.format(kind=kind, argument=argument.name, example=KINDS[kind].call))
    read = {name: known[name].written.read(name, value) for name, value in written.items()}
    read.setdefault("label", words_of(str(read["id"])))
    return KINDS[kind](**read)  # type: ignore[arg-type]  # each as `read` gives it


def _by_name(kind: str, positional: Sequence[object], named: Mapping[str, object]) -> dict[str, object]:
    names = [argument.name for argument in arguments_of(KINDS[kind]).values() if argument.by_position]
    if len(positional) > len(names):
        message = ngettext(
            "{kind} takes at most {count} argument without a name; name the others",
            "{kind} takes at most {count} arguments without a name; name the others",
            len(names),
        )
        raise FieldError(message.format(kind=kind, count=len(names)))
    by_position = dict(zip(names, positional, strict=False))
    if twice := sorted(by_position.keys() & named.keys()):
        raise FieldError(_("{kind} was given {name!r} twice; keep one").format(kind=kind, name=twice[0]))
    return {**by_position, **named}


def _check_bounds(low: float | None, high: float | None) -> None:
    if low is not None and high is not None and low >= high:
        raise FieldError(_("{low} must be less than {high}").format(low=f"low={low:g}", high=f"high={high:g}"))


def _shares(options: Sequence[str], given: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """How many chose which option. Whatever is none of them is somebody's own words: only how many is told."""
    found = Counter(each if each in options else None for each in given)
    own = ((_("another answer"), found[None]),) if found[None] else ()
    return (*((option, found[option]) for option in options), *own)


def _words(value: Value) -> list[str]:
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _is_kept_number(value: Value) -> bool:
    return is_number(value) and abs(value) < LARGEST_NUMBER


def _inside(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)

"""One saved version of an answer, and the line of JSON it is kept as (pure)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from reflect.errors import UnplacedError
from reflect.fields import Value, whole_text
from reflect.fields.values import is_whole

_DEPTH = 32
"""How deeply lists and objects may nest. No form comes near; a hostile line must not exhaust the stack."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_KEYS = ("id", "workbook", "field", "author", "time", "parents", "value", "source")

_VERSION = "version"
"""The further key with the version of the template that a revision answers."""

_MOST_VERSIONS = 1_000_000

_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What some tools take for the end of a line, though JSON allows it unescaped inside text."""


class RevisionError(UnplacedError):
    """What was given is no revision; the message says which part is wrong, never what it holds."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """One saved version of the answer in one slot of one workbook.

    `workbook` is the workbook's id; `field` the slot ("evidence", "bring.mentor"), or "prompt:" and a slot for the
    record of a prompt that was offered there; `time` UTC in ISO 8601 with milliseconds and "Z"; `parents` the ids of
    the revisions it was written in sight of; `value` any JSON value; `source` where it came from ("form", "demo").
    `more` holds the keys that a later version of this software wrote, so that they survive being read here and
    written again. `line` is the whole revision as one line of canonical JSON.

    Revisions are equal when their lines are, so that True is not 1 and 1 is not 1.0. The value is a copy, and stays
    out of the `repr`, which may end up in a log. Raises RevisionError for anything that could not be read back.
    """

    id: str
    workbook: str
    field: str
    author: str
    time: str
    parents: tuple[str, ...]
    value: Value = dataclasses.field(repr=False)
    source: str
    more: Mapping[str, Value] = dataclasses.field(default_factory=dict, repr=False)
    line: str = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("id", "workbook", "field", "author", "time", "source"):
            text: object = getattr(self, name)
            if not isinstance(text, str) or not (text or name in ("author", "source")):
                raise RevisionError(f"the revision's {name} is not text")
        parents: object = self.parents
        if not isinstance(parents, tuple) or not all(isinstance(parent, str) for parent in parents):
            raise RevisionError("the revision's parents are not a tuple of texts")
        if not _is_time(self.time):
            raise RevisionError("the revision's time is not written like 2026-11-01T09:30:00.000Z")
        if not self.more.keys().isdisjoint(_KEYS):
            raise RevisionError("the revision's further keys are not apart from its own")
        object.__setattr__(self, "value", _plain(self.value))
        object.__setattr__(self, "more", _plain(dict(self.more)))
        object.__setattr__(self, "line", canonical({name: getattr(self, name) for name in _KEYS} | dict(self.more)))

    @property
    def version(self) -> int | None:
        """The version of the template that it answers, where it says that."""
        version = self.more.get(_VERSION)
        return version if is_whole(version) and 0 < version < _MOST_VERSIONS else None

    def __eq__(self, other: object) -> bool:
        return self.line == other.line if isinstance(other, Revision) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.line)


def revise(
    *,
    workbook: str,
    field: str,
    author: str,
    value: Value,
    source: str,
    now: dt.datetime,
    parents: Iterable[str] = (),
    revision_id: str | None = None,
    version: int | None = None,
) -> Revision:
    """The revision that records `value` as written `now` (an aware time) in sight of `parents`.

    `version` is that of the template which it answers.
    `revision_id` is a new random id unless given. Half a surrogate pair, which a browser can send when an emoji is cut
    in two, becomes U+FFFD rather than costing the sentence it is in. Raises RevisionError for what no revision can
    hold: a value that is not JSON (NaN, say), a time without a zone.
    """
    if now.tzinfo is None:
        raise RevisionError("the time of a revision needs a time zone")
    return Revision(
        id=revision_id or uuid.uuid4().hex,
        workbook=workbook,
        field=field,
        author=_whole(author),
        time=now.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        parents=tuple(parents),
        value=_whole(_plain(value)),
        source=source,
        more={} if version is None else {_VERSION: version},
    )


def to_line(revision: Revision) -> str:
    """A revision as one line of canonical JSON, without a line end of any kind in it or after it."""
    return revision.line


def from_line(line: str) -> Revision:
    """The revision in a line of JSON; keys unknown here are kept in `more`.

    Raises RevisionError for anything else: not JSON, not an object, a key missing, given twice or of the wrong type,
    nesting beyond reason, half a surrogate pair, a number no float or int can hold. The message has none of the text.
    """
    record = _load(line)
    if not isinstance(record, dict):
        raise RevisionError("the line is not a JSON object")
    if missing := [name for name in _KEYS if name not in record]:
        raise RevisionError(f"the line has no {missing[0]!r}")
    known = {name: record.pop(name) for name in _KEYS}
    if not isinstance(known["parents"], list):
        raise RevisionError("the revision's parents are not a list")
    return Revision(**{**known, "parents": tuple(known["parents"])}, more=record)


def canonical(value: Value) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no line ends. Raises RevisionError where there is none."""
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, TypeError, RecursionError):
        text = ""
    if not text:  # raised out here because the exceptions above hold the text that they stumbled over
        raise RevisionError("the revision holds something that JSON in UTF-8 cannot")
    return text.translate(_LINE_ENDS)


def _load(line: str) -> Any:
    """The JSON in a line; None where there is none, so that no exception holding the text gets out."""
    try:
        return json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice, and one of its values would be lost")
    return found


def _plain(value: Value, depth: int = _DEPTH) -> Value:
    """A copy of a value made of nothing but JSON's own types."""
    if depth < 0:
        raise RevisionError("the revision's value is nested too deeply")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth - 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(item, depth - 1) for key, item in value.items()}
    raise RevisionError(f"the revision's value holds a {type(value).__name__} that is not JSON")


def _whole(value: Value) -> Value:
    """A plain value with surrogate pairs joined in its texts, and U+FFFD for each half left over."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return value


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

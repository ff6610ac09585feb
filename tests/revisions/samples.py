"""Revisions to test with, and ways to draw any of them."""

from typing import Any

from hypothesis import strategies as st

from reflect.fields import Value
from reflect.revisions import Revision

WORKBOOK = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER_WORKBOOK = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SECRET = "my mentor drinks"

ODD_TEXT = st.text() | st.text(alphabet='\0\n\r\x0b\x1c\x7f\x85\u2028\u2029\ufeff\u202e"\\/{}é😀ab')
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | ODD_TEXT,
    lambda values: st.lists(values, max_size=4) | st.dictionaries(ODD_TEXT, values, max_size=4),
    max_leaves=12,
)
TIMES = st.integers(0, 59).map(lambda second: f"2026-11-01T09:30:{second:02d}.000Z")
KEYS = {"id", "workbook", "field", "author", "time", "parents", "value", "source"}

REVISIONS = st.builds(
    Revision,
    id=ODD_TEXT.filter(bool),
    workbook=st.sampled_from([WORKBOOK, OTHER_WORKBOOK]),
    field=ODD_TEXT.filter(bool),
    author=ODD_TEXT,
    time=TIMES,
    parents=st.lists(ODD_TEXT, max_size=3).map(tuple),
    value=JSON,
    source=ODD_TEXT,
    more=st.dictionaries(ODD_TEXT.filter(lambda key: key not in KEYS), JSON, max_size=2),
)

_IDS = st.sampled_from("abcdef")
TANGLED_LOGS = st.frozensets(
    st.builds(
        Revision,
        id=_IDS,
        workbook=st.just(WORKBOOK),
        field=st.sampled_from(["evidence", "next_step"]),
        author=st.just("Sam"),
        time=TIMES,
        parents=st.lists(_IDS, max_size=3).map(tuple),
        value=st.integers(0, 2),
        source=st.just("form"),
    ),
    max_size=10,
)
"""Logs in which revisions may share an id, name themselves, or name each other in circles."""


def revision(id: str = "a", *, parents: str = "", second: int = 0, value: Value = "A step", **others: Any) -> Revision:  # noqa: A002
    """A revision; `parents` has one letter for each."""
    given = {"workbook": WORKBOOK, "field": "evidence", "author": "Sam", "source": "form"} | others
    time = f"2026-11-01T09:30:{second:02d}.000Z"
    return Revision(id=id, time=time, parents=tuple(parents), value=value, **given)

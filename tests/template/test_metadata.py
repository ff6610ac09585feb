from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reflect.template.metadata import ReflectMetadata, reflect_metadata, with_metadata
from tests.notebooks import weekly_note

KEYS = ("template", "version", "pair", "workbook", "occasion", "made", "former", "left_out", "beside", "answers", "new")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def notebook(said: object) -> dict[str, Any]:
    return {**weekly_note(), "metadata": {"kernelspec": {}, "reflect": said}}


def test_what_is_there_is_read() -> None:
    said = {"template": "log", "version": 2, "pair": "p", "workbook": "w", "made": "abc", "former": [["ana", "jo"]]}
    assert reflect_metadata(notebook(said)) == ReflectMetadata(
        "log", 2, pair="p", workbook="w", made="abc", former=(("ana", "jo"),)
    )
    assert reflect_metadata(weekly_note()) == ReflectMetadata()


@given(st.dictionaries(st.sampled_from(KEYS), JSON) | JSON)
def test_what_cannot_be_used_reads_as_nothing_and_stays(said: object) -> None:
    read = reflect_metadata(notebook(said))
    assert all(isinstance(each, str) for each in (read.template, read.pair, read.workbook, read.occasion, read.beside))
    assert all(map(str.isprintable, map(repr, read.left_out)))
    if isinstance(said, dict):
        changed = with_metadata(notebook(said), made="abc")["metadata"]["reflect"]
        assert changed == {**said, "made": "abc"}


def test_what_is_taken_away_leaves_no_trace() -> None:
    assert with_metadata(notebook({"answers": "x"}), answers=None)["metadata"] == {"kernelspec": {}}
    assert with_metadata(notebook({"answers": "x", "new": 1}), answers=None)["metadata"]["reflect"] == {"new": 1}

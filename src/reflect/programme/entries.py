"""The entries that a pair has made from a template that repeats, read from their answers. Nothing is executed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from reflect.fields import Value
from reflect.pairs import workbook_id
from reflect.programme.stored import Workbook, workbooks_in
from reflect.revisions import current
from reflect.stores.opening import open_store
from reflect.template.occasions import in_order

_MOST = 400
"""As many of them are read, the latest: a year of days."""


def entries_so_far(workbook: Workbook) -> list[tuple[str, Mapping[str, Value]]]:
    """The occasions of a pair's entries up to this workbook, in order of time, each with its current answers by slot.

    That of the workbook itself is among them. Of a template that does not repeat there are none.
    """
    template = workbook.template
    if not template.repeats:
        return []
    folder, own = workbook.path.parent, template.occasion
    store = open_store(folder, template.personal_to)
    others = {each for each in workbooks_in(folder, {template.name}).values() if in_order(each) < in_order(own)}
    latest = islice(sorted(others, key=in_order, reverse=True), _MOST)
    earlier = {each: current(store.read(workbook_id(template.pair_id, template.name, each)).log) for each in latest}
    return [*sorted(earlier.items(), key=lambda entry: in_order(entry[0])), (own, current(workbook.answers().log))]

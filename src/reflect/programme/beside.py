"""The other workbooks of a pair in the folder of one of them, read from their answers. Nothing is executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from reflect.catalogue import find
from reflect.errors import ReflectError
from reflect.fields import Value
from reflect.notebook.contained import contained
from reflect.pairs import workbook_id
from reflect.programme.asked import as_asked_now
from reflect.programme.root import programme_folder
from reflect.programme.stored import read_workbook, workbooks_in
from reflect.revisions import heads
from reflect.revisions.log import NO_ANSWERS
from reflect.stores import LogStamp
from reflect.stores.opening import open_store
from reflect.template import Template
from reflect.template.carrying import may_read
from reflect.template.occasions import in_order

_MOST_ENTRIES = 400
"""Entries of one template that are looked at, the latest of them: a year of days."""


class Beside:
    """What a workbook may take from its pair's others, of which any may be missing or damaged."""

    def __init__(self, workbook: Template, folder: Path) -> None:
        self._workbook = workbook
        self._folder = folder
        self._read: dict[str, tuple[LogStamp, Mapping[str, Sequence[Value]]]] = {}

    def template(self, name: str) -> Template | None:
        """The template of that name for this pair, as far as this workbook may take from those made from it.

        It is the one that is installed, or the programme's own, or else what a workbook here says of itself.
        """
        found: Template | None = None
        with suppress(ReflectError):
            entry = find(name, programme_folder(self._folder))
            found = entry.template if entry else None
        found = found or self._told_by_a_workbook(name)
        if found is None or not may_read(self._workbook.personal_to, found):
            return None
        return replace(found, parameters=self._workbook.parameters)

    def entries(self, template: Template) -> list[str]:
        """The occasions of the pair's other workbooks from a template, the latest first; of a single one, ""."""
        if not template.repeats:
            return [""]
        found = {*workbooks_in(self._folder, {template.name}).values()} - {""}
        if template.name == self._workbook.name:
            found.discard(self._workbook.occasion)
        return sorted(found, key=in_order, reverse=True)[:_MOST_ENTRIES]

    def before(self, template: Template) -> list[str]:
        """Those of its entries that are not later than this workbook, where this is an entry itself."""
        entries, own = self.entries(template), self._workbook.occasion
        if not own or not template.repeats:
            return entries
        if template.name == self._workbook.name:
            return [each for each in entries if in_order(each) < in_order(own)]
        return [each for each in entries if in_order(each)[0] <= in_order(own)[0]]

    def answers(self, template: Template, occasion: str) -> Mapping[str, Sequence[Value]]:
        """The current answers in each slot of one of them, the newest first."""
        workbook = workbook_id(self._workbook.pair_id, template.name, occasion)
        store = open_store(self._folder, template.personal_to)
        stamp = store.stamp(workbook)
        if (known := self._read.get(workbook)) is not None and known[0] == stamp:
            return known[1]
        found = {
            slot: [revision.value for revision in reversed(current)]
            for slot, current in heads(as_asked_now(store.read(workbook).log, template)).items()
            if not slot.startswith(NO_ANSWERS)
        }
        self._read[workbook] = stamp, found
        return found

    def entries_so_far(self, template: Template, answers: Mapping[str, Value]) -> list[tuple[str, Mapping[str, Value]]]:
        """The occasions of the entries up to this workbook, each with its current answers by slot.

        `template` is its own, with the fields that are asked for; `answers` are those of the workbook itself, which
        comes last. Of a template that does not repeat there are none.
        """
        if not template.repeats:
            return []
        earlier = [
            (each, {slot: values[0] for slot, values in self.answers(template, each).items() if values})
            for each in reversed(self.before(template))
        ]
        return [*earlier, (template.occasion, answers)]

    def _told_by_a_workbook(self, name: str) -> Template | None:
        for path in workbooks_in(self._folder, {name}):
            with suppress(ReflectError), contained(path):
                found = read_workbook(path).template
                if found.name == name and found.pair_id == self._workbook.pair_id:
                    return found
        return None

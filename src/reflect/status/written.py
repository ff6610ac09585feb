"""The status of a programme as a table to read, as JSON and as CSV.

Names come from a roster or from a workbook that anybody may have written, so nothing in them commands a terminal, is
taken for markup, or is a formula when a spreadsheet opens the file.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from reflect.disk.errors import printable
from reflect.language import _, decimal, ngettext
from reflect.status.counting import FEWEST, Counted
from reflect.status.reading import PairStatus, State, TemplateStatus

_WIDE = 120
"""Columns of a table that no terminal shows."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""

COLUMNS = (
    "mentee", "mentor", "programme", "folder", "template", "state", "entries", "complete", "answered", "needed",
    "last", "overdue",
)  # fmt: skip
"""The columns of the CSV, a row for each pair and template. They are the keys of the JSON too, in every language."""


def as_table(pairs: Sequence[PairStatus], counted: Sequence[Counted]) -> str:
    """A table of pairs and templates, and below it what may be counted."""
    from rich.console import Console

    width = shutil.get_terminal_size((_WIDE, 0)).columns if sys.stdout.isatty() else _WIDE
    out = io.StringIO()
    console = Console(file=out, width=width, markup=False, highlight=False, emoji=False, color_system=None)
    console.print(_pairs(pairs))
    console.print(_legend())
    if told := [each for each in counted if each.pairs is not None]:
        console.print(_counts(told))
    if few := len(counted) - len(told):
        text = ngettext(
            "{few} question has been answered by fewer than {fewest} pairs, and is not broken down.",
            "{few} questions have been answered by fewer than {fewest} pairs, and are not broken down.",
            few,
        )
        console.print(text.format(few=few, fewest=FEWEST))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def as_json(pairs: Sequence[PairStatus], counted: Sequence[Counted]) -> str:
    """The pairs, each with its templates, and the counts, as JSON. States and keys are in English, for programs."""
    status = {
        "pairs": [
            {
                "mentee": pair.mentee,
                "mentor": pair.mentor,
                "programme": pair.programme,
                "folder": pair.folder,
                "last": _day(pair),
                "overdue": [day.isoformat() for day in pair.overdue],
                "templates": [_template(each) for each in pair.templates],
            }
            for pair in pairs
        ],
        "counted": [
            {
                "template": each.template,
                "field": each.field,
                "label": each.label,
                "group": each.group,
                "pairs": each.pairs,
                "answers": each.answers,
                "mean": each.mean,
                "median": each.middle,
                "shares": dict(each.shares),
            }
            for each in counted
        ],
        "fewest": FEWEST,
    }
    return json.dumps(status, ensure_ascii=False, indent=2)


def as_csv(pairs: Iterable[PairStatus]) -> str:
    """A row for each pair and template, below the names of the columns."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for pair in pairs:
        late = " ".join(day.isoformat() for day in pair.overdue)
        for each in pair.templates:
            said = _template(each)
            who = (pair.mentee, pair.mentor, pair.programme, pair.folder)
            row = [*who, *(said[name] for name in COLUMNS[len(who) : -1]), late]
            table.writerow([_inert(value) for value in row])
    return out.getvalue().rstrip("\n")


def _template(each: TemplateStatus) -> dict[str, Any]:
    """What is known of one template; of a personal one, only that it is private."""
    said = {"template": each.template, "state": each.state.value.replace(" ", "_")}
    known = {
        "entries": each.entries,
        "complete": each.complete,
        "answered": each.answered,
        "needed": each.needed,
        "last": _day(each),
    }
    return said | (dict.fromkeys(known) if each.state is State.PRIVATE else known)


def _day(each: PairStatus | TemplateStatus) -> str | None:
    return each.last.isoformat() if each.last else None


def _inert(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: one that looks like it begins with an apostrophe."""
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _pairs(pairs: Sequence[PairStatus]) -> Any:
    from rich import box
    from rich.table import Table

    titles = {each.template: each.title for pair in pairs for each in pair.templates}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("Pair"), overflow="fold", ratio=3)
    for title in titles.values():
        table.add_column(printable(title), overflow="fold")
    table.add_column(_("Last written"), no_wrap=True)
    table.add_column(_("Overdue"), overflow="fold")
    for pair in pairs:
        by_name = {each.template: each for each in pair.templates}
        table.add_row(
            _("{mentee} and {mentor}").format(mentee=printable(pair.mentee), mentor=printable(pair.mentor)),
            *(_cell(by_name.get(name)) for name in titles),
            _day(pair) or "",
            "\n".join(day.isoformat() for day in pair.overdue),
        )
    return table


def _cell(each: TemplateStatus | None) -> str:
    """How far a pair is with a template, in as few letters as can be."""
    match each:
        case None:
            return ""
        case TemplateStatus(state=State.PRIVATE):
            return "·"
        case TemplateStatus(state=State.NOT_STARTED):
            return "-"
        case TemplateStatus(entries=entries) if entries > 1:
            return f"{each.complete}/{entries}"
        case TemplateStatus(state=State.COMPLETE):
            return _("done")
    return f"{each.answered}/{each.needed}"


def _legend() -> str:
    return _(
        "done: complete; 3/7: of 7 required answers 3 are there, or of 7 entries 3 are complete; -: not started; "
        "·: private, known to its owner"
    )


def _counts(counted: Sequence[Counted]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in (_("Question"), _("Pairs"), _("Answers"), _("Mean"), _("How many answered what")):
        table.add_column(title, overflow="fold")
    for each in counted:
        shares = ", ".join(f"{printable(what)}: {number}" for what, number in each.shares)
        question = ": ".join(filter(None, (each.template, each.group, each.label)))
        mean = "" if each.mean is None else decimal(round(each.mean, 1))
        table.add_row(printable(question), str(each.pairs), str(each.answers), mean, shares)
    return table

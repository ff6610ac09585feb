"""From a workbook on disk to its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reflect.catalogue import installed_template
from reflect.fields import whole_text
from reflect.journal.content import Journal, Reader, check_reader, journal
from reflect.pairs import journal_mark
from reflect.personalise import render_markdown
from reflect.programme.beside import Beside
from reflect.programme.stored import Workbook, names_somebody
from reflect.revisions import current
from reflect.template import Cell, Template


def journal_of(workbook: Workbook, reader: Reader) -> Journal:
    """The journal of a workbook with the answers that are on this machine. Raises NotForReader."""
    template = workbook.template
    check_reader(template, reader)  # before anything private is read
    own = _own_markdown(template)
    reading, released = workbook.answers(), workbook.released()
    beside = Beside(template, workbook.path.parent)
    draws = any(field.over_time for field in template.fields)
    return journal(
        replace(template, cells=tuple(_as_meant(cell, own) for cell in template.cells)),
        reading.log,
        reader,
        own=set(own.values()) if own else None if workbook.as_made else (),
        released=released.log,
        unreadable=tuple(dict.fromkeys(reading.problems + released.problems)),
        entries=beside.entries_so_far(template, current(reading.log)) if draws else (),
        mark=journal_mark(workbook.id, "" if names_somebody(template) else whole_text(str(workbook.path.parent))),
    )


def introduction(template: Template) -> str:
    """The Markdown in which a template that can be filled in says, under its title, what it is for."""
    own = _filled_in(template, template.parameters)
    cells = tuple(replace(cell, markdown=own.get(cell.markdown, cell.markdown)) for cell in template.cells)
    return journal(replace(template, cells=cells), frozenset(), template.personal_to or "pair").introduction


def _as_meant(cell: Cell, own: Mapping[str, str]) -> Cell:
    """A cell with the template's Markdown filled in. Its own words are Markdown, whatever became of the cell."""
    if cell.text in own.values():
        return Cell(cell.number, markdown=cell.text)
    filled_in = own.get(cell.markdown, cell.markdown)
    return replace(cell, markdown=filled_in) if filled_in != cell.markdown else cell


def _own_markdown(template: Template) -> dict[str, str]:
    """The Markdown of the installed template as it reads in this workbook, by what stands in the template.

    Only Jinja2 of a template that is installed is ever rendered; any other in a workbook is shown as it stands.
    """
    known = installed_template(template.name)
    return _filled_in(known.template, template.parameters) if known else {}


def _filled_in(template: Template, parameters: Mapping[str, object]) -> dict[str, str]:
    """The Markdown of a template with these parameters filled in, by what stands in the template."""
    return {
        cell.markdown: render_markdown(cell.markdown, parameters, template.language)
        for cell in template.cells
        if cell.markdown
    }

"""Journals as files: which workbook goes to which page, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reflect.contained import contained
from reflect.journal import NotForReader, Reader, render
from reflect.notebook import NotebookError, write_whole

__all__ = ["Reader", "Written", "pages_for", "write_journals"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one journal: the page at `path`, or the `problem` that kept it from being written.

    `refused` says that the workbook is personal and the reader is not its owner.
    """

    path: Path
    problem: str = ""
    refused: bool = False


def write_journals(pages: Iterable[tuple[Path, Path]], reader: Reader) -> Iterator[Written]:
    """Write the journal of each workbook to its page, for one reader, and say what became of each.

    `pages` are (workbook, page) paths. A workbook that cannot be rendered is reported, and the others go on.
    """
    for workbook, page in pages:
        try:
            with contained(workbook):
                _write(page, render(workbook, reader), workbook)
        except NotForReader as error:
            yield Written(page, f"{workbook}: {error}", refused=True)
        except ValueError as error:
            yield Written(page, str(error))
        else:
            yield Written(page)


def _write(page: Path, text: str, workbook: Path) -> None:
    try:
        write_whole(page, text)
    except UnicodeError:
        remedy = "Open it in JupyterLab, find \N{REPLACEMENT CHARACTER} in it, and write what should be there."
        raise NotebookError(f"{workbook}: half of a character stands in this workbook. {remedy}") from None


def pages_for(path: Path, out: Path) -> list[tuple[Path, Path]]:
    """The pages that a path named by a person stands for: one for a workbook, one for each workbook in a folder."""
    if not path.is_dir():
        return [(path, out / f"{path.stem}.html")]
    inside = (found for found in sorted(path.rglob("*.ipynb")) if ".ipynb_checkpoints" not in found.parts)
    return [(found, (out / found.relative_to(path)).with_suffix(".html")) for found in inside]

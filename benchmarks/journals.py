"""Rendering journals against nbconvert's own HTMLExporter: `python -m benchmarks.journals`.

Both render the same workbooks, one file after another, in the same process, after a first pair that nobody times. Every
workbook is another pair's, as in a programme, so that neither side can remember a page. The journal's side reads and
renders the answers too, which the HTMLExporter knows nothing of; neither executes anything.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nbconvert.exporters import HTMLExporter

from benchmarks.timing import seconds
from reflect.demo.examples import Example, examples
from reflect.fields import Value
from reflect.journal.rendering import render
from reflect.programme.batch import find_template, make_workbook
from reflect.programme.stored import read_workbook
from reflect.revisions import revise, to_line

PAIRS = 12
"""How many pairs are timed, for each template."""


@dataclass(frozen=True, slots=True)
class Result:
    """Median seconds for one workbook of a template, each way."""

    template: str
    journal: float
    html: float

    @property
    def ratio(self) -> float:
        """How many journals are made in the time of one page by the HTMLExporter."""
        return self.html / self.journal


def main() -> None:
    """Measure both and print them with their ratio."""
    with tempfile.TemporaryDirectory() as name:
        results = measure(Path(name))
    print(f"{'median of one workbook':24} {'journal':>12} {'HTMLExporter':>14} {'ratio':>8}")
    for result in results:
        print(f"{result.template:24} {result.journal * 1000:9.2f} ms {result.html * 1000:11.1f} ms {result.ratio:8.0f}")


def measure(folder: Path, pairs: int = PAIRS) -> list[Result]:
    """The results for each template that the pair shares, with workbooks made and filled in a folder."""
    example = examples()[0]
    return [
        _measured(name, answers, example, folder, pairs)
        for name, answers in example.answers.items()
        if find_template(name).template.personal_to is None
    ]


def _measured(name: str, answers: Mapping[str, Value], example: Example, folder: Path, pairs: int) -> Result:
    source = find_template(name)
    paths = []
    for number in range(pairs + 1):
        people = replace(example.pair, mentor=f"Mentor {number}", mentee=f"Mentee {number}", mentor_email="")
        path = make_workbook(people, source, folder / str(number)).path
        _fill(path, answers)
        paths.append(path)
    exporter = HTMLExporter()
    journals = _warm_times(render, paths)
    pages = _warm_times(lambda path: exporter.from_filename(str(path)), paths)
    return Result(name, statistics.median(journals), statistics.median(pages))


def _warm_times(work: Callable[[Path], object], paths: list[Path]) -> list[float]:
    """Seconds for each path in a row, as in a batch; the first, which loads what is loaded once, is left out."""
    return [seconds(work, path) for path in paths][1:]


def _fill(path: Path, answers: Mapping[str, Value]) -> None:
    """Answers as the folder store leaves them, without its care for the disk."""
    workbook = read_workbook(path).id
    log = path.parent / "answers" / workbook / "mentee.bench.jsonl"
    log.parent.mkdir(parents=True)
    now = dt.datetime(2027, 2, 5, tzinfo=dt.UTC)
    revisions = [
        revise(workbook=workbook, field=slot, author="Mentee", value=value, source="form", now=now,
               revision_id=uuid.uuid5(uuid.UUID(workbook), slot).hex)
        for slot, value in answers.items()
    ]  # fmt: skip
    log.write_text("".join(f"{to_line(revision)}\n" for revision in revisions), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Programmes for tests, made as `reflect batch` makes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reflect.pairs import Pair
from reflect.programme.batch import Made, MakeOutcome, Source, make_enrolled
from reflect.programme.enrolment import enrol


def make_programme(
    pairs: Iterable[Pair], sources: Sequence[Source], out: Path, *, force: bool = False, dry_run: bool = False
) -> Iterator[Made]:
    """Make each pair's workbook from each template in `out`, and say what became of each.

    A pair that cannot be enrolled is one whose workbooks have failed.
    """
    enrolment = enrol(tuple(pairs), [source.template.name for source in sources], out, dry_run=dry_run)
    for problem in enrolment.problems:
        for source in sources:
            yield Made(problem.pair, source.template.name, out, MakeOutcome.FAILED, problem.reason)
    yield from make_enrolled(enrolment, sources, force=force, dry_run=dry_run)

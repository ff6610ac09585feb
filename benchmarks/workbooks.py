"""Making workbooks against executing them with Papermill: `python -m benchmarks.workbooks`.

One side is the whole command `reflect batch` on a roster of 200 pairs, start-up included. The other is Papermill
executing some of the very workbooks that were made, each in a kernel of its own as Papermill does, and its median time
for one multiplied by 600: to execute them all would take most of an hour. What one workbook costs is measured apart, in
this process: the CPU of a second batch, since in a first one what is needed is loaded.
"""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import seconds
from reflect.catalogue import template_names
from reflect.pairs import Pair
from reflect.programme.batch import find_template, make_enrolled
from reflect.programme.enrolment import enrol

PAIRS = 200
DETAILS = {"start": "2027-02-05", "focus": "a first post"}
EXECUTED = 2
"""How many workbooks of each template Papermill executes."""


def main() -> None:
    """Measure both and print them with their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roster = _roster(folder / "roster.csv")
        made = seconds(_batch, roster, folder / "programme")
        again = seconds(_batch, roster, folder / "programme")
        workbooks = sorted((folder / "programme").glob("*/*.ipynb"))
        cpu = _cpu_each(folder)
        executed = [seconds(_execute, path, folder) for path in _sample(workbooks)]
    each = statistics.median(executed)
    print(f"reflect batch, {len(workbooks)} workbooks, whole command:      {made:8.2f} s")
    print(f"reflect batch again, nothing to do:                  {again:8.2f} s")
    print(f"CPU of one workbook more:                            {cpu * 1000:8.2f} ms")
    print(f"papermill, one workbook (median of {len(executed)}):              {each:8.2f} s")
    print(f"papermill, {len(workbooks)} workbooks at that rate:             {each * len(workbooks):8.0f} s")
    print(f"ratio:                                               {each * len(workbooks) / made:8.0f}")


def _roster(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["mentor", "mentee", "programme", "start", "focus"])
        for n in range(PAIRS):
            table.writerow([f"Mentor Número {n}", f"Mentee 第{n}", "Spring", *DETAILS.values()])
    return path


def _batch(roster: Path, out: Path) -> None:
    command = [sys.executable, "-m", "reflect", "batch", str(roster), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)


def _cpu_each(folder: Path) -> float:
    """Seconds of this processor, in one process, for one workbook of a batch."""
    sources = [find_template(name) for name in template_names()]
    for batch in ("first", "second"):
        pairs = [Pair(f"Mentor Número {n}", f"Mentee 第{n}", programme="Spring", details=DETAILS) for n in range(PAIRS)]
        enrolment = enrol(pairs, template_names(), folder / batch)
        begin = time.process_time()
        made = list(make_enrolled(enrolment, sources))
        spent = (time.process_time() - begin) / len(made)
    return spent


def _sample(workbooks: list[Path]) -> list[Path]:
    templates = sorted({path.name for path in workbooks})
    return [path for name in templates for path in [p for p in workbooks if p.name == name][:EXECUTED]]


def _execute(path: Path, folder: Path) -> None:
    import papermill

    papermill.execute_notebook(path, folder / "executed.ipynb", progress_bar=False)


if __name__ == "__main__":
    main()

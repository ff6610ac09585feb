"""Making workbooks against executing them with Papermill: `python -m benchmarks.workbooks`.

One side is the whole command `reflect batch` on a roster of 200 pairs, start-up included. The other is Papermill
executing some of the very workbooks that were made, each in a kernel of its own as Papermill does, and its median time
for one multiplied by 600: to execute them all would take most of an hour.
"""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import seconds

PAIRS = 200
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
        executed = [seconds(_execute, path, folder) for path in _sample(workbooks)]
    each = statistics.median(executed)
    print(f"reflect batch, {len(workbooks)} workbooks, whole command:      {made:8.2f} s")
    print(f"reflect batch again, nothing to do:                  {again:8.2f} s")
    print(f"papermill, one workbook (median of {len(executed)}):              {each:8.2f} s")
    print(f"papermill, {len(workbooks)} workbooks at that rate:             {each * len(workbooks):8.0f} s")
    print(f"ratio:                                               {each * len(workbooks) / made:8.0f}")


def _roster(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["mentor", "mentee", "programme", "start", "focus"])
        for n in range(PAIRS):
            table.writerow([f"Mentor Número {n}", f"Mentee 第{n}", "Spring", "2027-02-05", "a first post"])
    return path


def _batch(roster: Path, out: Path) -> None:
    command = [sys.executable, "-m", "reflect", "batch", str(roster), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)


def _sample(workbooks: list[Path]) -> list[Path]:
    templates = sorted({path.name for path in workbooks})
    return [path for name in templates for path in [p for p in workbooks if p.name == name][:EXECUTED]]


def _execute(path: Path, folder: Path) -> None:
    import papermill

    papermill.execute_notebook(path, folder / "executed.ipynb", progress_bar=False)


if __name__ == "__main__":
    main()

"""The clock that the benchmarks share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ParamSpec

_Arguments = ParamSpec("_Arguments")


def seconds(work: Callable[_Arguments, object], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> float:
    """How long `work` takes with these arguments."""
    begin = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - begin

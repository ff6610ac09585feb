"""One log file, read again and again as it grows.

A form looks at its logs several times a minute for what others have written, and a log of months is long. So what was
read before is not read again: an unchanged file not at all, and of one that has grown only what is new.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path

from reflect.disk.errors import printable
from reflect.disk.stamps import Stamp, stamp_of
from reflect.language import _, ngettext
from reflect.revisions.revision import Revision, RevisionError, from_line

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a named pipe that somebody has put in the folder would otherwise wait for ever."""
_BEGINNING = 60_000_000_000
"""Nanoseconds. A log is made before its first line is written, and on a slow drive others see it empty for a while."""

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that are read: half of them from its start, half up to its end. Years of writing stay below it."""
LONGEST_LINE = 8 * 1024 * 1024
"""Bytes. The longest answer has one million."""
MOST_LINES = 500_000
"""As many are read, half of them up to where a file is too large."""
_MOST_NAMED = 20
"""As many lines of a file that cannot be read are named one by one."""
_MARK = 64
"""Bytes before the place where reading ended, by which it is told that the file is still the same up to there."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class GrowingLog:
    """What a file holds of one workbook. `problems` says in plain words what of it could not be read."""

    def __init__(self, path: Path, workbook: str) -> None:
        self._path = path
        self._workbook = workbook
        self._start_over()

    def _start_over(self) -> None:
        self._stamp: Stamp | None = None
        self._found: set[Revision] = set()
        self._passed_over: list[str] = []
        self._not_named = 0
        self._last_line: list[Revision] = []  # one that is not finished; it may look whole
        self._at_the_end: list[str] = []
        self._lines = 0
        self._end = 0
        self._last = b""

    @property
    def revisions(self) -> Iterable[Revision]:
        """What was read."""
        return (*self._found, *self._last_line)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read."""
        more = ngettext(
            "{file}: {count} more line could not be read and was passed over.",
            "{file}: {count} more lines could not be read and were passed over.",
            self._not_named,
        ).format(file=printable(self._path.name), count=self._not_named)
        return (*self._passed_over, *([more] if self._not_named else []), *self._at_the_end)

    @property
    def is_empty(self) -> bool:
        """Whether the file has been without a line for longer than it takes to write the first one."""
        stamp = self._stamp
        return stamp is not None and not stamp.size and time.time_ns() - stamp.written > _BEGINNING

    def read(self) -> None:
        """Take up what the file holds now."""
        name = printable(self._path.name)
        try:
            if self._path.is_symlink():
                self._refuse(_("{file} is a link to somewhere else and was not followed.").format(file=name))
                return
            file = os.open(self._path, os.O_RDONLY | _NO_LINKS | _NO_WAITING | _BINARY)
            try:
                about = os.fstat(file)
                if not stat.S_ISREG(about.st_mode):
                    self._refuse(_("{file} is not a file and was passed over.").format(file=name))
                elif (stamp := stamp_of(about)) != self._stamp:
                    with open(file, "rb", closefd=False) as lines:
                        self._go_on(lines, stamp)
            finally:
                os.close(file)
        except FileNotFoundError:
            self._refuse(_("{file} was taken away while it was being read.").format(file=name))
        except OSError as error:
            self._stamp = None
            problem = _("{file} could not be read to its end: {reason}.")
            self._at_the_end = [problem.format(file=name, reason=error.strerror)]

    def _refuse(self, why: str) -> None:
        self._start_over()
        self._at_the_end = [why]

    def _go_on(self, lines: BufferedReader, stamp: Stamp) -> None:
        """Read the lines after the last whole one that was read before, or all where this is another file now."""
        before, self._stamp, self._last_line, self._at_the_end = self._stamp, None, [], []
        if before is None or (before.device, before.inode) != (stamp.device, stamp.inode) or not self._goes_on(lines):
            self._start_over()
            lines.seek(0)
        if not self._read_on(lines):
            self._pass_over_what_is_too_much(lines, stamp.size)
            self._read_on(lines)
        self._stamp = stamp

    def _read_on(self, lines: BufferedReader) -> bool:
        """Read lines, half as much at most as is ever read of a file; gives whether that was all."""
        most = self._end + LARGEST // 2
        for _line in range(MOST_LINES // 2):
            line = lines.readline(LONGEST_LINE)
            if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                if line:  # it may yet be finished, and is then read once more
                    self._last_line, self._at_the_end = self._said(line)
                return True
            if line.endswith(b"\n"):
                revisions, problems = self._said(line)
                self._found.update(revisions)
                self._lines, self._end, self._last = self._lines + 1, self._end + len(line), line
            else:
                problem = _("{file}, line {number} is longer than any answer and was passed over.")
                problems = [self._of_line(problem)]
                self._pass_over_line(lines, line, most)
            self._name(problems)
            if self._end >= most:
                return not lines.peek(1)
        return not lines.peek(1)

    def _pass_over_line(self, lines: BufferedReader, line: bytes, most: int) -> None:
        """Go to the end of a line of which the start was read, or of what is read of a file at all."""
        while line:
            self._end, self._last = self._end + len(line), line[-_MARK:]
            line = b"" if line.endswith(b"\n") or self._end >= most else lines.readline(LONGEST_LINE)
        self._lines += 1

    def _pass_over_what_is_too_much(self, lines: BufferedReader, size: int) -> None:
        """Go on where there is no more than is read up to the end: what was written last is there."""
        problem = _("{file} is larger than answers can be, and not all that is in it was read.")
        self._name([problem.format(file=printable(self._path.name))])
        if size - LARGEST // 2 > self._end:
            self._end = lines.seek(size - LARGEST // 2)
            self._pass_over_line(lines, lines.readline(LONGEST_LINE), size)

    def _name(self, problems: list[str]) -> None:
        room = _MOST_NAMED - len(self._passed_over)
        self._passed_over += problems[:room]
        self._not_named += len(problems[room:])

    def _goes_on(self, lines: BufferedReader) -> bool:
        """Whether the last line that was read is still where it was; if so, `lines` is just after it."""
        lines.seek(self._end - len(self._last))
        return lines.read(len(self._last)) == self._last

    def _said(self, raw: bytes) -> tuple[list[Revision], list[str]]:
        """The revision in the next line, if there is one, and what is wrong with it, if anything is."""
        line = raw if self._lines else raw.removeprefix(_BYTE_ORDER_MARK)
        if not line.strip():
            return [], []
        try:
            revision = from_line(line.decode())
        except (RevisionError, UnicodeDecodeError):
            if raw.endswith(b"\n"):
                return [], [self._of_line(_("{file}, line {number} could not be read and was passed over."))]
            cut = _(
                "{file}, line {number} could not be read and was passed over: a save was cut off there, or is still"
                " under way."
            )
            return [], [self._of_line(cut)]
        if revision.workbook != self._workbook:
            return [], [self._of_line(_("{file}, line {number} belongs to another workbook and was passed over."))]
        return [revision], []

    def _of_line(self, problem: str) -> str:
        """What is wrong with the next line."""
        return problem.format(file=printable(self._path.name), number=self._lines + 1)

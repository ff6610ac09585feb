"""What goes wrong, as people are told it: where it is, what is the matter, and what to do next (pure).

Every error of reflect's own is in one tree:

    ReflectError
      DiskError               a file or a folder that could not be written
        StoreError            an answer that could not be kept
      NotebookError           a file that is no notebook, or none that can be used here
        DamagedError          one that may have been a notebook
        CutOffError           one that Jupyter is saving, or was stopped while it saved
        AnotherPairError      a workbook with the id of one pair and the names of another
          SomebodysError      one that was made from another pair's
      TemplateError           a notebook that cannot be read as a template; it has every reason
        NoTemplate            one that is something else altogether
      PersonaliseError        a workbook that cannot be made from a template
      ParameterError          a value that a parameter cannot have
      EnrolmentError          a pair that cannot be told from another
      NotToSendError          a notebook that is not for sending
      NotForReader            a journal that is for somebody else
      CalendarError           a calendar file that cannot be written there
      RequestError            a question asked for where a workbook offers none
      BankError               a file of questions that cannot be used
      LaunchError             what `reflect open` cannot open
      KernelGone              a kernel that was ended, or started again, meanwhile
      Trouble                 what a person is told on a page of its own
      _SeveralPairsError      two pairs of the same names
      UnplacedError           a value, a line or a part of which only the caller knows where it is
        TooMuchError          more than is read
        LiteralError          code that is not of the form it should have
        FieldError            a field's call that cannot be used
          FormError           the same, as a notebook shows it
        RevisionError         what is no revision
        MessageError          a message from a browser that cannot be used
        RosterError           a file that cannot be used as a roster
        MarksError            a sheet that no spreadsheet writes
        OpeningError          a workbook that could not be run
        ReplyError            an answer of a server that is no chat completion
        NoAnswer              a model that gave none in time
        BundleError           modules of the form that cannot be joined
        _NotMergedError       a returned workbook that cannot be merged
        _NamelessError        one that does not say any more whose it is
        _Refused              a part of a packed file that stays in it

An error has its three parts from the beginning to the end: whoever adds to it, or says it of something else, takes the
parts (`where`, `message`, `remedy`; `reason`, `said_of`, `at`), and nobody takes its text apart again. No part ever
holds a word of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from reflect.language import _, listed

_ENDS = tuple(".?!:…。？！؟")  # each as its language has it


@dataclass(frozen=True, slots=True)
class Where:
    """The place of which something is said: as much as is known of it, from the outermost inwards.

    `file` is a file, a folder, a template or a call, as people know it. `cell` counts from 1, and so does `row`, as a
    spreadsheet shows it; `column` is a heading, and `argument` the name of a parameter or an argument.
    """

    file: str = ""
    cell: int | None = None
    row: int | None = None
    column: str = ""
    argument: str = ""

    def __str__(self) -> str:
        parts = (
            self.file,
            "" if self.cell is None else _("cell {number}").format(number=self.cell),
            "" if self.row is None else _("row {number}").format(number=self.row),
            self.column and _("column {name}").format(name=self.column),
            self.argument,
        )
        return listed(list(filter(None, parts)), "unit")


def place(where: object) -> Where:
    """Where something is, of a path or a name too."""
    return where if isinstance(where, Where) else Where(str(where))


def sentence(text: str) -> str:
    """A text with a full stop after it, if it does not end in one."""
    return text if text.endswith(_ENDS) else f"{text}."


def told(where: Where, message: str, remedy: str) -> str:
    """The three parts as people read them."""
    what = " ".join(map(sentence, filter(None, (message, remedy))))
    there = str(where)
    return _("{place}: {what}").format(place=there, what=what) if there and what else there or what


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be used, found beside others: where it is, what is wrong, and what to do about it."""

    where: Where
    message: str
    remedy: str

    def __str__(self) -> str:
        return told(self.where, self.message, self.remedy)


class ReflectError(Exception):
    """The root: `where` it is, the `message` of what is wrong and was expected, and the `remedy`, what to do next.

    `message` is a clause without a full stop, and `remedy` one sentence or more, or nothing. `str()` gives all three.
    """

    def __init__(self, where: object, message: str, remedy: str = "") -> None:
        super().__init__(where, message, remedy)
        self._where, self._message, self._remedy = place(where), message, remedy

    @property
    def where(self) -> Where:
        """Where it is; nowhere in particular where that is empty."""
        return self._where

    @property
    def message(self) -> str:
        """What is wrong, and what was expected."""
        return self._message

    @property
    def remedy(self) -> str:
        """What to do next; "" where nobody can do anything."""
        return self._remedy

    @property
    def reason(self) -> str:
        """What is wrong and what to do, for whoever is told elsewhere where it is."""
        return told(Where(), self._message, self._remedy)

    def said_of(self, *files: object) -> str:
        """What is wrong and what to do, for whoever knows that it is of one of these files: without it, if it is."""
        known = self._where.file in map(str, files)
        return told(replace(self._where, file="") if known else self._where, self._message, self._remedy)

    def at(self, file: object, *, instead_of: object = None) -> Self:
        """The same error of another file, the cell in it as it was; the same one if it is not of `instead_of`."""
        if instead_of is not None and self._where.file != str(instead_of):
            return self
        return _anew(type(self), self.args, {**self.__dict__, "_where": replace(self._where, file=str(file))})

    def __str__(self) -> str:
        return told(self._where, self._message, self._remedy)

    def __reduce__(self) -> tuple[Any, ...]:
        return _anew, (type(self), self.args, self.__dict__)


class UnplacedError(ReflectError):
    """What is wrong with a value, a line or a part, of which only the caller knows where it is."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__("", message, remedy)


_Kind = TypeVar("_Kind", bound=ReflectError)


def _anew(kind: type[_Kind], args: tuple[Any, ...], parts: dict[str, Any]) -> _Kind:
    """An error as it was in another process, or a copy of one, whatever its own `__init__` takes."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(parts)
    return error

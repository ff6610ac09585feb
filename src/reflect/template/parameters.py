"""What people give for the parameters of a workbook: names, e-mail addresses, dates, agreement (pure).

There is one set of rules, wherever a value is given: in a cell of a roster, after `reflect new -p`, on the page for a
new workbook, or to the Papermill engine. A value is used, in the form in which everything else here reads it, or
refused with what to do; what was done to it is said.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reflect.errors import ReflectError, Where
from reflect.fields import whole_text
from reflect.language import _, listed, long_date, ngettext
from reflect.pairs import Pair
from reflect.pairs.unseen import REFUSED, code_points, folded, plain, shows, unseen_in, without_unseen
from reflect.template import CONSENT, PEOPLE
from reflect.template.occasions import OCCASION, is_occasion

ADDRESSES = ("mentor_email", "mentee_email")

PAIR_ID = "pair_id"
"""The one parameter that reflect gives itself."""

LONGEST_NAME = 200

_AGREED = ("none", "local", "cloud")

_YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)
_TIME = r"(?:[T ]+\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:([-/.]) ?(\d\d?)\2 ?(\d\d?)\.?|年(\d\d?)月(\d\d?)日){_TIME}", re.ASCII)
_SLASHED = re.compile(rf"(\d\d?)([/-])(\d\d?)\2(\d{{4}}){_TIME}", re.ASCII)
_DOTTED = re.compile(rf"(\d\d?)\. ?(\d\d?)\. ?(\d{{4}}){_TIME}", re.ASCII)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?[,.]? )?"
_WORDED = re.compile(
    rf"{_WEEKDAY}(\d\d?)(?:st|nd|rd|th)?[ -]([A-Z]{{3,9}})[.,]?[ -](\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
_WORD_FIRST = re.compile(
    rf"{_WEEKDAY}([A-Z]{{3,9}})\.? (\d\d?)(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In English whatever the locale, which `strptime` and `calendar` follow."""


class ParameterError(ReflectError):
    """A value that cannot be used: what is wrong with it, and what to do. Neither holds the value.

    `where` has the `argument` that is meant where several were looked at together.
    """

    def __init__(self, message: str, remedy: str, argument: str = "") -> None:
        super().__init__(Where(argument=argument), message, remedy)


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it is used ("" where nothing was given), and how it was read where that is to be said.

    `left_out` are the characters that cannot be seen and were left out, each once. `day_first` is a date that was read
    day first and that some would read month first, as it was written and as it was read. `meant` is what the text
    would be in the right encoding, where it looks as if it was opened in another and saved.
    """

    text: str
    left_out: tuple[str, ...] = ()
    day_first: tuple[str, str] | None = None
    meant: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of how it was read."""
        found = []
        if self.left_out:
            note = _("what cannot be seen ({letters}) was left out")
            found.append(note.format(letters=code_points(self.left_out)))
        if self.day_first:
            note = _("{written} was read day first ({date})")
            found.append(note.format(written=self.day_first[0], date=self.day_first[1]))
        if self.meant:
            note = _("{text!r} looks like {meant!r} in the wrong encoding")
            found.append(note.format(text=self.text, meant=self.meant))
        return tuple(found)


def read_value(name: str, text: str) -> Given:
    """What is given for the parameter `name` of a workbook. Raises ParameterError where it cannot be used."""
    if name in ADDRESSES:
        return _closed(text, _address)
    if name.startswith(CONSENT):
        return _closed(text, _agreement)
    if is_date_parameter(name):
        return _date(text)
    if name == OCCASION:
        return read_occasion(text)
    return read_name(text) if name == "programme" else read_text(text)


def read_occasion(text: str) -> Given:
    """An occasion: a date, and `-2` after one written like 2027-02-05. Raises ParameterError for anything else."""
    given = _closed(text, lambda bare: bare)
    if not given.text or is_occasion(given.text):
        return given
    read = None if _YEAR.fullmatch(given.text) else read_date(given.text)
    if read is None:
        remedy = _(
            "Write it as year-month-day, like {example}, and with {more} after it for a second entry of that day"
        )
        raise ParameterError(
            _("this is no date that an entry can have"), remedy.format(example="2027-02-05", more="-2")
        )
    return _date(text)


def read_person(role: str, text: str) -> Given:
    """The name of a mentor or mentee. Raises ParameterError where it cannot be used or nothing of it can be seen."""
    name = read_name(text)
    if not shows(name.text):
        message = _("no name for the mentor") if role == "mentor" else _("no name for the mentee")
        raise ParameterError(message, _("Write it"))
    if read_date(name.text):  # what a spreadsheet makes of a surname such as May beside a number
        raise ParameterError(_("a date, and no name"), _("Write the name"))
    return name


def read_name(text: str) -> Given:
    """A name, of a person or a programme. Raises ParameterError where it cannot be used, or is longer than a name."""
    name = read_text(text)
    if len(name.text) > LONGEST_NAME:
        message = ngettext("{count} character is too long", "{count} characters is too long", len(name.text))
        remedy = _("Write at most {most}").format(most=LONGEST_NAME)
        raise ParameterError(message.format(count=len(name.text)), remedy)
    return name


def read_pair(
    mentor: str, mentee: str, given: Iterable[tuple[str, str]], defaults: Mapping[str, Any]
) -> tuple[Pair, tuple[str, ...]]:
    """A pair from two names and what is given for parameters with these defaults, and what is to be said of it.

    Raises ParameterError, which names the parameter, where a value cannot be used, is given twice or is not for giving.
    """
    found: dict[str, Given] = {}
    for name, text in (("mentor", mentor), ("mentee", mentee), *given):
        _check_givable(name, found)
        with _naming(name):
            found[name] = _read(name, text, defaults.get(name, ""))
    values = {name: each.text for name, each in found.items()}
    own = {name: values.pop(name) for name in (*PEOPLE, *ADDRESSES, "programme") if name in values}
    pair = Pair(**own, details={name: text for name, text in values.items() if text})
    check_two_people(pair)
    return pair, tuple(f"{name}: {note}" for name, each in found.items() for note in each.notes)


def _read(name: str, text: str, default: object) -> Given:
    """What is given for a parameter; one whose default is no text has no form that its name could tell."""
    if name in PEOPLE:
        return read_person(name, text)
    return read_value(name, text) if isinstance(default, str) else read_text(text)


def _check_givable(name: str, found: Collection[str]) -> None:
    """Raise ParameterError for a parameter that is given already, or that reflect gives."""
    if name == PAIR_ID:
        raise ParameterError(_("reflect gives each pair an id of its own"), _("Leave it out"), name)
    if name in found:
        once = _("Name this person once, after {option}").format(option=f"--{name}")
        raise ParameterError(_("this is given twice"), once if name in PEOPLE else _("Give it once"), name)


def read_text(text: str) -> Given:
    """A text: composed, trimmed, its white space collapsed. Raises ParameterError for what would mislead a reader."""
    text = whole_text(text)
    if unseen := REFUSED.search(text):
        message = _("a character that cannot be seen ({letter}, shown here as {mark})")
        remedy = _("Type the text again, instead of pasting it")
        raise ParameterError(message.format(letter=f"U+{ord(unseen[0]):04X}", mark="\ufffd"), remedy)
    if "\ufffd" in text:
        message = _("a letter was lost when this was saved (shown as {mark})")
        raise ParameterError(message.format(mark="\ufffd"), _("Type the text again"))
    seen, left_out = without_unseen(text)
    return Given(" ".join(unicodedata.normalize("NFC", seen).split()), left_out, meant=_in_utf_8(text))


def _in_utf_8(text: str) -> str:
    """What a text was before a program took its UTF-8 for Windows-1252, as Excel does; "" where it was not so."""
    if text.isascii():
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def read_values(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What Papermill was given for a template with these defaults, and what is to be said of how it was read.

    A name may be as long as it likes here, a pair's id is taken, and what the template wants as something else than a
    text is passed through. Raises ParameterError, which names the parameter.
    """
    values, notes = dict(given), list[str]()
    for name, value in given.items():
        formed = has_form(name)
        if name == PAIR_ID or not isinstance(defaults.get(name), str) or not isinstance(value, (str, int, float)):
            continue
        if not formed and not isinstance(value, str):
            continue
        with _naming(name):
            read = read_value(name, str(value)) if formed else read_text(str(value))
        values[name] = read.text
        notes += (f"{name}: {note}" for note in read.notes)
    return values, tuple(notes)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Whatever error comes of a value names its parameter."""
    try:
        yield
    except ParameterError as error:
        raise ParameterError(error.message, error.remedy, name) from None


def is_month_first(text: str) -> bool:
    """Whether a text is a date that has one reading only, with the month first: 02/13/2027."""
    found = _SLASHED.fullmatch(" ".join(plain(text).split()))
    return (
        found is not None
        and int(found[1]) <= len(MONTHS) < int(found[3])
        and read_date(f"{found[3]}/{found[1]}/{found[4]}") is not None
    )


def check_two_people(pair: Pair) -> None:
    """Raise ParameterError for a mentor who is the mentee: by e-mail address if both have one, or else by name."""
    if pair.mentor_email and pair.mentee_email:
        if folded(pair.mentor_email) == folded(pair.mentee_email):
            remedy = _("Give each person an address of their own, or leave one empty")
            raise ParameterError(_("the same e-mail address as the mentor"), remedy, "mentee_email")
    elif folded(pair.mentor) == folded(pair.mentee):
        remedy = _("Correct one of them; if two people share the name, give both their e-mail addresses")
        raise ParameterError(_("the same name as the mentor"), remedy, "mentee")


def has_form(name: str) -> bool:
    """Whether a value of this parameter has one of a few forms."""
    return name in ADDRESSES or name == OCCASION or name.startswith(CONSENT) or is_date_parameter(name)


def is_date_parameter(name: str) -> bool:
    """Whether a parameter holds a date, by its name; templates declare no types for their parameters."""
    return name in ("start", "date") or name.endswith(("_on", "_date"))


def _closed(text: str, read: Callable[[str], str]) -> Given:
    """A value that has one of a few forms, in which no character that cannot be seen has a place."""
    bare = " ".join(plain(whole_text(text)).split())
    return Given(read(bare), unseen_in(text)) if bare else Given("")


def _address(text: str) -> str:
    """An e-mail address in its standard form, so that one person has one address however it is written."""
    address = read_email(re.sub(r"mailto:\s*", "", text, count=1, flags=re.IGNORECASE))
    if address is None:
        remedy = _("Write it like {example}").format(example="name@example.org")
        raise ParameterError(_("not an e-mail address"), remedy)
    return address


def _agreement(text: str) -> str:
    word = text.casefold()
    if word not in _AGREED:
        message = _("this is how far a model may be asked, which is {levels}")
        raise ParameterError(message.format(levels=listed(_AGREED, "or")), _("Write one of the three"))
    return word


def _date(text: str) -> Given:
    """A date as YYYY-MM-DD; a year alone stays one."""
    given = _closed(text, lambda bare: bare)
    if not given.text or _YEAR.fullmatch(given.text):
        return given
    date = read_date(given.text)
    if date is None:
        remedy = _("Write it as year-month-day, like {example}").format(example="2027-02-05")
        raise ParameterError(_("unreadable date"), remedy)
    day_first = None
    if _SLASHED.match(given.text) and date.day <= len(MONTHS) and date.day != date.month:
        day_first = (given.text, long_date(date))
    return Given(date.isoformat(), given.left_out, day_first)


def read_email(text: str) -> str | None:
    """The e-mail address in a text, its domain in small letters and its own script; None if it is no address."""
    from email_validator import EmailNotValidError, validate_email  # slow to import, and most rosters have no address

    try:
        # A test environment is one where addresses at .test are right; nothing is looked up on the network.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def read_date(text: str) -> dt.date | None:
    """The date in a text, such as 2027-02-05, 05/02/2027, 5.2.2027, 5 Feb 2027 or Feb 5, 2027; None if there is none.

    A day stands before its month, unless the month is a word or the year comes first. A time of day is passed over.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[3] or found[5], found[4] or found[6]
    elif found := _SLASHED.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
    elif (found := _DOTTED.fullmatch(text)) or (found := _WORDED.fullmatch(text)):
        day, month, year = found.groups()
    elif found := _WORD_FIRST.fullmatch(text):
        month, day, year = found.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month) if month.isdecimal() else _month(month), int(day))
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of the month that an English word of three letters or more begins; 0 for any other word."""
    starts = [number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(word.lower())]
    return starts[0] if starts else 0

"""What single cells hold: e-mail addresses, dates, text that shows (pure)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

SHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", re.ASCII)
_WORDED = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4})", re.ASCII)
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


def read_email(text: str) -> str | None:
    """The e-mail address in a text, its domain in small letters and its own script; None if it is no address."""
    try:
        # A test environment is one where addresses at .test are right; nothing is looked up on the network.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def read_date(text: str) -> dt.date | None:
    """The date in a text: 2027-02-05, 05/02/2027, 05.02.2027, 5 Feb 2027; None if it is none of these."""
    if iso := _ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbers := _DAY_FIRST.fullmatch(text):
        year, month, day = int(numbers[4]), int(numbers[3]), int(numbers[1])
    elif words := _WORDED.fullmatch(text):
        year, month, day = int(words[3]), _month(words[2]), int(words[1])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of the month that an English word of three letters or more begins; 0 for any other word."""
    starts = [number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(word.lower())]
    return starts[0] if starts else 0


def shows(text: str) -> bool:
    """Whether anything of a text can be seen; joiners and marks alone are no name."""
    return any(unicodedata.category(character) not in ("Cf", "Cc", "Zs", "Zl", "Zp") for character in text)

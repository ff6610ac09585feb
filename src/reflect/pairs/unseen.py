"""Characters that cannot be seen, in what people type or paste (pure).

A web page, a chat or a word processor leaves such characters in what is copied from it, and two names that look the
same are then not the same text. Three things are done about them:

- control characters, and the marks that override the direction of text, can make one text look like another and are
  never meant: `REFUSED` finds them, and whoever finds one says so;
- what means nothing where it stands is left out by `without_unseen`, and whoever leaves it out says so. What does mean
  something stays: a joiner between Persian or Indic letters or inside an emoji, the variant of an ideograph, a
  direction mark beside a script written from the right;
- whatever is compared, is compared by `folded`, which leaves all of them out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from reflect.fields import whole_text

REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and the marks that override the direction of text."""

_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space: fillers of Hangul, and the Braille pattern without dots."""

_IGNORED = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What Unicode calls default ignorable, and the marks of annotations and of pictures that were not copied."""

_UNSEEN = re.compile(f"[{_BLANKS}{_IGNORED}]")
_AS_SPACES = str.maketrans(dict.fromkeys(_BLANKS, " "))

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SCRIPTS_WITH_JOINERS = re.compile(
    "ADLAM|ARABIC|BALINESE|BENGALI|BRAHMI|CHAKMA|DEVANAGARI|GRANTHA|GUJARATI|GURMUKHI|HANIFI|JAVANESE|KAITHI|KANNADA"
    "|KHMER|LEPCHA|LIMBU|MALAYALAM|MANDAIC|MEETEI|MONGOLIAN|MYANMAR|NEWA|NKO|ORIYA|SHARADA|SINHALA|SUNDANESE|SYRIAC"
    "|TAI|TAMIL|TELUGU|TIBETAN|TIRHUTA"
)
"""The scripts in which a joiner changes how letters look, as the names of their letters begin."""


def without_unseen(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without what cannot be seen and means nothing where it stands, and what was left out, each once.

    A filler that looks like a space becomes one. What `REFUSED` finds is not touched.
    """
    if not _UNSEEN.search(text):
        return text, ()
    kept: list[str] = []
    left_out: dict[str, None] = {}
    for place, character in enumerate(text):
        if REFUSED.match(character) or not _UNSEEN.match(character):
            kept.append(character)
        elif character in _BLANKS:
            kept.append(" ")
            left_out[character] = None
        elif _means_something(character, kept, text, place):
            kept.append(character)
        else:
            left_out[character] = None
    return "".join(kept), tuple(left_out)


def plain(text: str) -> str:
    """A text without any character that cannot be seen, for what is one of a few forms: an address, a date, a word."""
    return _UNSEEN.sub("", text.translate(_AS_SPACES))


def unseen_in(text: str) -> tuple[str, ...]:
    """The characters of a text that `plain` leaves out or makes a space, each once."""
    return tuple(dict.fromkeys(_UNSEEN.findall(text)))


def folded(text: str) -> str:
    """One form for texts that a reader takes for the same: case, spacing, composition and unseen characters aside."""
    return " ".join(unicodedata.normalize("NFC", plain(whole_text(text))).casefold().split())


def shows(text: str) -> bool:
    """Whether anything of a text can be seen; joiners and marks alone are no name."""
    return any(unicodedata.category(each) not in ("Cf", "Cc", "Zs", "Zl", "Zp") for each in plain(text))


def code_points(characters: tuple[str, ...]) -> str:
    """Characters as they are looked up: U+200B, U+00AD."""
    return ", ".join(f"U+{ord(each):04X}" for each in characters)


def _means_something(character: str, kept: list[str], text: str, place: int) -> bool:
    """Whether a character that cannot be seen changes how those beside it look."""
    before = kept[-1] if kept else ""
    after = text[place + 1 : place + 2]
    match character:
        case "\u200e" | "\u200f" | "\u061c":
            return bool(_RIGHT_TO_LEFT.search(text))
        case "\u200c":
            return _joins(before) and _joins(after)
        case "\u200d":
            # After an Indic letter it may end a word; in an emoji it holds two pictures together.
            return _joins(before) or (_is_picture(before) and _is_picture(after))
        case "\ufe0e" | "\ufe0f":
            return _is_picture(before) or after == "\u20e3" or _script(before) == "CJK"
    if "\ufe00" <= character <= "\ufe0d" or character >= "\U000e0100":
        return _script(before) in ("CJK", "MYANMAR", "PHAGS-PA")
    if "\u180b" <= character <= "\u180f":
        return _script(before) == "MONGOLIAN"
    return "\U000e0020" <= character <= "\U000e007f" and _is_flag(before)


def _joins(character: str) -> bool:
    """Whether a character is a letter or a mark of a script in which joiners change how it looks."""
    letter = unicodedata.category(character or " ")[0] in "LM"
    return letter and _SCRIPTS_WITH_JOINERS.fullmatch(_script(character)) is not None


def _is_picture(character: str) -> bool:
    """Whether a character is an emoji or part of one, as far as its kind tells."""
    if character == "\ufe0f":  # kept only after a picture
        return True
    return character > "\x7f" and unicodedata.category(character) in ("So", "Sk", "Sm", "Po", "Pd")


def _is_flag(character: str) -> bool:
    """Whether a character is the black flag or a tag after it, which together are the flag of a region."""
    return character == "\U0001f3f4" or "\U000e0020" <= character <= "\U000e007e"


@cache
def _script(character: str) -> str:
    """The script of a letter, as its name in Unicode begins; "" for no letter."""
    return unicodedata.name(character, "").partition(" ")[0] if character else ""

"""Whether somebody has written of harm, and what is said to them then.

To whoever writes that they, or somebody else, are being hurt or may be, no question is asked, not by the bank and not
by a model; nothing is sent, recorded or reported. One calm line says where to turn. The signs it is told by are data,
in `templates/prompts/disclosure/`; a false alarm is better than a miss there.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from reflect.language import _
from reflect.pairs.unseen import plain
from reflect.prompts.nets import Nets
from reflect.prompts.question import Request
from reflect.resources import RESOURCES
from reflect.template import CONTACT

FILE = RESOURCES / "prompts" / "disclosure" / "en.toml"

_LONGEST_CONTACT = 300
_LONGEST_WORD = 24
_LOOKED_AT = 20_000
_STOP = " . "

_MACRO = re.compile(r"\{([a-z]+)\}")
_APOSTROPHES = re.compile(r"['’‘ʼ`´＇]")
_SENTENCE_ENDS = re.compile(r"[.!?…:;\n\r|]+")
_INSIDE_A_WORD = re.compile(r"(?<=[a-z])[0134578@$*!](?=[a-z])")
_MEANT = str.maketrans("0134578@$!", "oieastbasi", "*")
_NO_WORD = re.compile(r"[^a-z0-9. ]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a disclosure, in one language: see the file for what each part is."""

    fillers: frozenset[str]
    short: Mapping[str, str]
    typos: tuple[str, ...]
    ordinary: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    nets: Nets


@cache
def signs() -> Signs:
    """The signs that come with reflect."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    words = read["words"]

    def pattern(source: str) -> re.Pattern[str]:
        while _MACRO.search(source):
            source = _MACRO.sub(lambda macro: f"(?:{words[macro[1]]})", source)
        return re.compile(rf"(?<![a-z])(?:{source})(?![a-z])")

    return Signs(
        fillers=frozenset(read["fillers"].split()),
        short=read["short"],
        typos=tuple(read["typos"].split()),
        ordinary=pattern("|".join(read["ordinary"]["phrases"])),
        patterns=tuple(pattern(each) for group in read["signs"] for each in group["patterns"]),
        nets=Nets.read(read),
    )


def is_disclosed(*texts: str) -> bool:
    """Whether any of some texts speaks of harm: to oneself, by another, to another, or to a child."""
    return any(_speaks_of_harm(text) for text in dict.fromkeys(texts) if text.strip())


def where_to_turn(parameters: Mapping[str, str]) -> str:
    """The one line for whoever wrote of harm, with whom the programme names, if it names anybody."""
    if contact := " ".join(parameters.get(CONTACT, "").split())[:_LONGEST_CONTACT].rstrip(" ."):
        return _(
            "No question this time. If you or somebody else is being hurt, or may be, you do not have to carry it"
            " alone: you can turn to {contact}. If anybody is in danger now, call the emergency services (112, 999 or"
            " 911)."
        ).format(contact=contact)
    return _(
        "No question this time. If you or somebody else is being hurt, or may be, you do not have to carry it alone:"
        " talk to somebody you trust, to a doctor, or to a helpline near you, such as those on findahelpline.com. If"
        " anybody is in danger now, call the emergency services (112, 999 or 911)."
    )


def in_request(request: Request) -> bool:
    """Whether harm is spoken of in what somebody asks about, or in what has been written beside it in that field."""
    return is_disclosed(request.draft, *request.beside)


def _speaks_of_harm(text: str) -> bool:
    known = signs()
    for lines in dict.fromkeys((text, " ".join(text.splitlines()))):  # a line may end a sentence, or only break it
        told = as_told(lines)
        # The patterns take their time; whatever is longer than anybody writes is gone through by the nets alone.
        left = known.ordinary.sub(" ", told[:_LOOKED_AT])
        if any(pattern.search(left) for pattern in known.patterns) or known.nets.catches(
            (left + told[_LOOKED_AT:]).split()
        ):
            return True
    return False


def as_told(text: str) -> str:
    """A text as the patterns are written for: small letters, short forms written out, what changes nothing left out."""
    known = signs()
    text = unicodedata.normalize("NFKD", plain(text)).casefold()
    text = "".join(character for character in text if not unicodedata.category(character).startswith(("M", "Cf")))
    # "I'll", "he'd": written out while the apostrophe still tells them from "ill" and "shell".
    text = re.sub(r"(?<=[a-z])['’‘ʼ](ll|d|ve|re|m)\b", _written_out, text)
    text = _APOSTROPHES.sub("", text)
    text = _INSIDE_A_WORD.sub(lambda match: match[0].translate(_MEANT), text)
    text = _NO_WORD.sub(" ", _SENTENCE_ENDS.sub(_STOP, text))
    told: list[str] = []
    for word in text.split():
        word = _DRAWN_OUT.sub(r"\1\1", word)
        if word not in known.fillers:
            told += known.short.get(word, _spelt(word, known.typos)).split()
    text = _UNMARKED.sub(lambda match: f"{match[1]}{_WRITTEN_OUT[match[2]]}", " ".join(told))
    return re.sub(r" any (?:more|longer)(?= |$)", " anymore", text)


_UNMARKED = re.compile(
    r"\b(i|he|she|we)(ll|d)"
    r"(?= (?:be|do|have|not|never|get|see|make|kill|hurt|hit|end|die|find|come|take|tell|rather|want|regret|go|lose)\b)"
)
"""A short form without its apostrophe that is a word of its own ("ill", "hell", "shed"), where it stands for two."""

_WRITTEN_OUT = {"ll": " will", "d": " would", "ve": " have", "re": " are", "m": " am"}


def _written_out(match: re.Match[str]) -> str:
    return _WRITTEN_OUT[match[1]]


def _spelt(word: str, typos: tuple[str, ...]) -> str:
    """The word that this one is a slip of the keyboard for, among those that matter most; else the word itself."""
    if not 6 <= len(word) <= _LONGEST_WORD or word in typos:
        return word
    return next((meant for meant in typos if word[0] == meant[0] and _one_slip(word, meant)), word)


def _one_slip(word: str, meant: str) -> bool:
    """Whether one letter is missing, too much or another, or two have changed places."""
    if abs(len(word) - len(meant)) > 1:
        return False
    same = 0
    while same < min(len(word), len(meant)) and word[same] == meant[same]:
        same += 1
    left, right = word[same:], meant[same:]
    swapped = len(left) >= 2 and left[1::-1] + left[2:] == right
    return swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]

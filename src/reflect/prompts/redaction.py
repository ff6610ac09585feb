"""Names, addresses, numbers and links replaced by placeholders, before anything is sent (pure).

There is no way back: a placeholder is the same for every name it stands for, and nothing keeps what it replaced.
It rather takes away too much than too little: with a mentee called Will, every "will" goes.

Names are found in whatever way they are typed: in any case, with or without accents (Zoe for Zoë, Lukasz for Łukasz),
composed or decomposed, with a possessive. In scripts that have no capital letters, where words are often written
without a space between them or with a particle attached, they are found inside words too; and so is a name in another
script that stands among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("[mentor]", "[mentee]", "[programme]", "[organisation]", "[e-mail]", "[link]", "[phone]")

_ORGANISATIONS: Mapping[str, str] = {
    "programme": "[programme]",
    "program": "[programme]",
    "organisation": "[organisation]",
    "organization": "[organisation]",
    "company": "[organisation]",
    "employer": "[organisation]",
    "school": "[organisation]",
    "university": "[organisation]",
}
"""Parameters that name an organisation. These go as a whole: their words ("sample", "nursing") are ordinary ones."""

_LETTER = r"[^\W\d_]"
_EMAIL = re.compile(r"""[^\s@<>()\[\]",;:]{1,64}@[^\s@<>()\[\]",;]{1,255}""")
_LINK = re.compile(
    rf"""[\w+.-]{{2,40}}://\S+ | \bmailto:\S+ | \bwww\.\S+   # said to be a link
    | (?<!\w)@\w[\w.-]*                                              # a handle
    | \b(?:[\w-]{{1,63}}\.){{1,10}}{_LETTER}{{2,24}}\b(?:[/:?#]\S*)?    # a domain
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\(?\d(?:[ \t\u00a0\u202f().\-/\u2010-\u2015]{0,3}\d){6,}")
_ONE_DATE = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|(?:19|20)\d\d)"
_DATES = re.compile(rf"{_ONE_DATE}(?:[ \u2010-\u2015/-]{{1,3}}{_ONE_DATE})*")
_DOMAINS = frozenset({"ac", "co", "com", "de", "edu", "eu", "fr", "gov", "ie", "info", "io", "net", "nhs", "org", "uk"})
"""Endings that make a domain even of a word with a capital, which otherwise starts the next sentence ("done.Then")."""

_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ŀ": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not decompose, and what people type who do not have them on their keyboard."""


def redact(text: str, parameters: Mapping[str, str]) -> str:
    """A text without names (of the pair and of organisations, in `parameters`), addresses, phone numbers and links.

    Characters that cannot be seen (zero-width, directional, control) are left out, since a name could hide behind them.
    """
    pieces: list[_Piece] = [_visible(text)]
    for address in sorted(filter(None, _emails(parameters)), key=len, reverse=True):
        pieces = _replaced(pieces, re.compile(re.escape(address), re.IGNORECASE), "[e-mail]")
    pieces = _replaced(pieces, _EMAIL, "[e-mail]")
    pieces = _replaced(pieces, _LINK, "[link]")
    pieces = _replaced(pieces, _PHONE, "[phone]")
    if names := _Names.of(parameters):
        pieces = [new for piece in pieces for new in (names.cut(piece) if isinstance(piece, str) else (piece,))]
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def named(text: str, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the pair and of organisations in `parameters` that a text holds, as they stand in it."""
    names, text = _Names.of(parameters), _visible(text)
    return tuple(text[start:end] for start, end, _ in names.spans(text)) if names else ()


@dataclass(frozen=True, slots=True)
class _Placeholder:
    text: str


_Piece = str | _Placeholder
"""Text is cut into pieces, so that no rule looks inside a placeholder that an earlier rule put in."""


def _replaced(pieces: list[_Piece], pattern: re.Pattern[str], placeholder: str) -> list[_Piece]:
    found: list[_Piece] = []
    for piece in pieces:
        if not isinstance(piece, str):
            found.append(piece)
            continue
        done = 0
        for match in pattern.finditer(piece):
            if _is_harmless(pattern, match.group()):
                continue
            found += [piece[done : match.start()], _Placeholder(placeholder)]
            done = match.end()
        found.append(piece[done:])
    return found


def _is_harmless(pattern: re.Pattern[str], match: str) -> bool:
    """Whether a match is a date rather than a phone number, or a full stop without its space rather than a domain."""
    if pattern is _PHONE:
        return _DATES.fullmatch(match) is not None
    if pattern is _LINK and re.fullmatch(r"[\w.-]+", match) and not match.casefold().startswith("www."):
        last = match.rpartition(".")[2]
        return last[:1].isupper() and not last.isupper() and last.casefold() not in _DOMAINS
    return False


class _Names:
    """The names to look for, as one pattern over folded text with a group for each name."""

    def __init__(self, names: Mapping[tuple[str, ...], str]) -> None:
        longest_first = sorted(names, key=lambda words: (-len("".join(words)), words))
        self._placeholders = tuple(names[words] for words in longest_first)
        self._pattern = re.compile("|".join(f"({_pattern_of(words)})" for words in longest_first))

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> _Names | None:
        """The names in a workbook's parameters; None where there are none."""
        names: dict[tuple[str, ...], str] = {}
        for words, placeholder in _to_find(parameters):
            names.setdefault(words, placeholder)
        return cls(names) if names else None

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where names stand in a text, each with the placeholder for it."""
        folded, places = _folded(text)
        for match in self._pattern.finditer(folded):
            end = places[match.end() - 1] + 1
            while end < len(text) and _is_mark(text[end]):
                end += 1
            yield places[match.start()], end, self._placeholders[(match.lastindex or 1) - 1]

    def cut(self, text: str) -> Iterator[_Piece]:
        """A text in pieces, each name in it a placeholder."""
        done = 0
        for start, end, placeholder in self.spans(text):
            if start >= done:  # one character can fold to several, so two names may claim it
                yield text[done:start]
                yield _Placeholder(placeholder)
            done = max(done, end)
        yield text[done:]


def _pattern_of(words: tuple[str, ...]) -> str:
    """The pattern of a name in folded text: its words with whatever is no letter between them, or with nothing."""
    body = r"[\W\d_]*".join("\0?".join(map(re.escape, word)) for word in words)
    name = "".join(words)
    if name.upper() == name:
        return body
    return rf"(?<!{_LETTER}){body}(?=(?:['’]?s)?(?!{_LETTER}))"


def _to_find(parameters: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each name to look for as its folded words: whole names, and each part of a person's name."""
    for key in ("mentor", "mentee"):
        words = _words(parameters.get(key, ""))
        if len("".join(words)) >= 2:
            yield words, f"[{key}]"
        for word in words:
            if len(word) >= 2:
                yield (word,), f"[{key}]"
    for key, placeholder in _ORGANISATIONS.items():
        words = _words(parameters.get(key, ""), rf"{_LETTER}+|\d+")
        if len("".join(words)) >= 2:
            yield words, placeholder


def _emails(parameters: Mapping[str, str]) -> Iterator[str]:
    return (value.strip() for name, value in parameters.items() if "mail" in name.casefold() and "@" in value)


def _words(name: str, word: str = rf"{_LETTER}+") -> tuple[str, ...]:
    return tuple(re.findall(word, _folded(_visible(name))[0].replace("\0", "")))


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without case, accents and other marks; and for each character of that, where it stands in the text.

    A word ends where a script without capitals begins, and the other way round: between them is a NUL.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = unicodedata.normalize("NFKD", character.casefold().translate(_PLAIN)).casefold()
        for part in unicodedata.normalize("NFC", "".join(part for part in plain if not _is_mark(part))):
            if folded and folded[-1].isalpha() and part.isalpha() and _has_case(folded[-1]) != _has_case(part):
                folded.append("\0")
                places.append(place)
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _has_case(letter: str) -> bool:
    return letter.islower() or letter.isupper()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _visible(text: str) -> str:
    """A text, composed, without characters that cannot be seen and without halves of characters."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )

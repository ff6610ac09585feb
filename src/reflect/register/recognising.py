"""Which pairs of a roster a register knows (pure).

A pair is known by e-mail address first, then by names. What fits best is settled before what fits less well, and a pair
that is settled is no longer looked for; so the order of the rows makes no difference. Nothing is guessed: a row that
fits two pairs, and a pair that two rows fit equally well, are problems of those rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from reflect.errors import Where, told
from reflect.language import _, listed, ngettext
from reflect.pairs import Pair
from reflect.register.entry import Entry
from reflect.register.roll import Roll


@dataclass(frozen=True, slots=True)
class Recognised:
    """A row whose pair the register knows."""

    pair: Pair
    known: Entry


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A row that cannot be told from others: what is the matter, and what to do."""

    pair: Pair
    message: str
    remedy: str

    @property
    def reason(self) -> str:
        """Both, for whoever is told whose row it is."""
        return told(Where(), self.message, self.remedy)


_Fits = Callable[[Pair, Pair], bool]


def recognise(
    roll: Roll, pairs: Sequence[Pair], present: Collection[str] | None = None
) -> list[Recognised | Unrecognised | None]:
    """What a register knows of each of these pairs, in their order; None of one that is new.

    `present` are the ids of the pairs whose workbooks are there, where that is known: of two pairs that fit a row
    equally well, and of which one has none any more, the other is meant.
    """
    found: dict[int, Recognised | Unrecognised] = {}
    candidates = [{pair.id} & roll.entries.keys() if pair.id else roll.who_fit(pair) for pair in pairs]
    settled: set[str] = set()
    for fits in _ROUNDS:
        wanted: dict[str, list[int]] = defaultdict(list)
        for row, known in enumerate(candidates):
            if row in found:
                continue
            left = [each for each in sorted(known - settled) if fits(pairs[row], roll.entries[each].pair)]
            if present is not None and len(left) > 1:
                left = [each for each in left if each in present] or left
            if len(left) > 1:
                found[row] = _fits_several(pairs[row], roll, left)
            elif left:
                wanted[left[0]].append(row)
        for pair_id, rows in wanted.items():
            for row in rows:
                found[row] = _found(roll, pairs, row, rows, pair_id)
        settled |= wanted.keys()
    return [found.get(row) for row in range(len(pairs))]


def _found(roll: Roll, pairs: Sequence[Pair], row: int, rows: list[int], pair_id: str) -> Recognised | Unrecognised:
    """What comes of a row that one pair fits."""
    pair, entry = pairs[row], roll.entries[pair_id]
    if len(rows) > 1:
        where = _folders(roll, [pair_id])
        return Unrecognised(
            pair,
            ngettext(
                "{count} row fits the pair whose folder is {folder}",
                "{count} rows fit the pair whose folder is {folder}",
                len(rows),
            ).format(count=len(rows), folder=where),
            _("Give the e-mail addresses in each of them, so that it can be told whose it is."),
        )
    if pair.names not in roll.names[pair_id] and (others := _of_these_names(roll, pair) - {pair_id}):
        one, other = _folders(roll, [pair_id]), _folders(roll, sorted(others))
        return Unrecognised(
            pair,
            _(
                "it has an e-mail address of the pair whose folder is {folder}, and the names of the pair whose folder"
                " is {other}"
            ).format(folder=one, other=other),
            _("Correct the names or the addresses."),
        )
    return Recognised(pair, entry)


def _of_these_names(roll: Roll, pair: Pair) -> set[str]:
    return {
        each for each in roll.who_fit(Pair(pair.mentor, pair.mentee)) if roll.entries[each].pair.names == pair.names
    }


def _fits_several(pair: Pair, roll: Roll, pairs: list[str]) -> Unrecognised:
    return Unrecognised(
        pair,
        ngettext(
            "{count} pair fits, whose folder is {folders}", "{count} pairs fit, whose folders are {folders}", len(pairs)
        ).format(count=len(pairs), folders=_folders(roll, pairs)),
        _(
            "Give both e-mail addresses of the pair that is meant, or move the folder of one that is not out of the"
            " programme."
        ),
    )


def _folders(roll: Roll, pairs: Sequence[str]) -> str:
    return listed([roll.entries[each].folder or each for each in pairs])


def _same_id(row: Pair, known: Pair) -> bool:
    return row.id == known.id


def _same(row: Pair, known: Pair) -> bool:
    return row.names == known.names and row.emails == known.emails and row.programme == known.programme


def _same_people(row: Pair, known: Pair) -> bool:
    return row.names == known.names and row.emails == known.emails


def _same_addresses(row: Pair, known: Pair) -> bool:
    return all(row.emails) and row.emails == known.emails


def _agree(row: Pair, known: Pair) -> bool:
    """Whether nothing speaks against it and an e-mail address for it."""
    given = [(one, other) for one, other in zip(row.emails, known.emails, strict=True) if one and other]
    return bool(given) and all(one == other for one, other in given) and row.names == known.names


def _at_all(_row: Pair, _known: Pair) -> bool:
    return True


_ROUNDS: tuple[_Fits, ...] = (_same_id, _same, _same_people, _same_addresses, _agree, _at_all)
"""How well a pair fits a row of which it is known that each person fits by something; the best first."""

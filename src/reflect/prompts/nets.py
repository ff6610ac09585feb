"""Words that tell something together, wherever they stand in a text (pure).

A net is some classes of words, one after the other and not far apart; a weighed word tells little by itself, and a few
of them close to each other tell enough. Each text is gone through once, word by word, so that its length is no trouble.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

STOP = "."
"""The end of a sentence, among the words of a text."""

_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Phrases:
    """What words and phrases stand for."""

    whole: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    begun: frozenset[str]

    @classmethod
    def read(cls, listed: Mapping[str, str]) -> Phrases:
        """From what they stand for, each with its phrases, a comma between them and `*` for any ending."""
        whole: dict[str, frozenset[str]] = {}
        stems: dict[str, frozenset[str]] = {}
        begun: set[str] = set()
        for meaning, phrases in listed.items():
            for phrase in filter(None, (" ".join(each.split()) for each in phrases.split(","))):
                known = stems if phrase.endswith("*") else whole
                start = phrase.removesuffix("*")
                known[start] = known.get(start, frozenset()) | {meaning}
                words = phrase.split()
                begun.update(" ".join(words[:count]) for count in range(1, len(words)))
        return cls(whole, stems, frozenset(begun))

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, str, str]]:
        """What begins with one word of a text: the place after its last word, the phrase, and what it stands for."""
        phrase = ""
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
            before, phrase = len(phrase) + 1, f"{phrase} {words[end - 1]}".lstrip()
            for meaning in self.whole.get(phrase, ()):
                yield end, phrase, meaning
            for length in range(before + 1, min(len(phrase), before + _LONGEST_STEM) + 1):
                for meaning in self.stems.get(phrase[:length], ()):
                    yield end, phrase[:length], meaning
            if phrase not in self.begun:
                return


_LONGEST_STEM = 16


@dataclass(frozen=True, slots=True)
class Nets:
    """The nets and the weighed words of one language: see the file for what each part is."""

    classes: Phrases
    steps: Mapping[str, tuple[tuple[int, int], ...]]
    sizes: tuple[tuple[int, int], ...]
    points: Phrases
    enough: int
    within: int
    stop: int

    @classmethod
    def read(cls, read: Mapping[str, Any]) -> Nets:
        """From the tables of a file of signs.

        Raises:
            KeyError: A table is missing, or a net names a class that there is not.
        """
        listed = dict(read["classes"])
        steps: dict[str, list[tuple[int, int]]] = {}
        sizes: list[tuple[int, int]] = []
        for group in read["nets"]:
            for net in group["nets"]:
                parts = net.split()
                for step, part in enumerate(parts):
                    listed[part] = part if part.islower() else listed[part]
                    steps.setdefault(part, []).insert(0, (len(sizes), step))
                sizes.append((len(parts), group["apart"]))
        weights = read["weights"]
        return cls(
            classes=Phrases.read(listed),
            steps={part: tuple(taken) for part, taken in steps.items()},
            sizes=tuple(sizes),
            points=Phrases.read(weights["points"]),
            enough=weights["enough"],
            within=weights["within"],
            stop=weights["stop"],
        )

    def catches(self, words: Sequence[str]) -> bool:
        """Whether any net closes over some of the words, or words that weigh enough stand close to each other."""
        places = list(accumulate(self.stop if word == STOP else 1 for word in words))
        return self._closes(words, places) or self._weighs(words, places)

    def _closes(self, words: Sequence[str], places: Sequence[int]) -> bool:
        reached: dict[tuple[int, int], int] = {}  # how far a net has come: where the last word of each step is
        for start in range(len(words)):
            for end, _, part in self.classes.at(words, start):
                for net, step in self.steps.get(part, ()):
                    size, apart = self.sizes[net]
                    last = reached.get((net, step - 1), len(words))
                    if step and not (last < start and places[start] - places[last] <= apart):
                        continue
                    if step == size - 1:
                        return True
                    reached[net, step] = end - 1
        return False

    def _weighs(self, words: Sequence[str], places: Sequence[int]) -> bool:
        near: deque[tuple[int, str, int]] = deque()
        counted: Counter[str] = Counter()
        weight = start = 0
        while start < len(words):
            points, end, phrase = self._heaviest(words, start)
            while near and near[0][0] < places[start] - self.within:
                _, gone, lost = near.popleft()
                counted[gone] -= 1
                weight -= 0 if counted[gone] else lost
            if points:
                near.append((places[start], phrase, points))
                weight += 0 if counted[phrase] else points  # the same word again tells no more
                counted[phrase] += 1
            if weight >= self.enough:
                return True
            start = end
        return False

    def _heaviest(self, words: Sequence[str], start: int) -> tuple[int, int, str]:
        """The weightiest phrase that begins there, else the longest of them: its points, its end and itself."""
        begun = ((int(points), end, phrase) for end, phrase, points in self.points.at(words, start))
        return max(begun, default=(0, start + 1, ""))

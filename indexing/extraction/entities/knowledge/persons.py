"""Names of people: what two spellings must share to mean one person.

A person is known by first and last name. Titles and middle names do not count, particles
belong to the last name ("von der Leyen"), "Jr" makes another person, "Sr" does not.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from indexing.extraction.entities.knowledge.folding import fold
from indexing.extraction.words import word_list

TITLES = word_list("titles")
PARTICLES = "van|von|de|der|den|del|della|di|da|dos|du|la|lo|le|el|al|bin|ten|ter|zu"
_PARTICLES = frozenset([*PARTICLES.split("|"), "ibn", "bint", "abu", "ben", "st", "o", "mc"])
# Written with a capital these open a surname used alone; "Al", "Ben", "Bin" may be given names.
_OPENING = word_list("opening-particles")
_ARABIC = re.compile(r"^(?:al|el|bin) (?=\w)")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ALIKE = 80  # per cent: Viktor and Victor are 83, Sergei and Sergey 83, Anna and Hanna 89
PersonKey = tuple[str, str]


def untitled(name: str) -> list[str]:
    """Return the words of a name without the titles in front; one word always stays."""
    words = name.split()
    start = 0
    while start < len(words) - 1 and _is_title(words[start]):
        start += 1
    return words[start:]


def _is_title(word: str) -> bool:
    parts = fold(word).split()
    return bool(parts) and all(part in TITLES for part in parts)


@lru_cache(maxsize=16384)
def person_key(name: str) -> PersonKey:
    """Return (first, last) name, folded; ``first`` is empty for a surname used alone.

    "Prime Minister Viktor Mihály Orbán" is ("viktor", "orban"), "von der Leyen" is
    ("", "von der leyen"), "Donald Trump Jr." is ("donald", "trump jr").
    """
    raw = [word for word in untitled(name) if fold(word)]
    words = [fold(word) for word in raw]
    junior = False
    while len(words) > 1 and words[-1] in _SUFFIXES:
        junior = words.pop() == "jr" or junior
    if len(words) > 2 and len(words[0]) == 1 and len(words[1]) > 2:
        raw, words = raw[1:], words[1:]  # "J. Edgar Hoover" goes by Edgar
    if not words:
        return "", fold(name)
    start = _start_of_surname(raw, words)
    last = " ".join(words[start:]) + (" jr" if junior else "")
    return (words[0] if start else ""), last


def _start_of_surname(raw: list[str], words: list[str]) -> int:
    start = len(words) - 1
    while start > 0 and words[start - 1] in _PARTICLES:
        start -= 1
    if start == 0 and len(words) > 1 and raw[0][0].isupper() and words[0] not in _OPENING:
        return 1  # "Al Gore", "Ben Affleck"
    return start


def surnames(name: str) -> tuple[str, ...]:
    """Return the ways, as spelled here, in which a full name's surname can stand alone.

    "Ursula von der Leyen" gives "von der Leyen", "Bashar al-Assad" gives "al-Assad" and "Assad".
    Empty for a name of one word.
    """
    raw = [word for word in untitled(name) if fold(word)]
    while len(raw) > 1 and fold(raw[-1]) in _SUFFIXES:
        raw.pop()
    start = _start_of_surname(raw, [fold(word) for word in raw]) if raw else 0
    if not start:
        return ()
    last = " ".join(raw[start:])
    bare = re.sub(r"^(?:[Aa]l|[Ee]l)[- ](?=[A-Z])", "", last)
    return tuple(dict.fromkeys((last, bare)))


@dataclass(slots=True)
class People:
    """The full names of one document, in order of appearance; answers who a mention is."""

    _by_last: dict[str, list[PersonKey]] = field(default_factory=lambda: defaultdict(list))
    _by_first: dict[str, list[PersonKey]] = field(default_factory=lambda: defaultdict(list))
    _places: dict[PersonKey, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, position: int) -> None:
        """Take note of a mention that may be a full name. Call in order of position."""
        key = person_key(name)
        if not key[0]:
            return
        if key not in self._places:
            for last in {key[1], _ARABIC.sub("", key[1])}:
                self._by_last[last].append(key)
            self._by_first[key[0]].append(key)
        self._places[key].append(position)

    def has_surname(self, folded: str) -> bool:
        """Tell whether somebody with that last name appears under a full name."""
        return folded in self._by_last

    def resolve(self, name: str, position: int) -> PersonKey:
        """Return the key of the person meant at ``position``: the fullest form of the name.

        A surname or first name used alone goes to the bearer mentioned last before it, else to
        the first to come; with no bearer it stays ("", surname).
        """
        first, last = person_key(name)
        if first:
            return self._fullest((first, last))
        bearers = self._by_last.get(last) or self._by_first.get(last)
        if not bearers:
            return first, last
        earlier = [key for key in bearers if self._places[key][0] <= position]
        if earlier:
            return self._fullest(max(earlier, key=lambda key: self._latest(key, position)))
        return self._fullest(bearers[0])

    def _latest(self, key: PersonKey, position: int) -> int:
        return max(place for place in self._places[key] if place <= position)

    def _fullest(self, key: PersonKey) -> PersonKey:
        bare = _ARABIC.sub("", key[1])
        same = [other for other in self._by_last.get(bare, []) if _may_be_one(key, other)]
        # A spelled-out first name beats an initial, then the more frequent, then the earlier.
        return max(
            same,
            key=lambda other: (len(other[0]) > 2, len(self._places[other]), len(other[1])),
            default=key,
        )


def _may_be_one(one: PersonKey, other: PersonKey) -> bool:
    """Tell whether two keys with a common surname can mean one person."""
    first, second = sorted((one[0], other[0]), key=len)
    if ("jr" in one[1].split()) != ("jr" in other[1].split()):
        return False
    if first == second or second.startswith(f"{first} "):
        return True
    if len(first) <= 2:
        return first[0] == second[0]
    return len(first) > 3 and fuzz.ratio(first, second) >= _ALIKE

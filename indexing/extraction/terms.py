"""The words and figures that a text is about, with weights: what relatedness compares."""

import math
from collections import Counter
from functools import lru_cache

import regex
from wordfreq import zipf_frequency

from indexing.extraction.entities.knowledge.folding import ascii_fold
from indexing.extraction.figures import figures
from indexing.extraction.words import word_list

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}]*(?:['\-]\p{L}[\p{L}\p{M}\p{N}]*)*")
# Function words by their frequency in English: every word above "people" (6.2) says nothing of
# a subject, and so do the frequent auxiliaries, pronouns and reporting verbs below that line.
_EVERY_TEXT_HAS = 6.2
_STOP_WORDS = word_list("stop-words")
# Beyond this a page is a list or a book; its first part tells the subject.
_LONGEST_TEXT = 100_000
_MOST_TERMS = 400
_MOST_LETTERS = 40
_MEMOISED = 65_536  # words
_COMMON, _LEAST_RARITY, _STEEPNESS = 8.0, 0.3, 1.5  # FACTS: measured on ECB+ and BASIL
_UNKNOWN: float = _COMMON**_STEEPNESS  # the rarity of a word that English has not


def lexical_terms(text: str) -> tuple[tuple[str, float], ...]:
    """Return the text's words and figures with weights: unit length, heaviest first, ties by word.

    Words are lower-case, without accents and possessive; stop words are left out. A weight is
    (1 + log count) · max(.3, 8 - zipf)^1.5, zipf being the word's frequency in English, 0 for a
    figure (see ``figures``). At most 400 terms of the first 100,000 characters; empty for a text
    without any.
    """
    plain = _plain(text[:_LONGEST_TEXT])
    counts = Counter(_words(plain))
    weights = {
        word: (1 + math.log(count)) * rarity(word) for word, count in counts.items() if _tells(word)
    }
    for figure, count in figures(plain, tells=_tells).items():
        weights[figure] = (1 + math.log(count)) * _UNKNOWN
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TERMS]
    length = math.sqrt(math.fsum(weight * weight for _, weight in heaviest))
    scaled = ((word, round(weight / length, 6)) for word, weight in heaviest)
    return tuple(sorted(scaled, key=lambda item: (-item[1], item[0])))


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else ascii_fold(text).lower()


def _words(plain: str) -> list[str]:
    found: list[str] = _WORD.findall(plain)
    bare = [word[:-2] if word.endswith("'s") else word for word in found]
    return [word for word in bare if 1 < len(word) <= _MOST_LETTERS]


@lru_cache(maxsize=_MEMOISED)
def _tells(word: str) -> bool:
    return word not in _STOP_WORDS and zipf(word) < _EVERY_TEXT_HAS


@lru_cache(maxsize=_MEMOISED)
def zipf(word: str) -> float:
    """Return log10 of how often ``word`` stands in a billion words of English; 0 if it is rare."""
    frequency: float = zipf_frequency(word, "en")
    return frequency


@lru_cache(maxsize=_MEMOISED)
def rarity(word: str) -> float:
    """Return how much ``word`` tells of a subject, from .16 (common) to 22.6 (unknown)."""
    rare: float = max(_LEAST_RARITY, _COMMON - zipf(word)) ** _STEEPNESS
    return rare

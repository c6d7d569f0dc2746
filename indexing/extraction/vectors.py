"""A text as one point in space, twice: wordllama's embedding and the mean of word vectors.

Both are static: looked up and averaged, a thousand texts a second. Only the first part of a text
counts, where news tells what it is about.
"""

import math
import re
from bisect import bisect_right
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from indexing.extraction.models import EMBEDDING_SIZE, embedder, ner

Array = npt.NDArray[np.float64]
Places = list[int]
_WORDS_READ = 512
_LONGEST_WORD = 40
_START = re.compile(rf"(?:\S{{1,{_LONGEST_WORD}}}\s*){{1,{_WORDS_READ}}}")
_WORD = re.compile(r"[^\W\d_]{2,40}")
_DECIMALS = 6  # float32 sums differ in the last digits between processors


def beginning(text: str) -> str:
    """Return the first 512 words of ``text``; anything longer than 40 letters counts as two."""
    found = _START.match(text.lstrip())
    return found[0].rstrip() if found else ""


def unit(vector: Array) -> Array:
    """Return ``vector`` (any size) at length 1; zeros stay zeros."""
    length = math.sqrt(vector.dot(vector))
    return vector / length if length else vector


class TextPoints:
    """The first 512 words of a text, their tokens and words looked up once, for all its parts."""

    def __init__(self, text: str) -> None:
        self.text = beginning(text)

    def embedding(self, start: int = 0, end: int | None = None) -> Array:
        """Return wordllama's vector of ``text[start:end]``, float64 [256], at length 1.

        Zeros for a stretch without letters and digits.
        """
        if not any(map(str.isalnum, self.text[start:end])):
            return np.zeros(EMBEDDING_SIZE)
        places, rows = self._tokens
        return _mean(rows[_within(places, start, end)])

    def word_mean(self, start: int = 0, end: int | None = None) -> Array:
        """Return the mean of the vectors of the words in ``text[start:end]``, float64 [300].

        At length 1; zeros if no word is known. Stop words are left out: they would draw all texts
        to one point.
        """
        places, rows = self._words
        return _mean(rows[_within(places, start, end)])

    @cached_property
    def _tokens(self) -> tuple[Places, Array]:
        """Where each token ends (a word's first begins at the blank), and its row."""
        model = embedder()
        found = model.tokenizer.encode(self.text, add_special_tokens=False)
        ids = np.clip(np.array(found.ids), 0, len(model.embedding) - 1)
        places = [end for _, end in found.offsets]
        return places, model.embedding[ids].astype(np.float64)

    @cached_property
    def _words(self) -> tuple[Places, Array]:
        """Where each known word ends, and its vector."""
        known = [
            (word.end(), row)
            for word in _WORD.finditer(self.text)
            if (row := _row(word[0])) is not None
        ]
        table = ner().vocab.vectors.data
        return [end for end, _ in known], table[[row for _, row in known]].astype(np.float64)


@lru_cache(maxsize=65536)
def _row(word: str) -> int | None:
    """Return the row of a word's vector; None for a stop word and one that has none."""
    pipeline = ner()
    if word.lower() in pipeline.Defaults.stop_words:
        return None
    row = int(pipeline.vocab.vectors.find(key=get_string_id(word)))
    return row if row >= 0 else None


def _within(places: Places, start: int, end: int | None) -> slice:
    """Return which of the places, in their order, lie behind ``start`` and up to ``end``."""
    last = len(places) if end is None else bisect_right(places, end)
    return slice(bisect_right(places, start), last)


def _mean(rows: Array) -> Array:
    return unit(rows.sum(axis=0) / len(rows)) if len(rows) else np.zeros(rows.shape[1])


def embed(points: TextPoints) -> tuple[float, ...]:
    """Return the embedding of a text's first 512 words: 256 numbers, length 1, 6 decimals.

    Empty for a text without words.
    """
    vector = points.embedding()
    return tuple(vector.round(_DECIMALS).tolist()) if vector.any() else ()

"""A text as one point in space, twice: wordllama's embedding and the mean of word vectors.

Both are static: looked up and averaged, a thousand texts a second. Only the first part of a text
counts, where news tells what it is about.
"""

import re

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from indexing.extraction.models import EMBEDDING_SIZE, embedder, ner

Array = npt.NDArray[np.float64]
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
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def embed(text: str) -> tuple[float, ...]:
    """Return the embedding of a text's first 512 words: 256 numbers, length 1, 6 decimals.

    Empty for a text without words.
    """
    vector = embedding_vector(text)
    return tuple(round(float(number), _DECIMALS) for number in vector) if vector.any() else ()


def embedding_vector(text: str) -> Array:
    """Return wordllama's vector, float64 [256], length 1; zeros for a text without words."""
    start = beginning(text)
    if not any(map(str.isalnum, start)):
        return np.zeros(EMBEDDING_SIZE)
    return unit(embedder().embed(start)[0].astype(np.float64))


def word_vector(text: str) -> Array:
    """Return the mean of the words' vectors, float64 [300], length 1; zeros if none is known.

    Stop words are left out: they would draw all texts to one point.
    """
    pipeline = ner()
    stop_words = pipeline.Defaults.stop_words
    table = pipeline.vocab.vectors
    words = [w for w in _WORD.findall(beginning(text)) if w.lower() not in stop_words]
    rows = table.find(keys=[get_string_id(word) for word in words]) if words else np.empty(0, int)
    known = rows[rows >= 0]
    if not len(known):
        return np.zeros(table.shape[1])
    return unit(table.data[known].astype(np.float64).mean(axis=0))

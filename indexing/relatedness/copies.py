"""Near-duplicates: one wire text in many places, retitled, cut or with a paragraph added.

Bands of a MinHash signature find candidates in the store; the texts themselves decide.
"""

from dataclasses import dataclass

import numpy as np
import regex
from rensa import RMinHash

_BANDS, _ROWS = 64, 2  # two texts that share 3 shingles in 10 meet in a band 997 times in 1,000
_SEED = 20_260_101  # part of what is stored: another seed makes every stored band useless
_SHINGLE = 4  # words
_WIDE = np.ones(64)
_JACCARD, _CONTAINMENT = 0.3, 0.35  # FACTS: no false pair, and 3 in the whole set
LEAST_SHARED = 12  # shingles; 15 words in a row may be a quote or a phrase of the trade

# Scripts that are written without spaces count a sign as a word.
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{L}\p{N}]+(?:['’]\p{L}+)?")


@dataclass(frozen=True, slots=True)
class CopyVerdict:
    """Whether two texts are one text. Shares are 0 to 1, of sequences of four words.

    ``jaccard``: shared of all; ``containment``: shared of the shorter text's.
    """

    is_copy: bool
    jaccard: float
    containment: float


def shingles(text: str) -> frozenset[str]:
    """Return every sequence of four words of ``text``, in lower case, without punctuation."""
    words = _WORD.findall(text.casefold())
    from_each = (words[first:] for first in range(_SHINGLE))
    return frozenset(map(" ".join, zip(*from_each, strict=False)))


def signature(found: frozenset[str]) -> tuple[int, ...]:
    """Return 64 band keys of 64 bits for ``shingles``, in the order of the bands; none for none.

    The same in every process and on every machine.
    """
    if not found:
        return ()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(found))
    digest = sketch.digest()
    _clear_registers()
    return tuple(high << 32 | low for high, low in zip(digest[::2], digest[1::2], strict=True))


def _clear_registers() -> None:
    """Undo what slows the NER of the next text by a third.

    rensa's code for AVX leaves the upper halves of the processor's registers in use, and all code
    for SSE then runs slower, until a loop ends that clears them, as numpy's products do.
    """
    _ = _WIDE * 1.0


def bands(found: frozenset[str]) -> tuple[str, ...]:
    """Return the signature of ``shingles`` as 64 keys to be stored and looked up.

    Texts that share a key may be copies; of those that share none, hardly one in 300 is.
    """
    return tuple(f"{number:02}:{key:016x}" for number, key in enumerate(signature(found)))


def is_copy(text_a: str, text_b: str) -> CopyVerdict:
    """Return whether one text is a copy of the other or of a part of it; order is no matter."""
    return compare(shingles(text_a), shingles(text_b))


def compare(one: frozenset[str], other: frozenset[str]) -> CopyVerdict:
    """Return what ``is_copy`` would of the two texts whose shingles these are.

    Texts that share fewer than 12 sequences are copies only if they are the same.
    """
    fewer = min(len(one), len(other))
    if not fewer:
        return CopyVerdict(False, 0.0, 0.0)
    shared = len(one & other)
    jaccard, containment = shared / (len(one) + len(other) - shared), shared / fewer
    alike = jaccard >= _JACCARD or containment >= _CONTAINMENT
    enough = shared >= LEAST_SHARED or one == other
    return CopyVerdict(alike and enough, jaccard, containment)

"""The chain: standard words → lower case → possessives → ASCII → our overrides → porter2."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

import Stemmer

from indexing.search.analysis.folding import ascii_folded, lowered
from indexing.search.analysis.segmentation import word_spans
from indexing.search.searchable import TokenStream

STEM_OVERRIDES: Final[Mapping[str, str]] = MappingProxyType(
    {
        vowel + letter * 2 + ending: vowel + letter * 2
        for vowel, letter, ending in product(
            "aeo", "bdfgmnprt", ("", "s", "ed", "eds", "edly", "ing", "ings", "ingly")
        )
    }
)
"""Word → token, looked up before the stemmer. Newer Snowball releases keep the double letter of
such roots (add, egg, err, odd), older ones do not; with the list as ``stemmer_override`` every
server agrees."""

_MEMOISED_WORDS: Final = 1 << 17  # a year of one newsroom's vocabulary; about 30 MB when full
_POSSESSIVES: Final = ("'s", "’s", "＇s")

_stemmer: Final = Stemmer.Stemmer("english")  # Snowball's English is what servers call porter2


def analyze(text: str) -> TokenStream:
    """Return the token stream of ``text``; offsets are in its characters."""
    spans = word_spans(text)
    if not spans:
        return TokenStream((), (), (), ())
    words, tokens = zip(*[_forms(text[start:end]) for start, end in spans], strict=True)
    starts, ends = zip(*spans, strict=True)
    return TokenStream(tokens=tokens, words=words, starts=starts, ends=ends)


def analyze_query_word(word: str) -> tuple[str, ...]:
    """Return the tokens that ``word`` of a query is searched by; none for mere punctuation."""
    return analyze(word).tokens


@lru_cache(maxsize=_MEMOISED_WORDS)
def _forms(raw: str) -> tuple[str, str]:
    """Return (folded word, stemmed token) of one word as it stands in a text."""
    word = lowered(raw)
    if word.endswith(_POSSESSIVES):
        word = word[:-2]
    word = ascii_folded(word)
    return word, STEM_OVERRIDES.get(word) or _stemmer.stemWord(word)

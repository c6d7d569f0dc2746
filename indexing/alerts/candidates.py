"""What an article must hold for a query to match it at all, and which of that is rarest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import exp
from typing import Final

from indexing.search.analysis import analyze, fold
from indexing.search.tree import (
    And,
    Boost,
    Field,
    Keyword,
    Node,
    Nothing,
    Or,
    Phrase,
    Term,
    is_pattern,
)
from indexing.search.view import ArticleView

Key = str | tuple[Field, str]
"""A token of headline or text, or a keyword field with one of its values."""
Alternatives = frozenset[Key]
"""An article that matches holds at least one of these."""

TYPICAL_WORDS: Final = 300
"""Words of an article: turns how often a word is written into how many articles have it."""
_KEYWORD_SHARES: Final = {
    Field.LANG: 0.9,
    Field.TOPIC: 0.15,
    Field.SOURCE: 0.01,
    Field.RELATED: 0.01,
    Field.ENTITY: 0.005,
    Field.AUTHOR: 0.001,
    Field.STORY: 0.001,
    Field.URL: 0.0001,
}
"""Rough shares of articles that have one given value. They steer speed, never what matches."""
_KEYWORD_FIELDS: Final = tuple(_KEYWORD_SHARES)
_BEGINNING: Final = 2  # letters by which words are looked up


def keys_of(view: ArticleView) -> frozenset[Key]:
    """Return every key that an article holds."""
    keywords = {(field, value) for field in _KEYWORD_FIELDS for value in view.values(field)}
    return view.tokens | keywords


def requirements(node: Node) -> Sequence[Alternatives]:
    """Return sets of keys, of each of which every matching article holds at least one.

    Rarest first. Empty when nothing can be required (only negations, dates, patterns); an empty
    set among them means that no article can match.
    """
    return sorted(_required(node), key=share)


def share(keys: Alternatives) -> float:
    """Return about which share of all articles holds one of ``keys``."""
    return sum(map(_share_of_key, keys))


def _required(node: Node) -> list[Alternatives]:
    match node:
        case And(parts):
            return [each for part in parts for each in _required(part)]
        case Or(parts):
            choices = [min(_required(part), key=share, default=None) for part in parts]
            known = [choice for choice in choices if choice is not None]
            return [frozenset().union(*known)] if len(known) == len(choices) else []
        case Boost(part):
            return _required(part)
        case _:
            return [frozenset(keys) for keys in _required_keys(node)]


def _required_keys(leaf: Node) -> Iterator[Iterable[Key]]:
    match leaf:
        case Term(_, token):
            yield (token,)
        case Phrase(_, tokens):
            yield from ((token,) for token in tokens)
        case Keyword(field, values) if not any(map(is_pattern, values)):
            yield ((field, value) for value in values)
        case Nothing():
            yield ()


def _share_of_key(key: Key) -> float:
    if isinstance(key, tuple):
        return _KEYWORD_SHARES[key[0]]
    frequencies = _token_frequencies(key[:_BEGINNING])
    return 1 - exp(-TYPICAL_WORDS * frequencies.get(key, 0.0))


@cache
def _token_frequencies(beginning: str) -> Mapping[str, float]:
    """Return token → how often its words are written, of the tokens that begin so.

    A word's token begins as the word does, but for a few ("dying" is die): so who asks for a few
    words, as a person does who saves a query, does not wait for the analysis of all of English.
    """
    frequencies: defaultdict[str, float] = defaultdict(float)
    for word, frequency in _words_by_beginning().get(beginning, ()):
        for token in analyze(word).tokens:
            frequencies[token] += frequency
    return frequencies


@cache
def _words_by_beginning() -> Mapping[str, Sequence[tuple[str, float]]]:
    """Return the commoner 30,000 words of English with how often they are written."""
    import wordfreq  # noqa: PLC0415 - slow to import, and most commands never ask

    grouped: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for word, frequency in wordfreq.get_frequency_dict("en", wordlist="small").items():
        grouped[fold(word[:_BEGINNING])].append((word, frequency))
    return grouped

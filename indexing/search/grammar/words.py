"""Clauses on the headline and the text: words, phrases, wildcards and fuzzy words."""

import re
from dataclasses import dataclass
from typing import Final

from indexing.errors import InvalidQuery
from indexing.search.analysis import analyze
from indexing.search.analysis.folding import ascii_folded, lowered
from indexing.search.grammar.faults import clause_removed, fault, replaced
from indexing.search.grammar.scanner import regular_expression
from indexing.search.tree import Field, Fuzzy, Phrase, Span, Term, Wildcard

MAX_SLOP: Final = 100
"""The farthest that two words of a phrase may be apart: beyond it ``AND`` says the same."""
LEAST_FIXED: Final = 2
"""Characters that a pattern must fix, so that it names something."""
_MOST_AFTER_GAP: Final = 8
"""Most ``?`` after a ``*`` in one pattern: each doubles the states that Lucene builds for it, and
with twelve a server refuses the whole query."""
_SHORTEST_FUZZY: Final = {1: 3, 2: 5}
"""Letters that a word needs for one and for two edits: shorter ones are near to everything,
and Lucene itself drops some of their matches."""

_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
ESCAPED_WILDCARD: Final = re.compile(r"\\[*?]")
_WILDCARD: Final = re.compile(r"\\.|([*?])", re.DOTALL)
_WILDCARD_IN_QUOTES: Final = re.compile(r"\\.|(\*|\?(?=\w))", re.DOTALL)
_INNER_BANG: Final = re.compile(r"\w!\w")
_SYMBOLS: Final = {"&": "AND", "|": "OR"}


@dataclass(frozen=True, slots=True)
class Clause:
    """What the parser knows of a clause when its leaf is made.

    ``raw`` is what was typed for the value, without quotes; ``value_span`` is where. ``span``
    takes in the field's name; ``tilde`` is the text after ``~``, None without one.
    """

    query: str
    field: Field
    raw: str
    span: Span
    value_span: Span
    is_quoted: bool
    tilde: str | None = None
    tilde_span: Span = (0, 0)

    @property
    def value(self) -> str:
        """The value without escapes, with single spaces."""
        return " ".join(_ESCAPE.sub(r"\1", self.raw).split())

    @property
    def quoted_value(self) -> str:
        """The value as a phrase."""
        return '"' + re.sub(r'(["\\])', r"\\\1", self.value) + '"'

    def refusal(self, what: str, do: str, repaired_value: str | None = None) -> InvalidQuery:
        """Return the error about the value; ``repaired_value`` is what to type in its place."""
        repair = ""
        if repaired_value is not None:
            repair = replaced(self.query, self.value_span, repaired_value)
        return fault(self.query, self.value_span, what, do, repair)

    def tilde_refusal(self, what: str, do: str, repaired: str) -> InvalidQuery:
        """Return the error about the ``~``; ``repaired`` is what to type in its place."""
        return fault(
            self.query, self.tilde_span, what, do, replaced(self.query, self.tilde_span, repaired)
        )


def word_leaf(clause: Clause) -> Term | Phrase | Wildcard | Fuzzy:
    """Return the leaf of a word without quotes."""
    _check_signs(clause)
    if any(match[1] for match in _WILDCARD.finditer(clause.raw)):
        return _wildcard(clause)
    if clause.tilde is not None:
        return _fuzzy(clause)
    return _analysed(clause, slop=0)


def quoted_leaf(clause: Clause) -> Term | Phrase:
    """Return the leaf of words in quotes."""
    if any(match[1] for match in _WILDCARD_IN_QUOTES.finditer(clause.raw)):
        raise clause.refusal(
            "* and ? do not work inside quotes",
            "write the words without quotes, or \\* for the character",
        )
    return _analysed(clause, slop=0 if clause.tilde is None else _slop(clause))


def _check_signs(clause: Clause) -> None:
    """Refuse words with a sign that other systems, or Lucene, read as an operator."""
    if clause.raw[0] == "/":
        raise regular_expression(clause.query, clause.value_span[0])
    if clause.raw[0] in "<>":
        raise clause.refusal(
            "comparisons are for dates", "write published:>=2026-03-01 or seen:>=now-7d"
        )
    if ":" in _ESCAPE.sub("", clause.raw):
        raise clause.refusal(
            "a second colon in one clause", "put the value in quotes", clause.quoted_value
        )
    if _INNER_BANG.search(_ESCAPE.sub("", clause.raw)):
        raise clause.refusal(
            "! inside a word", "write NOT between two words, or use quotes", clause.quoted_value
        )


def _analysed(clause: Clause, *, slop: int) -> Term | Phrase:
    stream = analyze(clause.value)
    if not stream.tokens:
        raise _without_letters(clause)
    if len(stream.tokens) == 1:
        return Term(clause.field, stream.tokens[0], clause.value, clause.span)
    gaps = tuple(range(len(stream.tokens)))
    return Phrase(clause.field, stream.tokens, gaps, slop, clause.value, clause.span)


def _without_letters(clause: Clause) -> InvalidQuery:
    """Refuse mere punctuation: Lucene drops such a clause without a word."""
    if operator := _SYMBOLS.get(clause.raw):
        return clause.refusal(
            f"{clause.raw} alone is no operator", f"expected {operator}", operator
        )
    return fault(
        clause.query,
        clause.value_span,
        f"{clause.value or 'this'} holds no letter or digit, so nothing can match it",
        "leave it out",
        clause_removed(clause.query, clause.span),
    )


def _slop(clause: Clause) -> int:
    if not (clause.tilde or "").isdecimal() or int(clause.tilde or "") > MAX_SLOP:
        raise clause.tilde_refusal(
            "how far apart may the two words be?",
            f'expected a whole number up to {MAX_SLOP}, as in "one two"~3',
            "",
        )
    count = len(analyze(clause.value).tokens)
    if count > 2:
        raise clause.tilde_refusal(
            f"~ works on a phrase of two words, this one has {count}",
            "leave ~ out, or join two-word phrases by AND",
            "",
        )
    if count == 1:
        raise clause.refusal(
            "~ after a phrase of one word",
            "take the quotes away to find words that are spelled alike",
            clause.value,
        )
    return int(clause.tilde or "")


def _wildcard(clause: Clause) -> Wildcard:
    pattern = ascii_folded(lowered(clause.value))
    if clause.tilde is not None:
        raise clause.tilde_refusal("~ and a wildcard in one word", "use one of the two", "")
    fixed = re.split(r"[*?]", pattern, maxsplit=1)[0]
    if len(fixed) < LEAST_FIXED:
        raise clause.refusal(
            "a pattern must begin with two characters that are fixed",
            "write *:* for every article" if pattern == "*" else "as in na* or na?o",
        )
    if ESCAPED_WILDCARD.search(clause.raw) or not _is_one_word(pattern):
        raise clause.refusal(
            "a wildcard works inside one word, and this is more than one",
            "join the parts by AND",
        )
    check_gaps(clause, pattern)
    return Wildcard(clause.field, pattern, clause.span)


def check_gaps(clause: Clause, pattern: str) -> None:
    """Refuse a pattern that asks for too many single characters after a gap of any length."""
    _, _, after = pattern.partition("*")
    if after.count("?") > _MOST_AFTER_GAP:
        raise clause.refusal(
            f"more than {_MOST_AFTER_GAP} ? after a * are too many to look for",
            "write fewer of them, or one * for all",
            re.sub(r"[*?]*\*[*?]*", "*", pattern),
        )


def _is_one_word(pattern: str) -> bool:
    """Tell whether a text could hold one word that fits: with letters or digits for the gaps."""
    fillings = (re.sub(r"[*?]", filling, pattern) for filling in ("a", "1"))
    return any(analyze(word).ends == (len(word),) for word in fillings)


def _fuzzy(clause: Clause) -> Fuzzy:
    words = analyze(clause.value).words
    if len(words) != 1:
        raise clause.refusal("~ without quotes works on one word", 'write "one two"~3 for two')
    return Fuzzy(clause.field, words[0], _distance(clause, len(words[0])), clause.span)


def _distance(clause: Clause, letters: int) -> int:
    """Return the edits asked for; a bare ``~`` means two, or one where two would be too many."""
    if clause.tilde not in ("", "1", "2"):
        raise clause.tilde_refusal(
            f"~{clause.tilde} is no number of edits", "expected ~1 or ~2", "~1"
        )
    bare = 2 if letters >= _SHORTEST_FUZZY[2] else 1
    distance = int(clause.tilde or bare)
    if letters < _SHORTEST_FUZZY[distance]:
        raise clause.tilde_refusal(
            f"a word of {letters} letters is too short for ~{distance}",
            f"~{distance} needs {_SHORTEST_FUZZY[distance]} letters",
            "~1" if letters >= _SHORTEST_FUZZY[1] else "",
        )
    return distance

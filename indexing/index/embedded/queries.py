"""From a bound tree to a tantivy query, node by node, with the evaluator's meaning.

Only tantivy's builder classes are used; its own query language never sees a typed word. Where the
engine means something else than we do, the query is put together from parts that agree.
"""

import fnmatch
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, assert_never

import tantivy
from tantivy import FieldType, Occur, Query

from indexing.index.columns import HEADLINE_WEIGHT, micros, words_field
from indexing.index.embedded.documents import PRESENT
from indexing.search.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Keyword,
    Leaf,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
    is_pattern,
)

_REGEX_CLASSES: Final = {"*": ".*", "?": "."}


class QueryBuilder:
    """Builds queries for one ``searcher``: a pattern may need its list of terms."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def build(self, node: Node) -> Query:
        """Return the query that matches exactly what the evaluator matches for ``node``."""
        match node:
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return any_of(self.build(part) for part in parts)
            case Not(part):
                return self._all_of((Not(part, node.span),))
            case Boost(part, factor):
                return Query.boost_query(self.build(part), factor)
            case _:
                return self._leaf(node)

    def _leaf(self, node: Leaf) -> Query:
        match node:
            case Term(field, token):
                query = _in_text(field, lambda name: self._term(name.value, token))
            case Phrase(field):
                query = _in_text(field, lambda name: self._phrase(name.value, node))
            case Wildcard(field, pattern):
                query = _in_text(field, lambda name: self._pattern(words_field(name), pattern))
            case Fuzzy(field):
                query = _in_text(field, lambda name: self._fuzzy(words_field(name), node))
            case Keyword(field, values):
                query = self._keyword(field.value, values)
            case DateRange(field, lower=lower, upper=upper):
                query = self._date_range(field, lower, upper)
            case Exists(field):
                query = self._term(PRESENT, field.value)
            case Everything():
                query = Query.all_query()
            case Nothing():
                query = Query.empty_query()
            case _:
                assert_never(node)
        return query

    def _all_of(self, parts: tuple[Node, ...]) -> Query:
        """Join ``parts``; negations alone mean all articles but those."""
        clauses = [
            (Occur.MustNot, self.build(part.part))
            if isinstance(part, Not)
            else (Occur.Must, self.build(part))
            for part in parts
        ]
        if all(isinstance(part, Not) for part in parts):
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses)

    def _term(self, name: str, token: str) -> Query:
        return Query.term_query(self._schema, name, token)

    def _phrase(self, name: str, node: Phrase) -> Query:
        if len(node.tokens) == 1:  # tantivy panics on a phrase of one
            return self._term(name, node.tokens[0])
        if node.slop and node.tokens[0] == node.tokens[1]:
            return self._near_itself(name, node)
        return self._positions(name, zip(node.gaps, node.tokens, strict=True), slop=node.slop)

    def _near_itself(self, name: str, node: Phrase) -> Query:
        """Match a word near another occurrence of itself.

        tantivy would let one occurrence stand for both, so every distance is asked for exactly.
        """
        token, gap = node.tokens[0], node.gaps[1]
        distances = {abs(gap + shift) for shift in range(-node.slop, node.slop + 1)} - {0}
        return any_of(
            self._positions(name, ((0, token), (distance, token))) for distance in distances
        )

    def _positions(self, name: str, words: Iterable[tuple[int, str]], *, slop: int = 0) -> Query:
        return Query.phrase_query(self._schema, name, list(words), slop)

    def _fuzzy(self, name: str, node: Fuzzy) -> Query:
        return Query.fuzzy_term_query(self._schema, name, node.token, node.distance)

    def _keyword(self, name: str, values: tuple[str, ...]) -> Query:
        patterns = list(filter(is_pattern, values))
        whole = [value for value in values if value not in patterns]
        queries = [self._pattern(name, pattern) for pattern in patterns]
        if whole:
            queries.append(Query.term_set_query(self._schema, name, whole))
        return queries[0] if len(queries) == 1 else Query.const_score_query(any_of(queries), 1.0)

    def _pattern(self, name: str, pattern: str) -> Query:
        try:
            return Query.regex_query(self._schema, name, _regex(pattern))
        except ValueError:  # too many states for the engine's automaton: look the terms up
            return Query.term_set_query(self._schema, name, self._terms_like(name, pattern))

    def _terms_like(self, name: str, pattern: str) -> list[str]:
        prefix = re.split("[*?]", pattern, maxsplit=1)[0]
        is_like = re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
        terms = self._searcher.terms_with_prefix(name, prefix)
        return [term for term, _ in terms if is_like(term)]

    def _date_range(self, field: Field, lower: datetime | None, upper: datetime | None) -> Query:
        if lower is None and upper is None:
            return self._term(PRESENT, field.value)
        first = None if lower is None else micros(lower)
        last = None if upper is None else micros(upper) - 1
        if first is not None and last is not None and first > last:
            return Query.empty_query()
        return self.integers(field, first, last)

    def integers(self, field: Field, first: int | None, last: int | None) -> Query:
        """Match dates from ``first`` to ``last``, both included, None for open (not both)."""
        query = Query.range_query(self._schema, field.value, FieldType.Integer, first, last)
        return Query.const_score_query(query, 1.0)


def any_of(queries: Iterable[Query]) -> Query:
    """Return the union of ``queries``; of none, the query that matches nothing."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def both(query: Query, other: Query) -> Query:
    """Return the articles that both match."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, other)])


def _in_text(field: Field, clause: Callable[[Field], Query]) -> Query:
    """Ask ``clause`` of the field, or of headline and text when the clause names no field."""
    if field is not Field.TEXT:
        return clause(field)
    headline = Query.boost_query(clause(Field.TITLE), HEADLINE_WEIGHT)
    return any_of((headline, clause(Field.BODY)))


def _regex(pattern: str) -> str:
    """Return the engine's regular expression for ``pattern``; it always matches whole terms."""
    return "(?s)" + "".join(_REGEX_CLASSES.get(char) or _escaped(char) for char in pattern)


def _escaped(char: str) -> str:
    if char.isascii() and not char.isalnum() and char not in "<>":  # \< would be an operator
        return f"\\{char}"
    return char

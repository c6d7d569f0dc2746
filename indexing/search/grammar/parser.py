"""Typed text → tree, by recursive descent. NOT binds before AND, AND before OR.

    query  := any END
    any    := all ("OR" all)*
    all    := part (["AND"] part)*                 two parts side by side mean AND
    part   := ("NOT" | "!") part | ["+" | "-"] clause
    clause := [field ":"] (word | phrase | range | "(" any ")") ["~" n] ["^" n]

``-`` is NOT and ``+`` is nothing but AND. Beside OR, Lucene gives both a third meaning that
nobody guesses, so there they are refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from indexing.errors import InvalidQuery
from indexing.search.grammar import complaints
from indexing.search.grammar.faults import fault
from indexing.search.grammar.fields import EXISTS, field_named
from indexing.search.grammar.leaves import leaf, range_leaf
from indexing.search.grammar.scanner import BEGINS_PART, OPERATORS, Kind, Token, scan
from indexing.search.grammar.words import Clause
from indexing.search.tree import And, Boost, Everything, Exists, Field, Node, Not, Or, Span

MAX_LENGTH: Final = 20_000
MAX_DEPTH: Final = 64
MAX_CLAUSES: Final = 1_024
"""Far above what a person types, far below what would exhaust an engine or the stack."""
LEAST_BOOST, MOST_BOOST = 0.01, 1_000.0

_VALUES: Final = frozenset({Kind.WORD, Kind.PHRASE, Kind.RANGE, Kind.OPEN})


def parse(text: str) -> Node:
    """Return the tree of ``text``; an empty text is every article.

    Raises InvalidQuery with the span at fault. Its suggestion, if any, is a query that parses.
    """
    try:
        return _Parser(text).tree()
    except InvalidQuery as error:
        if error.suggestion and not _parses(error.suggestion):
            error.suggestion = ""
        raise


def _parses(text: str) -> bool:
    try:
        _Parser(text).tree()
    except InvalidQuery:
        return False
    return True


class _Parser:
    """One pass over the tokens of one query; a method for each line of the grammar."""

    def __init__(self, query: str) -> None:
        if len(query) > MAX_LENGTH:
            raise InvalidQuery(
                f"this query has {len(query):,} characters, {MAX_LENGTH:,} are the most",
                "split it into several searches",
                query=query[:60],
                end=60,
            )
        self._query = query
        self._tokens = scan(query)
        self._index = 0
        self._depth = 0
        self._clauses = 0
        self._sign: Token | None = None  # the first + or - of the group being read

    def tree(self) -> Node:
        if self._is_at(Kind.END):
            return Everything((0, len(self._query)))
        node = self._any(Field.TEXT)
        if self._is_at(Kind.CLOSE):
            raise complaints.never_opened(self._query, self._token)
        if not self._is_at(Kind.END):
            raise self._expected_clause()
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._index]

    def _is_at(self, kind: Kind) -> bool:
        return self._token.kind is kind

    @property
    def _reached(self) -> int:
        """Where the last taken token ends."""
        return self._tokens[self._index - 1].end if self._index else 0

    def _take(self) -> Token:
        token = self._token
        self._index += 1
        return token

    def _expected_clause(self) -> InvalidQuery:
        before = self._tokens[self._index - 1] if self._index else None
        return complaints.expected_clause(self._query, before, self._token)

    @contextmanager
    def _deeper(self, token: Token) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise fault(
                self._query,
                token.span,
                f"nested over {MAX_DEPTH} levels deep",
                "take some brackets away",
            )
        yield
        self._depth -= 1

    def _any(self, field: Field) -> Node:
        outer_sign, self._sign = self._sign, None
        parts = [self._all(field)]
        while self._is_at(Kind.OR):
            self._take()
            parts.append(self._all(field))
        if len(parts) > 1 and self._sign:
            raise complaints.sign_beside_or(self._query, self._sign)
        self._sign = outer_sign
        return parts[0] if len(parts) == 1 else Or(tuple(parts), _around(parts))

    def _all(self, field: Field) -> Node:
        parts = [self._part(field)]
        while self._token.kind in BEGINS_PART or self._is_at(Kind.AND):
            if self._is_at(Kind.AND):
                self._take()
            parts.append(self._part(field))
        return parts[0] if len(parts) == 1 else And(tuple(parts), _around(parts))

    def _part(self, field: Field) -> Node:
        token = self._token
        if token.kind is Kind.NOT:
            self._take()
            with self._deeper(token):
                part = self._part(field)
            return Not(part, (token.start, self._reached))
        if token.kind in (Kind.PLUS, Kind.MINUS):
            return self._signed(field)
        return self._clause(field)

    def _signed(self, field: Field) -> Node:
        sign = self._take()
        self._sign = self._sign or sign
        if self._token.start != sign.end or self._token.kind not in BEGINS_PART - OPERATORS:
            raise complaints.loose_sign(self._query, sign)
        part = self._clause(field)
        return part if sign.kind is Kind.PLUS else Not(part, (sign.start, self._reached))

    def _clause(self, field: Field) -> Node:
        self._clauses += 1
        start = self._token.start
        if self._clauses > MAX_CLAUSES:
            raise fault(
                self._query,
                self._token.span,
                f"this query has over {MAX_CLAUSES:,} clauses",
                "split it into several searches",
            )
        if not self._is_at(Kind.FIELD):
            return self._boosted(self._operand(field, start), start)
        name = self._take()
        if name.text[:-1] == EXISTS:
            return self._boosted(self._exists(name), start)
        named = field_named(name.text[:-1])
        if named is None:
            raise complaints.unknown_field(self._query, name, self._token)
        if self._token.kind not in _VALUES:
            raise complaints.bad_value(self._query, name, self._token)
        return self._boosted(self._operand(named, start), start)

    def _exists(self, name: Token) -> Exists:
        value = self._token
        field = field_named(value.text) if value.kind is Kind.WORD else None
        if field is None:
            raise complaints.unknown_existence(self._query, name, value)
        return Exists(field, (name.start, self._take().end))

    def _operand(self, field: Field, start: int) -> Node:
        token = self._token
        if token.kind is Kind.OPEN:
            return self._group(field, start)
        if token.kind is Kind.EVERYTHING:
            return Everything(self._take().span)
        if token.kind is Kind.RANGE:
            span = (start, self._take().end)
            return range_leaf(
                Clause(self._query, field, token.text, span, token.span, is_quoted=False)
            )
        if token.kind in (Kind.WORD, Kind.PHRASE):
            return self._value(field, start)
        raise self._expected_clause()

    def _value(self, field: Field, start: int) -> Node:
        token = self._take()
        tilde, tilde_span = None, (0, 0)
        if self._is_at(Kind.TILDE) and self._token.start == token.end:
            tilde, tilde_span = self._token.text[1:], self._token.span
            self._check_apart(self._take())
        is_quoted = token.kind is Kind.PHRASE
        raw = token.text[1:-1] if is_quoted else token.text
        span = (start, self._reached)
        return leaf(Clause(self._query, field, raw, span, token.span, is_quoted, tilde, tilde_span))

    def _group(self, field: Field, start: int) -> Node:
        opening = self._take()
        if self._is_at(Kind.CLOSE):
            raise complaints.empty_group(self._query, opening, self._token)
        with self._deeper(opening):
            node = self._any(field)
        if self._is_at(Kind.END):
            raise complaints.never_closed(self._query, self._tokens, opening)
        if not self._is_at(Kind.CLOSE):
            raise self._expected_clause()
        span = (start, self._take().end)
        return replace(node, span=span) if isinstance(node, And | Or) else node

    def _boosted(self, node: Node, start: int) -> Node:
        token = self._token
        if token.kind is not Kind.BOOST or token.start != self._reached:
            return node
        self._check_apart(self._take())
        try:
            factor = float(token.text[1:])
        except ValueError:
            factor = 0.0
        if not LEAST_BOOST <= factor <= MOST_BOOST:
            raise complaints.bad_weight(self._query, token, MOST_BOOST)
        return Boost(node, factor, (start, token.end))

    def _check_apart(self, modifier: Token) -> None:
        """Refuse ``nato~2x``: what follows a modifier must be apart from it."""
        follows = self._token
        if follows.start == modifier.end and follows.kind in BEGINS_PART:
            raise complaints.glued(self._query, modifier, follows)


def _around(parts: list[Node]) -> Span:
    return parts[0].span[0], parts[-1].span[1]

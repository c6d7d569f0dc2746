"""From a bound tree to Elasticsearch's query language, node by node, with the evaluator's meaning.

Only queries on terms are made: nothing that a person typed is parsed or analysed by the server.
Keywords, dates and patterns count alike for all that match; words are scored (BM25).
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, assert_never

from indexing.index.columns import HEADLINE_WEIGHT, micros, words_field
from indexing.index.elastic.mapping import HOLE, PHRASE, micros_field
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

Query = dict[str, Any]

_PIECE: Final = re.compile(r"(?P<gap>\?*\*[*?]*)(?P<alone>[^*?](?=\?*\*))?|(?P<char>.)", re.DOTALL)
"""Pieces of a pattern: a gap of any length, and the one letter before the next; a character."""
_DEEPEST: Final = 20
"""Levels in one query: the server refuses 30, of which a clause may take three for itself."""
_EVERY: Final[Query] = {"match_all": {}}
_NONE: Final[Query] = {"match_none": {}}


def build(node: Node, depth: int = 1) -> Query:
    """Return the query that matches exactly what the evaluator matches for ``node``.

    ``depth`` is the level of ``node`` in the whole tree.
    """
    match node:
        case And(parts):
            query = _all_of(_flat(And, parts), depth)
        case Or(parts):
            query = any_of([build(part, depth + 1) for part in _flat(Or, parts)])
        case Not(Not(part)):
            return build(part, depth)
        case Not():
            query = _all_of((node,), depth)
        case Boost(part, factor):
            query = {"dis_max": {"queries": [build(part, depth + 1)], "boost": factor}}
        case _:
            return _leaf(node)
    return query if depth % _DEEPEST else _wrapped(query)


def _wrapped(query: Query) -> Query:
    """Return ``query`` packed as the server's "wrapper": inside, it counts levels anew."""
    packed = base64.b64encode(json.dumps(query).encode()).decode()
    return {"wrapper": {"query": packed}}


def any_of(queries: Sequence[Query]) -> Query:
    """Return the union of ``queries``; of none, the query that matches nothing."""
    if not queries:
        return _NONE
    return {"bool": {"should": queries}} if len(queries) > 1 else queries[0]


def _flat(kind: type[And] | type[Or], parts: Iterable[Node]) -> tuple[Node, ...]:
    """Return ``parts`` with those of the same ``kind`` taken apart: the same, less deep."""
    flat: list[Node] = []
    for part in parts:
        flat += _flat(kind, part.parts) if isinstance(part, kind) else (part,)
    return tuple(flat)


def _all_of(parts: tuple[Node, ...], depth: int) -> Query:
    """Join ``parts``; negations alone mean all articles but those."""
    negated = [build(part.part, depth + 1) for part in parts if isinstance(part, Not)]
    wanted = [build(part, depth + 1) for part in parts if not isinstance(part, Not)]
    if not negated and len(wanted) == 1:
        return wanted[0]
    return {"bool": {"must": wanted or [_EVERY], "must_not": negated}}


def _leaf(node: Leaf) -> Query:
    match node:
        case Term(field, token):
            query = _in_text(field, lambda name: _term(name, token))
        case Phrase(field):
            query = _in_text(field, lambda name: _phrase(name, node))
        case Wildcard(field, pattern):
            query = _in_text(field, lambda name: _pattern(words_field(name), pattern))
        case Fuzzy(field):
            query = _in_text(field, lambda name: _fuzzy(words_field(name), node))
        case Keyword(field, values):
            query = _keyword(field.value, values)
        case DateRange(field, lower=lower, upper=upper):
            query = _date_range(field, lower, upper)
        case Exists(field):
            query = _exists(field)
        case Everything():
            query = _EVERY
        case Nothing():
            query = _NONE
        case _:
            assert_never(node)
    return query


def _in_text(field: Field, clause: Callable[[Field], Query]) -> Query:
    """Ask ``clause`` of the field, or of headline and text when the clause names no field."""
    if field is not Field.TEXT:
        return clause(field)
    headline = {"dis_max": {"queries": [clause(Field.TITLE)], "boost": HEADLINE_WEIGHT}}
    return any_of([headline, clause(Field.BODY)])


def _term(name: Field, token: str) -> Query:
    return {"term": {name.value: {"value": token}}}


def _phrase(name: Field, node: Phrase) -> Query:
    if len(node.tokens) == 1:
        return _term(name, node.tokens[0])
    places = [HOLE] * (node.gaps[-1] + 1)
    for gap, token in zip(node.gaps, node.tokens, strict=True):
        places[gap] = token
    asked = {"query": " ".join(places), "analyzer": PHRASE, "slop": node.slop}
    return {"match_phrase": {name.value: asked}}


def _fuzzy(name: str, node: Fuzzy) -> Query:
    # Rewritten so, every word that is near enough counts; other ways stop at ``max_expansions``.
    asked = {"value": node.token, "fuzziness": node.distance, "rewrite": "constant_score"}
    return {"fuzzy": {name: asked}}


def _keyword(name: str, values: tuple[str, ...]) -> Query:
    patterns = list(filter(is_pattern, values))
    whole = [value for value in values if value not in patterns]
    queries = [_pattern(name, pattern) for pattern in patterns]
    if whole:
        queries.append({"terms": {name: whole}})
    return _constant(any_of(queries))


def _pattern(name: str, pattern: str) -> Query:
    if re.search(r"\*.*\?", pattern):
        return {"regexp": {name: {"value": _regexp(pattern), "flags": "NONE"}}}
    return {"wildcard": {name: {"value": pattern.replace("\\", "\\\\")}}}


def _regexp(pattern: str) -> str:
    """Return Lucene's regular expression for ``pattern``; it always fits whole terms."""
    return _PIECE.sub(_piece, pattern)


def _piece(found: re.Match[str]) -> str:
    """Return a gap as "so many characters, then any", and a letter between two gaps as its first
    occurrence: the server then need not count from each occurrence, with 2ⁿ states for n ``?``."""
    if found["char"]:
        return "." if found["char"] == "?" else _escaped(found["char"])
    least = found["gap"].count("?")
    counted = f".{{{least}}}" if least else ""
    if alone := found["alone"]:
        return f"{counted}[^{_escaped(alone)}]*{_escaped(alone)}"
    return f"{counted}.*"


def _escaped(char: str) -> str:
    return f"\\{char}" if char.isascii() and not char.isalnum() else char


def _date_range(field: Field, lower: datetime | None, upper: datetime | None) -> Query:
    bounds: dict[str, int] = {}
    if lower is not None:
        bounds["gte"] = micros(lower)
    if upper is not None:
        bounds["lt"] = micros(upper)
    name = micros_field(field)
    return _constant({"range": {name: bounds}} if bounds else {"exists": {"field": name}})


def _exists(field: Field) -> Query:
    names = (Field.TITLE, Field.BODY) if field is Field.TEXT else (field,)
    return _constant(any_of([{"exists": {"field": name.value}} for name in names]))


def _constant(query: Query) -> Query:
    return {"constant_score": {"filter": query}}

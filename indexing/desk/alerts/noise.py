"""Which clause of a query brings the noise, and what would bring less."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from indexing.desk.alerts.trying import count_met, tried
from indexing.desk.coverage.queries import read_query
from indexing.desk.room import Desk
from indexing.search.analysis import fold
from indexing.search.grammar import render
from indexing.search.tree import And, Boost, Field, Node, Or, Phrase, Term
from indexing.store.records.names import entities_of, written_so

LOUD = 0.5
"""From this share on, what one clause brings beyond all the others is called noise."""
FEW = 5
"""With fewer articles than this, a share says nothing."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A narrower query: ``words`` say what differs, the counts are its own back-test."""

    query: str
    words: str
    articles: int
    stories: int


@dataclass(frozen=True, slots=True)
class Noise:
    """``clause`` (as typed) brings ``share`` of the articles, which no other clause would bring.

    ``repair`` is what to try instead, None if nothing helps.
    """

    clause: str
    share: float
    repair: Repair | None


def noise_of(desk: Desk, query: str, tree: Node, *, articles: int) -> Noise | None:
    """Return the loudest alternative of a query that met so many ``articles``, None if none is.

    A query of one word has only that clause: it is called noise where a repair would help.
    """
    if articles < FEW:
        return None
    if isinstance(tree, Term | Phrase):
        repair = _as_name(desk, query, tree, articles)
        return Noise(_typed(query, tree), 1.0, repair) if repair else None
    beyond = {part: articles - count_met(desk, without) for part, without in _alternatives(tree)}
    loudest = max(beyond, key=beyond.__getitem__, default=None)
    if loudest is None or beyond[loudest] < LOUD * articles:
        return None
    repair = _as_name(desk, query, tree, articles) or _dropped(desk, query, tree, loudest)
    return Noise(_typed(query, loudest), round(beyond[loudest] / articles, 2), repair)


def _alternatives(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield (an alternative of an OR, the whole query without it); nothing inside a NOT."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                others = tuple(one for one in parts if one is not part)
                if isinstance(node, Or):
                    yield part, others[0] if len(others) == 1 else replace(node, parts=others)
                for inner, without in _alternatives(part):
                    yield inner, replace(node, parts=_with(parts, part, without))
        case Boost(part):
            for inner, without in _alternatives(part):
                yield inner, replace(node, part=without)


def _with(parts: tuple[Node, ...], old: Node, new: Node) -> tuple[Node, ...]:
    return tuple(new if one is old else one for one in parts)


def _as_name(desk: Desk, query: str, tree: Node, articles: int) -> Repair | None:
    """Return the query with one word as the name that it is, whichever leaves the fewest."""
    with desk.store.read() as db:
        named = [
            (leaf, name)
            for leaf in _loose_words(tree)
            if (name := _only_name(db, leaf)) is not None
        ]
    repairs = []
    for leaf, name in named:
        clause = f'entity:"{name}"'
        start, end = leaf.span
        words = f"with {clause} instead of {_typed(query, leaf)}"
        repairs.append(_tried(desk, query[:start] + clause + query[end:], words))
    better = [one for one in repairs if 0 < one.articles < articles]
    return min(better, key=lambda one: one.articles, default=None)


def _loose_words(node: Node) -> Iterator[Term | Phrase]:
    """Yield the words and phrases without a field that a query asks for."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _loose_words(part)
        case Boost(part):
            yield from _loose_words(part)
        case Term(Field.TEXT) | Phrase(Field.TEXT, slop=0):
            yield node


def _only_name(db: Connection, leaf: Term | Phrase) -> str | None:
    """Return the name of the one entity that is ever written so, None of none and of several."""
    word = leaf.word if isinstance(leaf, Term) else leaf.text
    known = entities_of(db, written_so(db, fold(word)))
    name = known[0][1] if len(known) == 1 else ""
    return name if name and '"' not in name and "\\" not in name else None


def _dropped(desk: Desk, query: str, tree: Node, clause: Node) -> Repair | None:
    """Return the query without one alternative, if that is still about something."""
    without = next(rest for part, rest in _alternatives(tree) if part is clause)
    repair = _tried(desk, render(without), f"without {_typed(query, clause)}")
    return repair if repair.articles else None


def _tried(desk: Desk, query: str, words: str) -> Repair:
    found = tried(desk, read_query(query))
    return Repair(query, words, len(found.met), found.stories())


def _typed(query: str, node: Node) -> str:
    start, end = node.span
    return query[start:end]

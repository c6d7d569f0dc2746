"""Queries as a person types them: read, checked, and bound to what the store knows."""

from difflib import get_close_matches

from indexing.alerts.doubts import Doubt, doubts
from indexing.desk.room import Desk
from indexing.errors import InvalidQuery
from indexing.extraction import topic_slugs
from indexing.pipeline.saved_queries import entity_ids, story_of
from indexing.search.analysis import fold
from indexing.search.binding import bind, bind_range, leaves, range_uses_now
from indexing.search.grammar import parse
from indexing.search.tree import DateRange, Everything, Field, Keyword, Node, is_pattern
from indexing.store.records.feeds import titles
from indexing.store.watch.follows import follow_states


def read_query(query: str) -> Node:
    """Return the parsed query. Raises InvalidQuery, also for a topic that no article can have.

    And for half a character (a lone surrogate), which neither store nor feed can hold.
    """
    _check_characters(query)
    node = parse(query)
    for leaf in leaves(node):
        if isinstance(leaf, Keyword) and leaf.field is Field.TOPIC:
            _check_topic(leaf, query)
    return node


def bound(desk: Desk, query: str) -> Node:
    """Return the query as the engines take it. Raises InvalidQuery."""
    return bound_now(desk, read_query(query))


def bound_now(desk: Desk, node: Node) -> Node:
    """Return a parsed tree as the engines take it: names are ids, dates count from now."""
    with desk.store.read() as db:
        return bind(
            node,
            now=desk.now,
            zone=desk.zone,
            entity_ids=entity_ids(db, node),
            story_of=story_of(db),
        )


def frozen(desk: Desk, query: str) -> str:
    """Return a query with fixed dates where it counts from now; itself where it does not.

    Raises InvalidQuery.
    """
    moving = [
        leaf
        for leaf in leaves(read_query(query))
        if isinstance(leaf, DateRange) and range_uses_now(leaf)
    ]
    for leaf in sorted(moving, key=lambda one: one.span, reverse=True):
        start, end = leaf.span
        fixed = bind_range(leaf, now=desk.now, zone=desk.zone)
        lower, upper = (
            at and at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in (fixed.lower, fixed.upper)
        )
        clause = f"{leaf.field}:[{lower or '*'} TO {upper or '*'}{'}' if upper else ']'}"
        query = query[:start] + clause + query[end:]
    return query


def doubts_of(desk: Desk, node: Node) -> tuple[Doubt, ...]:
    """Return what speaks against a parsed query as an alert: see ``alerts.doubts``."""
    counted = desk.index.facets(Everything(), (Field.SOURCE, Field.LANG), limit=1_000)
    known = {each: {value for value, _articles in counted[each]} for each in counted}
    with desk.store.read() as db:
        known[Field.SOURCE] |= set(map(fold, titles(db)))
        known[Field.RELATED] = set(map(fold, follow_states(db)))
    return doubts(node, known, now=desk.now, zone=desk.zone)


def _check_characters(query: str) -> None:
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise InvalidQuery(
            "this is no character",
            "type it again, as UTF-8",
            query=query,
            start=error.start,
            end=error.end,
        ) from None


def _check_topic(leaf: Keyword, query: str) -> None:
    slugs = topic_slugs()
    start, end = leaf.span
    for value in map(fold, leaf.values):
        if value in slugs or is_pattern(value):
            continue
        near = get_close_matches(value, slugs, 1, cutoff=0.65)
        typed = query[start:end]
        repaired = typed.replace(leaf.text, near[0]) if near else typed
        raise InvalidQuery(
            f"{leaf.text} is no topic",
            f"did you mean {near[0]}?" if near else f"the topics are {', '.join(slugs)}",
            query=query,
            start=start,
            end=end,
            suggestion=query[:start] + repaired + query[end:] if near else "",
        )

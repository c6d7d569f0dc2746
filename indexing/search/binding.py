"""Parsed tree → bound tree: names of entities become ids, dates become instants, values fold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from indexing.search.analysis import fold
from indexing.search.datemath import has_now, interval
from indexing.search.tree import And, Boost, DateRange, Field, Keyword, Leaf, Node, Not, Or


def bind(
    node: Node,
    *,
    now: datetime,
    zone: ZoneInfo,
    entity_ids: Callable[[str], Sequence[str]],
    story_of: Callable[[str], str] = str,
) -> Node:
    """Return the tree that engines take; spans and typed texts stay as they were.

    ``entity_ids`` gives the ids that a typed name may mean; without any, the clause matches
    nothing. ``story_of`` gives the story that goes on under an id, which is itself unless it
    was merged. Days, weeks, months and years are those of ``zone``. Ids are kept as they are, all
    other keyword values are folded.
    """
    resolved = bind_entities(node, entity_ids, story_of)
    return mapped(resolved, lambda leaf: _bound_date(leaf, now=now, zone=zone))


def bind_entities(
    node: Node,
    entity_ids: Callable[[str], Sequence[str]],
    story_of: Callable[[str], str] = str,
) -> Node:
    """Return ``node`` with ids and folded values, its dates still as typed: a saved query.

    The evaluator counts such dates from each article's ``first_seen_at``; no index takes them.
    """
    return mapped(node, lambda leaf: _bound_keyword(leaf, entity_ids, story_of))


def mapped(node: Node, change: Callable[[Leaf], Leaf]) -> Node:
    """Return ``node`` with each of its leaves changed."""
    match node:
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(mapped(part, change) for part in parts))
        case Not(part) | Boost(part):
            return replace(node, part=mapped(part, change))
        case _:
            return change(node)


def _bound_keyword(
    leaf: Leaf, entity_ids: Callable[[str], Sequence[str]], story_of: Callable[[str], str]
) -> Leaf:
    if not isinstance(leaf, Keyword):
        return leaf
    if leaf.field is Field.ENTITY:
        ids = dict.fromkeys(each for name in leaf.values for each in entity_ids(name))
        return replace(leaf, values=tuple(ids))
    values = tuple(map(fold, leaf.values))
    if leaf.field is Field.STORY:
        values = tuple(map(story_of, values))
    return replace(leaf, values=values)


def _bound_date(leaf: Leaf, *, now: datetime, zone: ZoneInfo) -> Leaf:
    return bind_range(leaf, now=now, zone=zone) if isinstance(leaf, DateRange) else leaf


def bind_range(node: DateRange, *, now: datetime, zone: ZoneInfo) -> DateRange:
    """Return ``node`` with its half-open interval in UTC."""
    lower, upper = limits(node, now=now, zone=zone)
    return replace(node, lower=lower, upper=upper)


def limits(
    node: DateRange, *, now: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Return the interval that the two texts of ``node`` name, None for an open end.

    An inclusive end takes its whole span in, an exclusive one leaves all of it out:
    ``<=2026-03`` reaches to the end of March, ``>2026-03`` starts in April.
    """
    lower = upper = None
    if node.lower_text:
        lower = interval(node.lower_text, now, zone)[not node.is_lower_inclusive]
    if node.upper_text:
        upper = interval(node.upper_text, now, zone)[node.is_upper_inclusive]
    return lower, upper


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the leaves of ``node`` in the order in which they were typed, negated ones too."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | Boost(part):
            yield from leaves(part)
        case _:
            yield node


def uses_now(node: Node) -> bool:
    """Tell whether what ``node`` matches moves with the clock."""
    return any(range_uses_now(leaf) for leaf in leaves(node) if isinstance(leaf, DateRange))


def range_uses_now(node: DateRange) -> bool:
    """Tell whether one of the two ends moves with the clock."""
    return has_now(node.lower_text) or has_now(node.upper_text)


def names_of_entities(node: Node) -> tuple[str, ...]:
    """Return the entity names typed in a parsed tree, each once, in order: what to look up."""
    names = (
        leaf.values
        for leaf in leaves(node)
        if isinstance(leaf, Keyword) and leaf.field is Field.ENTITY
    )
    return tuple(dict.fromkeys(name for values in names for name in values))

"""A rule as a stored query can hold it: without the clock.

A server keeps a query as it was written; ``now`` in a saved search is each article's own moment.
So what moves with it is left open, and the rest narrows the choice.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from indexing.search.binding import bind_range, leaves, range_uses_now
from indexing.search.tree import And, Boost, DateRange, Everything, Node, Not, Nothing, Or

_ANY_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def is_relative(node: Node) -> bool:
    """Tell whether ``node`` has a date that moves with each article's ``first_seen_at``."""
    return any(_moves(leaf) for leaf in leaves(node) if isinstance(leaf, DateRange))


def widest(node: Node, *, zone: ZoneInfo) -> Node:
    """Return a bound tree that matches all that ``node`` matches for any ``now``, days of ``zone``.

    It matches nothing else unless ``is_relative``; what it finds then is to be checked.
    """
    return _widened(node, zone, is_wanted=True)


def _widened(node: Node, zone: ZoneInfo, *, is_wanted: bool) -> Node:
    match node:
        case And(parts) | Or(parts):
            return replace(
                node, parts=tuple(_widened(part, zone, is_wanted=is_wanted) for part in parts)
            )
        case Not(part):
            return replace(node, part=_widened(part, zone, is_wanted=not is_wanted))
        case Boost(part):
            return replace(node, part=_widened(part, zone, is_wanted=is_wanted))
        case DateRange(span=span) if _moves(node):
            return Everything(span) if is_wanted else Nothing(span)
        case DateRange() if not _is_bound(node):  # without ``now`` any moment gives the same range
            return bind_range(node, now=_ANY_MOMENT, zone=zone)
        case _:
            return node


def _moves(node: DateRange) -> bool:
    return not _is_bound(node) and range_uses_now(node)


def _is_bound(node: DateRange) -> bool:
    return node.lower is not None or node.upper is not None

"""Exact counts: the commonest values of a field, and articles per calendar step."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import tantivy
from tantivy import Query

from indexing.errors import InvalidRequest
from indexing.index.columns import micros
from indexing.index.contract import Bar
from indexing.index.timeline import starts_within
from indexing.search.tree import Field

MAX_BUCKETS: Final = 60_000
"""tantivy stops with an error at 65,000 buckets in one answer."""
_ALL_VALUES: Final = 2**32 - 1  # values kept per segment: with all of them the counts are exact
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def commonest(
    searcher: tantivy.Searcher, query: Query, field: Field, limit: int
) -> tuple[tuple[str, int], ...]:
    """Return the ``limit`` commonest values of ``field`` with their counts, ties by value."""
    size = limit + 1
    while True:
        terms = {"field": field.value, "size": size, "segment_size": _ALL_VALUES}
        buckets = _aggregate(searcher, query, {"terms": terms})["buckets"]
        values = sorted((-bucket["doc_count"], bucket["key"]) for bucket in buckets)
        is_whole = len(values) < size or values[-1][0] > values[limit - 1][0]
        if is_whole:  # else equals of the last one that is shown may be missing
            return tuple((value, -minus) for minus, value in values[:limit])
        if size >= MAX_BUCKETS:
            raise InvalidRequest(
                f"more than {MAX_BUCKETS:,} values are equally common",
                f"facet {field.value}",
                "Ask for it with a narrower query.",
            )
        size = min(size * 8, MAX_BUCKETS)


def timeline(
    searcher: tantivy.Searcher, query: Query, field: Field, step: str, zone: ZoneInfo
) -> tuple[Bar, ...]:
    """Return how many articles have ``field`` in each calendar ``step`` of ``zone``, no gaps."""
    lowest, highest = _extremes(searcher, query, field)
    if lowest is None or highest is None:
        return ()
    starts, end = starts_within(lowest, highest, step, zone)
    edges = [float(micros(each)) for each in (*starts, end)]
    ranges = [{"from": start, "to": after} for start, after in pairwise(edges)]
    asked = {"range": {"field": field.value, "ranges": ranges}}
    buckets = _aggregate(searcher, query, asked)["buckets"]
    # The engine adds what lies before the first and after the last; those have one edge only.
    counts = {each["from"]: each["doc_count"] for each in buckets if "from" in each}
    return tuple(
        Bar(start.astimezone(zone), counts[edge])
        for start, edge in zip(starts, edges, strict=False)
    )


def _extremes(
    searcher: tantivy.Searcher, query: Query, field: Field
) -> tuple[datetime | None, datetime | None]:
    asked = {which: {which: {"field": field.value}} for which in ("min", "max")}
    found = searcher.aggregate(query, asked)
    lowest, highest = (found[which]["value"] for which in asked)
    return _instant(lowest), _instant(highest)


def _aggregate(searcher: tantivy.Searcher, query: Query, asked: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = searcher.aggregate(query, {"it": asked})["it"]
    return answer


def _instant(microseconds: float | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=int(microseconds))

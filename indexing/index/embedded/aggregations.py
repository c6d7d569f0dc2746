"""Exact counts: the commonest values of a field, and articles per quarter of an hour."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import tantivy
from tantivy import Query

from indexing.errors import InvalidRequest
from indexing.index.embedded.queries import QueryBuilder, both
from indexing.index.timeline import QUARTER
from indexing.search.tree import Field

MAX_BUCKETS: Final = 60_000
"""tantivy stops with an error at 65,000 buckets in one answer."""
_ALL_VALUES: Final = 2**32 - 1  # values kept per segment: with all of them the counts are exact
_SPAN: Final = MAX_BUCKETS * QUARTER
_MICROSECOND: Final = timedelta(microseconds=1)
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


def quarters(
    searcher: tantivy.Searcher, builder: QueryBuilder, query: Query, field: Field
) -> dict[datetime, int]:
    """Return how many articles have ``field`` in each quarter of an hour (its start, UTC)."""
    lowest, highest = _extremes(searcher, query, field)
    counts: dict[datetime, int] = {}
    if lowest is None or highest is None:
        return counts
    interval = QUARTER // _MICROSECOND
    start = lowest // interval * interval
    while start <= highest:
        end = start + _SPAN // _MICROSECOND
        within = both(query, builder.integers(field, start, end - 1))
        asked = {"field": field.value, "interval": interval, "min_doc_count": 1}
        for bucket in _aggregate(searcher, within, {"histogram": asked})["buckets"]:
            counts[_instant(bucket["key"])] = bucket["doc_count"]
        start = end
    return counts


def _extremes(
    searcher: tantivy.Searcher, query: Query, field: Field
) -> tuple[int | None, int | None]:
    asked = {which: {which: {"field": field.value}} for which in ("min", "max")}
    found = searcher.aggregate(query, asked)
    lowest, highest = (found[which]["value"] for which in asked)
    return None if lowest is None else int(lowest), None if highest is None else int(highest)


def _aggregate(searcher: tantivy.Searcher, query: Query, asked: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = searcher.aggregate(query, {"it": asked})["it"]
    return answer


def _instant(microseconds: float) -> datetime:
    return _EPOCH + timedelta(microseconds=int(microseconds))

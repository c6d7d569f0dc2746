"""Exact counts: the commonest values of a field, and articles per calendar step."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from indexing.search.tree import Field

Aggregations = dict[str, Any]
Facet = tuple[tuple[str, int], ...]

_FIRST_VALUES: Final = 5_000  # of each month: more than a newsroom has sources, topics, authors
_ALL_VALUES: Final = 2**31 - 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def facets(
    ask: Callable[[Aggregations], Mapping[str, Any]], fields: Sequence[Field], limit: int
) -> dict[Field, Facet]:
    """Return the ``limit`` commonest values of each of ``fields``, ties by value.

    Each month's index tells its commonest values only. Where that leaves a doubt, and the server
    says so, all values are asked for. ``ask`` sends aggregations and returns their results.
    """
    found: dict[Field, Facet] = {}
    for most in (_FIRST_VALUES, _ALL_VALUES):
        missing = [field for field in fields if field not in found]
        if missing:
            wanted = {field.value: _terms(field, limit, most) for field in missing}
            answer = ask(wanted)
            found |= {
                field: _values(answer[field.value])
                for field in missing
                if answer[field.value]["doc_count_error_upper_bound"] == 0 or most == _ALL_VALUES
            }
    return {field: found[field] for field in fields}


def timeline(field: Field, step: str, zone: ZoneInfo) -> Aggregations:
    """Return the aggregation that counts articles per calendar ``step`` in ``zone``."""
    asked = {"field": field.value, "calendar_interval": step, "time_zone": zone.key}
    return {"bars": {"date_histogram": {**asked, "min_doc_count": 1}}}


def counts_per_step(answer: Mapping[str, Any]) -> dict[datetime, int]:
    """Return the counts in the answer to ``timeline`` by the start (UTC) of each step."""
    buckets = answer["bars"]["buckets"]
    return {_EPOCH + timedelta(milliseconds=each["key"]): each["doc_count"] for each in buckets}


def _terms(field: Field, limit: int, most: int) -> Aggregations:
    return {"terms": {"field": field.value, "size": limit, "shard_size": max(limit, most)}}


def _values(answer: Mapping[str, Any]) -> Facet:
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])

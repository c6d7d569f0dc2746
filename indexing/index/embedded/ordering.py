"""Exact pages: tantivy orders by one value only, and among equals as it likes; we order the rest.

Enough results are fetched that the group of equals at the end of the page is whole, then sorted
by first seen and id. Equals are common: all articles of one cycle are first seen at one instant,
and headlines of equal length have equal scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import tantivy
from tantivy import Occur, Query

from indexing.index.contract import SearchPage, SearchResult, Sort
from indexing.index.cursors import Position, bad_cursor, decode, encode
from indexing.index.embedded.documents import ID
from indexing.index.embedded.queries import QueryBuilder, any_of, both
from indexing.search.tree import Field

_FIELDS: Final = {Sort.PUBLISHED: Field.PUBLISHED, Sort.SEEN: Field.SEEN}
_POSITIONS: Final = {
    Sort.RELEVANCE: (int,),
    Sort.PUBLISHED: ((int, type(None)), int, str),
    Sort.SEEN: (int, int, str),
}
"""What a cursor holds: an offset, or the last result's date, first seen and id."""
_GROWTH: Final = 8
_SPARE: Final = 8
"""An eighth more is fetched at first, so that a few equals at the end cost no second round."""


@dataclass(frozen=True, slots=True, order=True)
class _Row:
    """A result; rows compare as they are shown. Dates are negated microseconds, unknown last."""

    is_undated: bool
    minus_value: float
    minus_seen: int
    article_id: str
    score: float = field(compare=False)

    def position(self) -> Position:
        """Return what a cursor needs to go on after this row."""
        value = None if self.is_undated else -int(self.minus_value)
        return value, -self.minus_seen, self.article_id


class PageReader:
    """Reads pages of ``query`` from one ``searcher``, that is, of one state of the index."""

    def __init__(
        self, searcher: tantivy.Searcher, builder: QueryBuilder, query: Query, sort: Sort
    ) -> None:
        self._searcher = searcher
        self._builder = builder
        self._query = query
        self._sort = sort
        self._total = count(searcher, query)

    def page(self, limit: int, cursor: str) -> SearchPage:
        """Return ``limit`` results after ``cursor``. Raises InvalidRequest when it is a bad one."""
        position = decode(cursor, self._sort, _POSITIONS[self._sort]) if cursor else None
        if self._sort is Sort.RELEVANCE:
            return self._by_relevance(limit, position)
        return self._by_date(limit, position)

    def _by_relevance(self, limit: int, position: Position | None) -> SearchPage:
        offset = int(position[0] or 0) if position else 0
        if offset < 0:
            raise bad_cursor(encode(self._sort, (offset,)))
        end = min(offset + limit, self._total)
        rows = self._first(self._query, end, None)[offset:] if offset < end else []
        return self._page(rows, (end,) if end < self._total else None)

    def _by_date(self, limit: int, position: Position | None) -> SearchPage:
        query, after = self._query, None
        if position:
            query, after = both(query, self._not_before(position[0])), _row_at(position)
        rows = self._first(query, limit + 1, after)
        following = rows[limit - 1].position() if len(rows) > limit else None
        return self._page(rows[:limit], following)

    def _page(self, rows: Sequence[_Row], following: Position | None) -> SearchPage:
        results = tuple(SearchResult(row.article_id, row.score) for row in rows)
        return SearchPage(results, self._total, encode(self._sort, following) if following else "")

    def _first(self, query: Query, wanted: int, after: _Row | None) -> list[_Row]:
        """Return the first ``wanted`` rows beyond ``after``, in order; fewer when they end."""
        size = wanted + wanted // _SPARE + 1
        while True:
            hits = self._hits(query, size)
            is_all = len(hits) < size
            if not is_all:  # the last group of equals may go on beyond what was fetched
                hits = [hit for hit in hits if hit[0] != hits[-1][0]]
            rows = sorted(self._rows(hits))
            if after is not None:
                rows = [row for row in rows if row > after]
            if is_all or len(rows) >= wanted:
                return rows[:wanted]
            size = min(size * _GROWTH, self._total + 1)

    def _hits(self, query: Query, size: int) -> Sequence[tuple[float | None, tantivy.DocAddress]]:
        if self._sort is Sort.RELEVANCE:
            # Multiplies each score by log2(first seen), which differs by less than a thousandth
            # between articles of one year: equal scores come newest first out of the engine.
            return self._searcher.search(
                query, limit=size, count=False, weight_by_field=Field.SEEN.value
            ).hits
        name = _FIELDS[self._sort].value
        return self._searcher.search(query, limit=size, count=False, order_by_field=name).hits

    def _rows(self, hits: Sequence[tuple[float | None, tantivy.DocAddress]]) -> list[_Row]:
        addresses = [address for _, address in hits]
        seen = self._searcher.fast_field_values(Field.SEEN.value, addresses)
        has_score = self._sort is Sort.RELEVANCE
        return [
            _Row(
                is_undated=value is None,
                minus_value=-(value or 0),
                minus_seen=-int(at or 0),
                article_id=self._searcher.doc(address)[ID][0],
                score=float(value or 0) if has_score else 0.0,
            )
            for (value, address), at in zip(hits, seen, strict=True)
        ]

    def _not_before(self, value: int | str | None) -> Query:
        """Match what stands at ``value`` or later in the order: older, or without a date."""
        field_ = _FIELDS[self._sort]
        dated = Query.exists_query(field_.value)
        undated = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, dated)])
        if value is None:
            return undated
        return any_of((undated, self._builder.integers(field_, None, int(value))))


def count(searcher: tantivy.Searcher, query: Query) -> int:
    """Return how many articles match ``query``, exactly."""
    return int(searcher.search(query, limit=1).count)  # type: ignore[attr-defined]  # not in stub


def _row_at(position: Position) -> _Row:
    value, seen, article_id = position
    return _Row(value is None, -int(value or 0), -int(seen or 0), str(article_id), 0.0)

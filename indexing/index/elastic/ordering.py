"""Orders of results, and cursors that go on exactly where a page ended.

A cursor holds the values by which the page's last result was ordered; first seen and id break
every tie, so no two results are equal. It needs no context on the server, and articles that come
in meanwhile neither shift nor hide the rest.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

from indexing.index.contract import Sort
from indexing.index.cursors import Position, bad_cursor, decode, encode
from indexing.index.elastic.mapping import ID, micros_field
from indexing.search.tree import Field

_SEEN: Final = {micros_field(Field.SEEN): {"order": "desc"}}
_ID: Final = {ID: {"order": "asc"}}
_PUBLISHED: Final = {micros_field(Field.PUBLISHED): {"order": "desc", "missing": "_last"}}
_ORDERS: Final[dict[Sort, list[dict[str, Any]]]] = {
    Sort.RELEVANCE: [{"_score": {"order": "desc"}}, _SEEN, _ID],
    Sort.PUBLISHED: [_PUBLISHED, _SEEN, _ID],
    Sort.SEEN: [_SEEN, _ID],
}
_POSITIONS: Final[dict[Sort, tuple[type | tuple[type, ...], ...]]] = {
    Sort.RELEVANCE: (str, int, str),  # the score as a text: cursors hold no fractions
    Sort.PUBLISHED: ((int, type(None)), int, str),
    Sort.SEEN: (int, str),
}
_MISSING: Final = -(2**63)
"""What the server orders articles without a date by."""


def sort_clause(sort: Sort) -> list[dict[str, Any]]:
    """Return the server's words for ``sort``, every tie broken."""
    return _ORDERS[sort]


def cursor_after(sort: Sort, values: Sequence[Any]) -> str:
    """Return the cursor for what follows a result that was ordered by ``values``."""
    first, *rest = values
    if sort is Sort.RELEVANCE:
        first = repr(float(first))
    elif first == _MISSING:
        first = None
    return encode(sort, (first, *rest))


def search_after(sort: Sort, cursor: str) -> list[Any] | None:
    """Return the values after which to go on, None without a cursor.

    Raises InvalidRequest on a cursor that is none of ours.
    """
    if not cursor:
        return None
    position = decode(cursor, sort, _POSITIONS[sort])
    first, *rest = position
    if sort is Sort.RELEVANCE:
        return [_score(cursor, position), *rest]
    return [_MISSING if first is None else first, *rest]


def _score(cursor: str, position: Position) -> float:
    try:
        score = float(str(position[0]))
    except ValueError as error:
        raise bad_cursor(cursor) from error
    if not math.isfinite(score):
        raise bad_cursor(cursor)
    return score

"""What may be asked of an index: the same bounds, and the same words, for every engine."""

from collections.abc import Iterator, Sequence
from typing import Final

from indexing.errors import InvalidRequest
from indexing.index.contract import ArticleIndex, SearchResult, Sort
from indexing.search.tree import DATE_FIELDS, KEYWORD_FIELDS, Field, Node

MAX_RESULTS: Final = 1_000


def every_result(index: ArticleIndex, query: Node, *, sort: Sort) -> Iterator[SearchResult]:
    """Yield every article that matches, page after page. Raises IndexUnavailable."""
    cursor = ""
    while True:
        page = index.search(query, sort=sort, limit=MAX_RESULTS, cursor=cursor)
        yield from page.results
        if not page.cursor:
            return
        cursor = page.cursor


def check_limit(limit: int) -> None:
    """Raise InvalidRequest unless ``limit`` is from 1 to MAX_RESULTS."""
    if not 1 <= limit <= MAX_RESULTS:
        raise InvalidRequest(f"a limit of {limit}", "search", f"Ask for 1 to {MAX_RESULTS:,}.")


def check_facets(fields: Sequence[Field]) -> None:
    """Raise InvalidRequest unless all ``fields`` have whole values that can be counted."""
    _check_fields(fields, KEYWORD_FIELDS)


def check_timeline(field: Field) -> None:
    """Raise InvalidRequest unless ``field`` holds dates."""
    _check_fields((field,), DATE_FIELDS)


def check_generation(generation: int, *, current: int, where: str) -> None:
    """Raise InvalidRequest when ``generation`` is older than the one that readers see."""
    if generation < max(current, 1):
        raise InvalidRequest(
            f"generation {generation} is no more, {current} is current",
            where,
            "Go on with the newer generation.",
        )


def _check_fields(fields: Sequence[Field], allowed: Sequence[Field]) -> None:
    if wrong := [field.value for field in fields if field not in allowed]:
        names = ", ".join(field.value for field in allowed)
        raise InvalidRequest(f"{', '.join(wrong)} cannot be counted", "search", f"Use {names}.")

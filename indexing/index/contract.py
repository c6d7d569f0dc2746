"""What every index backend promises; ``tests/contracts/index`` holds them all to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from indexing.search.searchable import Searchable
from indexing.search.tree import Field, Node

REBUILD: Final = (
    "`presswatch index rebuild` makes a new one: everything in it is still in the store."
)
"""What to do about an index that is broken or outdated, whatever the engine."""


class Sort(StrEnum):
    """Orders of results; ties always by first seen, then id, newest first."""

    RELEVANCE = "relevance"
    PUBLISHED = "published"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One article that matches. ``score`` has no unit: it only orders one search's results."""

    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``total`` articles match, exactly; ``cursor`` asks for the next page, empty at the end."""

    results: tuple[SearchResult, ...]
    total: int
    cursor: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a timeline: it starts at ``at`` (aware, in the asked zone)."""

    at: datetime
    articles: int


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What an index says of itself. ``engine`` is its name and version.

    ``schema`` is that of what readers see, None when nothing was published, 0 when it tells
    none; ``our_schema`` is what this Presswatch makes and reads. ``blocks`` name what keeps its
    server from taking writes; ``clock_at`` is that server's time in whole seconds (aware, UTC),
    None where there is none.
    """

    engine: str
    is_supported: bool
    schema: int | None
    our_schema: int
    blocks: tuple[str, ...] = ()
    clock_at: datetime | None = None


class ArticleIndex(Protocol):
    """Stores articles and finds them again. Any method may raise IndexUnavailable: wait, repeat.

    Trees are bound (``search.binding``). A generation is a whole index; readers see the current
    one, a rebuild fills the next and ``publish`` swaps them.
    """

    def write(self, articles: Iterable[Searchable], *, generation: int) -> Mapping[str, str]:
        """Add or replace by ``article_id``; an older ``revision`` never replaces a newer one.

        Visible to ``search`` on return. Safe to repeat. Returns article_id → reason for those
        that the index will never take; all others are in.
        """

    def delete(self, article_ids: Sequence[str], *, generation: int) -> None:
        """Remove these; unknown ids are fine."""

    def search(
        self,
        query: Node,
        *,
        sort: Sort = Sort.RELEVANCE,
        limit: int = 20,
        cursor: str = "",
    ) -> SearchPage:
        """Return up to ``limit`` (1 to 1,000) results. Raises InvalidRequest on a bad cursor."""

    def count(self, query: Node) -> int:
        """Return exactly how many articles match."""

    def facets(
        self, query: Node, fields: Sequence[Field], *, limit: int = 20
    ) -> Mapping[Field, tuple[tuple[str, int], ...]]:
        """Return for each keyword field its commonest values with exact counts, ties by value."""

    def histogram(self, query: Node, field: Field, *, step: str, zone: ZoneInfo) -> tuple[Bar, ...]:
        """Return counts per calendar ``step`` (hour, day, week, month) in ``zone``, no gaps.

        From the first to the last bar that has an article; weeks start on Monday.
        """

    def ids(self, *, generation: int) -> Mapping[str, int]:
        """Return every article_id with its revision: what ``verify`` compares to the store."""

    def generation(self) -> int:
        """Return the generation that readers see, 0 when there is none yet."""

    def publish(self, generation: int) -> None:
        """Let readers see ``generation`` from now on, in one step, and drop older ones."""

    def about(self) -> IndexFacts:
        """Return what the engine says of itself, also where its schema is not ours."""

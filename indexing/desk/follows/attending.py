"""What a follow's coverage is about, and how attention moved: counted in the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.desk.coverage.facets import FacetValue
from indexing.desk.coverage.searching import Wish, search
from indexing.desk.follows.following import kept_follow
from indexing.desk.room import Desk
from indexing.index.contract import Bar, Sort
from indexing.models import EntityType
from indexing.search.tree import Field
from indexing.store.records.names import entities_of


@dataclass(frozen=True, slots=True)
class Attention:
    """Counts of articles. ``names`` are people, places and bodies, each the commonest first.

    ``days`` are counted by the date of publication in the asker's zone, from the first that has
    an article to the last; articles of unknown date are in ``articles`` only.
    """

    articles: int
    distinct_texts: int | None
    names: dict[EntityType, Sequence[FacetValue]]
    topics: Sequence[FacetValue]
    sources: Sequence[FacetValue]
    days: Sequence[Bar]


def attention(desk: Desk, slug: str) -> Attention:
    """Return what is related to a follow in numbers. Raises NotFound, IndexUnavailable."""
    kept_follow(desk, slug)
    facets = (Field.ENTITY, Field.TOPIC, Field.SOURCE)
    found = search(desk, f"related:{slug}", Wish(Sort.SEEN, limit=1, facets=facets))
    named = found.facets[Field.ENTITY.value]
    with desk.store.read() as db:
        kinds = {row[0]: row[2] for row in entities_of(db, [one.value for one in named])}
    return Attention(
        articles=found.total,
        distinct_texts=found.distinct_texts,
        names={
            kind: [one for one in named if kinds.get(one.value) == kind]
            for kind in (EntityType.PER, EntityType.LOC, EntityType.ORG)
        },
        topics=found.facets[Field.TOPIC.value],
        sources=found.facets[Field.SOURCE.value],
        days=found.timeline,
    )

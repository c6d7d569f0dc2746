"""Articles as the engines see them: what the projector writes, what alerts are matched on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from indexing.models import Article
from indexing.pipeline.following import lines_of
from indexing.search.searchable import Searchable
from indexing.search.searchable_from import searchable
from indexing.search.stream_codec import decode_streams
from indexing.settings import Settings
from indexing.store.records.articles import get_articles, story_places
from indexing.store.records.understanding import get_understanding
from indexing.store.watch.relations import related_slugs


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, and ``seen`` as the engines see it; how near to its story, and whose copy."""

    article: Article
    seen: Searchable
    score: float
    copy_of: str


def searchables(
    db: Connection, article_ids: Sequence[str], settings: Settings
) -> dict[str, Searchable]:
    """Return id → searchable article, for those among ``article_ids`` that were understood."""
    return {one: each.seen for one, each in prepared(db, article_ids, settings).items()}


def prepared(db: Connection, article_ids: Sequence[str], settings: Settings) -> dict[str, Prepared]:
    """Return id → article with what belongs to it, for those that were understood."""
    articles = get_articles(db, article_ids)
    understood = get_understanding(db, article_ids)
    follows = related_slugs(db, article_ids, lines_of(db, settings))
    places = story_places(db, article_ids)
    made = {}
    for article_id, article in articles.items():
        known = understood.get(article_id)
        if known is None:
            continue
        score, copy_of = places.get(article_id, (0.0, ""))
        seen = searchable(
            article,
            known.extraction,
            streams=decode_streams(known.streams),
            follows=follows.get(article_id, ()),
            copies=copy_of or article_id,
        )
        made[article_id] = Prepared(article, seen, score, copy_of)
    return made

"""What an alert or a follow saw and when, one row an article: what attention is counted from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, not_, select

from indexing.store.records.articles import stands
from indexing.store.schema import articles, matches, relations
from indexing.store.watch.relations import is_aside


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article. ``text`` is the same for all copies of one text; ``is_old`` as in Article.

    ``story_id`` is empty where it is of no story.
    """

    article_id: str
    text: str
    title: str
    source: str
    published_at: datetime | None
    first_seen_at: datetime
    is_old: bool
    story_id: str = ""


def sightings_of_alert(db: Connection, alert_id: int, *, since: datetime) -> list[Sighting]:
    """Return what matched an alert and was first seen since, first seen first."""
    matched = select(matches.c.article_id).where(matches.c.alert_id == alert_id)
    return _sightings(db, _seen(since).where(articles.c.id.in_(matched)))


def sightings_of_follow(
    db: Connection, slug: str, *, at_least: float, since: datetime
) -> list[Sighting]:
    """Return what reaches a follow's line and was first seen since, first seen first."""
    related = _seen(since).join(relations, relations.c.article_id == articles.c.id)
    return _sightings(
        db, related.where(relations.c.slug == slug, relations.c.score >= at_least, not_(is_aside()))
    )


def _seen(since: datetime) -> Select[Any]:
    return select(articles).where(articles.c.first_seen_at >= since, stands())


def _sightings(db: Connection, query: Select[Any]) -> list[Sighting]:
    return [
        Sighting(
            article_id=row.id,
            text=row.copy_of or row.id,
            title=row.title,
            source=row.source,
            published_at=row.published_at,
            first_seen_at=row.first_seen_at,
            is_old=row.is_old,
            story_id=row.story_id or "",
        )
        for row in db.execute(query.order_by(articles.c.first_seen_at, articles.c.id))
    ]

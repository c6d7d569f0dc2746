"""Relations: how near coverage is to what a person follows, and what they put aside of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, not_, select

from indexing.models import Relation
from indexing.store.batches import batches
from indexing.store.dialects import Insert, execute_or
from indexing.store.schema import articles, asides, relations
from indexing.store.watch.arrivals import is_new


@dataclass(frozen=True, slots=True)
class Related:
    """One article's relation to a follow; ``is_aside`` if a person put it, or its text, aside."""

    slug: str
    article_id: str
    relation: Relation
    story_id: str
    copy_of: str
    is_aside: bool


def save_relation(db: Connection, slug: str, article_id: str, relation: Relation) -> None:
    """Keep how near an article is, with the reasons."""
    new = {
        "slug": slug,
        "article_id": article_id,
        "score": relation.score,
        "lexical": relation.lexical,
        "entities": relation.entities,
        "embedding": relation.embedding,
        "reasons": list(relation.reasons),
    }
    execute_or(db, _newest_relation, new)


def _newest_relation(insert: Insert) -> Any:
    new = insert(relations)
    parts = ("score", "lexical", "entities", "embedding", "reasons")
    newer = {name: new.excluded[name] for name in parts}
    return new.on_conflict_do_update(index_elements=["slug", "article_id"], set_=newer)


def slugs_related_to(db: Connection, article_id: str) -> set[str]:
    """Return the slugs of the follows to which an article's relation is kept."""
    return set(db.execute(_SLUGS, {"article": article_id}).scalars())


_SLUGS = select(relations.c.slug).where(relations.c.article_id == bindparam("article"))


def relations_of(db: Connection, article_id: str) -> list[Related]:
    """Return an article's relations to every follow, nearest first."""
    return _related(
        db, relations.c.article_id == article_id, limit=1000, order=relations.c.score.desc()
    )


def coverage(
    db: Connection,
    slug: str,
    *,
    at_least: float,
    below: float = 2.0,
    since: datetime | None = None,
    limit: int = 500,
) -> list[Related]:
    """Return what is related to a follow with ``at_least <= score < below``, nearest first.

    What a person put aside is left out, and what is not new to who looked at ``since``.
    """
    condition = and_(
        relations.c.slug == slug,
        relations.c.score >= at_least,
        relations.c.score < below,
        not_(is_aside()),
    )
    if since is not None:
        condition &= is_new(since)
    return _related(db, condition, limit=limit, order=relations.c.score.desc())


def places_in_stories(
    db: Connection, slug: str, *, at_least: float
) -> list[tuple[float, datetime, str]]:
    """Return (score, when it was published, else first seen, story) of all that is so near.

    However much there is; what a person put aside is left out.
    """
    rows = db.execute(
        select(relations.c.score, _AT, articles.c.story_id)
        .join(articles, articles.c.id == relations.c.article_id)
        .where(
            relations.c.slug == slug,
            relations.c.score >= at_least,
            articles.c.story_id.is_not(None),
            articles.c.duplicate_of.is_(None),
            not_(is_aside()),
        )
    )
    return [(row.score, row.at, row.story_id) for row in rows]


_AT = func.coalesce(articles.c.published_at, articles.c.first_seen_at).label("at")


def put_aside(db: Connection, slug: str, *, limit: int = 500) -> list[Related]:
    """Return what a person put aside from a follow, nearest first."""
    condition = (relations.c.slug == slug) & is_aside()
    return _related(db, condition, limit=limit, order=relations.c.score.desc())


def every_relation(db: Connection, slug: str) -> dict[str, float]:
    """Return article id → score of every relation to a follow, put aside or not."""
    query = select(relations.c.article_id, relations.c.score).where(relations.c.slug == slug)
    return {row.article_id: row.score for row in db.execute(query)}


def related_slugs(
    db: Connection, article_ids: Sequence[str], lines: Mapping[str, float]
) -> dict[str, tuple[str, ...]]:
    """Return article id → slugs of the follows whose line (slug → score) it reaches.

    Not of those from which a person put it aside.
    """
    found: dict[str, list[str]] = {}
    for batch in batches(article_ids):
        rows = db.execute(
            select(relations.c.article_id, relations.c.slug, relations.c.score)
            .join(articles, articles.c.id == relations.c.article_id)
            .where(relations.c.article_id.in_(batch), not_(is_aside()))
            .order_by(relations.c.slug)
        )
        for row in rows:
            if row.score >= lines.get(row.slug, 2.0):
                found.setdefault(row.article_id, []).append(row.slug)
    return {article_id: tuple(slugs) for article_id, slugs in found.items()}


def is_aside() -> ColumnElement[bool]:
    """Whether a person put the relation's article aside, or the text that it copies."""
    text_id = func.coalesce(articles.c.copy_of, articles.c.id)
    return exists().where(asides.c.slug == relations.c.slug, asides.c.article_id == text_id)


def _related(db: Connection, condition: Any, *, limit: int, order: Any) -> list[Related]:
    rows = db.execute(
        select(
            relations,
            articles.c.story_id,
            articles.c.copy_of,
            is_aside().label("is_aside"),
        )
        .join(articles, articles.c.id == relations.c.article_id)
        .where(condition, articles.c.duplicate_of.is_(None))
        .order_by(order, articles.c.first_seen_at, articles.c.id)
        .limit(limit)
    )
    return [
        Related(
            slug=row.slug,
            article_id=row.article_id,
            relation=Relation(
                score=row.score,
                lexical=row.lexical,
                entities=row.entities,
                embedding=row.embedding,
                reasons=tuple(row.reasons or ()),
            ),
            story_id=row.story_id or "",
            copy_of=row.copy_of or "",
            is_aside=bool(row.is_aside),
        )
        for row in rows
    ]

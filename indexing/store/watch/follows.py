"""Follows: what a person follows, grown from a reference article; how near coverage is to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)

from indexing.models import Document, Extraction, Relation
from indexing.store.batches import batches
from indexing.store.codec import pack_extraction, unpack_extraction
from indexing.store.dialects import Insert, execute_or
from indexing.store.schema import articles, asides, follows, relations
from indexing.store.watch.arrivals import is_new

Hold = Literal["shared", "alone"]


@dataclass(frozen=True, slots=True)
class Follow:
    """A followed reference. ``tuning`` is what the person changed of it (the desk's own form).

    ``former_tuning`` is what it replaced, None where there is nothing to go back to;
    ``published_at`` when the reference was published, None where that is not known.
    """

    slug: str
    name: str
    document: Document
    origin: str
    extraction: Extraction
    tuning: dict[str, Any]
    is_paused: bool
    made_at: datetime
    looked_at: datetime | None
    former_tuning: dict[str, Any] | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """One article's relation to a follow; ``is_aside`` if a person put it, or its text, aside.

    ``at`` is when it was published, else first seen.
    """

    slug: str
    article_id: str
    relation: Relation
    at: datetime
    story_id: str
    copy_of: str
    is_aside: bool


def add_follow(db: Connection, follow: Follow) -> None:
    """Keep a follow; the slug must be free (see ``free_slug``)."""
    db.execute(
        insert(follows).values(
            slug=follow.slug,
            name=follow.name,
            title=follow.document.title,
            text=follow.document.text,
            origin=follow.origin,
            extraction=pack_extraction(follow.extraction),
            tuning=follow.tuning,
            is_paused=follow.is_paused,
            made_at=follow.made_at,
            looked_at=follow.looked_at,
            former_tuning=follow.former_tuning,
            published_at=follow.published_at,
        )
    )


def free_slug(db: Connection, wanted: str) -> str:
    """Return ``wanted``, or ``wanted-2``, ``-3``, … when it is taken."""
    slug, number = wanted, 1
    while db.execute(select(follows.c.slug).where(follows.c.slug == slug)).first():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def get_follow(db: Connection, slug: str) -> Follow | None:
    """Return a follow by its slug."""
    row = db.execute(select(follows).where(follows.c.slug == slug)).first()
    return None if row is None else _follow(row)


def list_follows(db: Connection) -> list[Follow]:
    """Return all follows, oldest first."""
    rows = db.execute(select(follows).order_by(follows.c.made_at, follows.c.slug))
    return [_follow(row) for row in rows]


def follow_states(
    db: Connection, *, only: str | None = None, hold: Hold | None = None
) -> dict[str, tuple[dict[str, Any], bool]]:
    """Return slug → (tuning, whether it is paused) of every follow: cheap enough for each article.

    Texts and extractions, which are large, are not read. ``only`` asks for that follow alone.
    What is held stays as it is until the transaction ends: ``shared`` holders do not wait for
    each other, a holder ``alone``, and whoever changes it, waits for all.
    """
    rows = db.execute(_states(only is not None, hold), {"only": only})
    return {row.slug: (row.tuning or {}, row.is_paused) for row in rows}


@cache
def _states(is_of_one: bool, hold: Hold | None) -> Select[Any]:
    query = select(follows.c.slug, follows.c.tuning, follows.c.is_paused).order_by(follows.c.slug)
    if is_of_one:
        query = query.where(follows.c.slug == bindparam("only"))
    return query if hold is None else query.with_for_update(read=hold == "shared")


def set_follow(db: Connection, slug: str, **values: Any) -> bool:
    """Change a follow (``is_paused``, ``tuning``, ``looked_at``). False if there is none."""
    return db.execute(update(follows).where(follows.c.slug == slug).values(**values)).rowcount == 1


def save_tuning(
    db: Connection,
    slug: str,
    tuning: Mapping[str, Any],
    *,
    former: Mapping[str, Any] | None,
    aside: Iterable[str],
) -> None:
    """Keep a follow's tuning, what it replaces, and the articles that are put ``aside`` by it.

    An article that is put aside takes the copies of its text with it, those to come too.
    """
    values = {"tuning": tuning, "former_tuning": former}
    db.execute(update(follows).where(follows.c.slug == slug).values(**values))
    db.execute(delete(asides).where(asides.c.slug == slug))
    if rows := [{"slug": slug, "article_id": one} for one in sorted(set(aside))]:
        db.execute(insert(asides), rows)


def remove_follow(db: Connection, slug: str) -> list[str]:
    """Forget a follow; return the articles that were related to it (the index must learn)."""
    follow_states(db, only=slug, hold="alone")  # who relates to it now holds it, and writes first
    ids = list(db.execute(select(relations.c.article_id).where(relations.c.slug == slug)).scalars())
    for table in (relations, asides):
        db.execute(delete(table).where(table.c.slug == slug))
    db.execute(delete(follows).where(follows.c.slug == slug))
    return ids


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
            func.coalesce(articles.c.published_at, articles.c.first_seen_at).label("at"),
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
            at=row.at,
            story_id=row.story_id or "",
            copy_of=row.copy_of or "",
            is_aside=bool(row.is_aside),
        )
        for row in rows
    ]


def _follow(row: Row[Any]) -> Follow:
    return Follow(
        slug=row.slug,
        name=row.name,
        document=Document(row.title, row.text),
        origin=row.origin,
        extraction=unpack_extraction(row.extraction),
        tuning=row.tuning or {},
        is_paused=row.is_paused,
        made_at=row.made_at,
        looked_at=row.looked_at,
        former_tuning=row.former_tuning,
        published_at=row.published_at,
    )

"""Matches and hits. A match is an article that met a query; a hit is an alert meeting a subject.

The keys hold what is promised: one match for (alert, article, query version, article version),
one hit for (alert, subject, generation). The subject is a story, or one article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from indexing.models import MatchedClause
from indexing.store.batches import batches
from indexing.store.dialects import insert_or
from indexing.store.schema import hits, matches


@dataclass(frozen=True, slots=True)
class NewMatch:
    """An article that meets an alert's query. ``subject`` is what the hit is about."""

    alert_id: int
    article_id: str
    query_version: int
    article_version: int
    subject: str
    clauses: tuple[MatchedClause, ...]
    is_old: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A recorded match. ``how``: ``fired`` opened its hit, ``joined`` one that was open."""

    id: int
    alert_id: int
    article_id: str
    query_version: int
    article_version: int
    hit_id: int
    clauses: tuple[MatchedClause, ...]
    how: str
    is_old: bool
    made_at: datetime


def record_match(
    db: Connection, new: NewMatch, *, now: datetime, generation_after: timedelta
) -> str:
    """Record a match with its hit; return ``fired``, ``joined``, or "" if the article had fired.

    An article fires once per alert, whatever its version: a correction is no second hit.
    """
    if _has_matched(db, new.alert_id, new.article_id):
        return ""
    hit_id, is_new = _hit(db, new, now=now, generation_after=generation_after)
    how = "fired" if is_new else "joined"
    db.execute(
        insert(matches).values(
            alert_id=new.alert_id,
            article_id=new.article_id,
            query_version=new.query_version,
            article_version=new.article_version,
            hit_id=hit_id,
            clauses=list(new.clauses),
            how=how,
            is_old=new.is_old,
            made_at=now,
        )
    )
    return how


def get_matches(db: Connection, ids: Sequence[int]) -> list[Match]:
    """Return the known ones of ``ids``, in the order of their ids."""
    return [
        match for batch in batches(sorted(ids)) for match in _matches(db, matches.c.id.in_(batch))
    ]


def matches_of_article(db: Connection, article_id: str) -> list[Match]:
    """Return every match of an article."""
    return _matches(db, matches.c.article_id == article_id)


def matches_of_alert(db: Connection, alert_id: int, *, limit: int = 500) -> list[Match]:
    """Return an alert's matches, newest first."""
    newest = select(matches.c.id).where(matches.c.alert_id == alert_id)
    ids = db.execute(newest.order_by(matches.c.id.desc()).limit(limit)).scalars().all()
    return get_matches(db, ids)[::-1]


def matches_of_hit(db: Connection, hit_id: int) -> list[Match]:
    """Return a hit's matches, first first."""
    return _matches(db, matches.c.hit_id == hit_id)


def count_hits(db: Connection, alert_id: int) -> int:
    """Return how many hits an alert has had."""
    query = select(func.count()).select_from(hits).where(hits.c.alert_id == alert_id)
    return int(db.execute(query).scalar_one())


def _has_matched(db: Connection, alert_id: int, article_id: str) -> bool:
    known = select(matches.c.id).where(
        matches.c.alert_id == alert_id, matches.c.article_id == article_id
    )
    return db.execute(known.limit(1)).first() is not None


def _hit(
    db: Connection, new: NewMatch, *, now: datetime, generation_after: timedelta
) -> tuple[int, bool]:
    """Return (hit id, whether it is new): the open generation, or the next one."""
    latest = db.execute(
        select(hits)
        .where(hits.c.alert_id == new.alert_id, hits.c.subject == new.subject)
        .order_by(hits.c.generation.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.made_at + generation_after > now:
        return int(latest.id), False
    generation = 1 if latest is None else latest.generation + 1
    made = db.execute(
        insert_or(db, hits)
        .values(alert_id=new.alert_id, subject=new.subject, generation=generation, made_at=now)
        .on_conflict_do_nothing()
        .returning(hits.c.id)
    ).scalar_one_or_none()
    if made is not None:
        return int(made), True
    other = select(hits.c.id).where(
        hits.c.alert_id == new.alert_id,
        hits.c.subject == new.subject,
        hits.c.generation == generation,
    )
    return int(db.execute(other).scalar_one()), False


def _matches(db: Connection, condition: Any) -> list[Match]:
    rows = db.execute(select(matches).where(condition).order_by(matches.c.id))
    return [_match(row) for row in rows]


def _match(row: Row[Any]) -> Match:
    return Match(
        id=row.id,
        alert_id=row.alert_id,
        article_id=row.article_id,
        query_version=row.query_version,
        article_version=row.article_version,
        hit_id=row.hit_id,
        clauses=tuple(_clause(raw) for raw in row.clauses),
        how=row.how,
        is_old=row.is_old,
        made_at=row.made_at,
    )


def _clause(raw: dict[str, Any]) -> MatchedClause:
    return MatchedClause(
        clause=raw["clause"],
        field=raw["field"],
        words=tuple(raw["words"]),
        spans=tuple((start, end) for start, end in raw["spans"]),
    )

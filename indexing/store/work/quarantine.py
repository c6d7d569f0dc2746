"""What was set aside because trying again cannot help: the reason, and its bytes for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from indexing.errors import Quarantined
from indexing.store.batches import delete_some
from indexing.store.schema import quarantine

MAX_BYTES = 1_000_000_000
"""Bytes kept in all; the oldest go first."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """One thing that was set aside. ``kind`` is the error's class, ``size`` its kept bytes."""

    id: int
    at: datetime
    url: str
    stage: str
    kind: str
    reason: str
    size: int
    article_id: str
    feed_id: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is set aside: at which stage, which address, whose article or feed, which bytes."""

    stage: str
    url: str
    article_id: str | None = None
    feed_id: int | None = None
    body: bytes = b""


def set_aside(db: Connection, error: Quarantined, subject: Subject, *, now: datetime) -> None:
    """Record why ``subject`` was set aside, with the bytes that were the reason."""
    db.execute(
        insert(quarantine).values(
            article_id=subject.article_id,
            feed_id=subject.feed_id,
            url=subject.url,
            stage=subject.stage,
            kind=type(error).__name__,
            reason=error.what,
            body=subject.body or None,
            at=now,
        )
    )


def set_aside_list(
    db: Connection, *, since: datetime | None = None, limit: int = 1000
) -> Sequence[SetAside]:
    """Return what was set aside, newest first."""
    size = func.coalesce(func.length(quarantine.c.body), 0)
    shown = [column for column in quarantine.c if column is not quarantine.c.body]
    query = select(*shown, size.label("size")).order_by(quarantine.c.id.desc()).limit(limit)
    if since:
        query = query.where(quarantine.c.at >= since)
    return [
        SetAside(
            id=row.id,
            at=row.at,
            url=row.url,
            stage=row.stage,
            kind=row.kind,
            reason=row.reason,
            size=row.size,
            article_id=row.article_id or "",
            feed_id=row.feed_id,
        )
        for row in db.execute(query)
    ]


def forget_bytes(db: Connection, *, before: datetime) -> int:
    """Drop kept bytes older than ``before``, then the oldest over ``MAX_BYTES``; return how many.

    The reasons stay.
    """
    dropped = db.execute(
        update(quarantine)
        .where(quarantine.c.at < before, quarantine.c.body.is_not(None))
        .values(body=None)
    ).rowcount
    total = 0
    for row in db.execute(
        select(quarantine.c.id, func.length(quarantine.c.body).label("size"))
        .where(quarantine.c.body.is_not(None))
        .order_by(quarantine.c.id.desc())
    ).all():
        total += row.size
        if total > MAX_BYTES:
            db.execute(update(quarantine).where(quarantine.c.id == row.id).values(body=None))
            dropped += 1
    return dropped


def forget(db: Connection, *, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` rows older than ``before``; return how many."""
    return delete_some(db, quarantine, quarantine.c.at < before, limit=limit)

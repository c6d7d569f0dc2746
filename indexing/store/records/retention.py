"""What is forgotten, and what stays: a tombstone, so that an old entry is not news again.

Each call forgets a part, so that no writer waits for long and one that is stopped goes on later.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, update

from indexing.store.batches import batches
from indexing.store.schema import (
    EXPIRED,
    alerts,
    articles,
    asides,
    candidates,
    deliveries,
    delivery_attempts,
    extractions,
    follows,
    jobs,
    matches,
    relations,
    versions,
)

BATCH = 200
"""Articles forgotten in one transaction: each has up to a hundred rows."""
FORGOTTEN = b'{"forgotten":true}'
"""Stands in place of a message that was forgotten."""


def expire(db: Connection, *, before: datetime, limit: int = BATCH) -> list[str]:
    """Delete texts and what was understood of articles first seen before ``before``.

    Those stay whole that an alert told of, while it is not removed, and those that a person called
    right or wrong for a follow, which shape it. Of the others ids, addresses, guids and matches
    stay. Returns the ids, oldest first, for the index to forget them too.
    """
    ids = list(
        db.execute(
            select(articles.c.id)
            .where(
                articles.c.first_seen_at < before,
                articles.c.state != EXPIRED,
                ~_is_told(),
                ~exists().where(asides.c.article_id == articles.c.id),
                articles.c.id.not_in(_called_right(db)),
            )
            .order_by(articles.c.first_seen_at, articles.c.id)
            .limit(limit)
        ).scalars()
    )
    for batch in batches(ids):
        for table in (versions, extractions, relations, candidates, jobs):
            db.execute(delete(table).where(table.c.article_id.in_(batch)))
        db.execute(
            update(articles)
            .where(articles.c.id.in_(batch))
            .values(state=EXPIRED, entry=None, title="", revision=articles.c.revision + 1)
        )
    return ids


def forget_messages(db: Connection, *, before: datetime, limit: int) -> int:
    """Forget what up to ``limit`` messages made before then said, and every try but its outcome.

    Those that still wait are left alone. That they went out stays, so that nothing goes out twice.
    """
    is_settled = and_(
        deliveries.c.made_at < before,
        deliveries.c.state != "waiting",
        deliveries.c.payload != FORGOTTEN,
    )
    ids = list(db.execute(select(deliveries.c.id).where(is_settled).limit(limit)).scalars())
    for batch in batches(ids):
        db.execute(delete(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(batch)))
        forgotten = update(deliveries).where(deliveries.c.id.in_(batch))
        db.execute(forgotten.values(payload=FORGOTTEN))
    return len(ids)


def _is_told() -> ColumnElement[bool]:
    return exists().where(
        matches.c.article_id == articles.c.id,
        matches.c.alert_id == alerts.c.id,
        alerts.c.is_removed.is_(False),
    )


def _called_right(db: Connection) -> list[str]:
    """Return the articles that a person called right, in the tuning now or in that before."""
    tunings = db.execute(select(follows.c.tuning, follows.c.former_tuning))
    return [one for row in tunings for tuning in row if tuning for one in tuning.get("yes", ())]

"""What is forgotten, and what stays: a tombstone, so that an old entry is not news again."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from indexing.store.batches import batches
from indexing.store.schema import articles, candidates, extractions, relations, versions


def expire(db: Connection, *, before: datetime, limit: int = 1000) -> list[str]:
    """Delete texts and what was understood of articles first seen before ``before``.

    Ids, addresses, guids and matches stay. Returns the ids, for the index to forget them too.
    """
    ids = list(
        db.execute(
            select(articles.c.id)
            .where(articles.c.first_seen_at < before, articles.c.state != "expired")
            .order_by(articles.c.first_seen_at)
            .limit(limit)
        ).scalars()
    )
    for batch in batches(ids):
        for table in (versions, extractions, relations, candidates):
            db.execute(delete(table).where(table.c.article_id.in_(batch)))
        db.execute(
            update(articles)
            .where(articles.c.id.in_(batch))
            .values(state="expired", entry=None, title="", revision=articles.c.revision + 1)
        )
    return ids

"""Which coverage of a follow is new to who looked at it last."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from indexing.store.batches import batches
from indexing.store.schema import articles, ledger

LATEST = timedelta(days=7)
"""An article that was seen longer before the last look is not asked when it was related."""


def is_new(since: datetime | None) -> ColumnElement[bool]:
    """Whether an article could not be shown before ``since``: related after it, or seen after it.

    What was seen before may have been related late: a page that did not answer, a stage that
    failed. The first time counts; a correction makes nothing new. All is new if ``since`` is None.
    """
    if since is None:
        return true()
    lines = (ledger.c.article_id == articles.c.id) & (ledger.c.stage == "relate")
    related_at = select(func.min(ledger.c.at)).where(lines).correlate(articles).scalar_subquery()
    is_recent = articles.c.first_seen_at > since - LATEST
    return or_(articles.c.first_seen_at > since, and_(is_recent, related_at > since))


def new_among(db: Connection, ids: Sequence[str], *, since: datetime | None) -> set[str]:
    """Return those of ``ids`` that are new to who looked at ``since``."""
    found: set[str] = set()
    for batch in batches(ids):
        query = select(articles.c.id).where(articles.c.id.in_(batch), is_new(since))
        found.update(db.execute(query).scalars())
    return found

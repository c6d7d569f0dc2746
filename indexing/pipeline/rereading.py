"""When an article is read again: related ones and those that fired, to find corrections."""

from datetime import datetime

from sqlalchemy import Connection

from indexing.settings import Settings
from indexing.store.records import articles
from indexing.store.records.articles import Found, found_article
from indexing.store.work import queue


def watch(db: Connection, article_id: str, settings: Settings, *, now: datetime) -> None:
    """Plan the first look back at an article, unless it is watched already."""
    found = found_article(db, article_id)
    if found is not None and not found.rereads:
        _plan(db, found, settings, now)


def keep_watching(db: Connection, found: Found, settings: Settings, *, now: datetime) -> None:
    """Plan the next look back at an article that was just read, if it is watched."""
    if found.rereads:
        _plan(db, found, settings, now)


def _plan(db: Connection, found: Found, settings: Settings, now: datetime) -> None:
    looks = (found.first_seen_at + wait for wait in settings.articles.reread_after)
    due = next((at for at in looks if at > now), None)
    if due is not None:
        articles.set_values(db, found.article_id, rereads=found.rereads + 1)
        queue.enqueue(db, "read", found.article_id, due_at=due)

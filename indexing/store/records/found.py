"""Entries become articles: a known guid or link is the same article, whatever its title says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, select

from indexing.models import Entry
from indexing.store.codec import entry_from_json
from indexing.store.dialects import Insert, execute_or
from indexing.store.records.articles import raise_revision, set_values
from indexing.store.records.projection import queue_projection
from indexing.store.schema import EXPIRED, article_urls, articles, guids
from indexing.store.work import queue
from indexing.urls import article_id


class Found(StrEnum):
    """What an entry was: an article never seen, one whose entry changed, or nothing new."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One entry of one poll of ``feed_id``. ``url`` is the entry's canonical link."""

    feed_id: int
    source: str
    entry: Entry
    url: str
    is_old: bool


def record_entry(db: Connection, sighting: Sighting, *, now: datetime) -> tuple[str, Found]:
    """Make the entry an article, or note that it changed; return its article's id and which.

    New and changed ones get a ``read`` job. A link that another feed brought first is that
    article: this feed's guid is noted with it. A guid whose link changes stays its article, and
    the new link becomes its address unless another article has it.
    """
    entry = sighting.entry
    known = db.execute(_BY_GUID, {"feed": sighting.feed_id, "as": entry.guid}).first()
    if known is not None:
        if known.fingerprint == entry.fingerprint:
            return known.article_id, Found.KNOWN
        return _seen_again(db, known.article_id, sighting, now=now)
    found = _by_url(db, sighting.url)
    if found is not None:
        return _seen_again(db, found, sighting, now=now)
    made = article_id(sighting.url)
    new = {"id": made, **_columns(sighting, now)}
    if not execute_or(db, _new_article, new).first():
        return _seen_again(db, made, sighting, now=now)  # another poll found it at this moment
    _give_url(db, sighting.url, made)
    _note_guid(db, sighting, made)
    queue.enqueue(db, "read", made, due_at=now)
    return made, Found.NEW


def note_url(db: Connection, url: str, article: str) -> str:
    """Say that ``url`` is this article's; return the id of the article that really has it."""
    if owner := _by_url(db, url):
        return owner
    _give_url(db, url, article)
    return str(db.execute(_OWNER, {"url": article_id(url)}).scalar_one())  # maybe just another's


def _give_url(db: Connection, url: str, article: str) -> None:
    """Make ``url`` this article's, unless it is one's already."""
    new = {"url_id": article_id(url), "url": url, "article_id": article}
    execute_or(db, _new_url, new)


def _seen_again(
    db: Connection, article: str, sighting: Sighting, *, now: datetime
) -> tuple[str, Found]:
    """Note the guid, and what changed if it is this feed that speaks for the article.

    Another feed's teaser is no correction; what expired or is a duplicate is not news again.
    """
    _note_guid(db, sighting, article)
    row = db.execute(select(articles).where(articles.c.id == article)).one()
    is_settled = row.state == EXPIRED or row.duplicate_of is not None
    if row.feed_id != sighting.feed_id or is_settled:
        return article, Found.KNOWN
    if entry_from_json(row.entry).fingerprint == sighting.entry.fingerprint:
        return article, Found.KNOWN
    set_values(db, article, entry=sighting.entry)
    if row.url != sighting.url and note_url(db, sighting.url, article) == article:
        raise_revision(db, article, url=sighting.url)
        queue_projection(db, article, now=now)
    queue.enqueue(db, "read", article, due_at=now)
    return article, Found.CHANGED


def _by_url(db: Connection, url: str) -> str | None:
    return db.execute(_OWNER, {"url": article_id(url)}).scalar_one_or_none()


_BY_GUID = select(guids.c.article_id, guids.c.fingerprint).where(
    guids.c.feed_id == bindparam("feed"), guids.c.guid == bindparam("as")
)
_OWNER = select(article_urls.c.article_id).where(article_urls.c.url_id == bindparam("url"))


def _note_guid(db: Connection, sighting: Sighting, article: str) -> None:
    seen = {
        "feed_id": sighting.feed_id,
        "guid": sighting.entry.guid,
        "article_id": article,
        "fingerprint": sighting.entry.fingerprint,
    }
    execute_or(db, _seen_guid, seen)


def _new_article(insert: Insert) -> Any:
    return insert(articles).on_conflict_do_nothing().returning(articles.c.id)


def _new_url(insert: Insert) -> Any:
    return insert(article_urls).on_conflict_do_nothing()


def _seen_guid(insert: Insert) -> Any:
    new = insert(guids)
    return new.on_conflict_do_update(
        index_elements=["feed_id", "guid"], set_={"fingerprint": new.excluded.fingerprint}
    )


def _columns(sighting: Sighting, now: datetime) -> dict[str, object]:
    return {
        "url": sighting.url,
        "feed_id": sighting.feed_id,
        "guid": sighting.entry.guid,
        "source": sighting.source,
        "entry": sighting.entry,
        "state": "found",
        "title": sighting.entry.title,
        "authors": list(sighting.entry.authors),
        "first_seen_at": now,
        "published_from": "unknown",
        "is_old": sighting.is_old,
    }

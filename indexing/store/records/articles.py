"""Looking articles up: by id, by any of their addresses, as they stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, select, update

from indexing.models import Article, DateSource, Document, Entry
from indexing.store.batches import batches
from indexing.store.codec import entry_from_json
from indexing.store.schema import EXPIRED, article_urls, articles, versions
from indexing.urls import article_id


@dataclass(frozen=True, slots=True)
class Found:
    """What the read stage needs of an article."""

    article_id: str
    url: str
    entry: Entry
    first_seen_at: datetime
    is_old: bool
    rereads: int
    version: int
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article's text."""

    version: int
    source: str
    document: Document
    read_at: datetime
    summary: str


def found_article(db: Connection, one: str) -> Found | None:
    """Return an article as its feed brought it."""
    row = db.execute(_BY_ID, {"one": one}).first()
    if row is None or row.entry is None:
        return None
    return Found(
        article_id=row.id,
        url=row.url,
        entry=entry_from_json(row.entry),
        first_seen_at=row.first_seen_at,
        is_old=row.is_old,
        rereads=row.rereads,
        version=row.version,
        is_duplicate=row.duplicate_of is not None,
    )


def get_article(db: Connection, one: str) -> Article | None:
    """Return an article with its newest text, None if it is unknown or was never read."""
    row = db.execute(_WITH_TEXT_BY_ID, {"one": one}).first()
    return None if row is None else _article(row)


def stands() -> ColumnElement[bool]:
    """Return the condition that an article is one of its own, and its text still there."""
    return and_(articles.c.duplicate_of.is_(None), articles.c.state != EXPIRED)


def is_expired(db: Connection, one: str) -> bool:
    """Whether an article's text was past its time and is removed: what is left is a tombstone."""
    state = select(articles.c.state).where(articles.c.id == one)
    return db.execute(state).scalar_one_or_none() == EXPIRED


def get_articles(db: Connection, ids: Sequence[str]) -> dict[str, Article]:
    """Return the known ones of ``ids`` by id."""
    found: dict[str, Article] = {}
    for batch in batches(ids):
        rows = db.execute(_WITH_TEXT_BY_IDS, {"some": batch})
        found.update((row.id, _article(row)) for row in rows)
    return found


def newest_ids(db: Connection, *, limit: int) -> list[str]:
    """Return the ids of the articles that were understood, first seen last first."""
    return list(
        db.execute(
            select(articles.c.id)
            .where(articles.c.story_id.is_not(None), stands())
            .order_by(articles.c.first_seen_at.desc(), articles.c.id)
            .limit(limit)
        ).scalars()
    )


def indexed_revisions(db: Connection) -> dict[str, int]:
    """Return id → revision of every article that the index should hold."""
    rows = db.execute(select(articles.c.id, articles.c.revision).where(_in_index()))
    return {row.id: row.revision for row in rows}


def revisions(db: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return id → revision of the known ones of ``ids``, read or not."""
    found: dict[str, int] = {}
    for batch in batches(ids):
        rows = db.execute(
            select(articles.c.id, articles.c.revision).where(articles.c.id.in_(batch))
        )
        found.update((row.id, row.revision) for row in rows)
    return found


def count_indexed(db: Connection) -> int:
    """Return how many articles the index should hold."""
    return int(
        db.execute(select(func.count()).select_from(articles).where(_in_index())).scalar_one()
    )


def newest_seen(db: Connection) -> datetime | None:
    """Return when the newest article was first seen."""
    return db.execute(select(func.max(articles.c.first_seen_at))).scalar_one_or_none()


def resolve_url(db: Connection, url: str) -> str | None:
    """Return the id of the article that has this address, in whatever spelling, or None.

    It may be a duplicate (see ``duplicate_of``). Raises InvalidRequest for what is no address.
    """
    return db.execute(
        select(article_urls.c.article_id).where(article_urls.c.url_id == article_id(url))
    ).scalar_one_or_none()


def resolve_id(db: Connection, prefix: str) -> list[str]:
    """Return the ids that begin with ``prefix``, at most ten."""
    return list(
        db.execute(
            select(articles.c.id)
            .where(articles.c.id.startswith(prefix, autoescape=True))
            .order_by(articles.c.id)
            .limit(10)
        ).scalars()
    )


def urls_of(db: Connection, one: str) -> list[str]:
    """Return every address of an article."""
    return list(
        db.execute(
            select(article_urls.c.url)
            .where(article_urls.c.article_id == one)
            .order_by(article_urls.c.url)
        ).scalars()
    )


def get_versions(db: Connection, one: str) -> list[Version]:
    """Return an article's versions, oldest first."""
    rows = db.execute(
        select(versions).where(versions.c.article_id == one).order_by(versions.c.version)
    )
    return [
        Version(
            version=row.version,
            source=row.source,
            document=Document(row.title, row.text),
            read_at=row.read_at,
            summary=row.summary,
        )
        for row in rows
    ]


def raise_revision(db: Connection, one: str, **values: Any) -> None:
    """Change an article and raise its revision, so that the index learns of it."""
    db.execute(_RAISED, {"one": one, **values})


def story_places(db: Connection, ids: Sequence[str]) -> dict[str, tuple[float, str]]:
    """Return article id → (nearness to its story, the id of the text it copies or "")."""
    places: dict[str, tuple[float, str]] = {}
    for batch in batches(ids):
        rows = db.execute(
            select(articles.c.id, articles.c.story_score, articles.c.copy_of).where(
                articles.c.id.in_(batch)
            )
        )
        places.update((row.id, (row.story_score, row.copy_of or "")) for row in rows)
    return places


def first_sights(db: Connection, ids: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    """Return article id → (when it was first seen, its story's id or "") of the known ``ids``."""
    sights: dict[str, tuple[datetime, str]] = {}
    for batch in batches(ids):
        rows = db.execute(
            select(articles.c.id, articles.c.first_seen_at, articles.c.story_id).where(
                articles.c.id.in_(batch)
            )
        )
        sights.update((row.id, (row.first_seen_at, row.story_id or "")) for row in rows)
    return sights


def indexed_late(
    db: Connection, after: datetime, *, seen_from: datetime, seen_to: datetime
) -> dict[str, datetime]:
    """Return id → first_seen_at of what was seen in that time (ends included) and indexed after."""
    columns = (articles.c.id, articles.c.first_seen_at)
    seen = articles.c.first_seen_at.between(seen_from, seen_to)
    rows = db.execute(select(*columns).where(seen, articles.c.indexed_at > after))
    return {row.id: row.first_seen_at for row in rows}


def count_indexed_after(db: Connection, ids: Sequence[str], after: datetime) -> int:
    """Return how many of ``ids`` were indexed, for the first time, after that moment."""
    number = 0
    for batch in batches(ids):
        late = articles.c.id.in_(batch) & (articles.c.indexed_at > after)
        number += int(db.execute(select(func.count()).where(late)).scalar_one())
    return number


def set_values(db: Connection, one: str, **values: Any) -> None:
    """Change what the index need not learn (state, counters)."""
    db.execute(_CHANGED, {"one": one, **values})


def duplicate_of(db: Connection, one: str) -> str | None:
    """Return the article that this one is a duplicate of in the end, None if of none."""
    original = _duplicate_of(db, one)
    while original is not None and (further := _duplicate_of(db, original)) is not None:
        original = further  # ends: an article becomes a duplicate only of one that is none
    return original


def _in_index() -> ColumnElement[bool]:
    return and_(articles.c.indexed_at.is_not(None), stands())


def _duplicate_of(db: Connection, one: str) -> str | None:
    return db.execute(_DUPLICATE_BY_ID, {"one": one}).scalar_one_or_none()


def _with_text() -> Select[Any]:
    is_newest = (versions.c.article_id == articles.c.id) & (
        versions.c.version == articles.c.version
    )
    return select(articles, versions.c.text, versions.c.title.label("headline")).join(
        versions, is_newest
    )


# Made once: they are asked for each article, some at every stage.
_IS_ONE = articles.c.id == bindparam("one")
_BY_ID = select(articles).where(_IS_ONE)
_WITH_TEXT_BY_ID = _with_text().where(_IS_ONE)
_WITH_TEXT_BY_IDS = _with_text().where(articles.c.id.in_(bindparam("some", expanding=True)))
_CHANGED = update(articles).where(_IS_ONE)
_RAISED = _CHANGED.values(revision=articles.c.revision + 1)
_DUPLICATE_BY_ID = select(articles.c.duplicate_of).where(_IS_ONE)


def _article(row: Row[Any]) -> Article:
    return Article(
        id=row.id,
        url=row.url,
        source=row.source,
        feed_id=row.feed_id,
        title=row.headline or row.title,
        text=row.text,
        authors=tuple(row.authors or ()),
        language=row.language,
        published_at=row.published_at,
        published_from=DateSource(row.published_from),
        first_seen_at=row.first_seen_at,
        indexed_at=row.indexed_at,
        is_old=row.is_old,
        version=row.version,
        revision=row.revision,
        story_id=row.story_id or "",
    )

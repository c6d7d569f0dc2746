"""Versions of a text: what reading an article gave, kept only when its words changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from indexing.articles.versions import change_summary, text_hash
from indexing.models import DateSource, Document, Reading
from indexing.store.records.articles import duplicate_of, raise_revision
from indexing.store.records.found import note_url
from indexing.store.records.projection import queue_projection
from indexing.store.schema import articles, candidates, extractions, versions


class Kept(StrEnum):
    """What a reading was to the record."""

    FIRST = "first"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``version`` in force; ``summary`` of the change; the ``other`` article of a duplicate."""

    kept: Kept
    version: int
    summary: str = ""
    other: str = ""


def record_reading(
    db: Connection, article_id: str, reading: Reading, *, urls: tuple[str, ...], now: datetime
) -> Outcome:
    """Keep ``reading`` as a new version if its words differ from the last of the same source.

    ``urls`` (final, believed canonical) become the article's too. If one is another article's,
    this one ends as its duplicate; of two that name each other, the first read stays. A page
    read after a teaser replaces it: that is no correction.
    """
    for url in urls:
        original = _original(db, note_url(db, url, article_id), article_id)
        if original != article_id:
            _end_as_duplicate(db, article_id, original, now=now)
            return Outcome(Kept.DUPLICATE, 0, other=original)
    latest = db.execute(_LATEST, {"article": article_id}).first()
    fresh = text_hash(reading.document)
    if latest is not None and (latest.text_hash == fresh or _is_poorer(latest.source, reading)):
        return Outcome(Kept.UNCHANGED, latest.version)
    is_correction = latest is not None and latest.source == reading.source
    summary = ""
    if latest is not None and is_correction:
        summary = change_summary(Document(latest.title, latest.text), reading.document)
    number = 1 if latest is None else latest.version + 1
    new = {
        "article_id": article_id,
        "version": number,
        "source": reading.source,
        "title": reading.document.title,
        "text": reading.document.text,
        "text_hash": fresh,
        "read_at": now,
        "summary": summary,
    }
    db.execute(_NEW_VERSION, new)
    _update_article(db, article_id, reading, number)
    return Outcome(Kept.CORRECTED if is_correction else Kept.FIRST, number, summary)


_NEW_VERSION = insert(versions)
_LATEST = (
    select(versions)
    .where(versions.c.article_id == bindparam("article"))
    .order_by(versions.c.version.desc())
    .limit(1)
)


def _original(db: Connection, owner: str, article_id: str) -> str:
    """Return whose text an address really names: its owner's, or that of the owner's original."""
    if owner == article_id:
        return article_id
    # locked in one order: two that name each other must not both end as duplicates
    both = articles.c.id.in_([owner, article_id])
    in_order = select(articles.c.id).where(both).order_by(articles.c.id)
    db.execute(in_order.with_for_update(key_share=True)).all()
    return duplicate_of(db, owner) or owner


def _end_as_duplicate(db: Connection, article_id: str, original: str, *, now: datetime) -> None:
    """Make an article nobody's but ``explain``'s: stories, follows and the index forget it."""
    raise_revision(db, article_id, duplicate_of=original, state="duplicate")
    for table in (extractions, candidates):
        db.execute(delete(table).where(table.c.article_id == article_id))
    queue_projection(db, article_id, now=now)


def _is_poorer(source: str, reading: Reading) -> bool:
    """A teaser never replaces a page's text: it is what is left when the page cannot be read."""
    return source == "page" and reading.source != "page"


def _update_article(db: Connection, article_id: str, reading: Reading, number: int) -> None:
    changes: dict[str, object] = {
        "article": article_id,
        "language": reading.document.language,
        "version": number,
        "state": "read",
    }
    if reading.document.title:
        changes["title"] = reading.document.title
    if reading.authors:
        changes["authors"] = list(reading.authors)
    if reading.published_from is DateSource.UNKNOWN:
        db.execute(_READ, changes)
    else:
        claim = {"dated": reading.published_at, "by": reading.published_from}
        db.execute(_READ_AND_DATED, {**changes, **claim})


_PUBLISHED = articles.c.published_at
_READ = (
    update(articles)
    .where(articles.c.id == bindparam("article"))
    .values(revision=articles.c.revision + 1)
)
# The first claim stays: dates change in a fifth of all polls and say nothing new.
_READ_AND_DATED = _READ.values(
    published_at=func.coalesce(_PUBLISHED, bindparam("dated", type_=_PUBLISHED.type)),
    published_from=func.coalesce(
        func.nullif(articles.c.published_from, "unknown"), bindparam("by")
    ),
)

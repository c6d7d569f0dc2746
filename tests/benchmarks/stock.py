"""Articles put into the record as if they had been read, understood and related."""

from collections.abc import Iterable, Sequence
from zlib import crc32

from sqlalchemy import insert

from indexing.models import Entity, EntityType, Extraction, Topic
from indexing.search.searchable import Searchable
from indexing.search.stream_codec import encode_streams
from indexing.store import Store
from indexing.store.codec import pack_extraction
from indexing.store.schema import articles, extractions, relations, stories, versions


def keep(store: Store, made: Sequence[Searchable]) -> None:
    """Put articles into the record; their feeds (1), stories and follows must be there."""
    with store.write() as db:
        db.execute(insert(articles), [_row(one) for one in made])
        db.execute(insert(versions), [_version(one) for one in made])
        db.execute(insert(extractions), [_understood(one) for one in made])
        if related := [_relation(one, slug) for one in made for slug in one.follows]:
            db.execute(insert(relations), related)


def keep_stories(store: Store, made: Iterable[Searchable]) -> None:
    """Put the stories of articles into the record; each is called what its last article is."""
    told = {one.story: one for one in made if one.story}
    rows = [
        {"id": one.story, "title": one.title, "first_at": at, "last_at": at}
        for one in told.values()
        for at in [one.first_seen_at]
    ]
    with store.write() as db:
        db.execute(insert(stories), rows)


def extraction_of(entities: Iterable[str], topics: Iterable[str]) -> Extraction:
    """Return an extraction with these entities, all of them people, and topics."""
    return Extraction(
        language="en",
        entities=tuple(Entity(one, one, EntityType.PER, "", (), 0.1) for one in entities),
        topics=tuple(Topic(one, one, 0.9) for one in topics),
        embedding=(),
        terms=(),
        model="",
    )


def _row(one: Searchable) -> dict[str, object]:
    return {
        "id": one.article_id,
        "url": one.url,
        "feed_id": 1,
        "guid": one.article_id,
        "source": one.source,
        "state": "indexed",
        "title": one.title,
        "authors": [],
        "language": "en",
        "published_at": one.published_at,
        "published_from": "feed",
        "first_seen_at": one.first_seen_at,
        "indexed_at": one.first_seen_at,
        "version": 1,
        "revision": 1,
        "story_id": one.story or None,
        "copy_of": one.copies if one.copies != one.article_id else None,
    }


def _version(one: Searchable) -> dict[str, object]:
    return {
        "article_id": one.article_id,
        "version": 1,
        "source": "page",
        "title": one.title,
        "text": one.text,
        "text_hash": "",
        "read_at": one.first_seen_at,
        "summary": "",
    }


def _understood(one: Searchable) -> dict[str, object]:
    return {
        "article_id": one.article_id,
        "version": 1,
        "model": "",
        "extraction": pack_extraction(extraction_of(one.entities, one.topics)),
        "streams": encode_streams(one.title_stream, one.text_stream),
    }


def _relation(one: Searchable, slug: str) -> dict[str, object]:
    return {
        "slug": slug,
        "article_id": one.article_id,
        "score": 0.2 + crc32(one.article_id.encode()) % 1000 / 2000,
        "lexical": 0.3,
        "entities": 0.2,
        "embedding": 0.4,
        "reasons": ["both name name-7", "both are about politics"],
    }

"""Values as bytes: what is written compactly because there is one for every article."""

import zlib
from datetime import datetime
from typing import Any

import orjson

from indexing.models import Entity, EntityType, Entry, Extraction, Mention, Topic


def pack_extraction(extraction: Extraction) -> bytes:
    """Return ``extraction`` as compressed JSON."""
    raw = {
        "language": extraction.language,
        "model": extraction.model,
        "topics": [[topic.slug, topic.name, topic.score] for topic in extraction.topics],
        "terms": extraction.terms,
        "embedding": extraction.embedding,
        "entities": [_entity_row(entity) for entity in extraction.entities],
    }
    return zlib.compress(orjson.dumps(raw), level=3)


def _entity_row(entity: Entity) -> list[Any]:
    mentions = [[mention.start, mention.end, mention.text] for mention in entity.mentions]
    return [entity.id, entity.name, entity.type, entity.kind, mentions, entity.salience]


def unpack_extraction(data: bytes) -> Extraction:
    """Return what ``pack_extraction`` was given."""
    raw = orjson.loads(zlib.decompress(data))
    return Extraction(
        language=raw["language"],
        entities=tuple(
            Entity(
                id=entity_id,
                name=name,
                type=EntityType(kind_of),
                kind=kind,
                mentions=tuple(Mention(start, end, text) for start, end, text in mentions),
                salience=salience,
            )
            for entity_id, name, kind_of, kind, mentions, salience in raw["entities"]
        ),
        topics=tuple(Topic(slug, name, score) for slug, name, score in raw["topics"]),
        embedding=tuple(raw["embedding"]),
        terms=tuple((word, weight) for word, weight in raw["terms"]),
        model=raw["model"],
    )


def entry_from_json(raw: dict[str, Any]) -> Entry:
    """Return the entry that a ``Json`` column holds."""
    return Entry(
        guid=raw["guid"],
        link=raw["link"],
        title=raw["title"],
        summary=raw["summary"],
        content=raw["content"],
        authors=tuple(raw["authors"]),
        published_at=_moment(raw["published_at"]),
        updated_at=_moment(raw["updated_at"]),
        language=raw["language"],
        categories=tuple(raw["categories"]),
        fingerprint=raw["fingerprint"],
    )


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)

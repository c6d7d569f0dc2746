"""What was understood: extractions and token streams, entities and spellings counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from indexing.models import Entity, Extraction
from indexing.store.batches import batches
from indexing.store.codec import pack_extraction, unpack_extraction
from indexing.store.dialects import Insert, execute_or
from indexing.store.schema import (
    entities,
    entity_names,
    extractions,
)

_NATIONALITY = "nationality"


@dataclass(frozen=True, slots=True)
class Understood:
    """An article's extraction and its packed token streams (the search room unpacks them)."""

    version: int
    extraction: Extraction
    streams: bytes


def save_understanding(
    db: Connection,
    article_id: str,
    understood: Understood,
    *,
    spellings: Iterable[tuple[str, str, str]],
) -> None:
    """Keep what was understood; ``spellings`` are (entity id, folded, as written).

    An article is counted once for each entity, however often it is understood anew.
    """
    counted = _entities_of(db, article_id)
    new = {
        "article_id": article_id,
        "version": understood.version,
        "model": understood.extraction.model,
        "extraction": pack_extraction(understood.extraction),
        "streams": understood.streams,
    }
    execute_or(db, _newest_extraction, new)
    _count_entities(db, understood.extraction, counted)
    _count_spellings(db, spellings, counted)


def _newest_extraction(insert: Insert) -> Any:
    new = insert(extractions)
    newer = {name: new.excluded[name] for name in ("version", "model", "extraction", "streams")}
    return new.on_conflict_do_update(index_elements=["article_id"], set_=newer)


def get_understanding(db: Connection, article_ids: Sequence[str]) -> dict[str, Understood]:
    """Return what is known of the articles among ``article_ids`` that were understood."""
    found: dict[str, Understood] = {}
    for batch in batches(article_ids):
        for row in db.execute(_EXTRACTIONS, {"some": batch}):
            found[row.article_id] = Understood(
                row.version, unpack_extraction(row.extraction), row.streams
            )
    return found


_EXTRACTIONS = select(extractions).where(
    extractions.c.article_id.in_(bindparam("some", expanding=True))
)


def _entities_of(db: Connection, article_id: str) -> frozenset[str]:
    """Return the ids of the entities that this article was counted for."""
    known = get_understanding(db, [article_id]).get(article_id)
    return frozenset(entity.id for entity in known.extraction.entities) if known else frozenset()


def _count_entities(db: Connection, extraction: Extraction, counted: frozenset[str]) -> None:
    """Count each id once; a nationality has its country's id, and the country gives the name."""
    by_id: dict[str, Entity] = {}
    for entity in extraction.entities:
        if entity.id not in by_id or by_id[entity.id].kind == _NATIONALITY:
            by_id[entity.id] = entity
    rows = [
        {"id": one.id, "name": one.name, "type": one.type, "kind": one.kind, "articles": 1}
        for one in by_id.values()
    ]
    for step, some in _by_step(rows, "id", counted):
        execute_or(db, _ENTITIES[step], some)


def _entities(insert: Insert, step: int) -> Any:
    new = insert(entities)
    is_fuller = func.length(new.excluded.name) > func.length(entities.c.name)
    is_better = and_(
        new.excluded.kind != _NATIONALITY, or_(entities.c.kind == _NATIONALITY, is_fuller)
    )
    named = {
        name: case((is_better, new.excluded[name]), else_=entities.c[name])
        for name in ("name", "type", "kind")
    }
    return new.on_conflict_do_update(
        index_elements=["id"], set_={"articles": entities.c.articles + step, **named}
    )


def _count_spellings(
    db: Connection, spellings: Iterable[tuple[str, str, str]], counted: frozenset[str]
) -> None:
    rows = [
        {"entity_id": entity_id, "folded": folded, "spelling": spelling, "articles": 1}
        for entity_id, folded, spelling in spellings
    ]
    for step, some in _by_step(rows, "entity_id", counted):
        execute_or(db, _SPELLINGS[step], some)


def _spellings(insert: Insert, step: int) -> Any:
    return insert(entity_names).on_conflict_do_update(
        index_elements=["folded", "entity_id"], set_={"articles": entity_names.c.articles + step}
    )


# By step: each statement is compiled once, under its name here.
_ENTITIES = [partial(_entities, step=step) for step in (0, 1)]
_SPELLINGS = [partial(_spellings, step=step) for step in (0, 1)]


def _by_step(
    rows: Sequence[dict[str, Any]], key: str, counted: frozenset[str]
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield (1, rows of entities to count) and (0, rows of those counted before), if any.

    In one order, so that two workers never wait for each other's rows.
    """
    ordered = sorted(rows, key=lambda row: (row[key], row.get("folded", "")))
    for step in (1, 0):
        if some := [row for row in ordered if (row[key] not in counted) == bool(step)]:
            yield step, some

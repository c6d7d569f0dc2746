"""What was understood: extractions and token streams, entities and their spellings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from indexing.models import Entity, Extraction
from indexing.store.batches import batches
from indexing.store.codec import pack_extraction, unpack_extraction
from indexing.store.dialects import Insert, execute_or, insert_or
from indexing.store.schema import (
    entities,
    entity_names,
    extractions,
    name_decisions,
    redirects,
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
        for row in db.execute(select(extractions).where(extractions.c.article_id.in_(batch))):
            found[row.article_id] = Understood(
                row.version, unpack_extraction(row.extraction), row.streams
            )
    return found


def ids_of_name(db: Connection, folded: str) -> list[str]:
    """Return the ids of every entity that was ever written so, with those merged into them."""
    return with_redirects(db, written_so(db, folded))


def written_so(db: Connection, folded: str) -> list[str]:
    """Return the ids of every entity that was ever written so, each for itself."""
    return written(db, [folded])[folded]


def written(db: Connection, folded: Sequence[str]) -> dict[str, list[str]]:
    """Return each name → the ids of every entity that was ever written so, each for itself."""
    found: dict[str, list[str]] = {name: [] for name in folded}
    name, entity_id = entity_names.c.folded, entity_names.c.entity_id
    for batch in batches(list(found)):
        for row in db.execute(select(name, entity_id).where(name.in_(batch)).order_by(entity_id)):
            found[row.folded].append(row.entity_id)
    return found


def with_redirects(db: Connection, ids: Sequence[str]) -> list[str]:
    """Return ``ids`` and all that a merge made one with them."""
    return list(dict.fromkeys(one for family in families(db, ids).values() for one in family))


def families(db: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return each of ``ids`` → itself and all that a merge made one with it, nearest first."""
    direct: dict[str, dict[str, str]] = {}
    asked = list(dict.fromkeys(ids))
    while asked:  # a chain of merges is followed to its end
        direct |= _same_as(db, asked)
        asked = sorted({other for one in asked for other in direct[one]} - direct.keys())
    found = {}
    for one in ids:
        found[one] = [one]
        for known in found[one]:  # grows while we walk
            found[one].extend(other for other in direct[known] if other not in found[one])
    return found


def same_as(db: Connection, entity_id: str) -> dict[str, str]:
    """Return id → evidence of the entities that are directly one with this one.

    What a person decided goes before what was found: a pair that was parted is none.
    """
    return _same_as(db, [entity_id])[entity_id]


def _same_as(db: Connection, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {one: {} for one in ids}
    for batch in batches(ids):
        near = redirects.c.entity_id.in_(batch) | redirects.c.target_id.in_(batch)
        by_both = (redirects.c.entity_id, redirects.c.target_id)
        for row in db.execute(select(redirects).where(near).order_by(*by_both)):
            for one, other in _both_ways(row.entity_id, row.target_id):
                if one in found:
                    found[one][other] = row.evidence
        said = name_decisions.c.one_id.in_(batch) | name_decisions.c.other_id.in_(batch)
        by_both = (name_decisions.c.one_id, name_decisions.c.other_id)
        for row in db.execute(select(name_decisions).where(said).order_by(*by_both)):
            for one, other in _both_ways(row.one_id, row.other_id):
                if one in found and row.is_same:
                    found[one][other] = f"by a person ({row.made_by})"
                elif one in found:
                    found[one].pop(other, None)
    return found


def _both_ways(one: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one, other), (other, one)


def save_decision(
    db: Connection, entity_id: str, other_id: str, *, is_same: bool, by: str, now: datetime
) -> None:
    """Keep a person's word that two ids are one entity, or are two; the last word counts."""
    one, other = sorted((entity_id, other_id))
    values = {"is_same": is_same, "made_by": by, "made_at": now}
    statement = insert_or(db, name_decisions).values(one_id=one, other_id=other, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["one_id", "other_id"], set_=values))


def save_redirect(
    db: Connection, entity_id: str, target_id: str, *, evidence: str, now: datetime
) -> bool:
    """Say that two ids are one entity. False if it was known."""
    made = db.execute(
        insert_or(db, redirects)
        .values(entity_id=entity_id, target_id=target_id, evidence=evidence, made_at=now)
        .on_conflict_do_nothing()
        .returning(redirects.c.entity_id)
    )
    return made.first() is not None


def names_like(db: Connection, folded: str, *, limit: int = 10) -> list[tuple[str, str, str, int]]:
    """Return (id, name, type, articles) of entities with a spelling that begins so."""
    rows = db.execute(
        select(entities.c.id, entities.c.name, entities.c.type, entities.c.articles)
        .join(entity_names, entity_names.c.entity_id == entities.c.id)
        .where(entity_names.c.folded.startswith(folded, autoescape=True))
        .group_by(entities.c.id, entities.c.name, entities.c.type, entities.c.articles)
        .order_by(entities.c.articles.desc(), entities.c.id)
        .limit(limit)
    )
    return [(row.id, row.name, row.type, row.articles) for row in rows]


def names_of(db: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return id → name."""
    found: dict[str, str] = {}
    for batch in batches(ids):
        rows = db.execute(select(entities.c.id, entities.c.name).where(entities.c.id.in_(batch)))
        found.update((row.id, row.name) for row in rows)
    return found


def top_entities(db: Connection, *, limit: int = 20) -> list[tuple[str, str, str, int]]:
    """Return (id, name, type, articles), most articles first."""
    rows = db.execute(
        select(entities).order_by(entities.c.articles.desc(), entities.c.id).limit(limit)
    )
    return [(row.id, row.name, row.type, row.articles) for row in rows]


def entities_of(db: Connection, ids: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Return (id, name, type, articles) of the known ones of ``ids``, most articles first."""
    query = select(entities).where(entities.c.id.in_(ids))
    rows = db.execute(query.order_by(entities.c.articles.desc(), entities.c.id))
    return [(row.id, row.name, row.type, row.articles) for row in rows]


def spellings_of(db: Connection, entity_id: str) -> list[tuple[str, int]]:
    """Return (spelling, articles) of an entity, commonest first."""
    rows = db.execute(
        select(entity_names.c.spelling, entity_names.c.articles)
        .where(entity_names.c.entity_id == entity_id)
        .order_by(entity_names.c.articles.desc(), entity_names.c.spelling)
    )
    return [(row.spelling, row.articles) for row in rows]


def spellings_in(db: Connection, ids: Sequence[str]) -> set[str]:
    """Return every way, folded, in which any of these entities was ever written."""
    found: set[str] = set()
    for batch in batches(ids):
        query = select(entity_names.c.folded).where(entity_names.c.entity_id.in_(batch))
        found.update(db.execute(query).scalars())
    return found


def people_window(db: Connection, *, limit: int = 5000) -> dict[str, tuple[str, int]]:
    """Return id → (name, articles) of the people most in the news: what linking chooses from."""
    rows = db.execute(
        select(entities)
        .where(entities.c.type == "PER")
        .order_by(entities.c.articles.desc(), entities.c.id)
        .limit(limit)
    )
    return {row.id: (row.name, row.articles) for row in rows}


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

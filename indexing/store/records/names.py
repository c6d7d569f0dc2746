"""Entities by name: who is written so, who is one with whom, and what a person said of that."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from indexing.store.batches import batches
from indexing.store.dialects import insert_or
from indexing.store.schema import (
    entities,
    entity_names,
    name_decisions,
    redirects,
)


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

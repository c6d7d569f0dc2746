"""What the index has yet to learn: (generation, article) rows, removed when it was told.

Queueing happens in the transaction that changes the article, so nothing is ever forgotten; the
row goes only if the article's revision is still the one that was written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, update

from indexing.errors import LockHeld
from indexing.store.batches import batches
from indexing.store.dialects import (
    Insert,
    execute_or,
    hold_generations,
    insert_or,
    lock_generations,
)
from indexing.store.records.articles import stands
from indexing.store.schema import articles, generations, projections


def current_generation(db: Connection, *, now: datetime) -> int:
    """Return the generation that readers see; the first one is made here."""
    made = db.execute(
        select(generations.c.generation).where(generations.c.state == "current")
    ).scalar_one_or_none()
    if made is None:
        first = insert_or(db, generations).values(generation=1, state="current", made_at=now)
        db.execute(first.on_conflict_do_nothing())
        return 1
    return int(made)


def is_building(db: Connection, generation: int) -> bool:
    """Whether ``generation`` is that of a rebuild which the store has not published."""
    state = select(generations.c.state).where(generations.c.generation == generation)
    return db.execute(state).scalar_one_or_none() == "building"


def queue_projection(db: Connection, article_id: str, *, now: datetime) -> None:
    """Say in every generation, also in one that is being built, that this article changed.

    No rebuild begins between this and the end of the transaction: it would miss the article.
    """
    hold_generations(db)
    known = db.execute(select(generations.c.generation)).scalars().all() or [
        current_generation(db, now=now)
    ]
    for generation in known:
        changed = {"generation": generation, "article_id": article_id, "queued_at": now}
        execute_or(db, _to_learn, changed)


def _to_learn(insert: Insert) -> Any:
    return insert(projections).on_conflict_do_nothing()


def queued(db: Connection, generation: int, *, limit: int) -> list[str]:
    """Return up to ``limit`` article ids that ``generation`` has yet to learn, oldest first."""
    return list(
        db.execute(
            select(projections.c.article_id)
            .where(projections.c.generation == generation)
            .order_by(projections.c.queued_at, projections.c.article_id)
            .limit(limit)
        ).scalars()
    )


def count_queued(db: Connection, generation: int) -> int:
    """Return how many articles ``generation`` has yet to learn."""
    return int(
        db.execute(
            select(func.count())
            .select_from(projections)
            .where(projections.c.generation == generation)
        ).scalar_one()
    )


def done(
    db: Connection, generation: int, written: Mapping[str, int], *, now: datetime
) -> list[str]:
    """Remove rows whose article still has the revision that was written (id → revision).

    Returns the ids that were indexed for the first time, in the order of the ids.
    """
    first: list[str] = []
    for batch in batches(sorted(written)):
        rows = _locked(db, batch)
        new = [row.id for row in rows if row.indexed_at is None]
        db.execute(update(articles).where(articles.c.id.in_(new)).values(indexed_at=now))
        drop(db, generation, [row.id for row in rows if row.revision == written[row.id]])
        first += new
    return first


def left_out(db: Connection, generation: int, seen: Mapping[str, int]) -> None:
    """Remove rows of articles that have no place in the index, unless they changed since ``seen``.

    ``seen`` is id → revision. What was in the index counts as never indexed from now on.
    """
    for batch in batches(sorted(seen)):
        settled = [row.id for row in _locked(db, batch) if row.revision == seen[row.id]]
        db.execute(update(articles).where(articles.c.id.in_(settled)).values(indexed_at=None))
        drop(db, generation, settled)


def drop(db: Connection, generation: int, article_ids: Sequence[str]) -> None:
    """Remove rows whatever the revision (refused by the index, or gone from the store)."""
    for batch in batches(article_ids):
        db.execute(
            delete(projections).where(
                projections.c.generation == generation, projections.c.article_id.in_(batch)
            )
        )


def _locked(db: Connection, batch: Sequence[str]) -> Sequence[Row[Any]]:
    """Return id, revision and indexed_at, held to the end of the transaction.

    Else a change that commits between this look and the removal would be forgotten. Those who
    only refer to an article (a hit, a row of this queue) do not wait: a rebuild refers to all of
    them at once, and two that wait for each other would lose one.
    """
    return db.execute(
        select(articles.c.id, articles.c.revision, articles.c.indexed_at)
        .where(articles.c.id.in_(batch))
        .order_by(articles.c.id)
        .with_for_update(key_share=True)
    ).all()


def begin_rebuild(db: Connection, *, now: datetime) -> int:
    """Start a new generation with every article that is indexed or about to be; return it.

    One that an earlier, broken rebuild left behind is dropped.
    """
    lock_generations(db)
    current = current_generation(db, now=now)
    abandoned = select(generations.c.generation).where(generations.c.state == "building")
    db.execute(delete(projections).where(projections.c.generation.in_(abandoned)))
    newest = db.execute(select(func.max(generations.c.generation))).scalar_one()
    db.execute(delete(generations).where(generations.c.state == "building"))
    generation = int(newest or current) + 1
    db.execute(insert(generations).values(generation=generation, state="building", made_at=now))
    waiting = select(projections.c.article_id).where(projections.c.generation == current)
    everything = select(
        literal(generation), articles.c.id, literal(now, projections.c.queued_at.type)
    ).where(
        articles.c.indexed_at.is_not(None) | articles.c.id.in_(waiting),
        stands(),
    )
    db.execute(
        insert(projections).from_select(["generation", "article_id", "queued_at"], everything)
    )
    return generation


def publish(db: Connection, generation: int) -> None:
    """Make ``generation`` the one that readers see and forget the others.

    Raises LockHeld, and changes nothing, if a later rebuild dropped it meanwhile.
    """
    lock_generations(db)
    known = select(generations.c.generation).where(generations.c.generation == generation)
    if db.execute(known.with_for_update()).first() is None:
        raise LockHeld(
            f"a later rebuild took over from generation {generation}",
            "index rebuild",
            "Wait for it; nothing is lost.",
        )
    db.execute(delete(projections).where(projections.c.generation != generation))
    db.execute(delete(generations).where(generations.c.generation != generation))
    db.execute(
        update(generations).where(generations.c.generation == generation).values(state="current")
    )

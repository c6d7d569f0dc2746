"""Cycles: when each began and ended, and what it reported."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from indexing.store.batches import delete_some
from indexing.store.schema import cycles


@dataclass(frozen=True, slots=True)
class Cycle:
    """One run of the monitor. ``outcome`` is empty while it runs, or if it was killed."""

    id: int
    lane: str
    trigger: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    report: dict[str, Any]


def lease_of(lane: str) -> str:
    """Return the name of the lease that a lane's cycle holds, and renews, while it runs."""
    return f"cycle:{lane}"


def begin(db: Connection, lane: str, trigger: str, *, now: datetime) -> int:
    """Record that a cycle begins; return its id. Those that were killed are marked so."""
    db.execute(
        update(cycles)
        .where(cycles.c.lane == lane, cycles.c.ended_at.is_(None))
        .values(ended_at=now, outcome="killed")
    )
    return int(
        db.execute(
            insert(cycles).values(lane=lane, trigger=trigger, started_at=now).returning(cycles.c.id)
        ).scalar_one()
    )


def end(
    db: Connection, cycle_id: int, outcome: str, report: dict[str, Any], *, now: datetime
) -> None:
    """Record how a cycle ended."""
    db.execute(
        update(cycles)
        .where(cycles.c.id == cycle_id)
        .values(ended_at=now, outcome=outcome, report=report)
    )


def latest(db: Connection, limit: int = 10) -> list[Cycle]:
    """Return the newest cycles, newest first."""
    return _cycles(db, select(cycles).order_by(cycles.c.id.desc()).limit(limit))


def begun_since(db: Connection, since: datetime) -> list[Cycle]:
    """Return the cycles that began since then and have ended, oldest first."""
    query = select(cycles).where(cycles.c.started_at >= since, cycles.c.ended_at.is_not(None))
    return _cycles(db, query.order_by(cycles.c.started_at, cycles.c.id))


def count_by_outcome(db: Connection) -> dict[str, int]:
    """Return outcome → cycles that have ended."""
    ended = select(cycles.c.outcome, func.count()).where(cycles.c.ended_at.is_not(None))
    return {outcome: int(count) for outcome, count in db.execute(ended.group_by(cycles.c.outcome))}


def forget(db: Connection, *, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` cycles that began before then; return how many."""
    return delete_some(db, cycles, cycles.c.started_at < before, limit=limit)


def _cycles(db: Connection, query: Select[Any]) -> list[Cycle]:
    return [
        Cycle(
            id=row.id,
            lane=row.lane,
            trigger=row.trigger,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            report=row.report or {},
        )
        for row in db.execute(query)
    ]

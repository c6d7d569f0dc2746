"""The ledger: one line for every transition, so that ``explain`` is a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from indexing.store.batches import delete_some
from indexing.store.schema import ledger

_NEW_LINE = insert(ledger)


@dataclass(frozen=True, slots=True)
class Line:
    """What happened at ``at`` to an article or a feed. ``facts`` are the figures behind it."""

    at: datetime
    stage: str
    outcome: str
    detail: str
    facts: dict[str, Any]
    article_id: str = ""
    feed_id: int | None = None


def note(
    db: Connection,
    line: Line,
    *,
    cycle_id: int | None = None,
) -> None:
    """Write one line."""
    new = {
        "at": line.at,
        "article_id": line.article_id or None,
        "feed_id": line.feed_id,
        "stage": line.stage,
        "outcome": line.outcome,
        "detail": line.detail,
        "facts": line.facts,
        "cycle_id": cycle_id,
    }
    db.execute(_NEW_LINE, new)


def trail(db: Connection, article_id: str) -> Sequence[Line]:
    """Return everything that happened to an article, oldest first."""
    return _lines(db, ledger.c.article_id == article_id)


def feed_trail(db: Connection, feed_id: int) -> Sequence[Line]:
    """Return everything that happened to a feed itself, oldest first."""
    return _lines(db, (ledger.c.feed_id == feed_id) & ledger.c.article_id.is_(None))


def latest_of_stage(db: Connection, stage: str, *, since: datetime) -> Line | None:
    """Return the newest line that a stage wrote of itself: of no article and no feed."""
    own = (ledger.c.stage == stage) & ledger.c.article_id.is_(None) & ledger.c.feed_id.is_(None)
    newest = select(ledger).where(own, ledger.c.at >= since)
    row = db.execute(newest.order_by(ledger.c.at.desc(), ledger.c.id.desc()).limit(1)).first()
    return None if row is None else _line(row)


def outcomes(db: Connection, cycle_id: int) -> dict[str, dict[str, int]]:
    """Return stage → outcome → lines, for one cycle."""
    found: dict[str, dict[str, int]] = {}
    for stage, outcome, lines in db.execute(
        select(ledger.c.stage, ledger.c.outcome, func.count())
        .where(ledger.c.cycle_id == cycle_id)
        .group_by(ledger.c.stage, ledger.c.outcome)
        .order_by(ledger.c.stage, ledger.c.outcome)
    ):
        found.setdefault(stage, {})[outcome] = lines
    return found


def forget(db: Connection, *, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` lines older than ``before``; return how many."""
    return delete_some(db, ledger, ledger.c.at < before, limit=limit)


def _lines(db: Connection, condition: Any) -> Sequence[Line]:
    rows = db.execute(select(ledger).where(condition).order_by(ledger.c.at, ledger.c.id))
    return [_line(row) for row in rows]


def _line(row: Row[Any]) -> Line:
    return Line(
        at=row.at,
        stage=row.stage,
        outcome=row.outcome,
        detail=row.detail,
        facts=row.facts or {},
        article_id=row.article_id or "",
        feed_id=row.feed_id,
    )

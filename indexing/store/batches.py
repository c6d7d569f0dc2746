"""Long work in pieces: a statement takes a bounded number of parameters, a writer a short turn."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

SIZE = 500
"""Far under what either database takes (32,766 on SQLite, 65,535 on PostgreSQL)."""

Id = TypeVar("Id", str, int)


def batches(ids: Sequence[Id]) -> Iterator[Sequence[Id]]:
    """Yield ``ids`` in order, at most ``SIZE`` at a time."""
    for start in range(0, len(ids), SIZE):
        yield ids[start : start + SIZE]


def delete_some(db: Connection, table: Table, condition: ColumnElement[bool], *, limit: int) -> int:
    """Delete at most ``limit`` rows that meet ``condition``; return how many."""
    key = table.primary_key.columns
    some = select(*key).where(condition).limit(limit)
    return db.execute(delete(table).where(tuple_(*key).in_(some))).rowcount

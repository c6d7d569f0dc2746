"""Long lists of ids in pieces: a statement takes a bounded number of parameters."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

SIZE = 500
"""Far under what either database takes (32,766 on SQLite, 65,535 on PostgreSQL)."""

Id = TypeVar("Id", str, int)


def batches(ids: Sequence[Id]) -> Iterator[Sequence[Id]]:
    """Yield ``ids`` in order, at most ``SIZE`` at a time."""
    for start in range(0, len(ids), SIZE):
        yield ids[start : start + SIZE]

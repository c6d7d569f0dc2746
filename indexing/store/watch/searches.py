"""Searches that people keep under a name, and up to when they have looked at each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from indexing.store.dialects import insert_or
from indexing.store.schema import searches


@dataclass(frozen=True, slots=True)
class Search:
    """A query under a name; what could first be found after ``looked_at`` is new to its keeper."""

    name: str
    query: str
    made_at: datetime
    looked_at: datetime


def keep_search(db: Connection, name: str, query: str, *, now: datetime) -> None:
    """Keep a query under a name, instead of the one that was kept under it."""
    values = {"query": query, "made_at": now, "looked_at": now}
    row = insert_or(db, searches).values(name=name, **values)
    db.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))


def get_search(db: Connection, name: str) -> Search | None:
    """Return the search of this name, None if there is none."""
    row = db.execute(select(searches).where(searches.c.name == name)).first()
    return _search(row) if row else None


def list_searches(db: Connection) -> list[Search]:
    """Return every search, by name."""
    return [_search(row) for row in db.execute(select(searches).order_by(searches.c.name))]


def look_at(db: Connection, name: str, *, now: datetime) -> None:
    """Remember that its keeper has seen what a search finds up to now."""
    db.execute(update(searches).where(searches.c.name == name).values(looked_at=now))


def remove_search(db: Connection, name: str) -> bool:
    """Forget a search. False if there is none of this name."""
    return bool(db.execute(delete(searches).where(searches.c.name == name)).rowcount)


def _search(row: Row[tuple[str, str, datetime, datetime]]) -> Search:
    return Search(row.name, row.query, row.made_at, row.looked_at)

"""Where SQLite and PostgreSQL differ in what we say to them; all other SQL is the same."""

from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

_SCHEMA_LOCK = 727_379_968  # "pres" as a number; any other program has other keys
_GENERATIONS_LOCK = _SCHEMA_LOCK + 1


def insert_or(db: Connection, table: Table) -> Any:
    """Return an INSERT for this database that has ``on_conflict_do_nothing`` and ``…_update``."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def lock_schema(db: Connection) -> None:
    """Wait until no other process changes the tables; held to the end of the transaction.

    A write transaction on SQLite holds that lock already.
    """
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


def hold_generations(db: Connection) -> None:
    """Keep the index's generations as they are to the end of the transaction; many may."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock_shared(_GENERATIONS_LOCK)))


def lock_generations(db: Connection) -> None:
    """Wait until nobody holds the generations, to change them: see ``lock_schema``."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_GENERATIONS_LOCK)))

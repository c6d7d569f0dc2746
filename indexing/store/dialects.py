"""Where SQLite and PostgreSQL differ in what we say to them; all other SQL is the same."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

_SCHEMA_LOCK = 727_379_968  # "pres" as a number; any other program has other keys
_GENERATIONS_LOCK = _SCHEMA_LOCK + 1


_INSERTS: dict[str, Callable[[Table], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def insert_or(db: Connection, table: Table) -> Any:
    """Return an INSERT for this database that has ``on_conflict_do_nothing`` and ``…_update``."""
    return _INSERTS[db.dialect.name](table)


Insert = Callable[[Table], Any]
"""What makes an INSERT that may meet a row which is there: ``insert_or`` without its database."""


Row = dict[str, Any]


def execute_or(db: Connection, statement: Callable[[Insert], Any], values: Row | list[Row]) -> Any:
    """Execute the ``statement`` of that name with ``values`` by column; return its result.

    Of several rows, none without one, all have the same columns.

    SQLAlchemy keeps no compiled form of a statement with ON CONFLICT, and to compile it costs
    twenty times its execution. So ``statement`` is a function of a module that makes the same
    statement each time: all that differs is in ``values``.
    """
    columns = tuple(values[0] if isinstance(values, list) else values)
    return db.execute(_compiled(statement, db.dialect, columns), values)


@lru_cache(maxsize=256)
def _compiled(
    statement: Callable[[Insert], Any], dialect: Dialect, columns: tuple[str, ...]
) -> Any:
    return statement(_INSERTS[dialect.name]).compile(dialect=dialect, column_keys=columns)


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

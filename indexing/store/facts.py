"""What a database says of itself, for the doctor."""

from dataclasses import dataclass
from datetime import UTC, datetime

from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """``engine`` is name and version, ``schema`` the revision of the tables.

    ``clock_at`` is the server's time (aware, UTC), None where there is no server.
    """

    engine: str
    schema: str
    clock_at: datetime | None


def about(db: Connection) -> StoreFacts:
    """Ask the database behind ``db``."""
    is_served = db.dialect.name == "postgresql"
    name = "PostgreSQL" if is_served else "SQLite"
    # PostgreSQL's second number is that of its minor release: 17.2
    numbers = (db.dialect.server_version_info or ())[: 2 if is_served else 3]
    clock_at = db.execute(select(func.clock_timestamp())).scalar_one() if is_served else None
    return StoreFacts(
        engine=f"{name} {'.'.join(map(str, numbers))}",
        schema=MigrationContext.configure(db).get_current_revision() or "none",
        clock_at=clock_at.astimezone(UTC) if clock_at else None,
    )

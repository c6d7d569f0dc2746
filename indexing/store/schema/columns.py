"""Column types and short forms that every table uses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "no lease" in ``leased_until``, so that one comparison finds what is free."""

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A row number; SQLite counts up by itself only on plain INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as epoch seconds."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> float | None:
        """Refuse naive times: they would be read as another zone's."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: every moment is aware UTC")
        return round(value.timestamp(), 6)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Rebuild the datetime; by timedelta, since ``fromtimestamp`` rounds by platform."""
        return None if value is None else NEVER + timedelta(seconds=float(value))


class Json(TypeDecorator[Any]):
    """Any JSON value, as text, keys in the order given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Dataclasses, tuples and datetimes are written as JSON knows them."""
        if value is None:
            return None
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any | None:
        """Lists and dicts come back as such."""
        return None if value is None else orjson.loads(value)


def text(name: str, **options: Any) -> Column[str]:
    """Return a text column that is never null; empty by default."""
    return Column(name, String, nullable=False, default="", **options)


def moment(name: str, *, nullable: bool = True, **options: Any) -> Column[datetime]:
    """Return a column for a moment."""
    return Column(name, Instant, nullable=nullable, **options)


def number(name: str, default: int = 0, **options: Any) -> Column[int]:
    """Return an integer column that is never null."""
    return Column(name, Integer, nullable=False, default=default, **options)

"""Named locks that end by themselves: one cycle a lane, one relater a store."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from indexing.store.dialects import insert_or
from indexing.store.schema import leases
from indexing.store.schema.columns import NEVER
from indexing.store.work.owners import is_dead

LEASE = timedelta(minutes=10)
RENEW_EVERY = timedelta(minutes=3)
"""Whoever holds on to something does so this often: two may fail, and it is still held."""


def take(db: Connection, name: str, owner: str, *, now: datetime) -> str:
    """Take or renew the lease ``name``; return "" when it is ours, else who holds it."""
    db.execute(insert_or(db, leases).values(name=name, leased_until=NEVER).on_conflict_do_nothing())
    held = db.execute(
        select(leases.c.owner, leases.c.leased_until).where(leases.c.name == name).with_for_update()
    ).one()
    is_free = held.owner in ("", owner) or held.leased_until <= now or is_dead(held.owner)
    if not is_free:
        return str(held.owner)
    db.execute(
        update(leases).where(leases.c.name == name).values(owner=owner, leased_until=now + LEASE)
    )
    return ""


def is_held(db: Connection, name: str, *, now: datetime) -> bool:
    """Whether a worker that lives, as far as can be seen from here, holds the lease ``name``."""
    held = db.execute(
        select(leases.c.owner).where(leases.c.name == name, leases.c.leased_until > now)
    ).scalar_one_or_none()
    return bool(held) and not is_dead(str(held))


def give_back(db: Connection, name: str, owner: str) -> None:
    """End the lease if it is ours."""
    db.execute(
        update(leases)
        .where(leases.c.name == name, leases.c.owner == owner)
        .values(owner="", leased_until=NEVER)
    )

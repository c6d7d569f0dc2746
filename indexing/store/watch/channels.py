"""Channels: where alerts go. Addresses hold secrets; only their masked form is shown."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from indexing.store.schema import alert_channels, channels


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel. ``parked`` says why nothing is sent to it, empty when it works."""

    id: int
    name: str
    kind: str
    address: str = field(repr=False)
    secret: str = field(repr=False)
    parked: str


def add_channel(db: Connection, new: ChannelRow, *, now: datetime) -> int:
    """Keep a channel (its ``id`` is not used); return its id."""
    values = {
        "name": new.name, "kind": new.kind, "address": new.address, "secret": new.secret,
        "made_at": now,
    }  # fmt: skip
    return int(db.execute(insert(channels).values(**values).returning(channels.c.id)).scalar_one())


def list_channels(db: Connection) -> list[ChannelRow]:
    """Return all channels by id."""
    return [
        ChannelRow(row.id, row.name, row.kind, row.address, row.secret, row.parked)
        for row in db.execute(select(channels).order_by(channels.c.id))
    ]


def get_channel(db: Connection, channel_id: int) -> ChannelRow:
    """Return a channel that is known to exist (a delivery names it)."""
    row = db.execute(select(channels).where(channels.c.id == channel_id)).one()
    return ChannelRow(row.id, row.name, row.kind, row.address, row.secret, row.parked)


def find_channel(db: Connection, name_or_address: str) -> ChannelRow | None:
    """Return the channel of that name, address or number."""
    for row in list_channels(db):
        if name_or_address in (row.name, row.address, str(row.id)):
            return row
    return None


def park(db: Connection, channel_id: int, reason: str) -> None:
    """Stop sending to a channel, with the reason; an empty reason sets it going again."""
    db.execute(update(channels).where(channels.c.id == channel_id).values(parked=reason))


def alerts_of(db: Connection, channel_id: int) -> list[int]:
    """Return the ids of the alerts that go there."""
    return list(
        db.execute(
            select(alert_channels.c.alert_id).where(alert_channels.c.channel_id == channel_id)
        ).scalars()
    )


def remove_channel(db: Connection, channel_id: int) -> None:
    """Forget a channel that no alert uses and nothing was ever sent to."""
    db.execute(delete(channels).where(channels.c.id == channel_id))

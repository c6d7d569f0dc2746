"""An alert that goes elsewhere from now on: what its new channels need not tell any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from indexing.store.schema import deliveries, delivery_matches, matches
from indexing.store.watch import outbox
from indexing.store.watch.outbox import NewDelivery


def told_already(db: Connection, alert_id: int, staying: Sequence[int]) -> list[int]:
    """Return an alert's matches that were sent, or wait to be on channels that stay, by id.

    What waits on a channel that the alert leaves never arrives there.
    """
    arrives = (deliveries.c.state == "sent") | (
        deliveries.c.channel_id.in_(staying) & (deliveries.c.state != "dropped")
    )
    query = (
        select(delivery_matches.c.match_id)
        .join(deliveries, deliveries.c.id == delivery_matches.c.delivery_id)
        .where(deliveries.c.alert_id == alert_id, arrives)
    )
    return list(db.execute(query.distinct().order_by(delivery_matches.c.match_id)).scalars())


def all_found(db: Connection, alert_id: int) -> list[int]:
    """Return every match of an alert, by id."""
    query = select(matches.c.id).where(matches.c.alert_id == alert_id)
    return list(db.execute(query.order_by(matches.c.id)).scalars())


def pass_over(db: Connection, new: NewDelivery, reason: str, *, now: datetime) -> int:
    """Keep matches from a channel for good: a delivery that is on record, and is never sent."""
    delivery = outbox.post(db, new, now=now)
    dropped = update(deliveries).where(deliveries.c.id == delivery)
    db.execute(dropped.values(state="dropped", answer=reason))
    return delivery

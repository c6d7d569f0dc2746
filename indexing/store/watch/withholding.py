"""What waits in the outbox and may not go yet."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from indexing.store.schema import deliveries, delivery_matches
from indexing.store.watch.outbox import WAITS, Delivery, waits


def alerts_that_wait(db: Connection) -> set[int]:
    """Return the alerts of which something waits to be sent."""
    return set(db.execute(select(deliveries.c.alert_id).where(WAITS).distinct()).scalars())


def hold_back(db: Connection, alert_id: int, *, until: datetime) -> None:
    """Let nothing of an alert be sent before then, also what waits for another try."""
    early = waits(alert_id) & (deliveries.c.due_at < until)
    db.execute(update(deliveries).where(early).values(due_at=until))


def untouched(db: Connection, alert_id: int) -> list[int]:
    """Return the deliveries of an alert that wait and whose last sender did not die, by number.

    Of any other it is not known whether it arrived: it goes out again as it was.
    """
    mine = waits(alert_id) & (deliveries.c.owner == "")
    return list(db.execute(select(deliveries.c.id).where(mine).order_by(deliveries.c.id)).scalars())


def postpone(db: Connection, delivery: Delivery, *, until: datetime) -> None:
    """Send a delivery not before then, unless somebody sends it now."""
    early = _is_still(delivery) & (deliveries.c.due_at < until)
    db.execute(update(deliveries).where(early).values(due_at=until))


def withdraw(
    db: Connection, delivery: Delivery, match_ids: Collection[int], payload: bytes
) -> bool:
    """Take matches out of a delivery, which says ``payload`` from now on; they wait again.

    False, and nothing is changed, if somebody sends it now.
    """
    if not db.execute(
        update(deliveries).where(_is_still(delivery)).values(payload=payload)
    ).rowcount:
        return False
    mine = delivery_matches.c.delivery_id == delivery.id
    db.execute(delete(delivery_matches).where(mine, delivery_matches.c.match_id.in_(match_ids)))
    return True


def has_id(db: Connection, message_id: str) -> bool:
    """Tell whether a delivery has this id."""
    mine = select(deliveries.c.id).where(deliveries.c.message_id == message_id)
    return db.execute(mine).first() is not None


def look_again(db: Connection, alert_id: int, *, now: datetime) -> None:
    """Let what waits of an alert be due: a person said anew what is muted."""
    late = waits(alert_id) & (deliveries.c.due_at > now)
    db.execute(update(deliveries).where(late).values(due_at=now))


def _is_still(delivery: Delivery) -> ColumnElement[bool]:
    return (
        (deliveries.c.id == delivery.id)
        & WAITS
        & (deliveries.c.owner == "")
        & (deliveries.c.attempts == delivery.attempts)
    )

"""The outbox: what is due is frozen into deliveries in one transaction, then sent by lease.

What goes out is chosen by absence from ``delivery_matches``, never by time: a match that commits
late is simply in the next delivery.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from indexing.store.schema import (
    alerts,
    channels,
    deliveries,
    delivery_attempts,
    delivery_matches,
)
from indexing.store.schema.columns import NEVER

LEASE = timedelta(minutes=5)
WAITS = deliveries.c.state == "waiting"
"""The condition that a delivery is yet to be sent."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A frozen message for one channel. ``match_ids`` are the matches that it carries."""

    alert_id: int
    channel_id: int
    message_id: str
    payload: bytes
    match_ids: tuple[int, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery. ``attempts`` is the fencing token, ``tries`` counts failures in a row."""

    id: int
    alert_id: int
    channel_id: int
    message_id: str
    payload: bytes
    state: str
    made_at: datetime
    due_at: datetime
    attempts: int
    tries: int
    sent_at: datetime | None
    answer: str
    was_begun: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at sending, and the answer to it."""

    delivery_id: int
    at: datetime
    is_ok: bool
    answer: str


def matches_of_delivery(db: Connection, delivery_id: int) -> list[int]:
    """Return the ids of the matches that a delivery carries."""
    return list(
        db.execute(
            select(delivery_matches.c.match_id)
            .where(delivery_matches.c.delivery_id == delivery_id)
            .order_by(delivery_matches.c.match_id)
        ).scalars()
    )


def post(db: Connection, new: NewDelivery, *, now: datetime) -> int:
    """Put a delivery into the outbox with its matches; return its id."""
    delivery_id = int(
        db.execute(
            insert(deliveries)
            .values(
                alert_id=new.alert_id,
                channel_id=new.channel_id,
                message_id=new.message_id,
                payload=new.payload,
                state="waiting",
                made_at=now,
                due_at=new.due_at,
                leased_until=NEVER,
            )
            .returning(deliveries.c.id)
        ).scalar_one()
    )
    for match_id in new.match_ids:
        db.execute(
            insert(delivery_matches).values(
                channel_id=new.channel_id, match_id=match_id, delivery_id=delivery_id
            )
        )
    return delivery_id


def channels_due(db: Connection, *, now: datetime) -> list[int]:
    """Return the channels for which something is due that nobody sends; see ``claim_delivery``."""
    due = select(deliveries.c.channel_id).where(*_is_due(now)).distinct()
    return list(db.execute(due.order_by(deliveries.c.channel_id)).scalars())


def claim_delivery(
    db: Connection, owner: str, channel_id: int, *, now: datetime
) -> Delivery | None:
    """Lease what is longest due for a channel, None if nothing is.

    ``was_begun`` tells that it may repeat: its last sender died. What is for a parked channel
    and what is of a muted alert waits.
    """
    due = db.execute(
        select(deliveries.c.id, deliveries.c.owner)
        .where(deliveries.c.channel_id == channel_id, *_is_due(now))
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if due is None:
        return None
    row = db.execute(
        update(deliveries)
        .where(deliveries.c.id == due.id)
        .values(owner=owner, leased_until=now + LEASE, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    ).one()
    return _delivery(row, was_begun=bool(due.owner))


def mark_sent(db: Connection, delivery: Delivery, answer: str, *, now: datetime) -> bool:
    """Record that a delivery was taken. False: another sender holds it now."""
    _attempt(db, delivery.id, answer, is_ok=True, now=now)
    return _hold(db, delivery, state="sent", sent_at=now, answer=answer)


def mark_failed(
    db: Connection, delivery: Delivery, answer: str, *, next_at: datetime | None, now: datetime
) -> bool:
    """Record a failed try: again at ``next_at``, or parked for a person to see if None."""
    _attempt(db, delivery.id, answer, is_ok=False, now=now)
    state = "waiting" if next_at else "parked"
    tries = delivery.tries + 1
    due_at = next_at or delivery.due_at
    return _hold(db, delivery, state=state, due_at=due_at, tries=tries, answer=answer)


def waits(alert_id: int) -> ColumnElement[bool]:
    """Return the condition that a delivery is this alert's and yet to be sent."""
    return (deliveries.c.alert_id == alert_id) & WAITS


def drop_waiting(db: Connection, alert_id: int, reason: str, *, but_to: Sequence[int] = ()) -> None:
    """Send nothing more of an alert: what waits is dropped with the reason, and stays on record.

    What goes ``but_to`` those channels still waits. It is taken from whoever sends it now; a
    message that is on its way cannot be called back.
    """
    unwanted = waits(alert_id) & deliveries.c.channel_id.not_in(but_to)
    dropped = {"state": "dropped", "answer": reason, "owner": "", "leased_until": NEVER}
    db.execute(update(deliveries).where(unwanted).values(**dropped))


def list_deliveries(
    db: Connection,
    *,
    alert_id: int | None = None,
    state: str = "",
    before: int = 0,
    limit: int = 100,
) -> list[Delivery]:
    """Return deliveries, newest first; of one state, with a number below ``before``, if given."""
    same = {"alert_id": alert_id, "state": state}
    query = select(deliveries).filter_by(**{name: one for name, one in same.items() if one})
    query = query.where(deliveries.c.id < before) if before else query
    rows = db.execute(query.order_by(deliveries.c.id.desc()).limit(limit))
    return [_delivery(row, was_begun=bool(row.owner)) for row in rows]


def count_deliveries(db: Connection, *, alert_id: int | None = None, state: str = "") -> int:
    """Return how many deliveries there are, of one alert and state if given."""
    same = {"alert_id": alert_id, "state": state}
    query = select(func.count()).select_from(deliveries)
    query = query.filter_by(**{name: one for name, one in same.items() if one})
    return int(db.execute(query).scalar_one())


def count_by_state(db: Connection) -> dict[str, int]:
    """Return state → deliveries."""
    rows = db.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {state: int(count) for state, count in rows}


def get_delivery(db: Connection, delivery_id: int) -> Delivery | None:
    """Return a delivery by its id."""
    row = db.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()
    return None if row is None else _delivery(row, was_begun=bool(row.owner))


def payloads_since(db: Connection, alert_id: int, since: datetime) -> list[bytes]:
    """Return an alert's messages that were made from ``since`` on, oldest first."""
    recent = (deliveries.c.alert_id == alert_id) & (deliveries.c.made_at >= since)
    query = select(deliveries.c.payload).where(recent).order_by(deliveries.c.id)
    return list(db.execute(query).scalars())


def deliveries_of_match(db: Connection, match_id: int) -> list[Delivery]:
    """Return the deliveries that carried a match."""
    carried = select(delivery_matches.c.delivery_id).where(delivery_matches.c.match_id == match_id)
    rows = db.execute(select(deliveries).where(deliveries.c.id.in_(carried)))
    return [_delivery(row, was_begun=bool(row.owner)) for row in rows]


def attempts_of(db: Connection, delivery_id: int) -> Sequence[Attempt]:
    """Return every try at a delivery, first first."""
    rows = db.execute(
        select(delivery_attempts)
        .where(delivery_attempts.c.delivery_id == delivery_id)
        .order_by(delivery_attempts.c.id)
    )
    return [Attempt(row.delivery_id, row.at, row.is_ok, row.answer) for row in rows]


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    parked = select(channels.c.id).where(channels.c.parked != "")
    muted = select(alerts.c.id).where(alerts.c.muted_until > now)
    return (
        WAITS,
        deliveries.c.channel_id.not_in(parked),
        deliveries.c.alert_id.not_in(muted),
        deliveries.c.due_at <= now,
        deliveries.c.leased_until <= now,
    )


def _attempt(db: Connection, delivery_id: int, answer: str, *, is_ok: bool, now: datetime) -> None:
    db.execute(
        insert(delivery_attempts).values(
            delivery_id=delivery_id, at=now, is_ok=is_ok, answer=answer
        )
    )


def _hold(db: Connection, delivery: Delivery, **values: Any) -> bool:
    done = db.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery.id,
            deliveries.c.attempts == delivery.attempts,
            deliveries.c.owner != "",  # marked once already: a sent one is never waiting again
        )
        .values(owner="", leased_until=NEVER, **values)
    )
    return done.rowcount == 1


def _delivery(row: Row[Any], *, was_begun: bool) -> Delivery:
    return Delivery(
        id=row.id,
        alert_id=row.alert_id,
        channel_id=row.channel_id,
        message_id=row.message_id,
        payload=row.payload,
        state=row.state,
        made_at=row.made_at,
        due_at=row.due_at,
        attempts=row.attempts,
        tries=row.tries,
        sent_at=row.sent_at,
        answer=row.answer,
        was_begun=was_begun,
    )

"""What waits in the outbox and may not go yet."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from indexing.store.schema import deliveries

_WAITS = deliveries.c.state == "waiting"


def alerts_that_wait(db: Connection) -> set[int]:
    """Return the alerts of which something waits to be sent."""
    return set(db.execute(select(deliveries.c.alert_id).where(_WAITS).distinct()).scalars())


def hold_back(db: Connection, alert_id: int, *, until: datetime) -> None:
    """Let nothing of an alert be sent before then, also what waits for another try."""
    early = (deliveries.c.alert_id == alert_id) & _WAITS & (deliveries.c.due_at < until)
    db.execute(update(deliveries).where(early).values(due_at=until))

"""Sending an alert elsewhere: nothing is lost by it, and the past does not come in at once."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import Connection

from indexing.delivery.message import AlertRef, Message, MessageType, Window, to_json
from indexing.desk.room import Desk
from indexing.store.watch import alerts, outbox, rerouting, telling
from indexing.store.watch.alerts import Alert
from indexing.store.watch.outbox import NewDelivery

LEFT = "the alert goes elsewhere"
EARLIER = "found before the alert went here"


def reroute(desk: Desk, db: Connection, alert: Alert, channel_ids: Sequence[int]) -> None:
    """Let an alert go to these channels from now on.

    What waits on those that it leaves is dropped, and told by the new ones. What was told
    already, or found when it went nowhere, is not.
    """
    staying = [one for one in alert.channel_ids if one in channel_ids]
    outbox.drop_waiting(db, alert.id, LEFT, but_to=staying)
    alerts.set_channels(db, alert.id, channel_ids)
    if alert.channel_ids:
        told = set(rerouting.told_already(db, alert.id, staying))
    else:
        told = set(rerouting.all_found(db, alert.id))
    for one in channel_ids:
        if one not in staying:
            _pass_over(desk, db, alert, one, told)


def _pass_over(desk: Desk, db: Connection, alert: Alert, channel_id: int, told: set[int]) -> None:
    ids = tuple(one for one in telling.undelivered(db, alert.id, channel_id) if one in told)
    if not ids:
        return
    now = desk.now
    message = Message(
        type=MessageType.HITS,
        alert=AlertRef(alert.id, alert.name, alert.query, alert.version),
        window=Window(alert.made_at, now, alert.zone),
    )
    new = NewDelivery(alert.id, channel_id, uuid4().hex, to_json(message), ids, due_at=now)
    rerouting.pass_over(db, new, EARLIER, now=now)

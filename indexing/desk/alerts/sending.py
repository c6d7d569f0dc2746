"""What alerts send: a test through the real path, the next message, the log, once more."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from indexing.delivery.channels import Attempt, send
from indexing.delivery.message import Message, MessageType, from_json
from indexing.delivery.one_click import Act, Wish
from indexing.desk.alerts.alerting import get_alert
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, NotFound
from indexing.fetching.client import Fetcher
from indexing.pipeline.compose import Occasion, compose, silent_feeds
from indexing.pipeline.deliver import open_channel
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import next_try, sendable
from indexing.pipeline.pages import pages_of
from indexing.store.watch import alerts, channels, hits, outbox
from indexing.store.watch.alerts import Alert
from indexing.store.watch.outbox import Attempt as Try
from indexing.store.watch.outbox import Delivery


async def test_alert(desk: Desk, alert_id: int) -> list[tuple[str, str]]:
    """Send a message marked TEST through every channel; return (channel, its answer).

    It carries the alert's newest hits, or none before the first. Raises InvalidRequest for an alert
    without a channel, ChannelFailed at the first channel that does not take it.
    """
    alert = get_alert(desk, alert_id).alert
    if not alert.channel_ids:
        do = "Save an alert that names a channel."
        raise InvalidRequest("it goes nowhere", f"alert {alert_id}", do)
    now, pages = desk.now, pages_of(desk.store, desk.settings)
    answers = []
    async with Fetcher(desk.settings) as fetcher:
        for channel_id in alert.channel_ids:
            with desk.store.read() as db:
                row = channels.get_channel(db, channel_id)
                found = hits.matches_of_alert(db, alert_id, limit=3)
                lines, silent = lines_of(db, desk.settings), silent_feeds(db, now)
                kind = MessageType.TEST
                occasion = Occasion(
                    channel_id, alert.made_at, now, lines, silent, kind, pages=pages
                )
                message = compose(db, alert, found, occasion)
            leave = pages.one_click(Wish(Act.UNSUBSCRIBE, alert_id, channel_id))
            attempt = Attempt(f"test{secrets.token_hex(14)}", now, unsubscribe=leave)
            answer = await send(
                open_channel(row, desk.settings),
                message,
                attempt,
                settings=desk.settings,
                fetcher=fetcher,
            )
            answers.append((row.name, answer))
    return answers


def preview(desk: Desk, alert_id: int) -> Message:
    """Return the message that would be sent now, without sending it."""
    alert = get_alert(desk, alert_id).alert
    channel_id = alert.channel_ids[0] if alert.channel_ids else 0
    pages = pages_of(desk.store, desk.settings)
    with desk.store.read() as db:
        found = sendable(db, alert, channel_id, now=desk.now)
        since = alert.last_delivery_at or alert.made_at
        occasion = Occasion(
            channel_id,
            since,
            desk.now,
            lines_of(db, desk.settings),
            silent_feeds(db, desk.now),
            held=found.held,
            held_until=found.held_until,
            pages=pages,
        )
        return compose(db, alert, [*found.fresh, *found.released], occasion)


def delivery_log(
    desk: Desk,
    alert_id: int | None = None,
    *,
    state: str = "",
    before: int = 0,
    limit: int = 100,
) -> list[tuple[Delivery, Sequence[Try]]]:
    """Return deliveries with every attempt, newest first; ``before`` is a delivery's number.

    One that waits is due when it may go: after the mute and the quiet hours of its alert.
    """
    with desk.store.read() as db:
        known = {alert.id: alert for alert in alerts.list_alerts(db)}
        found = outbox.list_deliveries(
            db, alert_id=alert_id, state=state, before=before, limit=limit
        )
        return [
            (_as_it_may_go(one, known.get(one.alert_id), desk.now), outbox.attempts_of(db, one.id))
            for one in found
        ]


def _as_it_may_go(delivery: Delivery, alert: Alert | None, now: datetime) -> Delivery:
    if alert is None or delivery.state != "waiting":
        return delivery
    return replace(delivery, due_at=next_try(alert, delivery.due_at, now=now))


def get_delivery(desk: Desk, delivery_id: int) -> tuple[Delivery, Sequence[Try]]:
    """Return one delivery with every attempt. Raises NotFound."""
    with desk.store.read() as db:
        found = _known(db, delivery_id)
        alert = alerts.get_alert(db, found.alert_id)
        return _as_it_may_go(found, alert, desk.now), outbox.attempts_of(db, delivery_id)


def as_logged(delivery: Delivery, tries: Sequence[Try]) -> dict[str, Any]:
    """Return a delivery for a program, its frozen message as JSON in JSON."""
    told = {one.name: getattr(delivery, one.name) for one in fields(delivery)}
    return told | {"payload": orjson.loads(delivery.payload), "attempts": tries}


def resend(desk: Desk, delivery_id: int) -> int:
    """Put a delivery into the outbox once more, under a new id; return its number."""
    with desk.store.write() as db:
        old = _known(db, delivery_id)
        said = from_json(old.payload)
        if said.spike is None and not said.stories:
            what = "it tells nothing: it stands for what was found before the alert went there"
            raise InvalidRequest(what, f"delivery {delivery_id}", "Nothing is to be sent.")
        new = outbox.NewDelivery(
            old.alert_id, old.channel_id, uuid.uuid4().hex, old.payload, (), desk.now
        )
        return outbox.post(db, new, now=desk.now)


def _known(db: Connection, delivery_id: int) -> Delivery:
    found = outbox.get_delivery(db, delivery_id)
    if found is None:
        what = "no delivery has this number"
        raise NotFound(what, str(delivery_id), "See: presswatch alerts log")
    return found

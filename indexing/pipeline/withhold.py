"""What waits for another try and tells of what was muted meanwhile: that is taken out of it.

A message of which nothing would be left waits for the end of the mute. What is taken out is told
then, as all that a mute held.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from indexing.delivery.message import Message, MessageType, at_most, from_json, to_json
from indexing.pipeline.compose import Occasion, compose, silent_feeds
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import ends_of_mutes, mutes_on, sorted_out
from indexing.pipeline.pages import pages_of
from indexing.pipeline.workshop import Workshop
from indexing.store.watch import hits, outbox, telling, withholding
from indexing.store.watch.alerts import Alert
from indexing.store.watch.hits import Match
from indexing.store.watch.outbox import Delivery

_TOLD = (MessageType.HITS, MessageType.CORRECTION)


def withhold(shop: Workshop, alert: Alert, now: datetime) -> None:
    """Let nothing of an alert's muted stories and sources go out with what waits."""
    with shop.store.read() as db:
        if not any(mute.until > now for mute in mutes_on(db, alert)):
            return
        waiting = [outbox.get_delivery(db, one) for one in withholding.untouched(db, alert.id)]
    for delivery in waiting:
        if delivery is not None:
            _withhold(shop, alert, delivery, now)


def _withhold(shop: Workshop, alert: Alert, delivery: Delivery, now: datetime) -> None:
    message = from_json(delivery.payload)
    if message.type not in _TOLD:
        return
    with shop.store.read() as db:
        found = hits.get_matches(db, outbox.matches_of_delivery(db, delivery.id))
        ends = ends_of_mutes(db, replace(alert, muted_until=None), found)
    ends = {one: end for one, end in ends.items() if end > now}
    if not ends:
        return
    left = _without(shop, alert, delivery, message, found, ends)
    with shop.store.write() as db:
        if left.stories:
            withholding.withdraw(db, delivery, ends.keys(), to_json(left))
        else:
            withholding.postpone(db, delivery, until=min(ends.values()))


def _without(
    shop: Workshop,
    alert: Alert,
    delivery: Delivery,
    message: Message,
    found: Sequence[Match],
    muted: Collection[int],
) -> Message:
    """Return the message as it would have been without the ``muted`` of its matches."""
    channel_id, window = delivery.channel_id, message.window
    pages = pages_of(shop.store, shop.settings)
    with shop.store.read() as db:
        waiting = hits.get_matches(db, [*telling.undelivered(db, alert.id, channel_id), *muted])
        ends = ends_of_mutes(db, alert, waiting)
        beside = sorted_out(alert, waiting, ends, now=shop.clock())
        occasion = Occasion(
            channel_id,
            window.since,
            window.until,
            lines_of(db, shop.settings),
            silent_feeds(db, window.until),
            thread=message.thread,
            held=0 if message.thread else beside.held,
            held_until=None if message.thread else beside.held_until,
            pages=pages,
            anew=delivery.id,
        )
        left = compose(db, alert, [one for one in found if one.id not in muted], occasion)
    return at_most(left, shop.settings.alerts.digest_stories)

"""What is due becomes frozen messages: each alert and channel in a transaction of its own.

A fault with one alert leaves it for the next time, and the others go on.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from indexing.alerts.cadence import next_due
from indexing.delivery.message import (
    SilentFeed,
    at_most,
    instant_id,
    message_id,
    thread_id,
    to_json,
)
from indexing.errors import StoreUnavailable
from indexing.models import Cadence
from indexing.pipeline.compose import Occasion, compose, silent_feeds
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import Sendable, is_hushed, quiet_until, sendable, timetable
from indexing.pipeline.pages import pages_of
from indexing.pipeline.withhold import withhold
from indexing.pipeline.workshop import Workshop
from indexing.store.schema import deliveries
from indexing.store.watch import alerts, outbox, telling, withholding
from indexing.store.watch.alerts import Alert
from indexing.store.watch.corrections import CORRECTED
from indexing.store.watch.hits import Match
from indexing.store.watch.outbox import NewDelivery
from indexing.store.work.ledger import Line
from indexing.store.work.owners import free_the_dead

STAGE = "deliver"
NOT_POSTED = "not posted"


class _Run:
    """What the messages of one run share, read when the first of them is made."""

    def __init__(self, shop: Workshop, now: datetime) -> None:
        self.now = now
        self._settings, self._pages = shop.settings, pages_of(shop.store, shop.settings)
        self._known: tuple[Mapping[str, float], tuple[SilentFeed, ...]] | None = None

    def occasion(self, db: Connection, channel_id: int, *, since: datetime) -> Occasion:
        """Return why a message to a channel is made in this run."""
        self._known = self._known or (lines_of(db, self._settings), silent_feeds(db, self.now))
        return Occasion(channel_id, since, self.now, *self._known, pages=self._pages)


def post_due(shop: Workshop) -> None:
    """Make deliveries of everything undelivered whose alert may send now."""
    now = shop.clock()
    run = _Run(shop, now)
    with shop.store.write() as db:
        free_the_dead(db, deliveries, now=now)
    with shop.store.read() as db:
        known = alerts.list_alerts(db)
        waiting = withholding.alerts_that_wait(db)
        have_news = telling.with_undelivered(db, [alert.id for alert in known])
    quiet: dict[int, datetime] = {}
    for alert in known:
        with _alone(shop, alert):
            if alert.id in waiting:
                _hold_back(shop, alert, now)
                withhold(shop, alert, now)
            if not _may_send(alert, now):
                continue
            if alert.id in have_news:
                _post_of(shop, alert, run)
            elif alert.cadence is not Cadence.AT_ONCE:
                quiet[alert.id] = next_due(timetable(alert), last=now, now=now)
    with shop.store.write() as db:  # at once: ten thousand are due at eight, few have news
        alerts.plan_deliveries(db, quiet)


def _hold_back(shop: Workshop, alert: Alert, now: datetime) -> None:
    """Let nothing of an alert go out in its quiet hours, also what waits for another try."""
    if (until := quiet_until(alert, now)) > now:
        with shop.store.write() as db:
            withholding.hold_back(db, alert.id, until=until)


def _post_of(shop: Workshop, alert: Alert, run: _Run) -> None:
    posted = [_post(shop, alert, channel_id, run) for channel_id in alert.channel_ids]
    _plan_next(shop, alert, run.now, has_posted=any(posted))


@contextmanager
def _alone(shop: Workshop, alert: Alert) -> Iterator[None]:
    """Tell of an alert that meets a fault of ours: nothing of it is lost, and the others go on."""
    try:
        yield
    except StoreUnavailable:
        raise
    except Exception as error:
        detail = f"alert {alert.id}: {type(error).__name__}: {error}"
        with shop.store.write() as db:
            shop.note(db, Line(shop.clock(), STAGE, NOT_POSTED, detail, {"alert": alert.id}))
        shop.count(STAGE, NOT_POSTED)


def _may_send(alert: Alert, now: datetime) -> bool:
    if is_hushed(alert, now):
        return False
    is_at_once = alert.cadence is Cadence.AT_ONCE
    return is_at_once or alert.next_delivery_at is None or alert.next_delivery_at <= now


def _plan_next(shop: Workshop, alert: Alert, now: datetime, *, has_posted: bool) -> None:
    """Set the next sending; a window without news is not a delivery, so the next covers it."""
    values: dict[str, datetime] = {"last_delivery_at": now} if has_posted else {}
    if alert.cadence is not Cadence.AT_ONCE:
        values["next_delivery_at"] = next_due(timetable(alert), last=now, now=now)
    if values:
        with shop.store.write() as db:
            alerts.set_alert(db, alert.id, **values)


def _post(shop: Workshop, alert: Alert, channel_id: int, run: _Run) -> bool:
    """Compose in a read transaction, post in a short write; a rival's post makes ours void."""
    rules = shop.settings.alerts
    with shop.store.read() as db:
        found = sendable(db, alert, channel_id, now=run.now)
        if not found.fresh and not found.released:
            return False
        since = alert.last_delivery_at or alert.made_at
        occasion = run.occasion(db, channel_id, since=since)
        parts = _parts(db, found, occasion, alert=alert, growth_every=rules.growth_every)
        frozen = [
            _freeze(db, alert, part, occasion=occasion, stories=rules.digest_stories)
            for part in parts
        ]
        new = [delivery for delivery in frozen if delivery is not None]
    for delivery in new:
        try:
            with shop.store.write() as db:
                outbox.post(db, delivery, now=run.now)
        except IntegrityError:  # the key (channel, match): another deliverer was faster
            shop.count(STAGE, "posted elsewhere")
    return bool(new)


@dataclass(frozen=True, slots=True)
class _Part:
    """The matches of one message.

    ``growth`` tells an at-once hit's messages apart: a merged or split story's hit may have
    fewer messages than before, so their number would come again. ``of`` is told where a message
    speaks of several hits: what mutes hold beside them.
    """

    matches: Sequence[Match]
    hit_id: int = 0
    growth: int = 0
    of: Sendable | None = None


def _parts(
    db: Connection,
    found: Sendable,
    occasion: Occasion,
    *,
    alert: Alert,
    growth_every: timedelta,
) -> list[_Part]:
    """Return one message a hit for at-once alerts, else one for all; none for nothing.

    What a mute held goes out as one message when it ends, or all of it would storm in at once.
    """
    if alert.cadence is not Cadence.AT_ONCE:
        together = sorted([*found.fresh, *found.released], key=lambda match: match.id)
        return [_Part(together, of=found)] if together else []
    grouped: dict[int, list[Match]] = {}
    parts = [_Part(found.released, of=found)] if found.released else []
    for match in found.fresh:
        if match.how == CORRECTED:
            parts.append(_Part([match], match.hit_id, match.id))
        else:
            grouped.setdefault(match.hit_id, []).append(match)
    for hit_id, matches in grouped.items():
        told = telling.told_at(db, hit_id, occasion.channel_id)
        if told and told + growth_every > occasion.until:
            continue  # joined articles wait for the next "+n since"
        parts.append(_Part(matches, hit_id, matches[0].id))
    return parts


def _freeze(
    db: Connection, alert: Alert, part: _Part, *, occasion: Occasion, stories: int
) -> NewDelivery | None:
    """Return the message of ``part``, of at most so many ``stories``; None if it says nothing."""
    channel_id, now = occasion.channel_id, occasion.until
    identity = message_id(alert.id, occasion.since, now, channel_id)
    thread = ""
    if part.hit_id:
        identity = instant_id(alert.id, part.hit_id, part.growth, channel_id)
        if withholding.has_id(db, identity):  # that one's first match was taken out of it
            identity = instant_id(alert.id, part.hit_id, -part.growth, channel_id)
        thread = thread_id(alert.id, str(part.hit_id))
    mine = replace(
        occasion,
        thread=thread,
        held=part.of.held if part.of else 0,
        held_until=part.of.held_until if part.of else None,
    )
    whole = compose(db, alert, part.matches, mine)
    if not whole.stories:  # all of it expired while it waited
        return None
    ids = tuple(match.id for match in part.matches)
    payload = to_json(at_most(whole, stories))
    return NewDelivery(alert.id, channel_id, identity, payload, ids, due_at=now)

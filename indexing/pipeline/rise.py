"""Stage ``rise``: alerts that watch for spikes tell of each rise once, with what tells so.

What rose while an alert was muted or quiet is told when it may speak again, within a day.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from indexing.alerts.spikes import (
    HOUR,
    WEEKS,
    WINDOW,
    Spike,
    Watched,
    find_spikes,
    hour_of,
    polled_hours,
)
from indexing.delivery.message import Message, MessageType, ToldSpike, at_most, spike_id, to_json
from indexing.delivery.one_click import linked
from indexing.pipeline.compose import Occasion, compose
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import is_hushed
from indexing.pipeline.pages import pages_of
from indexing.pipeline.workshop import Workshop
from indexing.settings import Settings
from indexing.store.watch import alerts, hits, outbox, sightings
from indexing.store.watch.alerts import Alert
from indexing.store.watch.corrections import CORRECTED
from indexing.store.watch.mutes import matched_since
from indexing.store.watch.outbox import NewDelivery
from indexing.store.work import cycles
from indexing.store.work.cycles import Cycle
from indexing.store.work.ledger import Line

STAGE = "rise"
TOLD = "told"
LATEST = timedelta(days=1)
"""What rose longer ago is no news."""
LOOK_BACK = timedelta(weeks=WEEKS, days=2)
"""From how far back it is counted what is usual."""


def rise(shop: Workshop) -> None:
    """Post a message for each rise of an alert that watches for spikes, to all its channels."""
    now = shop.clock()
    with shop.store.read() as db:
        asking = [one for one in alerts.list_alerts(db) if one.on_spikes and one.channel_ids]
        if not asking:
            return
        polled = hours_polled(db, shop.settings, since=now - LOOK_BACK, now=now)
    for alert in asking:
        if shop.is_working and not is_hushed(alert, now):
            _tell_of(shop, alert, polled, now=now)


def hours_polled(
    db: Connection, settings: Settings, *, since: datetime, now: datetime
) -> frozenset[datetime]:
    """Return the hours since then in which feeds were polled and most of them answered."""
    began = [one.started_at for one in cycles.begun_since(db, since) if _went_well(one)]
    return polled_hours(began, every=settings.schedules.monitor, now=now)


def seen_by_alert(
    db: Connection, alert: Alert, polled: frozenset[datetime], *, since: datetime, zone: ZoneInfo
) -> Watched:
    """Return what an alert saw since then, in the hours in which its query was in force."""
    seen = sightings.sightings_of_alert(db, alert.id, since=since)
    in_force = frozenset(hour for hour in polled if hour > hour_of(alert.since))
    return Watched(seen, in_force, zone)


def _went_well(cycle: Cycle) -> bool:
    """Whether a cycle reached the feeds: where most fail together, the network was out."""
    if not cycle.outcome.startswith("done"):
        return False
    polled: dict[str, int] = cycle.report.get("tally", {}).get("poll", {})
    return 2 * polled.get("failing", 0) <= sum(polled.values())


def _tell_of(shop: Workshop, alert: Alert, polled: frozenset[datetime], *, now: datetime) -> None:
    """Post what rose since the last that was told; a rival's post makes ours void."""
    zone, pages = ZoneInfo(alert.zone), pages_of(shop.store, shop.settings)
    with shop.store.read() as db:
        watched = seen_by_alert(db, alert, polled, since=now - LOOK_BACK, zone=zone)
        rises = find_spikes(watched, since=now - LATEST, now=now)
        told = alert.spiked_at
        new = [
            one
            for one in rises
            if one.peak_at > now - LATEST and (told is None or one.since > told)
        ]
        if not new:
            return
        spike = new[-1]  # one message: of several that were held back, the last one matters
        messages = {
            to: linked(_message(db, shop.settings, alert, spike, to=to), pages, channel_id=to)
            for to in alert.channel_ids
        }
    try:
        with shop.store.write() as db:
            for to, message in messages.items():
                identity = spike_id(alert.id, spike.since, to)
                new_one = NewDelivery(alert.id, to, identity, to_json(message), (), due_at=now)
                outbox.post(db, new_one, now=now)
            alerts.set_alert(db, alert.id, spiked_at=now)
            detail = f"alert {alert.id}: {spike.texts} texts, usually {spike.baseline:g}"
            shop.note(db, Line(now, STAGE, TOLD, detail, {"alert": alert.id}))
    except IntegrityError:  # the message's id: another worker was faster
        return
    shop.count(STAGE, TOLD)


def _message(db: Connection, settings: Settings, alert: Alert, spike: Spike, *, to: int) -> Message:
    begins = spike.peak_at - (WINDOW - 1) * HOUR
    ends = spike.peak_at + HOUR
    occasion = Occasion(to, begins, ends, lines_of(db, settings), MessageType.SPIKE)
    found = [
        match
        for match in hits.get_matches(db, matched_since(db, alert.id, begins))
        if match.how != CORRECTED and not match.is_old and match.made_at < ends
    ]
    whole = replace(compose(db, alert, found, occasion), spike=_told(spike))
    return at_most(whole, settings.alerts.digest_stories)


def _told(spike: Spike) -> ToldSpike:
    return ToldSpike(
        since=spike.since,
        until=spike.until,
        texts=spike.texts,
        articles=spike.articles,
        sources=spike.sources,
        hours=WINDOW,
        baseline=spike.baseline,
        factor=spike.factor,
        first_sources=spike.first_sources,
    )

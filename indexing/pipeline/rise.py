"""Stage ``rise``: alerts that watch for spikes tell of each rise once, with what tells so.

What rose while an alert was muted or quiet, or in stories and sources that were muted, is told
when it may speak again, within a day.
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
from indexing.delivery.message import (
    Message,
    MessageType,
    ToldSpike,
    at_most,
    from_json,
    spike_id,
    to_json,
)
from indexing.delivery.one_click import linked
from indexing.pipeline.compose import Occasion, compose, silent_feeds
from indexing.pipeline.following import lines_of
from indexing.pipeline.holding import ends_of_mutes, is_about, is_hushed, mutes_on
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
LONGEST = timedelta(weeks=WEEKS)
"""What has been so for longer is usual."""


def rise(shop: Workshop) -> None:
    """Post a message for each rise of an alert that watches for spikes, to all its channels."""
    now = shop.clock()
    with shop.store.read() as db:
        asking = [one for one in alerts.list_alerts(db) if one.on_spikes and one.channel_ids]
        if not asking:
            return
        first = min(_looked_from(alert, now) for alert in asking)
        polled = hours_polled(db, shop.settings, since=first - LOOK_BACK, now=now)
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


def _looked_from(alert: Alert, now: datetime) -> datetime:
    """Return from when on to look for rises: always from before the last one that was told.

    It may go on; from a later hour on it would look like another one, which began there.
    """
    told = alert.spiked_at
    return now if told is None or told < now - LONGEST else told


def _tell_of(shop: Workshop, alert: Alert, polled: frozenset[datetime], *, now: datetime) -> None:
    """Post a message for each rise that was not told; a rival's post makes ours void."""
    pages = pages_of(shop.store, shop.settings)
    with shop.store.read() as db:
        new = _untold(db, alert, polled, now=now)
        messages = [
            (
                spike,
                to,
                linked(
                    _message(db, shop.settings, alert, spike, to=to, now=now), pages, channel_id=to
                ),
            )
            for spike in new
            for to in alert.channel_ids
        ]
    if not new:
        return
    try:
        with shop.store.write() as db:
            for spike, to, message in messages:
                identity = spike_id(alert.id, spike.since, to)
                new_one = NewDelivery(alert.id, to, identity, to_json(message), (), due_at=now)
                outbox.post(db, new_one, now=now)
            alerts.set_alert(db, alert.id, spiked_at=now)
            for spike in new:
                detail = f"alert {alert.id}: {spike.texts} texts, usually {spike.baseline:g}"
                shop.note(db, Line(now, STAGE, TOLD, detail, {"alert": alert.id}))
    except IntegrityError:  # the message's id: another worker was faster
        return
    shop.count(STAGE, TOLD, len(new))


def _untold(
    db: Connection, alert: Alert, polled: frozenset[datetime], *, now: datetime
) -> list[Spike]:
    """Return the rises of the last day that no message told, without what is muted."""
    first, zone = _looked_from(alert, now), ZoneInfo(alert.zone)
    watched = seen_by_alert(db, alert, polled, since=first - LOOK_BACK, zone=zone)
    held = [mute for mute in mutes_on(db, alert) if mute.until > now]
    seen = [one for one in watched.sightings if not any(is_about(mute, one) for mute in held)]
    return [
        one
        for one in find_spikes(replace(watched, sightings=seen), since=first - LATEST, now=now)
        if one.peak_at > now - LATEST and not _was_told(db, alert, one)
    ]


def _was_told(db: Connection, alert: Alert, spike: Spike) -> bool:
    """Whether a message told of a rise, or of what was not muted of it, while it went on."""
    if alert.spiked_at is None or alert.spiked_at < spike.since:
        return False
    if spike.until is None:
        return True
    told = (from_json(raw).spike for raw in outbox.payloads_since(db, alert.id, spike.since))
    return any(one is not None and one.since < spike.until for one in told)


def _message(
    db: Connection, settings: Settings, alert: Alert, spike: Spike, *, to: int, now: datetime
) -> Message:
    begins = spike.peak_at - (WINDOW - 1) * HOUR
    ends = spike.peak_at + HOUR
    lines, silent = lines_of(db, settings), silent_feeds(db, ends)
    occasion = Occasion(to, begins, ends, lines, silent, MessageType.SPIKE)
    found = [
        match
        for match in hits.get_matches(db, matched_since(db, alert.id, begins))
        if match.how != CORRECTED and not match.is_old and match.made_at < ends
    ]
    until = ends_of_mutes(db, alert, found)
    found = [match for match in found if until.get(match.id, now) <= now]
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

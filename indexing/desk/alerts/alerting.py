"""Alerts: tried before they are saved, saved, muted, tested, and what they sent."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.cadence import QuietHours, Timetable, describe, next_due, zone_or_utc
from indexing.alerts.doubts import why_never
from indexing.desk.alerts.channelling import channel_for, check_channel
from indexing.desk.alerts.rerouting import reroute
from indexing.desk.coverage.queries import read_query
from indexing.desk.room import Desk
from indexing.errors import ChangedMeanwhile, InvalidQuery, InvalidRequest, NotFound
from indexing.models import Cadence
from indexing.pipeline.holding import timetable
from indexing.search.tree import Everything, Nothing
from indexing.store.watch import alerts, channels, hits, mutes, outbox
from indexing.store.watch.alerts import Alert, NewAlert


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """What a person typed. ``to`` are channel names or addresses; empty texts are defaults."""

    query: str
    name: str = ""
    to: tuple[str, ...] = ()
    cadence: Cadence = Cadence.DAILY
    at: str = ""
    weekday: int = 0
    zone: str = ""
    quiet: str = ""
    per_story: bool = True
    on_corrections: bool = False
    on_spikes: bool = False


@dataclass(frozen=True, slots=True)
class SavedAlert:
    """An alert as a person sees it. ``next_sending`` is in words, zone included.

    ``edition`` is another after every change that a person makes: who edits an alert gives back
    the one that was read.
    """

    alert: Alert
    channels: tuple[str, ...]
    next_sending: str
    hits: int
    edition: str


def add_alert(desk: Desk, request: AlertRequest) -> SavedAlert:
    """Check everything, then save. Raises InvalidQuery or InvalidRequest and saves nothing."""
    new = _checked(desk, request)
    now = desk.now
    due = None
    if new.cadence is not Cadence.AT_ONCE:
        due = next_due(_timetable(new), last=now, now=now)
    with desk.store.write() as db:
        ids = tuple(channel_for(desk, db, wanted) for wanted in request.to)
        alert_id = alerts.add_alert(
            db, replace(new, channel_ids=ids), now=now, next_delivery_at=due
        )
    return get_alert(desk, alert_id)


def check_alert(desk: Desk, request: AlertRequest) -> None:
    """Check everything without saving. Raises what ``add_alert`` would raise."""
    _checked(desk, request)
    with desk.store.read() as db:
        for wanted in request.to:
            check_channel(desk, db, wanted)


def list_alerts(desk: Desk) -> list[SavedAlert]:
    """Return all alerts by number."""
    with desk.store.read() as db:
        return [_saved(db, alert) for alert in alerts.list_alerts(db)]


def get_alert(desk: Desk, alert_id: int) -> SavedAlert:
    """Return one alert. Raises NotFound."""
    with desk.store.read() as db:
        alert = alerts.get_alert(db, alert_id)
        if alert is None:
            raise _unknown(alert_id)
        return _saved(db, alert)


def _unknown(alert_id: int) -> NotFound:
    return NotFound("no alert has this number", str(alert_id), "See: presswatch alerts list")


def request_of(saved: SavedAlert) -> AlertRequest:
    """Return what asks for an alert just as it is: to be changed, and given to ``edit_alert``.

    A name that is no more than the query is left empty: it goes with the query.
    """
    alert = saved.alert
    return AlertRequest(
        query=alert.query,
        name="" if alert.name == _name_of(alert.query) else alert.name,
        to=saved.channels,
        cadence=alert.cadence,
        at=alert.at,
        weekday=alert.weekday,
        zone=alert.zone,
        quiet="-".join(alert.quiet or ()),
        per_story=alert.per_story,
        on_corrections=alert.on_corrections,
        on_spikes=alert.on_spikes,
    )


def edit_alert(
    desk: Desk, alert_id: int, request: AlertRequest, *, expected: str | None = None
) -> SavedAlert:
    """Make an alert what ``request`` asks for: check everything, then save all of it at once.

    Another query is a new version; what was found keeps the old one. ``expected`` is the
    ``edition`` that was read: if anything of it was changed since, nothing is saved. Raises
    NotFound, InvalidQuery, InvalidRequest; ChangedMeanwhile for that.
    """
    new, now = _checked(desk, request), desk.now
    with desk.store.write() as db:
        old = alerts.hold_alert(db, alert_id)
        if old is None:
            raise _unknown(alert_id)
        if expected not in (None, _edition(old)):
            raise _edited_meanwhile(_saved(db, old))
        if new.query != old.query:
            alerts.change_query(db, alert_id, new.query, now=now)
        reroute(desk, db, old, tuple(channel_for(desk, db, wanted) for wanted in request.to))
        alerts.set_alert(db, alert_id, **_changes(old, new, now))
    return get_alert(desk, alert_id)


def _changes(old: Alert, new: NewAlert, now: datetime) -> dict[str, Any]:
    names = ("name", "cadence", "at", "weekday", "zone", "quiet", "per_story")
    values = {name: getattr(new, name) for name in (*names, "on_corrections", "on_spikes")}
    table = _timetable(new)
    if table != _timetable_of(old):
        is_at_once = new.cadence is Cadence.AT_ONCE
        values["next_delivery_at"] = None if is_at_once else next_due(table, last=now, now=now)
    return {**values, "fault": ""}


def _timetable_of(alert: Alert) -> Timetable | None:
    """Return when an alert sends, None where that cannot be read: an edit mends it."""
    try:
        return timetable(alert)
    except (ValueError, OSError, KeyError, InvalidRequest):
        return None


def _edition(alert: Alert) -> str:
    told = (
        alert.version, alert.name, alert.cadence.value, alert.at, alert.weekday, alert.zone,
        alert.quiet, alert.per_story, alert.on_corrections, alert.on_spikes, alert.channel_ids,
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]


def _edited_meanwhile(now: SavedAlert) -> ChangedMeanwhile:
    alert = now.alert
    to = ", ".join(now.channels) or "nowhere"
    return ChangedMeanwhile(
        f"it was changed since you read it: version {alert.version} of its query is in force "
        f"({alert.query}), {alert.cadence.value} at {alert.at} {alert.zone}, to {to}",
        f"alert {alert.id}",
        f"Nothing was saved. See: presswatch alerts show {alert.id}, and edit that.",
    )


def remove_alert(desk: Desk, alert_id: int) -> None:
    """Stop an alert for good; its hits and deliveries stay on record.

    What waits to be sent is dropped, and its channels no longer count as used by it.
    """
    get_alert(desk, alert_id)
    with desk.store.write() as db:
        alerts.set_channels(db, alert_id, ())
        mutes.forget_mutes(db, alert_id)
        outbox.drop_waiting(db, alert_id, "the alert was removed")
        alerts.set_alert(db, alert_id, is_removed=True)


def _checked(desk: Desk, request: AlertRequest) -> NewAlert:
    _check_query(desk, request.query)
    quiet = None
    if request.quiet:
        start, _, end = request.quiet.partition("-")
        quiet = (_clock(start), _clock(end))
    new = NewAlert(
        name=request.name or _name_of(request.query),
        query=request.query,
        cadence=request.cadence,
        at=_clock(request.at) if request.at else f"{desk.settings.alerts.daily_at:%H:%M}",
        weekday=request.weekday,
        zone=_zone(request.zone or str(desk.zone)),
        quiet=quiet,
        per_story=request.per_story,
        channel_ids=(),
        on_corrections=request.on_corrections,
        on_spikes=request.on_spikes,
    )
    _timetable(new)
    return new


def _name_of(query: str) -> str:
    return query[:60]


def _check_query(desk: Desk, query: str) -> None:
    """Raise InvalidQuery for what can never fire, and for what would fire always."""
    node = read_query(query)
    if isinstance(node, Everything | Nothing):
        raise InvalidQuery(
            "this would fire for every article" if query.strip() else "the query is empty",
            "name what it is about",
            query=query,
            end=len(query),
        )
    if never := why_never(node, now=desk.now, zone=desk.zone):
        start, end = never.span
        what = f"this can never fire: {never.what}"
        raise InvalidQuery(what, never.hint, query=query, start=start, end=end)


def _timetable(new: NewAlert) -> Timetable:
    quiet = QuietHours(*map(time.fromisoformat, new.quiet)) if new.quiet else None
    at = time.fromisoformat(new.at)
    return Timetable(new.cadence, at, new.weekday, ZoneInfo(new.zone), quiet)


def _clock(text: str) -> str:
    try:
        return f"{time.fromisoformat(text.strip().zfill(5)):%H:%M}"
    except ValueError as error:
        raise InvalidRequest(f"{text!r} is no time of day", "alert", "Write 08:00.") from error


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError) as error:
        raise InvalidRequest(
            f"{name!r} is no time zone", "alert", "Write one such as Europe/Budapest."
        ) from error


def _saved(db: Connection, alert: Alert) -> SavedAlert:
    rows = {row.id: row.name for row in channels.list_channels(db)}
    zone = zone_or_utc(alert.zone)
    words = "at once" if alert.cadence is Cadence.AT_ONCE else ""
    if alert.next_delivery_at is not None:
        words = describe(alert.next_delivery_at, zone)
    return SavedAlert(
        alert=alert,
        channels=tuple(rows[one] for one in alert.channel_ids),
        next_sending=words,
        hits=hits.count_hits(db, alert.id),
        edition=_edition(alert),
    )

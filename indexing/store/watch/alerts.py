"""Alerts: saved queries with their versions, cadence and channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from indexing.models import Cadence
from indexing.store.batches import batches
from indexing.store.schema import alert_channels, alert_versions, alerts

Versions = Mapping[int, tuple[int, str, bool]]
"""Alert id → (version of its query, zone, whether it tells per story): what matching rests on."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What a person asks for. ``quiet`` is (from, to) as HH:MM or None; ``at`` is HH:MM.

    ``on_corrections``: it also tells when an article that fired is changed later; ``on_spikes``:
    when there is far more than usual.
    """

    name: str
    query: str
    cadence: Cadence
    at: str
    weekday: int
    zone: str
    quiet: tuple[str, str] | None
    per_story: bool
    channel_ids: tuple[int, ...]
    on_corrections: bool = False
    on_spikes: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it stands. ``since`` is when this version of its query came into force.

    ``fault`` says why it is set aside (a query that can no longer be read), else empty.
    ``spiked_at`` is when a spike was told last.
    """

    id: int
    name: str
    query: str
    version: int
    since: datetime
    cadence: Cadence
    at: str
    weekday: int
    zone: str
    quiet: tuple[str, str] | None
    per_story: bool
    channel_ids: tuple[int, ...]
    muted_until: datetime | None
    fault: str
    made_at: datetime
    last_delivery_at: datetime | None
    next_delivery_at: datetime | None
    on_corrections: bool = False
    on_spikes: bool = False
    spiked_at: datetime | None = None


def add_alert(
    db: Connection, new: NewAlert, *, now: datetime, next_delivery_at: datetime | None
) -> int:
    """Keep an alert with version 1 of its query; return its id."""
    alert_id = int(
        db.execute(
            insert(alerts)
            .values(
                name=new.name,
                cadence=new.cadence,
                at=new.at,
                weekday=new.weekday,
                zone=new.zone,
                quiet=new.quiet,
                per_story=new.per_story,
                on_corrections=new.on_corrections,
                on_spikes=new.on_spikes,
                made_at=now,
                next_delivery_at=next_delivery_at,
            )
            .returning(alerts.c.id)
        ).scalar_one()
    )
    db.execute(
        insert(alert_versions).values(alert_id=alert_id, version=1, query=new.query, made_at=now)
    )
    set_channels(db, alert_id, new.channel_ids)
    return alert_id


def set_channels(db: Connection, alert_id: int, channel_ids: Sequence[int]) -> None:
    """Say where an alert goes, instead of where it went."""
    db.execute(delete(alert_channels).where(alert_channels.c.alert_id == alert_id))
    for channel_id in dict.fromkeys(channel_ids):
        db.execute(insert(alert_channels).values(alert_id=alert_id, channel_id=channel_id))


def change_query(db: Connection, alert_id: int, query: str, *, now: datetime) -> int:
    """Make a new version of the query and return its number; hits keep the version they had."""
    version = 1 + int(
        db.execute(select(alerts.c.version).where(alerts.c.id == alert_id)).scalar_one()
    )
    db.execute(
        insert(alert_versions).values(alert_id=alert_id, version=version, query=query, made_at=now)
    )
    db.execute(update(alerts).where(alerts.c.id == alert_id).values(version=version, fault=""))
    return version


def set_alert(db: Connection, alert_id: int, **values: Any) -> bool:
    """Change an alert's columns. False if there is none."""
    done = db.execute(
        update(alerts)
        .where(alerts.c.id == alert_id, alerts.c.is_removed.is_(False))
        .values(**values)
    )
    return done.rowcount == 1


def plan_deliveries(db: Connection, planned: Mapping[int, datetime]) -> None:
    """Set when each of the alerts sends next."""
    is_it = (alerts.c.id == bindparam("alert")) & alerts.c.is_removed.is_(False)
    plan = update(alerts).where(is_it).values(next_delivery_at=bindparam("due"))
    if rows := [{"alert": alert, "due": due} for alert, due in sorted(planned.items())]:
        db.execute(plan, rows)


def get_alert(db: Connection, alert_id: int) -> Alert | None:
    """Return an alert that was not removed."""
    found = _alerts(db, alerts.c.id == alert_id)
    return found[0] if found else None


def hold_alert(db: Connection, alert_id: int) -> Alert | None:
    """Return an alert that no one else changes until this transaction ends."""
    db.execute(select(alerts.c.id).where(alerts.c.id == alert_id).with_for_update())
    return get_alert(db, alert_id)


def list_alerts(db: Connection) -> list[Alert]:
    """Return all alerts that were not removed, by id."""
    return _alerts(db, alerts.c.id > 0)


def versions(db: Connection) -> Versions:
    """Return what matching rests on, of all alerts that were not removed."""
    asked = select(alerts.c.id, alerts.c.version, alerts.c.zone, alerts.c.per_story)
    rows = db.execute(asked.where(alerts.c.is_removed.is_(False)))
    return {one: (version, zone, bool(per_story)) for one, version, zone, per_story in rows}


def get_alerts(db: Connection, ids: Sequence[int]) -> list[Alert]:
    """Return those of ``ids`` that were not removed, by id."""
    return [one for batch in batches(ids) for one in _alerts(db, alerts.c.id.in_(batch))]


def queries_in_force(db: Connection) -> dict[int, str]:
    """Return alert id → its query, by id, of all alerts that were not removed."""
    rows = db.execute(
        select(alerts.c.id, alert_versions.c.query)
        .join(alert_versions, _in_force())
        .where(alerts.c.is_removed.is_(False))
        .order_by(alerts.c.id)
    )
    return {row.id: row.query for row in rows}


def query_of(db: Connection, alert_id: int, version: int) -> str:
    """Return the query that version ``version`` of an alert had."""
    return str(
        db.execute(
            select(alert_versions.c.query).where(
                alert_versions.c.alert_id == alert_id, alert_versions.c.version == version
            )
        ).scalar_one()
    )


def _alerts(db: Connection, condition: Any) -> list[Alert]:
    rows = db.execute(
        select(alerts, alert_versions.c.query, alert_versions.c.made_at.label("since"))
        .join(alert_versions, _in_force())
        .where(condition, alerts.c.is_removed.is_(False))
        .order_by(alerts.c.id)
    ).all()
    goes_to: dict[int, list[int]] = {}
    pairs = (
        select(alert_channels.c.alert_id, alert_channels.c.channel_id)
        .join(alerts, alerts.c.id == alert_channels.c.alert_id)
        .where(condition)
    )
    for alert_id, channel_id in db.execute(pairs.order_by(alert_channels.c.channel_id)):
        goes_to.setdefault(alert_id, []).append(channel_id)
    return [_alert(row, tuple(goes_to.get(row.id, ()))) for row in rows]


def _in_force() -> ColumnElement[bool]:
    return and_(
        alert_versions.c.alert_id == alerts.c.id, alert_versions.c.version == alerts.c.version
    )


def _alert(row: Row[Any], channel_ids: tuple[int, ...]) -> Alert:
    return Alert(
        id=row.id,
        name=row.name,
        query=row.query,
        version=row.version,
        since=row.since,
        cadence=Cadence(row.cadence),
        at=row.at,
        weekday=row.weekday,
        zone=row.zone,
        quiet=tuple(row.quiet) if row.quiet else None,
        per_story=row.per_story,
        channel_ids=channel_ids,
        muted_until=row.muted_until,
        fault=row.fault,
        made_at=row.made_at,
        last_delivery_at=row.last_delivery_at,
        next_delivery_at=row.next_delivery_at,
        on_corrections=bool(row.on_corrections),
        on_spikes=bool(row.on_spikes),
        spiked_at=row.spiked_at,
    )

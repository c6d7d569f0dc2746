"""Spikes: of which follows and alerts there was far more than usual, and what tells so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from indexing.alerts.spikes import Spike, Watched, find_spikes, has_baseline
from indexing.desk.room import Desk
from indexing.pipeline.following import lines_of
from indexing.pipeline.rise import LOOK_BACK, hours_polled, seen_by_alert
from indexing.store.watch import alerts, follows, sightings


@dataclass(frozen=True, slots=True)
class FoundSpike:
    """A spike of a follow (``of`` is its slug) or an alert (its number)."""

    kind: Literal["follow", "alert"]
    of: str
    name: str
    spike: Spike


@dataclass(frozen=True, slots=True)
class Spikes:
    """What rose, the latest first. ``too_young`` are those of which nothing is usual yet."""

    spikes: tuple[FoundSpike, ...]
    too_young: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    kind: Literal["follow", "alert"]
    of: str
    name: str
    watched: Watched


def spikes(desk: Desk, *, back: timedelta = timedelta(days=7)) -> Spikes:
    """Return the spikes of every follow and alert that lasted into the time ``back`` from now.

    What is usual is counted from the four weeks before, hours of the desk's zone.
    """
    now = desk.now
    first = now - back - LOOK_BACK
    with desk.store.read() as db:
        subjects = list(_subjects(desk, db, first))
    found = [
        FoundSpike(one.kind, one.of, one.name, spike)
        for one in subjects
        for spike in find_spikes(one.watched, since=now - back, now=now)
    ]
    found.sort(key=lambda one: one.spike.since, reverse=True)
    young = [one.name for one in subjects if not has_baseline(one.watched, now=now)]
    return Spikes(tuple(found), tuple(young))


def _subjects(desk: Desk, db: Connection, first: datetime) -> Iterator[_Subject]:
    polled = hours_polled(db, desk.settings, since=first, now=desk.now)
    lines = lines_of(db, desk.settings)
    for kept in follows.list_follows(db):
        if not kept.is_paused:
            line = lines[kept.slug]
            seen = sightings.sightings_of_follow(db, kept.slug, at_least=line, since=first)
            yield _Subject("follow", kept.slug, kept.name, Watched(seen, polled, desk.zone))
    for alert in alerts.list_alerts(db):
        watched = seen_by_alert(db, alert, polled, since=first, zone=desk.zone)
        yield _Subject("alert", str(alert.id), alert.name, watched)

"""Mutes: stories and sources of which an alert does not speak until a time. Hits are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from indexing.store.dialects import insert_or
from indexing.store.schema import matches, mutes


class MuteKind(StrEnum):
    """What a mute is about."""

    STORY = "story"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Mute:
    """``value`` is a story's id or a source's folded name. One that has ended stays on record."""

    kind: MuteKind
    value: str
    until: datetime


def set_mute(db: Connection, alert_id: int, mute: Mute) -> None:
    """Hold what an alert finds of a story or a source; the last word on each counts."""
    row = insert_or(db, mutes).values(
        alert_id=alert_id, kind=mute.kind.value, value=mute.value, until=mute.until
    )
    keys = ["alert_id", "kind", "value"]
    db.execute(row.on_conflict_do_update(index_elements=keys, set_={"until": mute.until}))


def end_mutes(db: Connection, alert_id: int, *, now: datetime) -> None:
    """Let an alert speak of everything again from ``now``."""
    for mute in mutes_of(db, alert_id):
        if mute.until > now:
            set_mute(db, alert_id, Mute(mute.kind, mute.value, now))


def forget_mutes(db: Connection, alert_id: int) -> None:
    """Remove every mute of an alert that is gone."""
    db.execute(delete(mutes).where(mutes.c.alert_id == alert_id))


def mutes_of(db: Connection, alert_id: int) -> list[Mute]:
    """Return an alert's mutes, those that have ended too, the next to end first."""
    rows = db.execute(
        select(mutes).where(mutes.c.alert_id == alert_id).order_by(mutes.c.until, mutes.c.value)
    )
    return [Mute(MuteKind(row.kind), row.value, row.until) for row in rows]


def matched_since(db: Connection, alert_id: int, since: datetime) -> list[int]:
    """Return the ids of an alert's matches from ``since`` on, oldest first."""
    recent = (matches.c.alert_id == alert_id) & (matches.c.made_at >= since)
    return list(db.execute(select(matches.c.id).where(recent).order_by(matches.c.id)).scalars())

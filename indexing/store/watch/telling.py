"""What a channel was told, and what it has yet to be: chosen by absence, never by time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

from indexing.store.batches import batches
from indexing.store.schema import alert_channels, deliveries, delivery_matches, matches


def undelivered(db: Connection, alert_id: int, channel_id: int) -> list[int]:
    """Return an alert's matches that no delivery to this channel carries, oldest first."""
    is_left = (matches.c.alert_id == alert_id) & ~_is_carried(channel_id)
    return list(db.execute(select(matches.c.id).where(is_left).order_by(matches.c.id)).scalars())


def with_undelivered(db: Connection, alert_ids: Sequence[int]) -> set[int]:
    """Return those of the alerts that have a match which one of their channels was not told."""
    is_its = matches.c.alert_id == alert_channels.c.alert_id
    is_left = is_its & ~_is_carried(alert_channels.c.channel_id)
    left = select(matches.c.id).where(is_left).correlate(alert_channels).exists()
    asked = select(alert_channels.c.alert_id).where(left).distinct()
    return {
        one
        for batch in batches(alert_ids)
        for one in db.execute(asked.where(alert_channels.c.alert_id.in_(batch))).scalars()
    }


def told_at(db: Connection, hit_id: int, channel_id: int) -> datetime | None:
    """Return when the newest delivery to a channel that tells of this hit was made, if one does."""
    query = select(deliveries.c.made_at).where(deliveries.c.id.in_(_telling([hit_id], channel_id)))
    return db.execute(query.order_by(deliveries.c.id.desc()).limit(1)).scalar_one_or_none()


def was_told(
    db: Connection, hit_ids: Sequence[int], channel_id: int, *, before: int | None = None
) -> bool:
    """Whether a delivery to a channel, made ``before`` another, tells of one of these hits."""
    telling = _telling(hit_ids, channel_id)
    if before is not None:
        telling = telling.where(delivery_matches.c.delivery_id < before)
    return db.execute(telling.limit(1)).first() is not None


def _telling(hit_ids: Sequence[int], channel_id: int) -> Select[tuple[int]]:
    return (
        select(delivery_matches.c.delivery_id)
        .join(matches, matches.c.id == delivery_matches.c.match_id)
        .where(matches.c.hit_id.in_(hit_ids), delivery_matches.c.channel_id == channel_id)
    )


def _is_carried(channel_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a delivery to the channel carries the match: looked up by its key, match by match."""
    is_its = delivery_matches.c.match_id == matches.c.id
    told = select(delivery_matches.c.match_id)
    is_told = told.where(delivery_matches.c.channel_id == channel_id, is_its)
    return is_told.correlate(matches, alert_channels).exists()

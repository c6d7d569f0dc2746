"""Matches that no delivery carries: what has yet to be told, chosen by absence, never by time."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select

from indexing.store.batches import batches
from indexing.store.schema import alert_channels, delivery_matches, matches


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


def _is_carried(channel_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a delivery to the channel carries the match: looked up by its key, match by match."""
    is_its = delivery_matches.c.match_id == matches.c.id
    told = select(delivery_matches.c.match_id)
    is_told = told.where(delivery_matches.c.channel_id == channel_id, is_its)
    return is_told.correlate(matches, alert_channels).exists()

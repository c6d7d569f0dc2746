"""Alerts in words: how often each sends, and when."""

from datetime import datetime

from indexing.alerts.cadence import describe, zone_or_utc
from indexing.errors import ChannelFailed, PresswatchError
from indexing.models import Cadence
from indexing.store.watch.alerts import Alert

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def pace(alert: Alert) -> str:
    """Return how an alert sends, zone included: ``daily at 08:00 Europe/Budapest, per story``."""
    match alert.cadence:
        case Cadence.AT_ONCE:
            told = "at once"
        case Cadence.HOURLY:
            told = "hourly"
        case Cadence.DAILY:
            told = f"daily at {alert.at} {alert.zone}"
        case Cadence.WEEKLY:
            told = f"weekly on {DAYS[alert.weekday]} at {alert.at} {alert.zone}"
    parts = [told, "per story" if alert.per_story else "per article"]
    if alert.quiet:
        parts.append(f"quiet {alert.quiet[0]} to {alert.quiet[1]} {alert.zone}")
    if alert.on_corrections:
        parts.append("corrections too")
    if alert.on_spikes:
        parts.append("spikes too")
    return ", ".join(parts)


def of_test(error: PresswatchError) -> PresswatchError:
    """Return why a test was not taken: unlike a message, it is not tried again by itself."""
    if isinstance(error, ChannelFailed) and not error.permanent:
        return ChannelFailed(error.what, error.where, "Mend it there, and send another test.")
    return error


def in_zone(at: datetime | None, alert: Alert) -> str:
    """Return a moment as its alert's reader knows it: ``Mon 2 March 08:00 Europe/Budapest``."""
    return describe(at, zone_or_utc(alert.zone)) if at else ""

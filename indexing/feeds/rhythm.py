"""How often a feed publishes: entries a day, and what to expect of one that has fallen silent."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from indexing.models import Entry

_DAY = timedelta(days=1)
_MEMORY = timedelta(days=14)  # after this long without an update the old mean counts for e^-1
_SHORTEST_SPAN = timedelta(hours=1)  # twenty entries of one minute are an import, not a rhythm
_LONGEST_SPAN = timedelta(days=60)
# However busy a feed was, no more than this many entries are expected in as long a time as it
# has been silent: after a night (36 a day) nobody notices, after a week (1.7 a day) it saves polls.
_PATIENCE = 12.0


def rate_of_document(entries: Iterable[Entry], now: datetime) -> float:
    """Return entries a day as a first document tells it by its dates; 0 if fewer than two do.

    Dates in the future and those older than 60 days are left out, unless all are old: then the
    feed is slow, and its whole span counts.
    """
    dates = sorted(
        entry.published_at
        for entry in entries
        if entry.published_at is not None and entry.published_at <= now
    )
    recent = [date for date in dates if now - date <= _LONGEST_SPAN]
    counted = recent if len(recent) > 1 else dates
    if len(counted) < 2:
        return 0.0
    # Up to now, not to the newest: a feed that published twenty a day last month does so no more.
    return len(counted) / _days(now - counted[0])


def rate_after_news(
    mean: float, new_entries: int, last_new_at: datetime | None, now: datetime
) -> float:
    """Return the running mean after ``new_entries``, weighted by the time they took to come.

    It moves only when something comes: so "usual" stays what was usual while a feed is silent.
    """
    took = now - last_new_at if last_new_at else _DAY
    fresh = new_entries / _days(took)
    if mean <= 0:
        return fresh
    kept = math.exp(-max(took, timedelta(0)) / _MEMORY)
    return kept * mean + (1 - kept) * fresh


def expected_rate(mean: float, last_new_at: datetime | None, now: datetime) -> float:
    """Return entries a day to expect now: the mean, or less the longer the silence lasts."""
    if last_new_at is None or now <= last_new_at:
        return mean
    return min(mean, _PATIENCE / _days(now - last_new_at))


def _days(span: timedelta) -> float:
    return max(span, _SHORTEST_SPAN) / _DAY

"""Secrets that wait to be shown: once, to the browser whose form made them, and only for a while.

Only the number of a channel is kept here, by the key that every form of that browser has.
"""

from datetime import datetime, timedelta
from threading import Lock

from indexing.pipeline.workshop import Clock

LASTS = timedelta(minutes=10)
"""Who has not come by then has closed the page."""


class ToShow:
    """Browser's key → the channel whose secret it has yet to see. Safe to share by threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def keep(self, key: str, channel_id: int) -> None:
        """Let the next page that asks for it show a channel's secret."""
        now = self._clock()
        with self._lock:
            self._waiting = {one: kept for one, kept in self._waiting.items() if kept[1] > now}
            self._waiting[key] = channel_id, now + LASTS

    def take(self, key: str) -> int | None:
        """Return the channel whose secret may be shown now; a second call has none."""
        with self._lock:
            channel_id, until = self._waiting.pop(key, (None, self._clock()))
        return channel_id if until > self._clock() else None

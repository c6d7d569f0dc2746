"""How often one client may do what is costly: counted in memory, by the injected clock."""

import math
from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from indexing.pipeline.workshop import Clock

MINUTE = timedelta(minutes=1)
MOST_CLIENTS = 10_000
"""Beyond so many those are forgotten who have not asked within the last minute."""


class Limit:
    """At most so many times a minute for each client, in any minute. Safe to share by threads."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most, self._clock = most, clock
        self._asked: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def wait(self, client: str) -> int:
        """Count a wish of ``client``; 0 grants it, else in so many seconds it will be granted."""
        now = self._clock()
        with self._lock:
            if len(self._asked) > MOST_CLIENTS:
                self._forget(now - MINUTE)
            asked = self._asked.setdefault(client, deque())
            while asked and asked[0] <= now - MINUTE:
                asked.popleft()
            if len(asked) >= self._most:
                return math.ceil((asked[0] + MINUTE - now).total_seconds())
            asked.append(now)
        return 0

    def _forget(self, before: datetime) -> None:
        self._asked = {name: times for name, times in self._asked.items() if times[-1] > before}

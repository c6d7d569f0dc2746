"""What is on sale now: the stage of each outlet, what was asked for, what was delivered.

One object shared by the server's thread and whoever watches it; every method takes the lock.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import Lock

from flows.demo.newsroom import Outlet
from flows.demo.render import LAST_STAGE


class Pace(StrEnum):
    """What brings the next stage: each poll of an outlet's feed, or ``advance`` alone."""

    POLL = "poll"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Hook:
    """A message that arrived at the sink. Header names are in lower case."""

    headers: dict[str, str]
    body: object


class Newsstand:
    """The outlets and where each of them stands. Dates count back from ``started_at``."""

    def __init__(
        self, outlets: Iterable[Outlet], *, started_at: datetime, pace: Pace = Pace.POLL
    ) -> None:
        self.outlets = {outlet.slug: outlet for outlet in outlets}
        self.started_at = started_at
        self._pace = pace
        self._polls: Counter[str] = Counter()
        self._requests: Counter[str] = Counter()
        self._hooks: list[Hook] = []
        self._advances = 0
        self._lock = Lock()

    def poll(self, slug: str) -> int:
        """Count a poll of the outlet's feed and return the stage that this poll sees."""
        with self._lock:
            self._polls[slug] += 1
            return self._stage(slug)

    def stage(self, slug: str) -> int:
        """Return the stage that the outlet's last poll saw; 1 before the first."""
        with self._lock:
            return self._stage(slug)

    def advance(self) -> int:
        """Move every outlet one stage on and return how often that was done."""
        with self._lock:
            self._advances += 1
            return self._advances

    def _stage(self, slug: str) -> int:
        polls = max(self._polls[slug], 1) if self._pace is Pace.POLL else 1
        return min(polls + self._advances, LAST_STAGE)

    def count(self, path: str) -> None:
        """Count a request for ``path``, whatever the answer."""
        with self._lock:
            self._requests[path] += 1

    @property
    def requests(self) -> Counter[str]:
        """How often each path was asked for."""
        with self._lock:
            return self._requests.copy()

    def take_hook(self, hook: Hook) -> None:
        """Keep a message that was posted to the sink."""
        with self._lock:
            self._hooks.append(hook)

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """The messages that arrived, oldest first."""
        with self._lock:
            return tuple(self._hooks)

"""What we know of a feed between two polls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FeedStatus(StrEnum):
    """``gone`` said 410 and is polled no more; ``paused`` by a person; ``failing`` is retried.

    ``removed`` by a person: it is in no list any more, but its articles are from it.
    """

    NEW = "new"
    WELL = "well"
    FAILING = "failing"
    GONE = "gone"
    PAUSED = "paused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed's row as the poll decision reads and rewrites it. Times are aware UTC or None.

    ``body_hash`` is of the last full body, ``entries_a_day`` a running mean of new entries.
    ``has_been_polled`` is False until the first good poll, whose entries count as old.
    """

    feed_id: int
    url: str
    title: str
    site_url: str
    status: FeedStatus
    etag: str
    last_modified: str
    body_hash: str
    interval: timedelta
    next_poll_at: datetime
    last_poll_at: datetime | None
    last_ok_at: datetime | None
    last_full_at: datetime | None
    last_new_at: datetime | None
    failures: int
    last_error: str
    entries_a_day: float
    has_been_polled: bool

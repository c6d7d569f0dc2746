"""Feeds: adding them, leasing those that are due, writing back what a poll decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select, update

from indexing.feeds.state import FeedState, FeedStatus
from indexing.store.dialects import insert_or
from indexing.store.schema import feeds
from indexing.store.schema.columns import NEVER

LEASE = timedelta(minutes=10)
POLLED = (FeedStatus.NEW, FeedStatus.WELL, FeedStatus.FAILING)


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A feed that is ours to poll until the lease ends. ``attempts`` is the fencing token."""

    state: FeedState
    attempts: int


def add_feed(
    db: Connection, url: str, *, host: str, title: str, interval: timedelta, now: datetime
) -> tuple[int, bool]:
    """Add a feed, due at once. Returns (id, whether it is new); ``url`` is canonical.

    One that was removed is new again: what it lists by now counts as old.
    """
    statement = (
        insert_or(db, feeds)
        .values(
            url=url,
            title=title,
            status=FeedStatus.NEW,
            interval_seconds=interval.total_seconds(),
            next_poll_at=now,
            host=host,
            added_at=now,
            leased_until=NEVER,
        )
        .on_conflict_do_nothing()
        .returning(feeds.c.id)
    )
    made = db.execute(statement).scalar_one_or_none()
    if made is not None:
        return int(made), True
    feed_id = int(db.execute(select(feeds.c.id).where(feeds.c.url == url)).scalar_one())
    anew = {
        "status": FeedStatus.NEW,
        "next_poll_at": now,
        "has_been_polled": False,
        "etag": "",
        "last_modified": "",
        "body_hash": "",
        "failures": 0,
        "last_error": "",
    }
    was_removed = (feeds.c.id == feed_id) & (feeds.c.status == FeedStatus.REMOVED)
    return feed_id, db.execute(update(feeds).where(was_removed).values(anew)).rowcount == 1


def claim_feeds(
    db: Connection, owner: str, *, now: datetime, limit: int, due_by: datetime | None = None
) -> list[ClaimedFeed]:
    """Lease up to ``limit`` feeds that were due by ``due_by`` (now, if None), longest due first."""
    due = (
        db.execute(
            select(feeds.c.id)
            .where(
                feeds.c.status.in_(POLLED),
                feeds.c.next_poll_at <= (due_by or now),
                feeds.c.leased_until <= now,
            )
            .order_by(feeds.c.next_poll_at, feeds.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        .scalars()
        .all()
    )
    rows = db.execute(
        update(feeds)
        .where(feeds.c.id.in_(due))
        .values(owner=owner, leased_until=now + LEASE, attempts=feeds.c.attempts + 1)
        .returning(feeds)
    ).all()
    claimed = [ClaimedFeed(_state(row), row.attempts) for row in rows]
    return sorted(claimed, key=lambda one: due.index(one.state.feed_id))


def save_poll(db: Connection, claimed: ClaimedFeed, state: FeedState, *, host: str) -> bool:
    """Write what a poll decided and end the lease. False: another holds the feed; drop it all.

    A new address that another feed has already is not taken: the old one stays.
    """
    other = select(feeds.c.id).where(feeds.c.url == state.url, feeds.c.id != state.feed_id)
    url = claimed.state.url if db.execute(other).first() else state.url
    values = {**_columns(state), "url": url, "host": host, "owner": "", "leased_until": NEVER}
    return db.execute(update(feeds).where(_is_held(claimed)).values(values)).rowcount == 1


def renew_feeds(db: Connection, claimed: Sequence[ClaimedFeed], *, now: datetime) -> None:
    """Hold on to these feeds for another ``LEASE``; those that were lost meanwhile stay lost."""
    for one in claimed:
        db.execute(update(feeds).where(_is_held(one)).values(leased_until=now + LEASE))


def put_off_feeds(db: Connection, claimed: Sequence[ClaimedFeed], *, due_at: datetime) -> int:
    """Give leases back unpolled, due at ``due_at``; return how many were still ours."""
    later = {"next_poll_at": due_at, "owner": "", "leased_until": NEVER}
    return sum(
        db.execute(update(feeds).where(_is_held(one)).values(later)).rowcount for one in claimed
    )


def release_feeds(db: Connection, claimed: Sequence[ClaimedFeed]) -> None:
    """Give leases back untouched (a clean stop)."""
    for one in claimed:
        db.execute(update(feeds).where(_is_held(one)).values(owner="", leased_until=NEVER))


def get_feed(db: Connection, feed_id: int) -> FeedState | None:
    """Return a feed by its id."""
    row = db.execute(select(feeds).where(feeds.c.id == feed_id)).first()
    return None if row is None else _state(row)


def list_feeds(db: Connection) -> list[FeedState]:
    """Return all feeds by id."""
    kept = _all().where(feeds.c.status != FeedStatus.REMOVED)
    return [_state(row) for row in db.execute(kept)]


def list_doubtful(db: Connection, *, quiet_since: datetime) -> list[FeedState]:
    """Return the feeds that fail, are gone, or have brought nothing new since a moment."""
    is_quiet = and_(
        feeds.c.status == FeedStatus.WELL,
        feeds.c.entries_a_day > 0,
        feeds.c.last_new_at <= quiet_since,
    )
    is_broken = feeds.c.status.in_((FeedStatus.FAILING, FeedStatus.GONE))
    return [_state(row) for row in db.execute(_all().where(or_(is_broken, is_quiet)))]


def titles(db: Connection) -> list[str]:
    """Return what sources of articles are called, also of feeds that were removed."""
    named = select(feeds.c.title).where(feeds.c.title != "").order_by(feeds.c.id)
    return [row.title for row in db.execute(named)]


def set_status(db: Connection, feed_id: int, status: FeedStatus, *, now: datetime) -> bool:
    """Pause or remove a feed, or set it going again (due at once). False if there is none.

    It is taken from whoever polls it now: their result would undo what the person said.
    """
    values = {
        "status": status,
        "next_poll_at": now,
        "owner": "",
        "leased_until": NEVER,
    }
    return db.execute(update(feeds).where(feeds.c.id == feed_id).values(values)).rowcount == 1


def next_poll_at(db: Connection) -> datetime | None:
    """Return when the next feed is due."""
    return db.execute(
        select(feeds.c.next_poll_at)
        .where(feeds.c.status.in_(POLLED))
        .order_by(feeds.c.next_poll_at)
        .limit(1)
    ).scalar_one_or_none()


def make_due(db: Connection, feed_id: int, *, now: datetime) -> bool:
    """Let a feed be due now. False if there is none, or it is not polled."""
    is_it = (feeds.c.id == feed_id) & feeds.c.status.in_(POLLED)
    return db.execute(update(feeds).where(is_it).values(next_poll_at=now)).rowcount == 1


def make_all_due(db: Connection, *, now: datetime) -> None:
    """Let every feed that is polled be due now (``run --all``, the demo)."""
    db.execute(update(feeds).where(feeds.c.status.in_(POLLED)).values(next_poll_at=now))


def _is_held(claimed: ClaimedFeed) -> ColumnElement[bool]:
    return and_(
        feeds.c.id == claimed.state.feed_id,
        feeds.c.attempts == claimed.attempts,
        feeds.c.owner != "",
    )


def _all() -> Select[Any]:
    return select(feeds).order_by(feeds.c.id)


def _columns(state: FeedState) -> dict[str, Any]:
    return {
        "title": state.title,
        "site_url": state.site_url,
        "status": state.status,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "interval_seconds": state.interval.total_seconds(),
        "next_poll_at": state.next_poll_at,
        "last_poll_at": state.last_poll_at,
        "last_ok_at": state.last_ok_at,
        "last_full_at": state.last_full_at,
        "last_new_at": state.last_new_at,
        "failures": state.failures,
        "last_error": state.last_error,
        "entries_a_day": state.entries_a_day,
        "has_been_polled": state.has_been_polled,
    }


def _state(row: Row[Any]) -> FeedState:
    return FeedState(
        feed_id=row.id,
        url=row.url,
        title=row.title,
        site_url=row.site_url,
        status=FeedStatus(row.status),
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        interval=timedelta(seconds=row.interval_seconds),
        next_poll_at=row.next_poll_at,
        last_poll_at=row.last_poll_at,
        last_ok_at=row.last_ok_at,
        last_full_at=row.last_full_at,
        last_new_at=row.last_new_at,
        failures=row.failures,
        last_error=row.last_error,
        entries_a_day=row.entries_a_day,
        has_been_polled=row.has_been_polled,
    )

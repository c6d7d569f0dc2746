"""Feeds: added once, polled by one worker at a time, written back by whoever holds them."""

from dataclasses import replace

import pytest
from store_samples import HOUR, MINUTE, NOW, SITE, feed

from indexing.feeds.state import FeedStatus
from indexing.store.records import feeds
from indexing.store.schema import feeds as feeds_table
from indexing.store.work.owners import free_the_dead, new_owner

LATER = NOW + 11 * MINUTE


def claim(db, *, now=NOW, owner="", limit=10):
    return feeds.claim_feeds(db, owner or new_owner(), now=now, limit=limit)


def polled(claimed, **changes):
    """Return the state after a good poll."""
    well = replace(
        claimed.state, status=FeedStatus.WELL, title="The Example", etag='"7"', failures=0,
        has_been_polled=True, last_poll_at=NOW, last_ok_at=NOW, last_new_at=NOW,
        last_full_at=NOW, next_poll_at=NOW + HOUR, interval=HOUR, entries_a_day=4.5,
    )  # fmt: skip
    return replace(well, **changes)


def test_adding_a_feed_twice_changes_nothing(db):
    def add(title, now):
        return feeds.add_feed(
            db, f"{SITE}/feed", host="news.example", title=title, interval=HOUR, now=now
        )

    feed_id, is_new = add("First", NOW)

    assert is_new
    assert add("Second", NOW + HOUR) == (feed_id, False)
    assert [state.title for state in feeds.list_feeds(db)] == ["First"]


def test_a_new_feed_is_due_at_once_and_has_not_been_polled(db):
    feed(db)
    (claimed,) = claim(db)

    assert claimed.state.status is FeedStatus.NEW
    assert not claimed.state.has_been_polled
    assert claimed.state.interval == 30 * MINUTE


def test_a_feed_is_polled_by_one_worker_and_the_longest_due_comes_first(db):
    ids = [feed(db, f"feed-{n}", now=NOW - n * MINUTE) for n in range(4)]

    assert [one.state.feed_id for one in claim(db, limit=3)] == ids[:0:-1]
    assert [one.state.feed_id for one in claim(db)] == ids[:1]
    assert claim(db) == []


def test_what_a_poll_decided_is_what_the_next_one_reads(db):
    feed(db)
    (claimed,) = claim(db)
    after = polled(claimed)

    assert feeds.save_poll(db, claimed, after, host="news.example")
    assert feeds.get_feed(db, after.feed_id) == after
    assert claim(db, now=NOW + HOUR - MINUTE) == []
    assert [one.state for one in claim(db, now=NOW + HOUR)] == [after]


def test_a_late_poll_writes_nothing(db):
    feed(db)
    (late,) = claim(db)
    (again,) = claim(db, now=LATER)

    assert not feeds.save_poll(db, late, polled(late, title="Late"), host="")
    assert feeds.save_poll(db, again, polled(again), host="")
    assert not feeds.save_poll(db, again, polled(again, title="Twice"), host="")
    assert feeds.get_feed(db, late.state.feed_id).title == "The Example"


def test_a_feed_that_moved_is_polled_at_its_new_address(db):
    feed(db)
    (claimed,) = claim(db)
    feeds.save_poll(db, claimed, polled(claimed, url=f"{SITE}/new"), host="news.example")

    assert [state.url for state in feeds.list_feeds(db)] == [f"{SITE}/new"]


def test_a_feed_that_moved_to_another_feeds_address_keeps_its_own(db):
    moving, there = feed(db, "old"), feed(db, "new")
    claimed = claim(db)[0]
    after = polled(claimed, url=f"{SITE}/new")

    assert feeds.save_poll(db, claimed, after, host="news.example")
    assert {state.feed_id: state.url for state in feeds.list_feeds(db)} == {
        moving: f"{SITE}/old",
        there: f"{SITE}/new",
    }


def test_released_feeds_are_due_as_before(db):
    feed(db)
    claimed = claim(db)
    feeds.release_feeds(db, claimed)

    assert [one.state for one in claim(db)] == [claimed[0].state]


def test_feeds_of_dead_processes_are_free_at_once(db, dead_owner):
    feed(db)
    claim(db, owner=dead_owner)

    assert free_the_dead(db, feeds_table, now=NOW) == 1
    assert len(claim(db)) == 1


@pytest.mark.parametrize(("status", "is_polled"), [
    (FeedStatus.NEW, True),
    (FeedStatus.WELL, True),
    (FeedStatus.FAILING, True),
    (FeedStatus.PAUSED, False),
    (FeedStatus.GONE, False),
])  # fmt: skip
def test_which_feeds_are_polled(db, status, is_polled):
    feed_id = feed(db)

    assert feeds.set_status(db, feed_id, status, now=NOW)
    assert (feeds.next_poll_at(db) == NOW) is is_polled
    assert bool(claim(db)) is is_polled


def test_pausing_a_feed_in_mid_poll_is_not_undone_by_the_poll(db):
    feed_id = feed(db)
    (claimed,) = claim(db)
    feeds.set_status(db, feed_id, FeedStatus.PAUSED, now=NOW)

    assert not feeds.save_poll(db, claimed, polled(claimed), host="")
    assert feeds.get_feed(db, feed_id).status is FeedStatus.PAUSED


def test_no_such_feed(db):
    assert feeds.get_feed(db, 99) is None
    assert not feeds.set_status(db, 99, FeedStatus.PAUSED, now=NOW)
    assert feeds.next_poll_at(db) is None


def test_all_polled_feeds_can_be_made_due(db):
    resting, paused = feed(db, "a", now=NOW + HOUR), feed(db, "b")
    feeds.set_status(db, paused, FeedStatus.PAUSED, now=NOW)
    feeds.make_all_due(db, now=NOW)

    assert [one.state.feed_id for one in claim(db)] == [resting]


def test_a_feed_that_was_removed_is_polled_no_more_and_can_be_added_anew(db):
    feed_id = feed(db)
    (claimed,) = claim(db)
    feeds.set_status(db, feed_id, FeedStatus.REMOVED, now=NOW)

    assert not feeds.save_poll(db, claimed, polled(claimed), host="news.example")
    assert (feeds.list_feeds(db), claim(db, now=LATER)) == ([], [])
    assert feeds.titles(db)

    again = {"host": "news.example", "title": "Again", "interval": HOUR, "now": LATER}
    assert feeds.add_feed(db, claimed.state.url, **again) == (feed_id, True)
    assert [one.state.has_been_polled for one in claim(db, now=LATER)] == [False]
    assert feeds.add_feed(db, claimed.state.url, **again) == (feed_id, False)

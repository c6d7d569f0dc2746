"""Transactions that meet: one waits for the other, and one that lost says so."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, text
from store_samples import DAY, NOW, alert, article, extraction, meet

from indexing.desk.room import Desk
from indexing.desk.stories import rearranging
from indexing.errors import NotFound, StoreUnavailable
from indexing.models import Document
from indexing.settings import Settings
from indexing.store.records import projection
from indexing.store.records.articles import set_values
from indexing.store.watch import follows, hits, stories
from indexing.store.watch.follows import Follow
from indexing.store.watch.hits import HitsBefore
from indexing.store.watch.rearrangements import (
    Before,
    Change,
    changes_of,
    mark_undone,
    record_change,
)


def _is_waiting(store) -> bool:
    """Whether a transaction waits for a lock of PostgreSQL's."""
    with store.read() as db:
        return bool(db.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first())


def test_a_rebuild_waits_for_what_is_being_queued_and_knows_it(store):
    """Queued for the old generation alone, and not seen by the rebuild: readers would miss it."""

    def rebuild() -> int:
        with store.write() as db:
            return projection.begin_rebuild(db, now=NOW)

    with store.write() as db:
        projection.current_generation(db, now=NOW)
    with ThreadPoolExecutor() as pool:
        with store.write() as db:
            one = article(db, "a")
            projection.queue_projection(db, one, now=NOW)
            begun: Future[int] = pool.submit(rebuild)
            if store.engine.dialect.name == "postgresql":
                while not (begun.done() or _is_waiting(store)):
                    pass
        generation = begun.result()
    with store.read() as db:
        assert projection.queued(db, generation, limit=9) == [one]


def _written(store, change: Callable[[Connection], object]) -> Callable[[], object]:
    """Return what makes a change in a transaction of its own."""

    def write() -> object:
        with store.write() as db:
            return change(db)

    return write


def _met(store, first: Callable[[Connection], object], second: Callable[[], object]) -> object:
    """Do ``first``; before it is kept, begin ``second`` elsewhere; return what that gave.

    On PostgreSQL ``second`` has to wait; SQLite lets nobody else write.
    """
    with ThreadPoolExecutor() as pool:
        with store.write() as db:
            first(db)
            begun = pool.submit(second)
            if store.engine.dialect.name == "postgresql":
                while not (begun.done() or _is_waiting(store)):
                    pass
            has_waited = not begun.done()
        assert has_waited
        return begun.result()


@pytest.fixture
def told(store) -> tuple[int, list[str]]:
    """An alert, and articles in stories s1 and s2, none of which it has met."""
    with store.write() as db:
        for one in ("s1", "s2"):
            stories.open_story(db, one, f"Story {one}", at=NOW)
        return alert(db), [article(db, name) for name in "ab"]


def _merge(db: Connection) -> None:
    for one in ("s1", "s2"):
        stories.hold(db, one)
    stories.redirect(db, "s2", "s1")
    hits.join_hits(db, "s2", "s1", generation_after=DAY)


def test_a_merge_takes_along_what_fired_while_it_was_made(store, told):
    alert_id, (one, other) = told
    _met(store, lambda db: meet(db, alert_id, one, "s2"), _written(store, _merge))
    with store.write() as db:
        assert meet(db, alert_id, other, "s1") == "joined"


def test_what_matches_while_stories_are_merged_joins_what_was_told(store, told):
    alert_id, (one, other) = told
    with store.write() as db:
        meet(db, alert_id, one, "s1")
    match = _written(store, lambda db: meet(db, alert_id, other, "s2"))
    assert _met(store, _merge, match) == "joined"


def test_matchers_do_not_wait_for_each_other(store, told):
    if store.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    alert_id, (one, other) = told
    with store.write() as db:
        second = alert(db)
    with store.write() as db, store.write() as elsewhere:
        assert meet(db, alert_id, one, "s1") == "fired"
        assert meet(elsewhere, second, other, "s1") == "fired"


def test_a_rebuild_does_not_wait_for_what_was_written_to_the_index(store):
    """It may have in hand what those who note it want next: one of the two would be ended."""
    if store.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    with store.write() as db:
        current = projection.current_generation(db, now=NOW)
        one = article(db, "a")
        projection.queue_projection(db, one, now=NOW)
    with store.write() as db, store.write() as elsewhere:
        elsewhere.execute(text("SET LOCAL lock_timeout = '30s'"))  # else a fault would never end
        assert projection.done(db, current, {one: 1}, now=NOW) == [one]
        generation = projection.begin_rebuild(elsewhere, now=NOW)
    with store.read() as db:
        assert projection.queued(db, generation, limit=9) == [one]


TUNED: dict[str, object] = {"line": 0.3}


def _tune(db: Connection):
    state = follows.follow_states(db, only="nato", hold="alone")
    follows.save_tuning(db, "nato", TUNED, former={}, aside=())
    return state["nato"][0]


def _relate(db: Connection):
    return follows.follow_states(db, hold="shared").get("nato")


@pytest.mark.parametrize(
    ("first", "second", "seen"),
    [
        pytest.param(_relate, _tune, {}, id="tuned when an article is kept as it was"),
        pytest.param(_tune, _relate, (TUNED, False), id="an article is told of the tuning"),
        pytest.param(_tune, _tune, TUNED, id="two tune, and the second is told"),
        pytest.param(lambda db: follows.remove_follow(db, "nato"), _relate, None, id="forgotten"),
        pytest.param(_relate, lambda db: follows.remove_follow(db, "nato"), [], id="to forget"),
    ],
)
def test_a_follow_does_not_change_while_articles_are_related_to_it(store, first, second, seen):
    with store.write() as db:
        follows.add_follow(
            db, Follow("nato", "NATO", Document("", ""), "", extraction(), {}, False, NOW, None)
        )
    assert _met(store, first, _written(store, second)) == seen


def test_a_change_of_stories_is_undone_once(store, told):
    """The second to undo it has read it before the first one was done."""
    desk = Desk(Settings(), store, None, lambda: NOW, UTC)
    with store.write() as db:
        before = Before((), HitsBefore(), {})
        record_change(db, Change("split", "s1", "s2", before, "lea", NOW))
        (last,) = changes_of(db, "s1")

    def undo(db: Connection) -> None:
        stories.hold(db, "s1")
        mark_undone(db, last, by="kim", now=NOW)

    with pytest.raises(NotFound, match="nobody merged or split it"):
        _met(store, undo, lambda: rearranging.undo(desk, "s1", by="lea"))


def test_of_two_that_wait_for_each_other_one_is_told_to_begin_again(store):
    if store.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    with store.write() as db:
        ids = [article(db, "a"), article(db, "b")]
    both_have_one = Barrier(2)

    def change(first: str, second: str) -> None:
        with store.write() as db:
            set_values(db, first, rereads=1)
            both_have_one.wait()
            set_values(db, second, rereads=1)

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(change, *ids), pool.submit(change, *ids[::-1])]
        (lost,) = (one.exception() for one in done if one.exception())
    assert isinstance(lost, StoreUnavailable)
    assert lost.retry_after == timedelta(0)
    assert "try again in a moment" in str(lost)

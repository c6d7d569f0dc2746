"""What the index has yet to learn: nothing is forgotten, nothing is told twice for nothing."""

import pytest
from store_samples import DAY, HOUR, MINUTE, NOW, article, entry, read

from indexing.errors import LockHeld
from indexing.store.records import projection, retention
from indexing.store.records.articles import get_article, raise_revision


def queued(db, generation=1):
    return projection.queued(db, generation, limit=99)


def changed(db, name, *, now=NOW):
    """Make an article that the index must learn; return its id."""
    article_id = article(db, name)
    projection.queue_projection(db, article_id, now=now)
    return article_id


def written(db, *ids):
    return {one: get_article(db, one).revision for one in ids}


def test_there_is_always_a_current_generation(db):
    assert projection.current_generation(db, now=NOW) == 1
    assert projection.current_generation(db, now=NOW + HOUR) == 1


def test_what_changed_first_is_told_first_and_once(db):
    ids = [changed(db, name, now=NOW + n * MINUTE) for n, name in enumerate("abc")]
    projection.queue_projection(db, ids[2], now=NOW - MINUTE)

    assert queued(db) == ids
    assert projection.queued(db, 1, limit=2) == ids[:2]
    assert projection.count_queued(db, 1) == 3


def test_what_was_told_is_no_longer_queued_and_is_indexed_from_then_on(db):
    one, other = changed(db, "a"), changed(db, "b")

    assert projection.done(db, 1, written(db, one), now=NOW + HOUR) == [one]
    assert queued(db) == [other]
    assert get_article(db, one).indexed_at == NOW + HOUR
    projection.queue_projection(db, one, now=NOW)
    assert projection.done(db, 1, written(db, one), now=NOW + 2 * HOUR) == []
    assert get_article(db, one).indexed_at == NOW + HOUR


def test_an_article_that_changed_while_it_was_written_stays_queued(db):
    article_id = changed(db, "a")
    old = written(db, article_id)
    raise_revision(db, article_id)
    projection.queue_projection(db, article_id, now=NOW)

    projection.done(db, 1, old, now=NOW)
    assert queued(db) == [article_id]
    projection.done(db, 1, written(db, article_id), now=NOW)
    assert queued(db) == []


def test_what_the_index_refuses_can_be_dropped(db):
    one, other = changed(db, "a"), changed(db, "b")
    projection.drop(db, 1, [one, "unknown"])

    assert queued(db) == [other]


def test_what_has_no_place_in_the_index_is_left_out_and_counts_as_never_indexed(db):
    article_id = changed(db, "a")
    projection.done(db, 1, written(db, article_id), now=NOW)
    projection.queue_projection(db, article_id, now=NOW)

    projection.left_out(db, 1, written(db, article_id))
    assert queued(db) == []
    assert get_article(db, article_id).indexed_at is None
    projection.queue_projection(db, article_id, now=NOW)
    assert projection.done(db, 1, written(db, article_id), now=NOW) == [article_id]


def test_what_changed_since_it_was_left_out_stays_queued(db):
    article_id = changed(db, "a")
    old = written(db, article_id)
    raise_revision(db, article_id)

    projection.left_out(db, 1, old)
    assert queued(db) == [article_id]


def test_a_rebuild_holds_what_was_indexed_and_what_waits_to_be(db):
    """An article that was never indexed must not be lost by a rebuild."""
    told, waiting = changed(db, "told"), changed(db, "waiting")
    projection.done(db, 1, written(db, told), now=NOW)
    article(db, "not yet related")

    assert projection.begin_rebuild(db, now=NOW) == 2
    assert sorted(queued(db, 2)) == sorted([told, waiting])
    assert queued(db, 1) == [waiting]


def test_a_rebuild_leaves_out_duplicates_and_what_expired(db):
    original, double = changed(db, "a"), changed(db, "b")
    old = article(db, "c", now=NOW - 2 * DAY)
    projection.done(db, 1, written(db, original, double, old), now=NOW)
    read(db, double, None, entry("a").link)
    assert retention.expire(db, before=NOW - DAY) == [old]
    projection.begin_rebuild(db, now=NOW)

    assert queued(db, 2) == [original]


def test_during_a_rebuild_both_generations_learn(db):
    projection.begin_rebuild(db, now=NOW)
    article_id = changed(db, "a")

    assert queued(db, 1) == queued(db, 2) == [article_id]
    assert projection.current_generation(db, now=NOW) == 1


def test_publishing_makes_the_new_generation_current_and_forgets_the_old(db):
    article_id = changed(db, "a")
    projection.begin_rebuild(db, now=NOW)
    projection.publish(db, 2)

    assert projection.current_generation(db, now=NOW) == 2
    assert (queued(db, 1), queued(db, 2)) == ([], [article_id])
    assert projection.begin_rebuild(db, now=NOW) == 3


def test_a_second_rebuild_takes_over_and_the_first_cannot_publish(db):
    article_id = changed(db, "a")
    first = projection.begin_rebuild(db, now=NOW)
    second = projection.begin_rebuild(db, now=NOW)

    assert second > first
    assert (queued(db, first), queued(db, second)) == ([], [article_id])
    with pytest.raises(LockHeld):
        projection.publish(db, first)
    assert projection.current_generation(db, now=NOW) == 1
    projection.publish(db, second)
    assert projection.current_generation(db, now=NOW) == second

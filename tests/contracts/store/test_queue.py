"""Jobs: claimed once, fenced, given back, and set aside when they kill their workers."""

import pytest
from sqlalchemy import select
from store_samples import HOUR, MINUTE, NOW, found

from indexing.store.schema import jobs
from indexing.store.work import queue
from indexing.store.work.owners import free_the_dead, new_owner

LATER = NOW + 11 * MINUTE  # every lease that was taken at NOW has run out


def waiting_jobs(db, number, *, stage="match", due_at=NOW):
    """Ask for ``stage`` on that many new articles; return their ids in the order of due."""
    ids = [found(db, f"{stage}-{n}") for n in range(number)]
    for n, article_id in enumerate(ids):
        queue.enqueue(db, stage, article_id, due_at=due_at - (number - n) * MINUTE)
    return ids


def claim(db, *, now=NOW, owner="", stage="match", limit=10):
    return queue.claim(db, stage, owner or new_owner(), now=now, limit=limit)


def claim_one(db, **how):
    (job,) = claim(db, **how)
    return job


def test_a_claim_takes_the_longest_due_of_its_stage_and_leaves_the_rest(db):
    ids = waiting_jobs(db, 3)
    waiting_jobs(db, 1, stage="relate")

    assert [job.article_id for job in claim(db, limit=2)] == ids[:2]
    assert [job.article_id for job in claim(db)] == ids[2:]
    assert claim(db) == []


@pytest.mark.parametrize(("now", "claimed"), [
    pytest.param(NOW - MINUTE, 0, id="not before it is due"),
    pytest.param(NOW, 1, id="at the moment it is due"),
])  # fmt: skip
def test_a_job_is_claimed_when_it_is_due(db, now, claimed):
    queue.enqueue(db, "match", found(db), due_at=NOW)

    assert len(claim(db, now=now)) == claimed


def test_a_finished_job_is_done_and_never_claimed_again(db):
    waiting_jobs(db, 1)
    job = claim_one(db)

    assert queue.finish(db, job, now=NOW)
    assert not queue.finish(db, job, now=NOW)
    assert claim(db, now=NOW + 99 * HOUR) == []


def test_a_late_worker_cannot_finish_what_another_holds_now(db):
    waiting_jobs(db, 1)
    late = claim_one(db)
    again = claim_one(db, now=LATER)

    assert again.article_id == late.article_id
    assert not queue.finish(db, late, now=LATER)
    assert not queue.postpone(db, late, due_at=LATER)
    assert queue.finish(db, again, now=LATER)


def test_a_worker_that_is_only_slow_still_finishes(db):
    waiting_jobs(db, 1)
    job = claim_one(db)

    assert queue.finish(db, job, now=LATER)


def test_asking_again_for_a_held_job_takes_it_from_its_worker(db):
    (article_id,) = waiting_jobs(db, 1)
    old = claim_one(db)
    queue.enqueue(db, "match", article_id, due_at=NOW)

    assert not queue.finish(db, old, now=NOW)
    new = claim_one(db)
    assert new.deaths == 0
    assert queue.finish(db, new, now=NOW)


def test_a_slow_worker_cannot_finish_what_was_asked_for_anew(db):
    (article_id,) = waiting_jobs(db, 1)
    slow = claim_one(db)
    queue.enqueue(db, "match", article_id, due_at=LATER)

    assert not queue.finish(db, slow, now=LATER)
    assert claim_one(db, now=LATER).article_id == article_id


def test_asking_again_for_a_finished_job_makes_it_due_afresh(db):
    (article_id,) = waiting_jobs(db, 1)
    job = claim_one(db)
    queue.postpone(db, job, due_at=NOW)
    queue.finish(db, claim_one(db), now=NOW)
    queue.enqueue(db, "match", article_id, due_at=NOW + HOUR)

    assert claim(db, now=NOW + HOUR - MINUTE) == []
    assert claim_one(db, now=NOW + HOUR).tries == 0


@pytest.mark.parametrize("asked", [(0, 60), (60, 0)], ids=["sooner first", "later first"])
def test_of_two_wishes_the_earlier_counts(db, asked):
    article_id = found(db)
    for minutes in asked:
        queue.enqueue(db, "match", article_id, due_at=NOW + minutes * MINUTE)

    assert len(claim(db)) == 1


def test_a_postponed_job_comes_back_at_its_time_with_one_try_more(db):
    waiting_jobs(db, 1)
    first = claim_one(db)

    assert queue.postpone(db, first, due_at=NOW + HOUR)
    assert not queue.finish(db, first, now=NOW)
    assert claim(db, now=NOW + HOUR - MINUTE) == []
    again = claim_one(db, now=NOW + HOUR)
    assert (again.tries, again.deaths) == (1, 0)


def test_a_released_job_is_free_at_once_and_nothing_was_tried(db):
    waiting_jobs(db, 2)
    both = claim(db)
    queue.release(db, both)

    again = claim(db)
    assert [(job.tries, job.deaths) for job in again] == [(0, 0), (0, 0)]
    assert {job.id for job in again} == {job.id for job in both}


def test_releasing_what_was_finished_or_taken_meanwhile_changes_nothing(db):
    waiting_jobs(db, 2)
    done, taken = claim(db)
    queue.finish(db, done, now=NOW)
    again = claim_one(db, now=LATER)
    queue.release(db, [done, taken])

    assert again.id == taken.id
    assert claim(db, now=LATER) == []


def test_a_renewed_job_stays_with_its_worker(db):
    waiting_jobs(db, 1)
    job = claim_one(db)
    queue.renew(db, [job], now=NOW + 9 * MINUTE)

    assert claim(db, now=NOW + 18 * MINUTE) == []
    assert claim(db, now=NOW + 19 * MINUTE) != []


def test_renewing_brings_back_neither_a_lost_job_nor_one_given_back(db):
    waiting_jobs(db, 2)
    lost, given_back = claim(db)
    again = claim_one(db, now=LATER)
    queue.postpone(db, given_back, due_at=NOW)
    queue.renew(db, [lost, given_back], now=LATER)

    assert queue.finish(db, again, now=LATER)
    assert claim_one(db, now=LATER).id == given_back.id


def test_jobs_of_a_dead_worker_come_back_one_by_one_with_a_death_each(db):
    ids = waiting_jobs(db, 3)
    claim(db, limit=2)

    assert [(job.article_id, job.deaths) for job in claim(db, now=LATER)] == [(ids[0], 1)]
    assert [(job.article_id, job.deaths) for job in claim(db, now=LATER)] == [(ids[1], 1)]
    assert [(job.article_id, job.deaths) for job in claim(db, now=LATER)] == [(ids[2], 0)]


def test_after_three_deaths_a_job_is_a_killer(db):
    waiting_jobs(db, 1)
    claims = [claim_one(db, now=NOW + n * 11 * MINUTE) for n in range(4)]

    assert [job.deaths for job in claims] == [0, 1, 2, 3]
    assert [job.is_killer for job in claims] == [False, False, False, True]


def test_a_suspect_stays_alone_until_it_is_finished(db):
    """A clean stop in between must not put it into a batch with others."""
    ids = waiting_jobs(db, 2)
    claim(db, limit=1)
    queue.release(db, claim(db, now=LATER))

    assert [job.article_id for job in claim(db, now=LATER)] == [ids[0]]


@pytest.mark.parametrize("end", [
    pytest.param(lambda db, job: queue.finish(db, job, now=LATER), id="finished"),
    pytest.param(lambda db, job: queue.postpone(db, job, due_at=LATER), id="postponed"),
])  # fmt: skip
def test_a_worker_that_survives_clears_the_suspicion(db, end):
    (article_id,) = waiting_jobs(db, 1)
    claim(db)
    end(db, claim_one(db, now=LATER))
    queue.enqueue(db, "match", article_id, due_at=LATER)

    assert claim_one(db, now=LATER).deaths == 0


def test_a_change_of_the_article_does_not_hide_a_death(db):
    """An entry that changes with every poll could otherwise kill a worker for ever."""
    (article_id,) = waiting_jobs(db, 1)
    claim(db)
    queue.enqueue(db, "match", article_id, due_at=LATER)

    assert claim_one(db, now=LATER).deaths == 1


def test_jobs_of_dead_processes_are_free_at_once(db, dead_owner):
    waiting_jobs(db, 2)
    held = claim_one(db, limit=1)
    orphan = claim_one(db, limit=1, owner=dead_owner)

    assert free_the_dead(db, jobs, now=NOW) == 1
    again = claim_one(db)
    assert (again.id, again.deaths) == (orphan.id, 1)
    assert queue.finish(db, held, now=NOW)


def test_waiting_tells_what_is_due_and_what_is_for_later(db):
    waiting_jobs(db, 3)
    queue.finish(db, claim_one(db, limit=1), now=NOW)
    queue.postpone(db, claim_one(db, limit=1), due_at=NOW + HOUR)

    assert queue.waiting(db, now=NOW)["match"] == (1, 1)
    assert queue.waiting(db, now=NOW)["read"] == (3, 0)


def test_there_is_one_job_for_a_stage_and_an_article(db):
    article_id = found(db)
    for _ in range(3):
        queue.enqueue(db, "match", article_id, due_at=NOW)

    rows = db.execute(select(jobs.c.id).where(jobs.c.stage == "match")).all()
    assert len(rows) == 1


def test_the_longest_due_job_is_told_until_it_is_done(db):
    assert queue.oldest_due(db, now=NOW) is None
    waiting_jobs(db, 2)
    assert queue.oldest_due(db, now=NOW - HOUR) is None
    assert queue.oldest_due(db, now=NOW) == NOW - 2 * MINUTE
    first = claim_one(db, limit=1)
    assert queue.oldest_due(db, now=NOW) == NOW - 2 * MINUTE, "in hand, and not done"
    queue.finish(db, first, now=NOW)
    assert queue.oldest_due(db, now=NOW) == NOW - MINUTE

"""Many workers at one queue: each job goes to one of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_samples import NOW, feed, found, start_python

from indexing.store.records import feeds
from indexing.store.work import leases, queue
from indexing.store.work.owners import new_owner

WORKER = Path(__file__).with_name("claiming_worker.py")


@pytest.fixture
def ids(store):
    """A store with 60 jobs, due in one moment."""
    with store.write() as db:
        made = [found(db, f"n{n}") for n in range(60)]
        for one in made:
            queue.enqueue(db, "match", one, due_at=NOW)
    return made


def work(store):
    """Claim and finish jobs until none is left; return the articles' ids."""
    owner, worked = new_owner(), []
    while True:
        with store.write() as db:
            jobs = queue.claim(db, "match", owner, now=NOW, limit=5)
        if not jobs:
            return worked
        for job in jobs:
            with store.write() as db:
                assert queue.finish(db, job, now=NOW)
            worked.append(job.article_id)


def test_threads_never_get_a_job_twice_and_leave_none(store, ids):
    with ThreadPoolExecutor(8) as pool:
        worked = [one for part in pool.map(work, [store] * 8) for one in part]

    assert Counter(worked) == Counter(ids)


@pytest.mark.slow
def test_processes_never_get_a_job_twice_and_leave_none(store, ids):
    url = store.engine.url.render_as_string(hide_password=False)
    workers = [start_python(WORKER, url) for _ in range(3)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 3
    lines = [line for out in start_together(workers) for line in out.splitlines()]

    assert Counter(lines) == Counter(f"{one} True" for one in ids)


def start_together(workers):
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate()[0] for worker in workers]


def test_threads_never_poll_a_feed_twice(store):
    with store.write() as db:
        known = [feed(db, f"feed-{n}") for n in range(20)]

    def claim(_worker):
        with store.write() as db:
            return feeds.claim_feeds(db, new_owner(), now=NOW, limit=4)

    with ThreadPoolExecutor(8) as pool:
        claimed = [one.state.feed_id for part in pool.map(claim, range(8)) for one in part]
    assert sorted(claimed) == known


def test_of_threads_that_want_one_lease_one_gets_it(store):
    def take(owner):
        with store.write() as db:
            return leases.take(db, "relating", owner, now=NOW)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(take, [new_owner() for _ in range(8)]))
    assert told.count("") == 1
    assert len(set(told)) == 2

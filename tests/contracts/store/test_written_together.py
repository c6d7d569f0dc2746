"""Transactions that meet: none is forgotten by a rebuild, and one that lost says so."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from store_samples import NOW, article

from indexing.errors import StoreUnavailable
from indexing.store.records import projection
from indexing.store.records.articles import set_values


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

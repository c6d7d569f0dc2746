"""A worker that is killed anywhere loses nothing, and nothing is done twice."""

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from store_samples import NOW, found, start_python

from indexing.store import backup
from indexing.store.schema import jobs, ledger
from indexing.store.work import queue

WORKER = Path(__file__).with_name("crashing_worker.py")
STAGES = ("first", "second", "third")


def kill_after(words, file):
    """Start a worker and kill it when it has said so many words; return whether all was done."""
    with start_python(WORKER, f"sqlite:///{file}") as worker:
        said = [worker.stdout.readline() for _ in range(words)]
        worker.kill()
    return "nothing left\n" in said


@pytest.mark.slow
def test_twenty_kills_lose_no_job_and_repeat_none(store, file):
    rng = random.Random(20261124)
    with store.write() as db:
        ids = [found(db, f"n{n}") for n in range(70)]
        for one in ids:
            queue.enqueue(db, "first", one, due_at=NOW)
    ended = [kill_after(rng.randint(1, 14), file) for _ in range(20)]
    assert not any(ended), "every kill hit a worker at work"

    with start_python(WORKER, f"sqlite:///{file}") as worker:
        assert worker.communicate()[0].endswith("nothing left\n")
    with store.read() as db:
        rows = db.execute(select(ledger.c.article_id, ledger.c.stage)).all()
        assert Counter(map(tuple, rows)) == Counter((one, stage) for one in ids for stage in STAGES)
        undone = select(jobs.c.id).where(jobs.c.done_at.is_(None), jobs.c.stage.in_(STAGES))
        assert db.execute(undone).all() == []


@pytest.mark.slow
def test_a_store_whose_writer_was_killed_is_whole(store, file, tmp_path):
    with store.write() as db:
        for n in range(40):
            queue.enqueue(db, "first", found(db, f"n{n}"), due_at=NOW)
    kill_after(25, file)
    made = backup.backup(store, tmp_path / "copy.sqlite3")

    assert made["articles"] == 40
    assert backup.check(tmp_path / "copy.sqlite3") == made

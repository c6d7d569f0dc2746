"""Claims and finishes jobs of the store in ``sys.argv[1]`` until none is left; prints each."""

import sys
from datetime import UTC, datetime

from indexing.store import Store
from indexing.store.work import queue
from indexing.store.work.owners import new_owner

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

store, owner = Store(sys.argv[1]), new_owner()
print("ready", flush=True)  # noqa: T201
sys.stdin.readline()
while True:
    with store.write() as db:
        jobs = queue.claim(db, "match", owner, now=NOW, limit=5)
    if not jobs:
        break
    for job in jobs:
        with store.write() as db:
            print(job.article_id, queue.finish(db, job, now=NOW), flush=True)  # noqa: T201

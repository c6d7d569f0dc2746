"""Works on jobs of the store in ``sys.argv[1]`` until none is left or it is killed.

Prints a word at every step, inside transactions too, so that a test can kill it anywhere.
"""

import sys
from datetime import UTC, datetime

from indexing.store import Store
from indexing.store.schema import jobs
from indexing.store.work import queue
from indexing.store.work.ledger import Line, note
from indexing.store.work.owners import free_the_dead, new_owner

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEXT = {"first": "second", "second": "third", "third": ""}


def say(word: str) -> None:
    print(word, flush=True)  # noqa: T201


def claim(store: Store, owner: str) -> list[queue.Job]:
    with store.write() as db:
        for stage in NEXT:
            if claimed := queue.claim(db, stage, owner, now=NOW, limit=4):
                say("claiming")
                return claimed
    return []


def work(store: Store, job: queue.Job) -> None:
    with store.write() as db:
        if not queue.finish(db, job, now=NOW):
            raise SystemExit("another worker has it, and there is none")
        say("finished")
        note(db, Line(NOW, job.stage, "worked", "", {}, job.article_id))
        if NEXT[job.stage]:
            queue.enqueue(db, NEXT[job.stage], job.article_id, due_at=NOW)
        say("asked for the next")


def main() -> None:
    store, owner = Store(sys.argv[1]), new_owner()
    with store.write() as db:
        free_the_dead(db, jobs, now=NOW)
    while claimed := claim(store, owner):
        for job in claimed:
            work(store, job)
            say("worked")
    say("nothing left")


main()

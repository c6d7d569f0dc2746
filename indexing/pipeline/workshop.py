"""What every stage works with, and how it tells what became of things."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from indexing.errors import PresswatchError, Quarantined, StoreUnavailable, WorkerKilled
from indexing.fetching.client import Fetcher
from indexing.index.contract import ArticleIndex
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.engine import after_commit
from indexing.store.records.articles import urls_of
from indexing.store.work import ledger, quarantine, queue
from indexing.store.work.ledger import Line
from indexing.store.work.queue import Job
from indexing.workers import ParserPool

LOG = logging.getLogger(__name__)
_NEEDS_A_LOOK = ("quarantined", "postponed", "parked", "not posted", "failing", "gone")
KEPT_BYTES = 1_000_000
"""Of a body that was set aside: enough to see what it is."""
PRELOAD = ("indexing.pipeline.parsing",)
"""What every parser process has loaded when it starts. Not imported here: most of what opens a
store, and most commands of a person, parse nothing."""
Clock = Callable[[], datetime]
Progress = Callable[[str, int, int, str], None]
"""Called with (stage, done, total so far, a note such as the slowest host)."""


def _silent(_stage: str, _done: int, _total: int, _note: str) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class Workshop:
    """The tools of one run. ``owner`` names this worker in leases; ``clock`` is the only clock.

    ``tally`` counts outcomes per stage: every article and feed that was worked on, once.
    """

    settings: Settings
    store: Store
    index: ArticleIndex
    fetcher: Fetcher
    pool: ParserPool
    clock: Clock
    owner: str
    cycle_id: int | None = None
    progress: Progress = _silent
    tally: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)  # host → seconds
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def is_working(self) -> bool:
        """Whether to claim another batch; false once somebody asked us to stop."""
        return not self.stopping.is_set()

    def count(self, stage: str, outcome: str, number: int = 1) -> None:
        """Count what became of ``number`` things, once that is committed: work may be redone."""
        self.tally.setdefault(stage, Counter())[outcome] += number

    def counted(self, stage: str) -> int:
        """Return how many things a stage has counted."""
        return sum(self.tally.get(stage, Counter()).values())

    def note_took(self, host: str, took: timedelta) -> None:
        """Remember how long a host took, if it was its longest."""
        self.slowest[host] = max(took.total_seconds(), self.slowest.get(host, 0.0))

    def slowest_host(self) -> str:
        """Return the slowest host so far, in words; empty before the first answer."""
        if not self.slowest:
            return ""
        host = max(self.slowest, key=lambda one: self.slowest[one])
        return f"slowest {host} {self.slowest[host]:.1f} s"

    def note(self, db: Connection, line: Line) -> None:
        """Write one ledger line of this cycle, and log it once it is kept."""
        ledger.note(db, line, cycle_id=self.cycle_id)
        after_commit(db, lambda: self._log(line))

    def _log(self, line: Line) -> None:
        told = {
            "cycle_id": self.cycle_id,
            "article_id": line.article_id or None,
            "feed_id": line.feed_id,
            "stage": line.stage,
            "outcome": line.outcome,
            "detail": line.detail or None,
        }
        level = logging.WARNING if line.outcome in _NEEDS_A_LOOK else logging.INFO
        extra = {name: one for name, one in told.items() if one is not None}
        LOG.log(level, "%s: %s", line.stage, line.outcome, extra=extra)


class LeaseLost(Exception):
    """Another worker holds the job now, or it was asked for anew: drop this result."""


async def side_by_side(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all of ``work`` at once; the first failure stops the rest and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except* Exception as failed:
        raise failed.exceptions[0] from None


@contextmanager
def in_hand(shop: Workshop, jobs: Sequence[Job]) -> Iterator[None]:
    """Give ``jobs`` back if the work on them is stopped or the store fails: they killed nobody.

    A fault of ours leaves them held. When this process is gone they are claimed one by one, so
    the one that breaks us is found and set aside, and the others go on.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, PresswatchError) or not isinstance(error, Exception):
            with suppress(StoreUnavailable), shop.store.write() as db:
                queue.release(db, jobs)
        raise


@contextmanager
def finishing(shop: Workshop, job: Job, *, now: datetime) -> Iterator[Connection]:
    """Yield a write transaction in which ``job`` is finished, fenced.

    Raises LeaseLost before the block runs when the job is no longer ours.
    """
    with shop.store.write() as db:
        if not queue.finish(db, job, now=now):
            raise LeaseLost(job.stage)
        yield db


def set_aside(shop: Workshop, job: Job, error: Quarantined, *, url: str, body: bytes = b"") -> None:
    """End a job for good: its reason and bytes to the quarantine, a line to the ledger."""
    now = shop.clock()
    try:
        with finishing(shop, job, now=now) as db:
            subject = quarantine.Subject(
                job.stage, url, article_id=job.article_id, body=body[:KEPT_BYTES]
            )
            quarantine.set_aside(db, error, subject, now=now)
            shop.note(db, line(job, now, "quarantined", error.what, kind=type(error).__name__))
    except LeaseLost:
        shop.count(job.stage, "lost")
    else:
        shop.count(job.stage, "quarantined")


def without_killers(shop: Workshop, jobs: Sequence[Job]) -> list[Job]:
    """Set aside the jobs that too many workers died with; return the others."""
    for job in jobs:
        if job.is_killer:
            with shop.store.read() as db:
                url = next(iter(urls_of(db, job.article_id)), "")
            set_aside(shop, job, killed(job, url), url=url)
    return [job for job in jobs if not job.is_killer]


def killed(job: Job, url: str) -> WorkerKilled:
    """Return why a job is set aside that was in hand when its workers died."""
    return WorkerKilled(f"killed its worker {job.deaths} times", url, "Report it with its text.")


def broken(what: str, error: Exception, url: str) -> Quarantined:
    """Return why an article or feed is set aside that met a fault of ours: the others go on."""
    return Quarantined(
        f"{what} failed ({type(error).__name__}: {error})",
        url,
        "Report it; what was read is kept.",
    )


def line(job: Job, now: datetime, outcome: str, detail: str, **facts: Any) -> Line:
    """Return the ledger line that says what became of a job."""
    return Line(now, job.stage, outcome, detail, facts, article_id=job.article_id)

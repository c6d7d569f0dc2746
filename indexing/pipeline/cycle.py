"""One full cycle: every stage in the order of an article's way, under one lease a lane."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indexing.errors import LockHeld, PresswatchError, StoreUnavailable
from indexing.pipeline.match import match
from indexing.pipeline.ping import ping
from indexing.pipeline.poll import poll
from indexing.pipeline.project import project
from indexing.pipeline.read import read
from indexing.pipeline.relate import relate_articles
from indexing.pipeline.report import CycleReport, in_words
from indexing.pipeline.rise import rise
from indexing.pipeline.turns import attempts
from indexing.pipeline.understand import understand
from indexing.pipeline.workshop import Workshop
from indexing.store.schema import deliveries, feeds, jobs
from indexing.store.work import cycles, leases
from indexing.store.work.owners import free_the_dead

LOG = logging.getLogger(__name__)


Stage = Callable[[], Awaitable[None]]
Around = Callable[[str, Stage], Awaitable[None]]
"""Runs one named stage; a flow passes one that makes it a Prefect task."""


async def plainly(_name: str, stage: Stage) -> None:
    """Run a stage as it is."""
    await stage()


async def run_cycle(
    shop: Workshop, *, lane: str = "main", trigger: str = "run", around: Around = plainly
) -> CycleReport:
    """Poll, read, understand, relate, project, match, watch for spikes: all that is due, once.

    A stage that fails leaves its jobs for the next cycle and lets the others go on; a fault of
    ours is raised after them. Raises LockHeld when another process runs a cycle of this lane,
    StoreUnavailable without a store.
    """
    started = shop.clock()
    async with _lane(shop, lane):
        shop.cycle_id = await asyncio.to_thread(_begin, shop, lane, trigger)
        LOG.info("cycle begun", extra={"cycle_id": shop.cycle_id, "detail": lane})
        failures: list[_Failure] = []
        try:
            for name, stage in _stages(shop):
                await _run(around, name, stage, failures)
            heard = "" if failures else await ping(shop)
        except asyncio.CancelledError:
            await asyncio.to_thread(_end, shop, started, "stopped", failures)
            raise
        except StoreUnavailable as error:
            with suppress(StoreUnavailable):  # it may be away for this, too
                failures.append(_Failure("store", error))
                await asyncio.to_thread(_end, shop, started, "failed", failures)
            raise
        faults = [one.error for one in failures if one.is_ours]
        outcome = "failed" if faults else "done in part" if failures else "done"
        report = await asyncio.to_thread(_end, shop, started, outcome, failures, heard)
        if faults:
            raise faults[0]
        return report


@dataclass(frozen=True, slots=True)
class _Failure:
    """A stage that did not get to its end, and why."""

    stage: str
    error: Exception

    @property
    def is_ours(self) -> bool:
        """Whether this should never happen, whatever the world does."""
        return not isinstance(self.error, PresswatchError)

    def __str__(self) -> str:
        kind = f"{type(self.error).__name__}: " if self.is_ours else ""
        return f"{self.stage}: {kind}{self.error}"


def _stages(shop: Workshop) -> list[tuple[str, Stage]]:
    def threaded(stage: Callable[[Workshop], None]) -> Stage:
        return lambda: _in_thread(shop, stage)

    return [
        ("poll", lambda: poll(shop)),
        ("read", lambda: read(shop)),
        ("understand", threaded(understand)),
        ("relate", threaded(relate_articles)),
        ("project", threaded(project)),
        ("match", threaded(match)),
        ("rise", threaded(rise)),
    ]


async def _in_thread(shop: Workshop, stage: Callable[[Workshop], None]) -> None:
    """Run a blocking stage; one that is stopped finishes what it has in hand first."""
    work = asyncio.ensure_future(asyncio.to_thread(stage, shop))
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        shop.stopping.set()
        await asyncio.gather(work, return_exceptions=True)
        raise


async def _run(around: Around, name: str, stage: Stage, failures: list[_Failure]) -> None:
    try:
        await around(name, lambda: _begun_again(stage))
    except StoreUnavailable:
        raise  # without a store there is nothing to go on with
    except Exception as error:
        failures.append(_Failure(name, error))


async def _begun_again(stage: Stage) -> None:
    """Run a stage; one that lost to another worker's transaction gave all back and begins anew."""
    for attempt in attempts():
        with attempt:
            await stage()


@asynccontextmanager
async def _lane(shop: Workshop, lane: str) -> AsyncIterator[None]:
    """Hold the lane's lease, renewed while the cycle runs."""
    name = cycles.lease_of(lane)
    await asyncio.to_thread(_take, shop, name)
    renewing = asyncio.create_task(_renew(shop, name))
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(StoreUnavailable):  # it ends by itself
            await asyncio.shield(asyncio.to_thread(_give_back, shop, name))


def _take(shop: Workshop, name: str) -> None:
    with shop.store.write() as db:
        holder = leases.take(db, name, shop.owner, now=shop.clock())
    if holder:
        host, pid = holder.split("/")[:2]
        raise LockHeld(
            f"process {pid} on {host} is running a cycle",
            name,
            "Wait for it; nothing is lost.",
        )


async def _renew(shop: Workshop, name: str) -> None:
    while True:
        await asyncio.sleep(leases.RENEW_EVERY.total_seconds())
        with suppress(PresswatchError):  # missed once, it still holds; every job has its own lease
            await asyncio.to_thread(_take, shop, name)


def _give_back(shop: Workshop, name: str) -> None:
    with shop.store.write() as db:
        leases.give_back(db, name, shop.owner)


def _begin(shop: Workshop, lane: str, trigger: str) -> int:
    now = shop.clock()
    with shop.store.write() as db:
        for table in (feeds, jobs, deliveries):
            free_the_dead(db, table, now=now)
        return cycles.begin(db, lane, trigger, now=now)


def _end(
    shop: Workshop, started: datetime, outcome: str, failures: Sequence[_Failure], heard: str = ""
) -> CycleReport:
    ended = shop.clock()
    slowest = sorted(shop.slowest.items(), key=lambda pair: -pair[1])[:5]
    assert shop.cycle_id is not None  # noqa: S101 (set by run_cycle just before)
    report = CycleReport(
        cycle_id=shop.cycle_id,
        started_at=started,
        ended_at=ended,
        outcome=outcome,
        tally=dict(shop.tally),
        slowest=tuple(slowest),
        problems=tuple(map(str, failures)),
        ping=heard,
    )
    kept: dict[str, Any] = {
        "lines": in_words(report),
        "tally": shop.tally,
        "slowest": slowest,
        "failed": [one.stage for one in failures],
        "ping": heard,
    }
    with shop.store.write() as db:
        cycles.end(db, shop.cycle_id, outcome, kept, now=ended)
    told = {"cycle_id": shop.cycle_id, "outcome": outcome, "detail": "; ".join(kept["lines"])}
    LOG.log(logging.INFO if outcome == "done" else logging.WARNING, "cycle ended", extra=told)
    return report

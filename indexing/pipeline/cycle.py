"""One full cycle: every stage in the order of an article's way, under one lease a lane."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from indexing.errors import LockHeld, PresswatchError, StoreUnavailable
from indexing.pipeline.match import match
from indexing.pipeline.poll import poll
from indexing.pipeline.project import project
from indexing.pipeline.read import read
from indexing.pipeline.relate import relate_articles
from indexing.pipeline.report import CycleReport, in_words
from indexing.pipeline.understand import understand
from indexing.pipeline.workshop import Workshop
from indexing.store.schema import deliveries, feeds, jobs
from indexing.store.work import cycles, leases
from indexing.store.work.owners import free_the_dead

RENEW_EVERY = timedelta(minutes=3)


Stage = Callable[[], Awaitable[None]]
Around = Callable[[str, Stage], Awaitable[None]]
"""Runs one named stage; a flow passes one that makes it a Prefect task."""


async def plainly(_name: str, stage: Stage) -> None:
    """Run a stage as it is."""
    await stage()


async def run_cycle(
    shop: Workshop, *, lane: str = "main", trigger: str = "run", around: Around = plainly
) -> CycleReport:
    """Poll, read, understand, relate, project, match: all that is due, once.

    A stage that fails leaves its jobs for the next cycle and lets the others go on. Raises
    LockHeld when another process runs a cycle of this lane, StoreUnavailable without a store.
    """
    started = shop.clock()
    async with _lane(shop, lane):
        shop.cycle_id = await asyncio.to_thread(_begin, shop, lane, trigger)
        problems: list[str] = []
        try:
            for name, stage in _stages(shop):
                await _run(around, name, stage, problems)
        except asyncio.CancelledError:
            shop.stopping.set()
            await asyncio.to_thread(_end, shop, started, "stopped", problems)
            raise
        except Exception as error:
            problems.append(f"{type(error).__name__}: {error}")
            await asyncio.to_thread(_end, shop, started, "failed", problems)
            raise
        outcome = "done in part" if problems else "done"
        return await asyncio.to_thread(_end, shop, started, outcome, problems)


def _stages(shop: Workshop) -> list[tuple[str, Stage]]:
    def threaded(stage: Callable[[Workshop], None]) -> Stage:
        return lambda: asyncio.to_thread(stage, shop)

    return [
        ("poll", lambda: poll(shop)),
        ("read", lambda: read(shop)),
        ("understand", threaded(understand)),
        ("relate", threaded(relate_articles)),
        ("project", threaded(project)),
        ("match", threaded(match)),
    ]


async def _run(around: Around, name: str, stage: Stage, problems: list[str]) -> None:
    try:
        await around(name, stage)
    except* StoreUnavailable as group:
        raise group.exceptions[0] from group  # without a store there is nothing to go on with
    except* PresswatchError as group:
        problems.extend(f"{name}: {error}" for error in group.exceptions)


@asynccontextmanager
async def _lane(shop: Workshop, lane: str) -> AsyncIterator[None]:
    """Hold the lane's lease, renewed while the cycle runs."""
    name = f"cycle:{lane}"
    await asyncio.to_thread(_take, shop, name)
    renewing = asyncio.create_task(_renew(shop, name))
    try:
        yield
    finally:
        renewing.cancel()
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
        await asyncio.sleep(RENEW_EVERY.total_seconds())
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


def _end(shop: Workshop, started: datetime, outcome: str, problems: list[str]) -> CycleReport:
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
        problems=tuple(problems),
    )
    kept = {"lines": in_words(report), "tally": shop.tally, "slowest": slowest}
    with shop.store.write() as db:
        cycles.end(db, shop.cycle_id, outcome, kept, now=ended)
    return report

"""One Prefect task a stage: feeds and articles are looped over inside it.

A task for each feed or article costs 8 to 11 times the work itself, and a gigabyte of the
server's database a day.
"""

from datetime import UTC, datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from indexing.pipeline.cycle import Stage


async def as_task(name: str, stage: Stage) -> None:
    """Run a stage as a Prefect task of that name. Retries are the store's business, not Prefect's:
    what failed is still in the queue."""

    @task(name=name, cache_policy=NO_CACHE, persist_result=False)
    async def run_stage() -> None:
        await stage()

    await run_stage()


PATIENCE = timedelta(minutes=5)
"""A run may start this late, however short its interval: starting takes seconds."""


def is_missed(interval: timedelta, *, last: datetime | None) -> bool:
    """Whether this run was due long ago and its work is done: after a stop they all come at once.

    ``last`` is when a cycle began last. The first that comes does all the work that waits. On a
    machine too slow for its schedule every run is late: there, too, one in each interval does it.
    """
    scheduled, now = flow_run.scheduled_start_time, datetime.now(UTC)
    if scheduled is None or last is None:
        return False
    return bool(now - scheduled > max(interval, PATIENCE) and now - last <= interval)

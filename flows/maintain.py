"""The maintain flow: what is too old is forgotten, the record backed up, what was missed told."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterStartTime
from prefect.states import Completed

from flows.tasks import as_task
from indexing.pipeline.maintain import maintain as maintain_all
from indexing.pipeline.opening import opened
from indexing.pipeline.sweep import sweep
from indexing.settings import load_settings
from indexing.settings.logs import write_logs

RUNS_KEPT = timedelta(days=7)
"""Prefect's own record of runs grows by 19 KB a task; ours is the ledger."""


@flow(name="maintain", persist_result=False)
async def maintain(config_file: str = "") -> Any:
    """Forget what is past its time, back up, vacuum Prefect's old runs, look for what was missed.

    An index that is away puts off the look for what was missed, and nothing else.
    """
    settings = load_settings(Path(config_file) if config_file else None)
    write_logs(settings)
    async with opened(settings) as shop:
        await as_task("maintain", lambda: asyncio.to_thread(maintain_all, shop))
        forgotten = await forget_old_runs(datetime.now(UTC) - RUNS_KEPT)
        await as_task("sweep", lambda: asyncio.to_thread(sweep, shop))
    counted = [f"{count} {word}" for word, count in shop.tally.get("maintain", {}).items()]
    swept = [f"sweep: {count} {word}" for word, count in shop.tally.get("sweep", {}).items()]
    return Completed(message=", ".join([*counted, *swept, f"{forgotten} old runs forgotten"]))


async def forget_old_runs(before: datetime) -> int:
    """Delete Prefect's flow runs that began before then; return how many."""
    old = FlowRunFilter(start_time=FlowRunFilterStartTime.model_validate({"before_": before}))
    forgotten = 0
    async with get_client() as client:
        while runs := await client.read_flow_runs(flow_run_filter=old, limit=200):
            for run in runs:
                await client.delete_flow_run(run.id)
            forgotten += len(runs)
    return forgotten

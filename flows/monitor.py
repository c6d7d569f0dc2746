"""The monitor flow: one cycle. Plain functions do the work; this says when and tells Prefect."""

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import acreate_markdown_artifact
from prefect.states import Completed

from flows.tasks import as_task, is_missed
from indexing.errors import LockHeld
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.opening import opened
from indexing.pipeline.report import CycleReport, in_words
from indexing.pipeline.workshop import Workshop
from indexing.settings import load_settings
from indexing.settings.logs import write_logs
from indexing.store.work import cycles


@flow(name="monitor", persist_result=False)
async def monitor(config_file: str = "", lane: str = "main") -> Any:
    """Poll every feed that is due and work through all that follows from it, once.

    A second run of a lane, and one that was missed while we were stopped, end as skipped.
    """
    settings = load_settings(Path(config_file) if config_file else None)
    write_logs(settings)
    async with opened(settings) as shop:
        if is_missed(settings.schedules.monitor, last=_last_began(shop, lane)):
            return Completed(message="skipped: it was due long ago, and a cycle has begun since")
        try:
            report = await run_cycle(shop, lane=lane, trigger="schedule", around=as_task)
        except LockHeld as error:
            return Completed(message=f"skipped: {error.what}")
    lines = in_words(report)
    for line in lines:
        get_run_logger().info(line)
    await acreate_markdown_artifact(key=f"cycle-{lane}", markdown=_markdown(report, lines))
    return Completed(message=lines[0])


def _last_began(shop: Workshop, lane: str) -> datetime | None:
    with shop.store.read() as db:
        return next((one.started_at for one in cycles.latest(db) if one.lane == lane), None)


def _markdown(report: CycleReport, lines: list[str]) -> str:
    rows = [
        f"| {stage} | {outcome} | {count} |"
        for stage, counted in report.tally.items()
        for outcome, count in sorted(counted.items())
    ]
    slow = [f"- {host}: {seconds:.1f} s" for host, seconds in report.slowest]
    return "\n".join(
        [
            f"# Cycle {report.cycle_id}: {report.outcome}",
            *(f"- {line}" for line in lines),
            "",
            "| stage | outcome | number |",
            "|---|---|---|",
            *rows,
            "",
            "## Slowest hosts",
            *(slow or ["- none was asked"]),
        ]
    )

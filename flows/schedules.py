"""Which flow runs how often, and serving them on this machine: ``python -m flows.schedules``."""

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import serve
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import State, StateType
from prefect.schedules import Interval, Schedule
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.deliver import deliver
from flows.maintain import maintain
from flows.monitor import monitor
from indexing.settings import Settings, load_settings
from indexing.settings.logs import write_logs

FIRST_RUN_AFTER = timedelta(seconds=5)
"""Anchored at its making, a schedule would first run a whole interval later."""


def deployments(settings: Settings) -> list[Any]:
    """Return the three flows with their schedules; the monitor has one for each lane.

    Lanes share the polling: each is a cycle of its own, and feeds are leased one by one.
    """
    config = str(settings.path or "")
    first = datetime.now(UTC) + FIRST_RUN_AFTER
    number = settings.schedules.lanes
    lanes = [f"lane-{one}" for one in range(1, number + 1)] if number > 1 else ["main"]
    by_lane = [
        Interval(
            settings.schedules.monitor, anchor_date=first, slug=lane, parameters={"lane": lane}
        )
        for lane in lanes
    ]
    planned: list[tuple[Any, list[Schedule]]] = [
        (monitor, by_lane),
        (deliver, [Interval(settings.schedules.deliver, anchor_date=first)]),
        (maintain, [Interval(settings.schedules.maintain, anchor_date=first)]),
    ]
    return [
        one.to_deployment(
            name="presswatch",
            schedules=schedules,
            parameters={"config_file": config},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for one, schedules in planned
    ]


async def end_orphans() -> int:
    """Mark runs that a killed process left behind as crashed; return how many.

    Nothing of ours is running when this is called: the server is new and so are we.
    """
    left = FlowRunFilter(
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
        )
    )
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=left, limit=200)
        for run in runs:
            crashed: State[Any] = Crashed(
                message="its process was killed; what it held is free again"
            )
            await client.set_flow_run_state(run.id, crashed, force=True)
    return len(runs)


def serve_schedules(settings: Settings) -> None:
    """Serve the schedules until stopped, on the scheduler that the environment names."""
    write_logs(settings)  # the runs, which are processes of their own, write in the same form
    # A paused schedule would need a person to set it going again after every restart.
    serve(
        *deployments(settings),
        pause_on_shutdown=False,
        print_starting_message=False,
        limit=settings.schedules.lanes + 2,  # one run of each flow and lane side by side
    )


def main() -> None:
    """Serve the schedules of a settings file on a scheduler that is ours alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=None)
    settings = load_settings(parser.parse_args().config)
    asyncio.run(end_orphans())
    serve_schedules(settings)


if __name__ == "__main__":
    main()

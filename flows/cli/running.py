"""``demo``, ``run``, ``start``, ``web``: one cycle now, all on a schedule, or the pages alone."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, tell
from flows.cli.progress import Watcher, watched
from indexing.desk.wording import length, moment

if TYPE_CHECKING:
    from flows.supervisor import Running
    from indexing.desk.room import Desk
    from indexing.pipeline.report import CycleReport
    from indexing.settings import Settings
    from indexing.store.work.cycles import Cycle

LOOK_EVERY = 0.5
"""Seconds between two looks at whether a cycle has ended."""


def register(app: typer.Typer) -> None:
    """Add the commands that make things happen."""
    app.command()(demo)
    app.command()(run)
    app.command()(start)
    app.command()(web)
    app.command()(worker)


def demo(
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave schedule, pages and press running until Ctrl-C.")
    ] = False,
    cycles: Annotated[
        int, typer.Option(metavar="N", min=1, max=20, help="Scheduled cycles to wait for.")
    ] = 3,
    elasticsearch: Annotated[
        str, typer.Option(metavar="URL", help="Hold the index there instead of in the folder.")
    ] = "",
) -> int:
    """See it work on sample feeds, with no network.

    With --elasticsearch its indices stay until the next demo in this folder. Name and password
    in URL are neither printed nor kept.
    """
    from flows.demo.showing import run_demo

    return run_demo(keep=keep, cycles_wanted=cycles, elasticsearch=elasticsearch)


def run(
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 4 if anything failed or was postponed.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Poll every feed, also those not due yet.")
    ] = False,
) -> int:
    """Run one full cycle now, then send what is due.

    Poll, read, understand, relate, index, match. Stopping it loses nothing. With -v each step of
    each article is a line on stderr, as [logs] has it.
    """
    settings = CURRENT.settings()
    if CURRENT.verbose:
        from indexing.settings.logs import write_logs

        write_logs(settings)
    if everything:
        from indexing.desk.upkeep.feeding import poll_all_now

        with CURRENT.desk() as desk:
            poll_all_now(desk)
    with watched() as progress:
        report = asyncio.run(_cycle(settings, progress))
    from indexing.pipeline.report import in_words

    first, *rest = in_words(report)
    show(report, labelled("done", first), *(labelled("", line) for line in rest))
    return 4 if strict and _is_partial(report) else 0


async def _cycle(settings: "Settings", progress: Watcher) -> "CycleReport":
    from indexing.pipeline.cycle import run_cycle
    from indexing.pipeline.deliver import deliver
    from indexing.pipeline.opening import opened

    async with opened(settings, progress=progress) as shop:
        report = await run_cycle(shop, trigger="run")
        await deliver(shop)
        return replace(report, tally=dict(shop.tally), ended_at=shop.clock())


def _is_partial(report: "CycleReport") -> bool:
    failed = report.number("poll", "failing", "lost") + report.number("read", "postponed")
    unsent = report.number("deliver", "postponed", "parked", "not posted")
    return bool(report.problems or failed or unsent)


def start() -> int:
    """Run the schedule and the pages until Ctrl-C.

    Cycles, sending, back-ups; a line for each cycle that ended.
    """
    from flows.supervisor import scheduler

    settings = CURRENT.settings()
    CURRENT.as_ndjson = CURRENT.wants_json  # a line for each cycle: there is no end to wait for
    with _ending_on_sigterm(), CURRENT.desk() as desk:
        try:
            tell(labelled("data", str(settings.data_dir)))
            tell(labelled("every", _timetable(settings)))
            with scheduler(settings, settings.path, has_pages=True) as running:
                tell(labelled("pages", running.pages))
                tell(labelled("started", "the first cycle begins within a minute; Ctrl-C ends it"))
                return _watch(desk, running)
        except KeyboardInterrupt:
            tell(labelled("stopped", "nothing is lost; what was in hand is taken up again"))
            return 0


def web() -> int:
    """Serve the pages and the API alone, until Ctrl-C.

    For a machine that runs no schedule: beside workers, or on a copy of the data.
    """
    from indexing.web.serving import address_of, open_door, serve

    settings = CURRENT.settings()
    with _ending_on_sigterm(), open_door(settings) as door:
        try:
            tell(labelled("pages", address_of(settings, door)))
            serve(settings, door)
        except KeyboardInterrupt:
            tell(labelled("stopped", "the pages"))
    return 0


def worker() -> None:
    """Serve a team's schedules on one more machine.

    PREFECT_API_URL names the scheduler (see docker-compose.yml); records and index must be where
    every worker reaches them.
    """
    settings = CURRENT.settings()
    _require_shared(settings)
    from flows.schedules import serve_schedules

    with _ending_on_sigterm():
        serve_schedules(settings)


def _require_shared(settings: "Settings") -> None:
    from indexing.errors import ConfigError

    where = str(settings.path or "settings")
    if not os.environ.get("PREFECT_API_URL"):
        raise ConfigError(
            "no scheduler is named",
            "PREFECT_API_URL",
            "Give the scheduler's address, or run presswatch start, which brings its own.",
        )
    if settings.index.backend == "embedded":
        raise ConfigError(
            "the embedded index is on one machine only",
            f"{where}: index.backend",
            "Set it to elasticsearch, or run presswatch start.",
        )
    if settings.store.url.startswith("sqlite") or not settings.store.url:
        raise ConfigError(
            "a SQLite file is on one machine only",
            f"{where}: store.url",
            "Name a PostgreSQL database, or run presswatch start.",
        )


def _timetable(settings: "Settings") -> str:
    plan = settings.schedules
    return (
        f"{length(plan.monitor)} a cycle, {length(plan.deliver)} sending, "
        f"{length(plan.maintain)} upkeep"
    )


def _watch(desk: "Desk", running: "Running") -> int:
    """Print each cycle as it ends, for ever; return 1 when a child ends by itself."""
    from indexing.desk.upkeep.overseeing import recent_cycles

    seen = max((one.id for one in recent_cycles(desk) if one.ended_at), default=0)
    while not (name := running.ended()):
        for cycle in reversed(recent_cycles(desk)):
            if cycle.id > seen and cycle.ended_at:
                seen = cycle.id
                _tell_of(cycle, desk)
        running.shorten_logs()
        time.sleep(LOOK_EVERY)
    log = running.place.home / f"{name}.log"
    tell(
        labelled(
            "FAIL", f"the {name} ended by itself. See {log}, then start again.", style="bold red"
        )
    )
    return 1


def _tell_of(cycle: "Cycle", desk: "Desk") -> None:
    lines = cycle.report.get("lines") or [cycle.outcome]
    summary = ", ".join(line for line in lines if line)
    show(cycle, labelled(f"cycle {cycle.id}", moment(cycle.ended_at, desk), summary))


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Have SIGTERM end the block as Ctrl-C does, so that the children are ended in order."""

    def stop(_number: int, _frame: Any) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

"""Two cycles at once, and a cycle that a person stops: nothing twice, nothing lost."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from datetime import UTC, datetime

import pytest
from smallworld.press import FEED, FERRY, ORBAN
from smallworld.world import MINUTE, World
from sqlalchemy import select

from indexing.desk.upkeep import overseeing
from indexing.errors import LockHeld
from indexing.pipeline.cycle import run_cycle
from indexing.store.schema import deliveries, jobs, leases, ledger
from indexing.store.schema import feeds as feeds_table

HELD = {"feed": FEED, "page": f"/2026/{ORBAN}", "hook": "/hook"}
PATIENCE = 60


async def test_a_second_cycle_of_a_lane_is_told_who_runs_and_the_first_goes_on(
    world: World,
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    world.clock.wait(MINUTE)
    has_come, go = world.press.hold(HELD["page"])
    async with world.shop() as shop, world.shop() as other:
        running = asyncio.create_task(run_cycle(shop))
        await has_come.wait()
        with pytest.raises(LockHeld, match=f"process {os.getpid()} on .* is running a cycle"):
            await run_cycle(other)
        report = await run_cycle(other, lane="second")
        assert report.number("read") == 0, "what another has in hand is left to it"
        go.set()
        assert (await running).number("read", "first") == 1
    assert Counter(world.told(url))["project", "indexed"] == 1
    assert world.press.asked[HELD["page"]] == 1


@pytest.mark.slow
async def test_two_monitors_at_once_do_the_work_once(world: World) -> None:
    await _begin(world)
    has_come, go = world.press.hold(HELD["page"])
    first = await _run(world)
    await asyncio.wait_for(has_come.wait(), PATIENCE)
    second = await _run(world)
    _, said = await asyncio.wait_for(second.communicate(), PATIENCE)
    assert second.returncode == 7
    assert f"process {first.pid} on".encode() in said
    go.set()
    await asyncio.wait_for(first.communicate(), PATIENCE)
    assert first.returncode == 0
    _check_all_done(world)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["feed", "page", "understand", "hook"])
async def test_ctrl_c_ends_with_130_gives_everything_back_and_the_next_run_completes(
    world: World, moment: str
) -> None:
    await _begin(world)
    child = None
    if moment in HELD:
        has_come, go = world.press.hold(HELD[moment])
        child = await _run(world)
        await asyncio.wait_for(has_come.wait(), PATIENCE)
    else:
        child = await _run(world)
        await asyncio.wait_for(_line(world, "read"), PATIENCE)
    child.send_signal(signal.SIGINT)
    _, said = await asyncio.wait_for(child.communicate(), PATIENCE)
    assert (child.returncode, said.decode().strip()) == (130, "stopped; safe to repeat")
    if moment in HELD:
        go.set()
    held = (leases.c.owner, jobs.c.owner, feeds_table.c.owner)
    with world.desk() as desk, desk.store.read() as db:
        assert [db.execute(select(one).where(one != "")).all() for one in held] == [[], [], []]
    world.press.held.clear()
    world.clock.now = datetime.now(UTC)
    await world.cycle()
    await world.deliver()
    _check_all_done(world)


async def _begin(world: World) -> None:
    """Have news and an alert waiting, by the clock of the processes that are to come."""
    world.clock.now = datetime.now(UTC) - 2 * MINUTE
    await world.subscribe()
    world.alert("orban OR ferry")
    for slug in (ORBAN, FERRY):
        world.press.publish(slug)


async def _run(world: World) -> Process:
    command = ("-m", "flows.cli", "run", "-q", "--config", str(world.settings.path))
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=DEVNULL, stderr=PIPE
    )


async def _line(world: World, stage: str) -> None:
    """Wait for the first line of a stage in the ledger."""
    while True:
        with world.desk() as desk, desk.store.read() as db:
            if db.execute(select(ledger.c.id).where(ledger.c.stage == stage)).first():
                return
        await asyncio.sleep(0.02)  # looking, not waiting for a fixed time


def _check_all_done(world: World) -> None:
    with world.desk() as desk, desk.store.read() as db:
        lines = db.execute(select(ledger.c.article_id, ledger.c.outcome)).all()
        counted = Counter(outcome for one, outcome in lines if one)
        assert (counted["indexed"], counted["fired"], counted["sent"]) == (2, 2, 2)
        assert set(db.execute(select(deliveries.c.state)).scalars()) == {"sent"}
        assert overseeing.verify_index(desk).is_equal
    ids = Counter(one for one, _body in world.press.hooks)
    assert len(ids) == 2

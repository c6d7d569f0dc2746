"""Relating, projecting and rebuilding are for one worker at a time; none leaves work behind."""

import asyncio
from typing import Any

import pytest
from smallworld.press import FERRY, ORBAN
from smallworld.world import MINUTE, World

from indexing.desk.coverage import searching
from indexing.desk.upkeep import overseeing
from indexing.errors import LockHeld, StoreUnavailable
from indexing.pipeline import poll, project, turns
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.turns import take_turn, taken_turn, work_in_turn
from indexing.store.records import projection


async def test_work_is_left_to_whoever_has_the_turn_who_looks_once_more_before_leaving(
    world: World,
) -> None:
    waiting, done = ["first"], list[str]()
    async with world.shop() as shop, world.shop() as other:

        def work() -> None:
            done.extend(waiting)
            waiting.clear()
            if len(done) == 1:  # the last look is over, the turn is not yet given back
                waiting.append("second")
                work_in_turn(other, "relate", lambda: done.append("by another"), lambda: True)

        work_in_turn(shop, "relate", work, lambda: bool(waiting))
        assert done == ["first", "second"]
        assert other.tally["relate"]["left to another worker"] == 1


@pytest.mark.parametrize("stage", ["relate", "project"])
async def test_a_cycle_leaves_to_another_what_is_for_one_at_a_time(
    world: World, stage: str
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    async with world.shop() as shop, world.shop() as other:
        with taken_turn(other, stage):
            world.clock.wait(MINUTE)
            report = await run_cycle(shop)
            assert (report.outcome, report.number(stage)) == ("done", 1)
            assert ("project", "indexed") not in world.told(url)
    await world.cycle()
    assert world.told(url).count(("project", "indexed")) == 1


async def test_of_two_rebuilds_the_second_is_told_of_the_first(world: World) -> None:
    async with world.shop() as shop, world.shop() as other:
        with taken_turn(other, "rebuild"), pytest.raises(LockHeld, match="is rebuilding the index"):
            await asyncio.to_thread(project.rebuild, shop)


async def test_a_rebuild_waits_for_a_projector_and_is_stopped_in_the_middle_of_it(
    world: World,
) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()
    async with world.shop() as shop, world.shop() as other:
        assert take_turn(other, "project")
        shop.progress = lambda *_: shop.stopping.set()
        assert await asyncio.to_thread(project.rebuild, shop) == 1
    with world.desk() as desk:
        assert searching.search(desk, "*:*").total == 1, "readers keep the old one"


async def test_what_a_dead_rebuild_let_readers_see_is_taken_over_and_not_built_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()

    def dies(*_: object) -> None:
        raise StoreUnavailable("away", "the store", "Wait.")

    with monkeypatch.context() as patched:
        patched.setattr(projection, "publish", dies)
        async with world.shop() as shop:
            with pytest.raises(StoreUnavailable):
                await asyncio.to_thread(project.rebuild, shop)
    world.press.publish(FERRY)
    report = await world.cycle()
    assert (report.number("project", "indexed"), report.number("project", "updated")) == (1, 0)
    with world.desk() as desk:
        assert searching.search(desk, "*:*").total == 2
        assert overseeing.verify_index(desk).is_equal


@pytest.mark.parametrize(
    ("times", "outcome"), [(1, "done"), (turns.TRIES, "failed")], ids=["once", "always"]
)
async def test_a_stage_that_loses_to_another_transaction_begins_again(
    world: World, monkeypatch: pytest.MonkeyPatch, times: int, outcome: str
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    real, lost = poll._keep, []

    def loses(*arguments: object) -> None:
        if len(lost) < times:
            lost.append(arguments)
            raise StoreUnavailable("beaten", "store", "Again.", retry_after=0 * MINUTE)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(poll, "_keep", loses)
    if outcome == "failed":
        with pytest.raises(StoreUnavailable, match="beaten"):
            await world.cycle()
    assert (await world.cycle()).outcome == "done"
    assert world.told(url).count(("project", "indexed")) == 1


@pytest.mark.parametrize("part", ["begin_rebuild", "done", "publish"])
async def test_a_rebuild_that_loses_to_another_transaction_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()
    real, lost = getattr(projection, part), []

    def loses(*arguments: Any, **named: Any) -> Any:
        if not lost:
            lost.append(arguments)
            raise StoreUnavailable("beaten", "store", "Again.", retry_after=0 * MINUTE)
        return real(*arguments, **named)

    monkeypatch.setattr(projection, part, loses)
    async with world.shop() as shop:
        assert await asyncio.to_thread(project.rebuild, shop) == 1
    with world.desk() as desk:
        assert overseeing.verify_index(desk).is_equal

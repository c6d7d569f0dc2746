"""A host that keeps us waiting holds up no other, and no cycle."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest
from smallworld.press import FERRY, ORBAN
from smallworld.world import MINUTE, World

from indexing.pipeline import window
from indexing.pipeline.report import in_words
from indexing.store.work import leases

PATIENCE = 20
AT_ONCE = timedelta(milliseconds=1)


class Things:
    """Numbers to be worked on, claimed in their order; 13 is a suspect."""

    def __init__(self, number: int) -> None:
        self.due = deque(range(number))
        self.renewed = asyncio.Event()
        self.given_back: list[int] = []
        self._loop = asyncio.get_running_loop()

    def lease(self) -> window.Lease[int]:
        return window.Lease(
            claim=self._claim,
            renew=lambda _held: self._loop.call_soon_threadsafe(self.renewed.set),
            give_back=lambda held, _error: self.given_back.extend(held),
            put_off=len,
            is_suspect=lambda one: one == 13,
        )

    def _claim(self, limit: int) -> list[int]:
        if self.due and self.due[0] == 13:
            return [self.due.popleft()]
        limit = min(limit, self.due.index(13) if 13 in self.due else limit)
        return [self.due.popleft() for _ in range(min(limit, len(self.due)))]


async def test_what_is_slow_lets_everything_else_go_by(world: World) -> None:
    others_done = asyncio.Event()
    done = []

    async def work(one: int) -> None:
        if one == 0:
            await others_done.wait()
        done.append(one)
        if len(done) == 5 * window.SIZE - 1:
            others_done.set()

    async with world.shop() as shop, asyncio.timeout(PATIENCE):
        things = Things(0)
        things.due.extend(one for one in range(5 * window.SIZE + 1) if one != 13)
        assert await window.work_through(shop, things.lease(), work) == 0
    assert done[-1] == 0
    assert len(done) == 5 * window.SIZE


async def test_what_killed_a_worker_has_nothing_beside_it(world: World) -> None:
    in_hand: set[int] = set()
    beside = {}

    async def work(one: int) -> None:
        in_hand.add(one)
        await asyncio.sleep(0)
        beside[one] = in_hand - {one}
        in_hand.remove(one)

    async with world.shop() as shop, asyncio.timeout(PATIENCE):
        await window.work_through(shop, Things(40).lease(), work)
    assert len(beside) == 40
    assert beside[13] == set()
    assert [one for one, others in beside.items() if 13 in others] == []


async def test_what_takes_long_is_held_on_to(world: World, monkeypatch) -> None:
    monkeypatch.setattr(leases, "RENEW_EVERY", AT_ONCE)
    async with world.shop() as shop, asyncio.timeout(PATIENCE):
        things = Things(1)

        async def work(_one: int) -> None:
            await things.renewed.wait()

        await window.work_through(shop, things.lease(), work)


async def test_a_failure_gives_back_all_that_is_in_hand(world: World) -> None:
    async def work(one: int) -> None:
        if one == 3:
            raise RuntimeError("no more")
        await asyncio.Event().wait()

    async with world.shop() as shop, asyncio.timeout(PATIENCE):
        things = Things(10)
        with pytest.raises(RuntimeError, match="no more"):
            await window.work_through(shop, things.lease(), work)
    assert sorted(things.given_back) == list(range(10))


@pytest.mark.parametrize("part", ["page", "feed"])
async def test_what_does_not_answer_in_time_is_left_for_the_next_cycle(
    world: World, monkeypatch, part: str
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    path = url.removeprefix(world.press.url) if part == "page" else "/feed.xml"
    _has_come, go = world.press.hold(path)
    monkeypatch.setattr(window, "time_for_a_stage", lambda _shop: AT_ONCE * 300)
    monkeypatch.setattr("indexing.pipeline.read.time_for_a_stage", lambda _shop: MINUTE)
    world.press.publish(FERRY)
    report = await world.cycle(after=30 * MINUTE)
    assert "left for the next cycle" in " ".join(in_words(report))
    go.set()
    monkeypatch.undo()
    await world.cycle(after=MINUTE)
    assert ("read", "first") in world.told(url)
    assert world.press.asked[path] >= 2

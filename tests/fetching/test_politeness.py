"""How many at once, and how far apart: on a clock of our own, which moves when somebody waits."""

import asyncio
from datetime import timedelta

from indexing.fetching.politeness import Politeness
from indexing.settings.model import Fetching


class Clock:
    """Stands still but when a sleeper moves it."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def politeness(clock: Clock, **limits: object) -> Politeness:
    limits = {"per_host_delay": timedelta(0), **limits}
    return Politeness(Fetching(**limits), clock=clock, sleep=clock.sleep)


async def test_starts_at_one_host_lie_apart():
    clock = Clock()
    polite = politeness(clock, per_host_delay=timedelta(seconds=2))
    starts: list[float] = []
    for _ in range(3):
        async with polite.turn("x.example"):
            starts.append(clock.now)
    assert starts == [0, 2, 4]


async def test_a_longer_delay_can_be_asked_for():
    clock = Clock()
    polite = politeness(clock, per_host_delay=timedelta(seconds=2))
    starts: list[float] = []
    for seconds in (10, 10, 0):
        async with polite.turn("x.example", delay=timedelta(seconds=seconds)):
            starts.append(clock.now)
    assert starts == [0, 10, 10]


async def test_other_hosts_need_not_wait():
    clock = Clock()
    polite = politeness(clock, per_host_delay=timedelta(hours=1))
    for number in range(9):
        async with polite.turn(f"{number}.example"):
            assert clock.now == 0


async def most_at_once(polite: Politeness, hosts: list[str]) -> int:
    running = most = 0

    async def visit(host: str) -> None:
        nonlocal running, most
        async with polite.turn(host):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*map(visit, hosts))
    return most


async def test_only_so_many_exchanges_at_once():
    hosts = [f"{number}.example" for number in range(50)]
    assert await most_at_once(politeness(Clock(), concurrency=7), hosts) == 7


async def test_only_so_many_exchanges_with_one_host_at_once():
    polite = politeness(Clock(), concurrency=7, per_host_concurrency=3)
    assert await most_at_once(polite, ["x.example"] * 50) == 3


async def test_a_turn_that_is_given_up_while_waiting_blocks_nobody():
    polite = politeness(Clock(), concurrency=1)
    async with polite.turn("x.example"):
        waiting = asyncio.create_task(most_at_once(polite, ["x.example"]))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    assert await most_at_once(polite, ["x.example", "y.example"]) == 1


async def test_hosts_at_rest_are_forgotten_and_others_are_not():
    clock = Clock()
    polite = politeness(clock, per_host_delay=timedelta(seconds=10))
    async with polite.turn("busy.example"):
        for number in range(5_000):
            clock.now += 1
            async with polite.turn(f"{number}.example"):
                pass
        assert len(polite) <= 1_001
    async with polite.turn("busy.example"):
        assert clock.now == 5_000
    start = clock.now
    async with polite.turn("4999.example"):
        assert clock.now == start + 10

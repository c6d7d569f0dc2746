"""Work side by side: as many things as a window holds, the next as soon as some are done.

So what a slow host keeps waiting holds its own places and no others'. After half the time between
two cycles what still waits is put off, so that one host cannot hold up a cycle.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from indexing.errors import StoreUnavailable
from indexing.pipeline.workshop import Workshop
from indexing.store.work import leases

SIZE = 32
"""Things in hand at once, each with at most one body: of 8 MB, and for a moment there twice."""
REFILL = SIZE // 4
"""Free places worth a claim."""
LEAST = timedelta(minutes=1)
"""Time for a stage, however short the interval between two cycles."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lease(Generic[T]):
    """How things are held while they are worked on; each of these blocks.

    ``claim`` returns up to so many, none when no more is due. ``renew`` holds on to them;
    ``give_back`` ends it as ``error`` demands; ``put_off`` leaves them for the next cycle and
    returns how many these are. What ``is_suspect`` is worked on with nothing beside it.
    """

    claim: Callable[[int], Sequence[T]]
    renew: Callable[[Sequence[T]], None]
    give_back: Callable[[Sequence[T], BaseException], None]
    put_off: Callable[[Sequence[T]], int]
    is_suspect: Callable[[T], bool]


def time_for_a_stage(shop: Workshop) -> timedelta:
    """Return how long a stage may wait for slow hosts."""
    return max(shop.settings.schedules.monitor / 2, LEAST)


async def work_through(
    shop: Workshop, lease: Lease[T], work: Callable[[T], Awaitable[None]]
) -> int:
    """Do ``work`` on everything that can be claimed; return how many were put off.

    The first failure stops the rest and is raised as it is.
    """
    window = _Window(shop, lease, work)
    renewing = asyncio.create_task(window.hold_on())
    try:
        return await window.work()
    except BaseException as error:
        await window.stop(error)
        raise
    finally:
        renewing.cancel()


class _Window(Generic[T]):
    """What is in hand: one task for each thing."""

    def __init__(
        self, shop: Workshop, lease: Lease[T], work: Callable[[T], Awaitable[None]]
    ) -> None:
        self._shop, self._lease, self._work = shop, lease, work
        self._running: dict[asyncio.Future[None], T] = {}
        self._is_closed = False  # until it is empty: no more is due, or a suspect is in it

    async def work(self) -> int:
        loop = asyncio.get_running_loop()
        until = loop.time() + time_for_a_stage(self._shop).total_seconds()
        await self._fill()
        while self._running:
            left = max(until - loop.time(), 0)
            if not await self._some_done(left):
                return await self._put_off()
            await self._fill()
        return 0

    async def hold_on(self) -> None:
        """Renew what is held, again and again."""
        while True:
            await asyncio.sleep(leases.RENEW_EVERY.total_seconds())
            with suppress(StoreUnavailable):  # the next commit will tell
                await asyncio.to_thread(self._lease.renew, list(self._running.values()))

    async def stop(self, error: BaseException) -> None:
        """End what is being done and give it back."""
        held = await self._cancelled()
        await asyncio.to_thread(self._lease.give_back, held, error)

    async def _fill(self) -> None:
        free = SIZE - len(self._running)
        if not self._shop.is_working or (self._running and (self._is_closed or free < REFILL)):
            return
        claimed = await asyncio.to_thread(self._lease.claim, free)
        is_suspect = any(map(self._lease.is_suspect, claimed))
        self._is_closed = is_suspect or not claimed
        before = list(self._running) if is_suspect else []
        for one in claimed:
            self._running[asyncio.ensure_future(self._do(one, after=before))] = one

    async def _do(self, one: T, *, after: Sequence["asyncio.Future[None]"]) -> None:
        if after:
            await asyncio.wait(after)
        await self._work(one)

    async def _some_done(self, seconds: float) -> bool:
        done, _ = await asyncio.wait(
            self._running, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
        for task in done:
            del self._running[task]
        return bool(done)

    async def _put_off(self) -> int:
        return await asyncio.to_thread(self._lease.put_off, await self._cancelled())

    async def _cancelled(self) -> list[T]:
        held = list(self._running.values())
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        return held

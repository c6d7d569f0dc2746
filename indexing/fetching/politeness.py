"""How many exchanges at once, and how long between two at one host."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from indexing.settings.model import Fetching

_REMEMBERED = 1_000  # hosts kept before those at rest are forgotten


@dataclass(slots=True)
class _Host:
    turns: asyncio.Semaphore
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    last_start: float = float("-inf")
    at_rest_from: float = float("-inf")


class Politeness:
    """Hands out turns. ``clock`` gives monotonic seconds; one object serves one event loop."""

    def __init__(
        self,
        limits: Fetching,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits, self._clock, self._sleep = limits, clock, sleep
        self._all = asyncio.Semaphore(limits.concurrency)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, delay: timedelta | None = None) -> AsyncIterator[None]:
        """Wait until one more exchange with ``host`` is polite, and hold the place.

        Starts at one host lie at least ``delay`` apart, by default ``per_host_delay``. Never ask
        for a second turn while you hold one.
        """
        pause = (self._limits.per_host_delay if delay is None else delay).total_seconds()
        state = self._enter(host)
        try:
            async with state.turns:
                await self._start(state, pause)
                try:
                    yield
                finally:
                    self._all.release()
        finally:
            state.users -= 1
            if len(self._hosts) > _REMEMBERED:
                self._forget()

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)

    def _enter(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            state = _Host(asyncio.Semaphore(self._limits.per_host_concurrency))
            self._hosts[host] = state
        state.users += 1
        return state

    async def _start(self, state: _Host, pause: float) -> None:
        async with state.starting:
            while (wait := state.last_start + pause - self._clock()) > 0:
                await self._sleep(wait)
            await self._all.acquire()
            state.last_start = self._clock()
            longest = max(pause, self._limits.per_host_delay.total_seconds())
            state.at_rest_from = state.last_start + longest

    def _forget(self) -> None:
        now = self._clock()
        self._hosts = {
            host: state
            for host, state in self._hosts.items()
            if state.users or state.at_rest_from > now
        }

"""One round in a process of its own, as each scheduled run has: ``one_round.py CONFIG NUMBER``.

A workshop is opened, a cycle runs in it, and what is due is sent; the clock says ten minutes more
than in the round before. Then a line of JSON: CPU seconds of the start (imports, models), by stage
and of all (this process and its parser processes), seconds on the clock, the most bytes that this
process held, and what the cycle counted.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family, highest_memory
from wire import paragraphs

from indexing.extraction import extract
from indexing.models import Document
from indexing.pipeline.cycle import Stage, run_cycle
from indexing.pipeline.deliver import deliver
from indexing.pipeline.opening import opened
from indexing.settings import Settings, load_settings

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
EVERY = timedelta(minutes=10)
ME = psutil.Process()


class RoundClock:
    """A clock that starts at a round's time and runs on with the machine's."""

    def __init__(self, number: int) -> None:
        self._from, self._since = START + number * EVERY, time.monotonic()

    def __call__(self) -> datetime:
        return self._from + timedelta(seconds=time.monotonic() - self._since)


class StageMeter:
    """CPU seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        began = cpu_of_family(ME)
        yield
        self.spent[name] = round(cpu_of_family(ME) - began, 2)

    async def around(self, name: str, stage: Stage) -> None:
        with self.on(name):
            await stage()


async def one_round(settings: Settings, number: int) -> dict[str, object]:
    """Run a cycle and a sending; return what they took."""
    started, began, meter = cpu_of_family(ME), time.monotonic(), StageMeter()
    async with opened(settings, clock=RoundClock(number)) as shop:
        report = await run_cycle(shop, around=meter.around)
        with meter.on("deliver"):
            await deliver(shop)
    return {
        "cpu": {"start": round(started, 2), **meter.spent, "all": round(cpu_of_family(ME), 2)},
        "seconds": round(time.monotonic() - began, 1),
        "memory": highest_memory(),
        "tally": shop.tally,
        "problems": report.problems,
    }


def main() -> None:
    """Load what a cycle needs, then run the round."""
    settings, number = load_settings(Path(sys.argv[1])), int(sys.argv[2])
    extract(Document("", paragraphs()[0], "en"))
    told = asyncio.run(one_round(settings, number))
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()

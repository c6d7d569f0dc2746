"""Rounds of ten minutes in a fresh process: ``python many_cycles.py CONFIG SITE ROUNDS``.

In each the site's feeds are set to the round, and a workshop is opened, as a scheduled run does,
in which a cycle runs and what is due is sent. The clock jumps ten minutes between two rounds.
After each, a line of JSON: CPU seconds by stage (this process and its parser processes), all of
them, those on the clock, resident bytes, and what the cycle counted.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family
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


class Meter:
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
    meter, began = Meter(), time.monotonic()
    with meter.on("all"):
        async with opened(settings, clock=RoundClock(number)) as shop:
            report = await run_cycle(shop, around=meter.around)
            with meter.on("deliver"):
                await deliver(shop)
    return {
        "cpu": meter.spent,
        "seconds": round(time.monotonic() - began, 1),
        "memory": ME.memory_info().rss,
        "tally": shop.tally,
        "problems": report.problems,
    }


def main() -> None:
    """Load what a cycle needs, then run the rounds."""
    settings, site, rounds = load_settings(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    extract(Document("", paragraphs()[0], "en"))
    for number in range(1, rounds + 1):
        urlopen(f"{site}/round/{number}").close()
        told = asyncio.run(one_round(settings, number))
        print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

"""Cycles in a fresh process: ``python one_cycle.py CONFIG plain|flow TIMES``.

Prints, as JSON, the CPU seconds of its start (imports, NER) and of the cycles (this process and
its parser processes), and what the last one counted.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family
from wire import paragraphs

from indexing.extraction import extract
from indexing.models import Document
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.opening import opened
from indexing.settings import load_settings
from indexing.store import Store
from indexing.store.work import cycles


async def plainly(config: Path) -> None:
    """Call the functions that the flow calls."""
    async with opened(load_settings(config)) as shop:
        await run_cycle(shop)


async def through_prefect(config: Path) -> None:
    """Call the flow; Prefect's server is the one that the environment names."""
    from flows.monitor import monitor

    await monitor(str(config))


async def repeat(how: Callable[[Path], Awaitable[None]], config: Path, times: int) -> None:
    """Run one cycle after another."""
    for _ in range(times):
        await how(config)


def main() -> None:
    """Load all that a cycle needs, then measure."""
    config, is_flow, times = Path(sys.argv[1]), sys.argv[2] == "flow", int(sys.argv[3])
    if is_flow:
        import flows.monitor  # noqa: F401 (its import belongs to the start)
    Store.open(load_settings(config)).close()
    extract(Document("", paragraphs()[0], "en"))
    me = psutil.Process()
    started = cpu_of_family(me)
    asyncio.run(repeat(through_prefect if is_flow else plainly, config, times))
    ended = cpu_of_family(me)
    store = Store.open(load_settings(config))
    with store.read() as db:
        tally = cycles.latest(db)[0].report["tally"]
    store.close()
    print(json.dumps({"start": started, "cycle": ended - started, "tally": tally}))  # noqa: T201


if __name__ == "__main__":
    main()

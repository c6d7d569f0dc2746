"""One worker of several on one record: ``python one_lane.py CONFIG LANE``.

Says ``ready`` when its models are loaded and its parsers run, waits for a line, and runs a cycle.
Prints, as JSON, when that began and ended (on the machine's clock), its CPU seconds (this process
and its parsers), what it counted and what went wrong.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family
from press import start_parsers
from wire import paragraphs

from indexing.extraction import extract
from indexing.models import Document
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.opening import opened
from indexing.settings import load_settings


async def cycle(config: Path, lane: str) -> dict[str, Any]:
    """Run a cycle as soon as somebody says so; return what is to be told of it."""
    async with opened(load_settings(config)) as shop:
        await start_parsers(shop)
        print("ready", flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.readline)
        before, began = cpu_of_family(psutil.Process()), time.monotonic()
        report = await run_cycle(shop, lane=lane)
        cpu, ended = cpu_of_family(psutil.Process()) - before, time.monotonic()
    told = {"tally": shop.tally, "problems": report.problems}
    return {"began": began, "ended": ended, "cpu": cpu, **told}


if __name__ == "__main__":
    extract(Document("", paragraphs()[0], "en"))
    print(json.dumps(asyncio.run(cycle(Path(sys.argv[1]), sys.argv[2]))))  # noqa: T201

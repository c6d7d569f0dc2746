"""One lane: ``python lane_worker.py CONFIG LANE``. Each line on stdin is a cycle and a sending.

Says ``ready`` first, so that several can begin at the same moment; then, for each cycle, a line
of JSON with what it counted and what went wrong.
"""

import asyncio
import json
import sys
from pathlib import Path

from indexing.extraction import extract
from indexing.models import Document
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.deliver import deliver
from indexing.pipeline.opening import opened
from indexing.settings import load_settings


async def cycle(config: Path, lane: str) -> dict[str, object]:
    async with opened(load_settings(config)) as shop:
        report = await run_cycle(shop, lane=lane)
        await deliver(shop)
        return {"tally": shop.tally, "problems": report.problems, "outcome": report.outcome}


extract(Document("", "Anna Kovacs spoke in Budapest.", "en"))  # the models: once, and before
print("ready", flush=True)  # noqa: T201
for _line in sys.stdin:
    print(json.dumps(asyncio.run(cycle(Path(sys.argv[1]), sys.argv[2]))), flush=True)  # noqa: T201

"""A monitor or a deliverer until it is killed: ``python tireless_worker.py CONFIG ROLE``.

Says ``ready`` once it can begin, and nothing more: whoever started it kills it. A cycle with a
problem ends it, with the problem on stderr; no kill may cause one.
"""

import asyncio
import os
import sys
from pathlib import Path

from indexing.extraction import extract
from indexing.models import Document
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.deliver import deliver
from indexing.pipeline.opening import opened
from indexing.pipeline.workshop import Workshop
from indexing.settings import Settings, load_settings

PAUSE = 0.1  # seconds between two looks for work: the other needs the processor, too


async def monitor(shop: Workshop) -> None:
    report = await run_cycle(shop)
    if report.problems:
        sys.exit(f"a cycle had problems: {report.problems}")


async def work(settings: Settings, role: str) -> None:
    parent = os.getppid()
    while os.getppid() == parent:  # an orphan of a test run that was itself killed would never end
        async with opened(settings) as shop:  # as each run of the schedule does
            await {"monitor": monitor, "deliverer": deliver}[role](shop)
        await asyncio.sleep(PAUSE)


if sys.argv[2] == "monitor":
    extract(Document("", "Anna Kovacs spoke in Budapest.", "en"))  # the models: before, not during
print("ready", flush=True)  # noqa: T201
asyncio.run(work(load_settings(Path(sys.argv[1])), sys.argv[2]))

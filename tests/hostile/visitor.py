"""A program that runs one cycle and prints how much memory that took, as JSON in bytes.

``program`` is this process at its highest; ``parsers`` all its descendants together.
"""

import asyncio
import json
import sys
import threading
from pathlib import Path

import psutil

# Test folders are no packages.
sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from measuring import highest_memory

from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.opening import opened
from indexing.settings import Settings, load_settings

LOOK_EVERY = 0.05  # seconds


class Watch(threading.Thread):
    """Looks at the descendants of this process, again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        me = psutil.Process()
        while not self.is_over.wait(LOOK_EVERY):
            self.most = max(self.most, sum(map(_size, me.children(recursive=True))))


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended while we looked
        return 0


async def visit(settings: Settings) -> None:
    async with opened(settings) as shop:
        await run_cycle(shop)


if __name__ == "__main__":
    watch = Watch()
    watch.start()
    asyncio.run(visit(load_settings(Path(sys.argv[1]))))
    watch.is_over.set()
    watch.join()
    sys.stdout.write(json.dumps({"program": highest_memory(), "parsers": watch.most}))

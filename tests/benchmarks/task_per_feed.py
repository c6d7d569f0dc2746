"""Feeds polled with and without Prefect: ``python task_per_feed.py plainly|mapped|ours WHAT``.

``mapped`` is a flow as one would write it first, a task for each of the newsstands' feeds, and
``plainly`` the same without Prefect; WHAT is the newsstands' address. ``ours`` is the first stage
of our cycle, one task for all feeds; WHAT is the settings file. Prints, as JSON, the CPU seconds of
this process and its parser processes without the start, and how many entries the feeds had.
"""

import asyncio
import json
import sys
from pathlib import Path

import feedparser
import psutil
import requests
from prefect import flow, task

sys.path.insert(0, str(Path(__file__).parent))

from measuring import cpu_of_family
from newsstands import FEEDS, feed_path

from flows.tasks import as_task
from indexing.pipeline.opening import opened
from indexing.pipeline.poll import poll
from indexing.settings import load_settings


@task(retries=2)
def read_feed(url: str) -> list[dict[str, str]]:
    """Fetch and parse one feed."""
    answer = requests.get(url, timeout=30)
    answer.raise_for_status()
    found = feedparser.parse(answer.content).entries
    return [{"link": one.link, "title": one.title, "text": one.content[0].value} for one in found]


@flow
def read_feeds(site: str) -> int:
    """Read all feeds; return how many entries they have."""
    return sum(map(len, read_feed.map(addresses(site)).result()))


def read_feeds_plainly(site: str) -> int:
    """Read all feeds one by one, without Prefect."""
    return sum(len(read_feed.fn(url)) for url in addresses(site))


def addresses(site: str) -> list[str]:
    """Return where the feeds are."""
    return [site + feed_path(number) for number in range(FEEDS)]


@flow
async def poll_feeds(config: str) -> int:
    """Poll the feeds that are due; return how many entries those have that changed."""
    async with opened(load_settings(Path(config))) as shop:
        await as_task("poll", lambda: poll(shop))
        return shop.counted("entries")


HOW = {
    "plainly": read_feeds_plainly,
    "mapped": read_feeds,
    "ours": lambda config: asyncio.run(poll_feeds(config)),
}


def main() -> None:
    """Poll, and say what it took."""
    how, what = sys.argv[1:]
    me = psutil.Process()
    started = cpu_of_family(me)
    entries = HOW[how](what)
    print(json.dumps({"cpu": cpu_of_family(me) - started, "entries": entries}))  # noqa: T201


if __name__ == "__main__":
    main()

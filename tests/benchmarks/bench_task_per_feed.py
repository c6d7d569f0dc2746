"""Polling in one Prefect task, as we do, against a flow that maps a task over the feeds.

Counted are the CPU seconds of the process that polls, its parser processes with it, and those
that the server spends because of it, until it has written down the last task.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
import requests
from measuring import Meter
from newsstands import FEEDS, feed_path
from press import newsstands, prefect_server, result, start, subscribe, write_settings

from indexing.settings import Settings
from indexing.store import Store
from indexing.store.records import feeds

PATIENCE = 300  # seconds


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of the client and the server, and how many entries the feeds had."""

    client: float
    server: float
    entries: int

    @property
    def cpu(self) -> float:
        return self.client + self.server


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A Prefect server; ``rest`` is the share of a core that it uses while nothing runs."""

    process: psutil.Process
    env: dict[str, str]
    rest: float

    def spent(self, how: str, what: str, *, tasks: int) -> Spent:
        """Poll, and wait until the server has so many tasks in all; return what it took."""
        serving = Meter(self.process)
        told = result(start("task_per_feed.py", how, what, env=self.env))
        until = time.monotonic() + PATIENCE
        while self._written() < tasks:
            assert time.monotonic() < until, "the server never wrote down all tasks"
            time.sleep(0.5)
        by_server = serving.cpu() - self.rest * serving.seconds()
        return Spent(told["cpu"], by_server, told["entries"])

    def _written(self) -> int:
        """Return how many tasks are completed in the server's records."""
        asked = requests.post(
            f"{self.env['PREFECT_API_URL']}/task_runs/count",
            json={"task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}},
            auth=tuple(self.env["PREFECT_API_AUTH_STRING"].split(":", 1)),
            timeout=60,
        )
        asked.raise_for_status()
        return int(asked.json())


def test_a_task_per_feed(report, tmp_path):
    settings = write_settings(tmp_path)
    with newsstands() as site, prefect_server(tmp_path) as (server, env):
        subscribe(settings, (site + feed_path(number) for number in range(FEEDS)))
        resting = Meter(server)
        plain = result(start("task_per_feed.py", "plainly", site, env=env))
        scheduler = Scheduler(server, env, resting.rate())
        mapped = scheduler.spent("mapped", site, tasks=FEEDS)
        first = scheduler.spent("ours", str(settings.path), tasks=FEEDS + 1)
        make_all_due(settings)
        again = scheduler.spent("ours", str(settings.path), tasks=FEEDS + 2)
    assert plain["entries"] == mapped.entries == first.entries, "they did different work"
    what = f"polling {FEEDS} feeds, {first.entries:,} entries"
    report.figure(
        f"{what}, by a Prefect task per feed, CPU",
        f"{mapped.cpu:.1f} s (client {mapped.client:.1f} s, server {mapped.server:.1f} s), "
        f"{mapped.cpu / plain['cpu']:.0f}x the same without Prefect",
    )
    for when, ours in ((what, first), (f"polling the {FEEDS} feeds again", again)):
        report.figure(
            f"{when}, in one task, as we do, CPU",
            f"{ours.cpu:.1f} s, {ours.cpu / mapped.cpu:.2f}x a Prefect task per feed",
        )


def make_all_due(settings: Settings) -> None:
    """Let every feed be due."""
    store = Store.open(settings)
    with store.write() as db:
        feeds.make_all_due(db, now=datetime.now(UTC))
    store.close()

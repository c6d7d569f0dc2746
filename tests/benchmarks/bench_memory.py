"""The memory of all that ``presswatch start`` runs, at its highest."""

import sys
import time
from datetime import UTC, datetime

import psutil
from measuring import memory_of_family
from press import running, subscribe, write_settings

from flows.demo.newsstand import Pace
from flows.demo.site import DemoSite
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.work import cycles
from indexing.store.work.cycles import Cycle

WANTED = 2.5  # GB
OUTLETS = 5
CYCLES = 2
LOOK_EVERY = 0.5  # seconds: a look costs what the pages of all processes cost to count
PATIENCE = 300  # seconds
SCHEDULES = """
[schedules]
monitor = "10s"
deliver = "10s"
maintain = "10s"
"""  # so that all three flows are met running at once


def test_memory(report, tmp_path):
    settings = write_settings(tmp_path, SCHEDULES)
    command = [sys.executable, "-m", "flows.cli", "start", "--config", str(settings.path)]
    with DemoSite(now=datetime.now(UTC), pace=Pace.POLL) as site:
        subscribe(settings, (url for _, url in site.feed_urls()[:OUTLETS]))
        with running(command) as start:
            (most, processes), ended = watched(start, settings)
    understood = [cycle.report["tally"].get("understand", {}) for cycle in ended]
    assert any(one.get("understood") for one in understood), "the NER was never loaded"
    report.goal(
        f"presswatch start, its {processes} processes at their highest, NER loaded",
        f"{most / 1e9:.2f} GB",
        wanted=f"<= {WANTED} GB",
        is_met=most <= WANTED * 1e9,
    )


def watched(start: psutil.Process, settings: Settings) -> tuple[tuple[int, int], list[Cycle]]:
    """Return the greatest (memory, processes) until two cycles have ended, and these."""
    store = Store.open(settings)
    most, ended = (0, 0), list[Cycle]()
    until = time.monotonic() + PATIENCE
    while len(ended) < CYCLES:
        assert start.is_running(), "presswatch start ended by itself"
        assert time.monotonic() < until, "no two cycles within the time"
        most = max(most, memory_of_family(start))
        with store.read() as db:
            ended = [cycle for cycle in cycles.latest(db) if cycle.ended_at]
        time.sleep(LOOK_EVERY)
    store.close()
    return most, ended
